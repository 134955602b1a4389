"""What stands under a picture has no test, however a page marks it, since the picture may be of
another day; a sentence that could be checked is kept. What is beside it is read."""

from __future__ import annotations

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import ELECTION, NUR_OTAN, drafted

SAID = "Nur Otan won 81 percent of the vote."
PAGE = "<html><body><article><p>The results are final.</p>{}</article></body></html>"


@pytest.mark.parametrize(
    "line",
    [
        "Supporters in Astana, where Nur Otan won 81 percent of the vote. (Photo: AFP)",
        f"{SAID} Photograph: Mukhtar Kholdorbekov/Reuters",
        f"{SAID} Image credit: Xinhua",
        f"{SAID} EPA/Igor Kovalenko",
        f"Nur Otan activists on Sunday. {SAID} © AFP",
        "Picture: a rally of Nur Otan, which won 81 percent of the vote.",
        f"Chart: {SAID}",
        "Снимок: сторонники «Нур Отана», который набрал 81 процент голосов.",
        "«Нур Отан» набрал 81 процент голосов. Фото ТАСС",
    ],
)
def test_a_line_that_names_its_picture_has_no_test(line: str) -> None:
    assert drafted(f"The results are final.\n\n{line}\n\nThat was all.") == []
    assert drafted(PAGE.format(f"<p>{line}</p>")) == []


@pytest.mark.parametrize(
    "marked",
    [
        '<p class="wp-caption-text">',
        '<p class="imgcaption">',
        '<p class="photoCredit">',
        '<p itemprop="caption">',
        '<p data-component="caption-block">',
        '<p class="image-description">',
        '<p class="gallery__text">',
        '<p class="cutline">',
    ],
)
def test_what_is_marked_as_a_caption_has_no_test(marked: str) -> None:
    assert drafted(PAGE.format(f"{marked}{SAID}</p>")) == []


@pytest.mark.parametrize(
    "marked",
    ["<p>", '<p class="wp-block-media-text">', '<p class="has-image">', '<p class="lead">'],
)
def test_what_is_not_is_read(marked: str) -> None:
    assert drafted(PAGE.format(f"{marked}{SAID}</p>")) == [NUR_OTAN]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"{SAID} Image credit: Xinhua", [SAID]),
        (
            "Supporters in Astana, where Nur Otan won 81 percent of the vote. (Photo: AFP)",
            ["Supporters in Astana, where Nur Otan won 81 percent of the vote."],
        ),
        ("Photo: REUTERS/Shamil Zhumatov", []),
        ("Image: Nur Otan. © AFP", []),
    ],
)
def test_a_sentence_under_a_picture_is_kept_without_whose_picture_it_is(
    line: str, kept: list[str]
) -> None:
    figure = f"<figure><img src='a.jpg' alt='{SAID}'><figcaption>{line}</figcaption></figure>"
    for article in (f"The results are final.\n\n{line}\n\nThat was all.", PAGE.format(figure)):
        claims = draft_claims(article, ELECTION).claims
        assert [claim.sentence for claim in claims] == kept
        assert all(claim.test is None for claim in claims)


def test_who_is_cited_below_a_quotation_is_its_speaker() -> None:
    page = (
        "<html><body><blockquote><p>The Social Democrats were second to Nur Otan in every polling "
        "station in Almaty.</p><cite>— Zhanara Balgabayeva, lawyer</cite></blockquote></body>"
    )
    (claim,) = draft_claims(page, ELECTION).claims
    assert claim.who == "Zhanara Balgabayeva, lawyer"
