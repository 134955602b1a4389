"""Names of the election stand apart on every page: an Arabic one beside a number turns neither."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import READ, joined, uploaded

STATION = "ATKARACALAR/1001"
NAMES = (
    "ATKARACALAR",
    "Recep Tayyip Erdoğan",
    "Kemal Kılıçdaroğlu",
    "Valid votes",
    "Invalid votes",
)
_PLAIN = {"title", "option", "textarea", "script", "code"}
"""Elements that hold text alone, or say its direction."""


class _Texts(HTMLParser):
    """The texts of a page, each with the element that it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.found.append((self.open[-1] if self.open else "", data))


def joined_to_others(page: str) -> list[str]:
    """Texts with a name that stands in one run with something else."""
    return [
        text
        for element, text in _Texts(page).found
        if any(name in text for name in NAMES) and element not in {"bdi", *_PLAIN}
    ]


@pytest.fixture(scope="module")
def people(place: Place) -> dict[str, Any]:
    """A desk with a settled sheet, one to decide, one to be looked at again, and a waiting one."""
    root, ari = joined(Role.ADMINISTRATOR, "root"), joined(Role.ARBITER, "ari")
    ann, cem = joined(Role.TYPIST, "ann"), joined(Role.TYPIST, "cem")
    settled, decided, again, waiting = (uploaded(root, shade, STATION) for shade in range(1, 5))
    otherwise = READ | {"erdogan": "199", "kilicdaroglu": "46"}
    for sheet, figures in ((settled, READ), (decided, otherwise), (again, otherwise)):
        ann.post(f"/sheet/{sheet}/do/read/", READ)
        cem.post(f"/sheet/{sheet}/do/read/", figures)
    for typist, figures in ((ann, READ), (cem, otherwise)):
        typist.post(f"/sheet/{decided}/do/look-again/", figures)
    asked = {"area": STATION, "where": "board", "when": "2023-05-29", "what": "recount"}
    root.post("/findings/complain/file/", asked)
    sheets = {"settled": settled, "decided": decided, "again": again, "waiting": waiting}
    return {"root": root, "ari": ari, "ann": ann} | sheets


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("ann", "/sheet/{waiting}/"),
        ("ann", "/sheet/{again}/"),
        ("ann", "/telephone/"),
        ("ann", "/progress/"),
        ("ann", "/offline/"),
        ("ari", "/"),
        ("ari", "/sheet/{decided}/"),
        ("root", "/sheet/{settled}/"),
        ("root", "/sheet/{waiting}/"),
        ("root", "/copies/"),
        ("root", f"/copies/?station={STATION}"),
        ("root", "/findings/"),
        ("root", f"/findings/station/?code={STATION}"),
        ("root", f"/paper/?of={STATION}"),
        ("root", "/records/fill/media/"),
        ("root", "/screen/"),
    ],
)
def test_a_name_is_isolated_wherever_it_is_printed(
    people: dict[str, Any], who: str, path: str
) -> None:
    page = people[who].get(path.format(**people)).content.decode()
    assert any(name in page for name in NAMES)
    assert joined_to_others(page) == []


def test_relations_keep_their_names_apart(people: dict[str, Any]) -> None:
    wrong = READ | {"erdogan": "190"}
    for language in ("en", "ar"):
        part = people["ann"].post(
            f"/sheet/{people['waiting']}/relations/", wrong, headers={"Accept-Language": language}
        )
        page = part.content.decode()
        assert "190 + 45" in page
        if language == "ar":
            assert "<bdi>Valid votes</bdi>" in page


def test_an_answer_that_is_no_number_is_said_in_the_readers_language(
    people: dict[str, Any],
) -> None:
    root = people["root"]
    sheet = uploaded(root, 6, STATION)
    for name in ("dan", "eva"):
        figures = READ | {"erdogan": "unread", "kilicdaroglu": "empty"}
        joined(Role.TYPIST, name).post(f"/sheet/{sheet}/do/read/", figures)
    for path in (f"/sheet/{sheet}/", f"/copies/?station={STATION}"):
        page = root.get(path, headers={"Accept-Language": "ru"}).content.decode()
        assert ">unread</td>" not in page
        assert ">не прочитано</td>" in page
