"""What stands under a picture is dropped, however a page marks it; what is beside it is read."""

from __future__ import annotations

import pytest

from .drafted_claims import NUR_OTAN, drafted

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
def test_a_line_that_names_its_picture_is_dropped(line: str) -> None:
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
def test_what_is_marked_as_a_caption_is_dropped(marked: str) -> None:
    assert drafted(PAGE.format(f"{marked}{SAID}</p>")) == []


@pytest.mark.parametrize(
    "marked",
    ["<p>", '<p class="wp-block-media-text">', '<p class="has-image">', '<p class="lead">'],
)
def test_what_is_not_is_read(marked: str) -> None:
    assert drafted(PAGE.format(f"{marked}{SAID}</p>")) == [NUR_OTAN]
