"""The desk speaks the language of whoever opens it."""

from __future__ import annotations

import re

import pytest

from crosstally import words
from tests.desk_visitors import Visitor
from tests.desks import READ, STATION, RunningDesk


def spoken(page: str) -> tuple[str, str]:
    """Language and direction of a page."""
    found = re.search(r'<html lang="([a-z]+)" dir="([a-z]+)">', page)
    assert found is not None, page
    return found[1], found[2]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("kk", ("kk", "ltr")),
        ("ar-EG,ar;q=0.9,en;q=0.5", ("ar", "rtl")),
        ("de;q=0.9, es-MX;q=0.7, ru;q=0.3", ("es", "ltr")),
        ("en;q=0.3, ru;q=0.8", ("ru", "ltr")),
        ("de", ("en", "ltr")),
        ("", ("en", "ltr")),
    ],
)
def test_the_browser_is_asked_first(
    desk: RunningDesk, asked: str, expected: tuple[str, str]
) -> None:
    assert spoken(Visitor(desk, asked).get("/login/").text) == expected


def test_a_language_that_is_chosen_stays_and_leads_back_to_the_page(desk: RunningDesk) -> None:
    visitor = Visitor(desk, "ru")
    page = visitor.get("/login/?next=/progress/").text
    for code, name in words.NAMES.items():
        assert f'value="{code}" lang="{code}"' in page
        assert f">{name}</button>" in page
    answer = visitor.post("/language/", {"language": "kk", "next": "/login/?next=/progress/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/progress/")
    assert spoken(visitor.get("/login/").text) == ("kk", "ltr")
    visitor.post("/language/", {"language": "ar", "next": ""})
    assert spoken(visitor.get("/login/").text) == ("ar", "rtl")


def test_nothing_but_a_language_and_an_own_page_is_taken(desk: RunningDesk) -> None:
    visitor = Visitor(desk)
    visitor.get("/login/")
    for back in ("//elsewhere.invalid/", "https://elsewhere.invalid/", "javascript:alert(1)"):
        answer = visitor.post("/language/", {"language": "../../x", "next": back})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert "set-cookie" not in answer.headers
    assert visitor.post("/language/", {"language": "ru", "next": "a\0b"}).status_code == 400
    for back in ("logout", "no page of the desk"):  # none is the name of one, either
        answer = visitor.post("/language/", {"language": "ru", "next": back})
        assert (answer.status_code, answer.headers["Location"].startswith("/log")) == (302, False)
    assert visitor.get("/language/").status_code == 405
    assert visitor.ask("POST", "/language/", data={"language": "kk"}).status_code == 403


def test_days_and_differences_keep_their_order_in_arabic(desk: RunningDesk) -> None:
    """Letters of Arabic turn what stands between hyphens round, and a sign after its number."""
    root = Visitor(desk, "ar").join(desk.link, "root")
    told = {"area": STATION, "what": "what", "where": "court", "when": "2026-11-01"}
    root.get(f"/findings/station/?code={STATION}")
    filed = root.post("/findings/complain/file/", told | {"deadline": "2026-11-27"})
    assert filed.status_code == 302
    assert "\u20662026-11-27\u2069" in root.get("/findings/").text
    page = root.get(f"/findings/station/?code={STATION}").text
    assert "\u20662026-11-27\u2069" in page
    sheet = root.upload("a copy")
    for name in ("ann", "cem"):
        Visitor(desk).join(root.invite("typist"), name).read(sheet, READ)
    assert '<bdi dir="ltr">−' in root.get(f"/findings/station/?code={STATION}").text
