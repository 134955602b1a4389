"""Languages: how numbers are written, and catalogues that lack nothing."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from babel.messages.catalog import Message
from docs.words import is_missing, mistakes, wrong_places

from crosstally import words
from crosstally.findings import Sentence


def test_no_language_lacks_a_sentence() -> None:
    assert mistakes() == [], "run `make words`, and translate what is missing"


def test_nothing_that_is_said_accuses() -> None:
    from docs.words import gathered

    said = [
        text
        for message in gathered()
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    ]
    assert len(said) > 100
    accusing = re.compile(r"falsif|forge(?!t)", re.IGNORECASE)
    assert not [text for text in said if accusing.search(text)]


def test_russian_is_shipped_and_speaks() -> None:
    assert words.languages()[:1] == ["en"]
    assert "ru" in words.languages()
    with words.use_language("ru"):
        assert words._("decisive") != "decisive"
        forms = {words.ngettext("{n} vote", "{n} votes", n) for n in (1, 2, 5)}
        assert len(forms) == 3
    assert words._("decisive") == "decisive"


def test_languages_of_the_desk_alone_are_offered_by_nothing_else() -> None:
    assert {"ar", "es", "kk"} <= set(words.languages_of_the_desk())
    assert words.languages() == ["en", "ru"]
    for code in words.languages_of_the_desk():
        with words.use_language(code):
            assert (words._("Log out") != "Log out") == (code != "en")


def test_a_language_without_catalogue_falls_back_to_english() -> None:
    with words.use_language("tlh"):
        assert words._("decisive") == "decisive"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "de_DE", "LANG": "ru"}, "en"),
        ({"LANGUAGE": "ru:en", "LANG": "en_GB.UTF-8"}, "ru"),
        ({"CROSSTALLY_LANGUAGE": "ru", "LANG": "en_GB.UTF-8"}, "ru"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_environment(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CROSSTALLY_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert words.language_of_environment() == language


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [("en", "6,941,220", "7.19\u00a0%"), ("ru", "6\u00a0941\u00a0220", "7,19\u00a0%")],
)
def test_how_numbers_are_written(language: str, number: str, percent: str) -> None:
    with words.use_language(language):
        assert words.number(6_941_220) == number
        assert words.percent(Fraction(719, 10_000)) == percent


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (Fraction(1, 3), 2, "33.33\u00a0%"),
        (Fraction(1, 8), 0, "13\u00a0%"),
        (Fraction(5, 1000), 0, "1\u00a0%"),
        (Fraction(4, 1000), 0, "0\u00a0%"),
        (Fraction(-1, 1000), 1, "-0.1\u00a0%"),
        (Fraction(1), 2, "100.00\u00a0%"),
        (Fraction(1, 10_000), 2, "0.01\u00a0%"),
    ],
)
def test_an_exact_share_is_rounded_half_up(share: Fraction, digits: int, text: str) -> None:
    assert words.percent(share, digits) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (12, "+12"), (-3_000, "−3,000")])
def test_signed_numbers_show_their_sign(value: int, text: str) -> None:
    assert words.signed(value) == text


@pytest.mark.parametrize(
    ("code", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("ru", "ltr"), ("en", "ltr")]
)
def test_the_direction_of_a_language(code: str, direction: str) -> None:
    assert words.direction(code) == direction


def test_a_sentence_says_its_values_as_the_language_does() -> None:
    inner = Sentence("{n} votes", {"n": 1_234})
    sentence = Sentence(
        "{who}: {inner} in {year}", {"who": ["a", 5_000], "inner": inner, "year": "2012"}
    )
    assert sentence.text == "a, 5,000: 1,234 votes in 2012"
    with words.use_language("ru"):
        assert "5\u00a0000" in sentence.text


def test_the_checks_on_catalogues_find_what_they_look_for() -> None:
    messages = [
        Message("{n} of {m}", "{n}"),
        Message("{n} of {m}", "{n} {m} {k}"),
        Message("{n} of {m}", "{n} из {m}{n} из {m}"),
        Message(("one", "{n} votes"), ("{n} голос", "{n} голоса", "голосов")),
    ]
    assert all(wrong_places(message) for message in messages)
    assert not wrong_places(Message("{n} of {m}", "{m}: {n}"))
    assert is_missing(Message("a", ""))
    assert is_missing(Message(("a", "b"), ("x", "", "z")))
    assert is_missing(Message("a", "б", flags={"fuzzy"}))
    assert not is_missing(Message("a", "б"))


def test_quotes_within_quotes_are_set_apart() -> None:
    assert words.nested_quotes("«голоса за «Unity»» и «Sun»") == "«голоса за „Unity“» и «Sun»"
    assert words.nested_quotes("»a« «b»") == "»a« «b»", "what is not nested stays"
    assert words.nested_quotes("«a") == "«a"


def test_printed_figures_take_the_language_s_decimal_mark() -> None:
    shares = Sentence("{percent} of {station}", {"percent": "42.04", "station": "1.2"})
    assert shares.text == "42.04 of 1.2"
    with words.use_language("ru"):
        assert shares.text == "42,04 of 1.2", "a station's code is no printed figure"


def test_a_bound_is_rounded_outward() -> None:
    share = Fraction(710_608, 10_000_000)
    assert [words.percent(share, 3, to) for to in ("below", "nearest", "above")] == [
        "7.106\N{NO-BREAK SPACE}%",
        "7.106\N{NO-BREAK SPACE}%",
        "7.107\N{NO-BREAK SPACE}%",
    ]
    assert words.percent(Fraction(817_291, 1_000_000), to="below") == "81.72\N{NO-BREAK SPACE}%"
    assert words.percent(Fraction(1, 4), to="above") == "25.00\N{NO-BREAK SPACE}%"
