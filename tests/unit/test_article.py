"""An article's sentences: furniture dropped, sentences whole, nothing run."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.claims.drafting.article import (
    MAX_BYTES,
    article_sentences,
    decode_article,
    read_article,
)
from crosstally.claims.drafting.sentences import split_sentences
from crosstally.problems import InputError

ARTICLES = Path(__file__).parents[1] / "spec" / "articles"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It won 7.5 percent. It lost.", ["It won 7.5 percent.", "It lost."]),
        ("Mr. Smith met Dr. Jones. They spoke.", ["Mr. Smith met Dr. Jones.", "They spoke."]),
        (
            "The U.S. Embassy and J. R. Orr agree.",
            ["The U.S. Embassy and J. R. Orr agree."],
        ),
        ("Polls closed at 8 p.m. The count began.", ["Polls closed at 8 p.m.", "The count began."]),
        ("“We won,” he said. “It is over.”", ["“We won,” he said.", "“It is over.”"]),
        ("'No!' he said. Nobody spoke.", ["'No!' he said.", "Nobody spoke."]),
        ("On Jan. 15 the vote was held.", ["On Jan. 15 the vote was held."]),
        ("Was it fair? Nobody knows…", ["Was it fair?", "Nobody knows…"]),
        ("Station No. 7 opened late.", ["Station No. 7 opened late."]),
        ("В г. Алматы явка низкая. Это так.", ["В г. Алматы явка низкая.", "Это так."]),
        ("Выборы 15 янв. 2012 г. прошли.", ["Выборы 15 янв. 2012 г. прошли."]),
        ("Получено 7,5 проц. Партия прошла.", ["Получено 7,5 проц.", "Партия прошла."]),
        ("Сказал А. С. Иванов. Все ушли.", ["Сказал А. С. Иванов.", "Все ушли."]),
        ("", []),
        ("No end", ["No end"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence for sentence, _ in split_sentences(text)] == expected


def test_a_quotation_that_runs_on_is_known_as_one() -> None:
    text = "“We came second. We have copies,” said a lawyer. She left."
    assert [inside for _, inside in split_sentences(text)] == [False, True, False]


def test_the_furniture_of_a_page_is_dropped() -> None:
    sentences = article_sentences((ARTICLES / "page.html").read_text(encoding="utf-8"))
    said = " ".join(sentence.text for sentence in sentences)
    for words in (
        "99 percent",  # title
        "55 percent",  # script
        "90 percent",  # menu
        "95 percent",  # cookie notice
        "readers shared",
        "3.27 percent",  # related
        "flights",  # advertisement
        "village of X",
        "44 percent",  # read more
        "30 percent",  # comment
        "Copyright",
        "By Our Correspondent",
    ):
        assert words not in said
    assert "won 81 percent of the vote" in said
    assert "three" not in said
    assert len(sentences) > 20


def test_furniture_in_plain_text_is_dropped() -> None:
    text = """Menu
Share
The vote was held on Sunday, and this line
goes on here.
Photo: voters in Astana. REUTERS/Someone

Related stories
Read more: Nur Otan won 99 percent of the vote.

The count is over."""
    assert [sentence.text for sentence in article_sentences(text)] == [
        "The vote was held on Sunday, and this line goes on here.",
        "The count is over.",
    ]


def test_datelines_are_dropped() -> None:
    (sentence,) = article_sentences("ALMATY, Jan 17 (Reuters) - Nur Otan won.")
    assert sentence.text == "Nur Otan won."


def test_scripts_and_entities_are_text_at_most() -> None:
    text = "<html><body><p>5 &lt; 7 &amp; so on.</p><script>alert('x')</script></body></html>"
    assert [sentence.text for sentence in article_sentences(text)] == ["5 < 7 & so on."]


def test_broken_and_deep_html_is_read() -> None:
    deep = "<div>" * 3_000 + "<p>Nur Otan won the vote on Sunday." + "</div>" * 10
    assert any("Nur Otan won" in sentence.text for sentence in article_sentences(deep))
    assert article_sentences("<p>Unclosed <b>bold text stands here.")[0].text.startswith("Unclosed")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(encoding: str) -> None:
    text = "Партия получила много голосов на выборах, сообщила комиссия."
    assert decode_article(text.encode(encoding), "a.txt") == text


def test_an_article_that_is_too_large_or_absent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger than"):
        read_article(tmp_path / "big.txt")
    with pytest.raises(InputError, match="not there"):
        read_article(tmp_path / "none.txt")


@pytest.mark.parametrize(
    "raw", [bytes(range(256)) * 20, b"%PDF-1.4\n" + bytes(range(255, 0, -1)) * 30, b"\0" * 900]
)
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    with pytest.raises(InputError, match="holds no text"):
        decode_article(raw, "a.bin")


@pytest.mark.parametrize(
    "text",
    [". " * 200_000, "<p>" + "<div " * 50_000, "<div>" * 50_000 + "x", "<p>" + '<a b="' * 20_000],
    ids=["dots", "never closed", "deep", "open quotes"],
)
def test_hostile_pages_end(text: str) -> None:
    assert len(article_sentences(text)) <= 5_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Астана, 17 января. Явка составила 75 процентов.", "Явка составила 75 процентов."),
        ("TBILISI, 9 October 2016 - Turnout was high.", "Turnout was high."),
        ("KAMPALA - President Museveni has won.", "President Museveni has won."),
        ("NTV - President Museveni has won.", "NTV - President Museveni has won."),
        ("In Astana, 17 January was cold.", "In Astana, 17 January was cold."),
    ],
)
def test_where_an_article_was_written_is_no_part_of_it(text: str, said: str) -> None:
    assert [sentence.text for sentence in article_sentences(text)] == [said]
