"""Coordinators have areas: what is of another area they neither see nor settle, by any page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from crosstally.desk.areas import EVERYTHING, Reach, area_named, reach_of_area
from crosstally.desk.election_facts import Surroundings
from crosstally.desk.settings import Place
from crosstally.desk.states import Kind, Role, Sheet, State
from tests.desk_clients import READ, browser, joined, photograph, sheets, uploaded

SOUTH, NORTH = "ATKARACALAR/1001", "ELDIVAN/1018"
COMPLAINT = {"where": "district board", "when": "2023-05-30", "what": "sums differ in the south"}
MEDIA = {"day": "2023-05-20", "channel": "TRT", "party": "erdogan", "tone": "hostile"}

AROUND = Surroundings(
    levels=("region", "district"),
    area_of={
        "region": {"1": "R", "2": "R", "3": "Q"},
        "district": {"1": "A", "2": "B", "3": "C"},
    },
    names={"region": {"R": "Rhine", "Q": "Quay"}, "district": {"A": "Aa", "B": "Bee", "C": "aa"}},
)


@pytest.mark.parametrize(
    ("area", "areas", "stations"),
    [
        ("A", {"A"}, {"1"}),
        ("R", {"R", "A", "B"}, {"1", "2"}),
        ("Q", {"Q", "C"}, {"3"}),
        ("gone", {"gone"}, set()),
    ],
)
def test_an_area_reaches_those_below_it(area: str, areas: set[str], stations: set[str]) -> None:
    assert reach_of_area(area, AROUND) == Reach(False, frozenset(areas), frozenset(stations))


def test_without_an_area_everything_is_reached() -> None:
    assert reach_of_area("", AROUND) is EVERYTHING
    assert EVERYTHING.holds_place("anything")


def test_an_area_is_typed_by_id_or_by_a_name_that_only_it_has() -> None:
    assert area_named("B", AROUND) == "B"
    assert area_named("bee", AROUND) == "B"
    for typed in ("aa", "Nowhere"):
        with pytest.raises(ValueError, match=typed):
            area_named(typed, AROUND)


@pytest.mark.parametrize(
    ("sheet", "taken_in", "seen"),
    [
        (Sheet(), "A", True),
        (Sheet(), "C", False),
        (Sheet(), "", False),
        (Sheet(state=State.PLACED, station="1"), "C", True),
        (Sheet(state=State.PLACED, station="3"), "A", False),
        (Sheet(state=State.HELD, station="3"), "A", True),
        (Sheet(state=State.HELD, station="1"), "C", False),
        (Sheet(state=State.HELD, station="1"), "", True),
        (Sheet(state=State.SET_ASIDE, interrupted=State.HELD, station="3"), "A", True),
    ],
)
def test_a_sheet_is_of_its_station_or_of_where_it_was_taken_in(
    sheet: Sheet, taken_in: str, seen: bool
) -> None:
    """What a sender says of the station moves no sheet into another area."""
    assert reach_of_area("R", AROUND).holds_sheet(sheet, taken_in) is seen


@dataclass
class TwoAreas:
    """A desk with a coordinator in the north and one in the south, where all was done."""

    root: Any
    nora: Any
    ari: Any
    """Of the north: a coordinator and an arbiter."""
    sven: Any
    sol: Any
    sheet: str
    """Settled, of the south; ``waiting`` was taken in there and is of no station yet."""
    waiting: str
    complaint: str
    record: str
    record_id: str
    link: int
    cem: str
    cem_number: int
    """The pseudonym of a typist of the south."""


@pytest.fixture(scope="module")
def desk(place: Place) -> TwoAreas:
    from crosstally.desk.complaints import complaints_of
    from crosstally.desk.doors import journal
    from crosstally.desk.models import Account, SendingLink

    root = joined(Role.ADMINISTRATOR, "root")
    nora = joined(Role.COORDINATOR, "nora", area="ELDIVAN")
    sven = joined(Role.COORDINATOR, "sven", area="ATKARACALAR")
    ann = joined(Role.TYPIST, "ann", "nora")
    cem = joined(Role.TYPIST, "cem-of-the-south", "sven")
    ari, sol = joined(Role.ARBITER, "ari", "nora"), joined(Role.ARBITER, "sol", "sven")
    sheet, waiting = uploaded(sven, 1, SOUTH), uploaded(sven, 2, "")
    uploaded(sven, 3, SOUTH)
    for typist in (cem, ann):
        assert typist.post(f"/sheet/{sheet}/do/read/", READ).status_code == 302
    assert sven.post("/findings/complain/file/", {"area": SOUTH, **COMPLAINT}).status_code == 302
    filed = cem.post("/records/fill/media/", MEDIA | {"minutes": "7"})
    assert filed.status_code == 302
    sven.post("/sending/", {"label": "link of the south", "whose": "person"})
    return TwoAreas(
        *(root, nora, ari, sven, sol, sheet, waiting),
        complaint=next(iter(complaints_of(journal().entries()))),
        record=filed["Location"],
        record_id=filed["Location"].strip("/").split("/")[-1],
        link=SendingLink.objects.get().pk,
        cem=Account.objects.get(name="cem-of-the-south").pseudonym,
        cem_number=Account.objects.get(name="cem-of-the-south").pk,
    )


OWN_GUARD = {
    *("login", "logout", "join", "send", "public"),  # without an account
    "logout-everywhere",  # one's own sessions alone
    *("language", "authority", "offline", "worker"),  # of the election the sheet's fields alone
    "queue",  # in their own name alone: tests/unit/test_desk_queue.py
    *("openness", "require", "take-away"),  # administrators alone, who see everything
    *("tokens", "revoke"),  # the same
    "api",  # tests/unit/test_desk_api.py
    "telephone",  # typists, who read for the whole election
    *("progress", "screen"),  # counts of the whole election, for everybody
    *("second-factor", "passkeys", "invite"),  # nothing of anybody else's
}
LISTS = ["work", "copies", "quality", "findings", "records", "people", "sending", "upload", "flood"]


def marks(desk: TwoAreas) -> list[str]:
    """What would give the south away."""
    things = [desk.sheet[:8], desk.waiting[:8], desk.record.strip("/").split("/")[-1], desk.cem[:8]]
    return [*things, SOUTH, "link of the south", "sven", "cem-of-the-south", COMPLAINT["what"]]


@pytest.mark.parametrize("who", ["nora", "ari"])
@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_what_is_of_another_area(desk: TwoAreas, name: str, who: str) -> None:
    from django.urls import reverse

    answer = getattr(desk, who).get(reverse(name))
    assert answer.status_code in ((200,) if who == "nora" else (200, 403))
    assert [mark for mark in marks(desk) if mark in answer.content.decode()] == []


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("copies", SOUTH),
        ("quality", "cem-of-the-south"),
        ("findings", SOUTH),
        ("records", "media"),
        ("people", "cem-of-the-south"),
        ("sending", "link of the south"),
    ],
)
def test_the_same_lists_show_it_to_those_whose_area_it_is(
    desk: TwoAreas, name: str, mark: str
) -> None:
    from django.urls import reverse

    for client in (desk.sven, desk.root):
        assert mark in client.get(reverse(name)).content.decode()


THINGS = {
    "sheet": "/sheet/{sheet}/",
    "sheet, its station unknown": "/sheet/{waiting}/",
    "picture": "/sheet/{sheet}/page/0.jpg",
    "relations": "POST /sheet/{sheet}/relations/",
    **{f"act {kind}": f"POST /sheet/{{sheet}}/do/{kind}/" for kind in Kind},
    **{f"act {kind}, unplaced": f"POST /sheet/{{waiting}}/do/{kind}/" for kind in Kind},
    "paper": "/paper/?of=" + SOUTH,
    "paper, of an area": "/paper/?of=ATKARACALAR",
    "station": "/findings/station/?code=" + SOUTH,
    "station, by its area": "/findings/station/?code=ATKARACALAR",
    "complain": f"POST /findings/complain/file/?area={SOUTH}",
    "complain, answering": "POST /findings/complain/note/?complaint={complaint}&area=" + NORTH,
    "record": "{record}",
    "withdraw": "POST {record}withdraw/",
    "fill, anew": "/records/fill/media/?-anew={record_id}",
    "fill, anew, kept": "POST /records/fill/media/?-anew={record_id}&day=2023-05-20",
    "person": "/people/{cem_number}/",
    "person, shut out": "POST /people/{cem_number}/",
    "put-back": "POST /quality/put-back/?whose={cem}",
    "draw": "POST /quality/draw/?seed=1&count=9",
    "sending": "POST /sending/?close={link}",
    "sending, more": "POST /sending/?more={link}",
    "flood": "/sending/flood/?who=link {link}",
    "flood, of somebody": "/sending/flood/?who=account {cem_number}",
    "flood, set aside": "POST /sending/flood/?who=link {link}",
}


@pytest.mark.parametrize("who", ["nora", "ari"])
@pytest.mark.parametrize("thing", THINGS)
def test_nothing_of_another_area_is_opened_or_changed_by_its_address(
    desk: TwoAreas, place: Place, thing: str, who: str
) -> None:
    from crosstally.desk.doors import book, journal
    from crosstally.desk.models import SendingLink

    before = (book().course().replayed, len(journal().entries()))
    path = THINGS[thing].format(**vars(desk))
    client = getattr(desk, who)
    if path.startswith("POST "):
        path, _mark, query = path[5:].partition("?")
        given = dict(part.split("=") for part in query.split("&") if part)
        answer = client.post(path, {**READ, **COMPLAINT, "reason": "x", "station": NORTH, **given})
    else:
        answer = client.get(path)
    refused = (200,) if thing.startswith("sending") and who == "nora" else (403, 404, 409)
    assert answer.status_code in refused
    if answer.status_code != 403:
        assert [mark for mark in marks(desk) if mark in answer.content.decode()] == []
    assert (book().course().replayed, len(journal().entries())) == before
    link = SendingLink.objects.get(pk=desk.link)
    assert (link.closed, link.granted) == (False, 0)


def test_every_address_is_tried_across_areas(place: Place) -> None:
    from crosstally.desk.urls import urlpatterns

    tried = {thing.split(",")[0].split(" ")[0] for thing in THINGS} | set(LISTS) | OWN_GUARD
    assert tried == {getattr(pattern, "name", "api") for pattern in urlpatterns}


def test_a_coordinator_places_and_takes_in_nothing_outside_their_area(desk: TwoAreas) -> None:
    warned = desk.nora.post("/upload/", {"files": [photograph(4)], "station": SOUTH})
    assert "is not in your area" in warned.content.decode()
    from crosstally.desk.models import PicturePage

    name = PicturePage.objects.order_by("-pk")[0].sheet
    for station, status in ((SOUTH, 409), ("ELDIVAN", 409), (NORTH, 302)):
        answer = desk.nora.post(f"/sheet/{name}/do/place/", {"station": station})
        assert answer.status_code == status


def test_the_same_picture_sent_again_names_no_sheet_of_another_area(desk: TwoAreas) -> None:
    said = desk.nora.post("/upload/", {"files": [photograph(1)]}).content.decode()
    assert "taken in before" in said
    assert desk.sheet[:8] not in said
    assert desk.sheet[:8] in desk.root.post("/upload/", {"files": [photograph(1)]}).content.decode()


def test_what_comes_by_a_link_is_of_the_area_of_its_maker(desk: TwoAreas, place: Place) -> None:
    page = desk.nora.post("/sending/", {"label": "north", "whose": "person"}).content.decode()
    link = page.split("http://127.0.0.1:8000")[1].split('"')[0]
    assert browser().post(link, {"files": [photograph(5)], "station": SOUTH}).status_code == 200
    sent = [name for name, sheet in sheets(place).items() if sheet.state is State.HELD]
    assert desk.nora.get(f"/sheet/{sent[0]}/").status_code == 200
    assert desk.sven.get(f"/sheet/{sent[0]}/").status_code == 404, "the sender only says so"


def test_an_administrator_says_of_which_area_a_coordinator_is(desk: TwoAreas) -> None:
    from crosstally.desk.models import Account

    def link(**form: str) -> str:
        page: str = desk.root.post("/invite/", form).content.decode()
        return page.split('value="http://127.0.0.1:8000')[1].split('"')[0]

    joining = {"password": "correct horse battery"}
    browser().post(link(role="coordinator", area="eldivan"), joining | {"name": "ned"})
    ned = Account.objects.get(name="ned")
    assert ned.area == "ELDIVAN"
    browser().post(link(role="typist", coordinator=str(ned.pk)), joining | {"name": "tom"})
    tom = Account.objects.get(name="tom")
    assert (tom.coordinator, tom.area_of_work) == (ned, "ELDIVAN")
    assert desk.root.post("/invite/", {"role": "coordinator", "area": "x"}).status_code == 400
    assert "tom" in desk.nora.get("/people/").content.decode()
    Account.objects.filter(name__in=["ned", "tom"]).update(is_active=False)


def test_an_arbiter_decides_in_the_area_of_their_coordinator(desk: TwoAreas) -> None:
    name = uploaded(desk.sven, 6, SOUTH)
    joined(Role.TYPIST, "eva", "sven").post(f"/sheet/{name}/do/read/", READ)
    desk.sven.post(f"/sheet/{name}/do/escalate/", {"reason": "nobody can read it"})
    assert desk.ari.post(f"/sheet/{name}/do/decide/", READ | {"reason": "x"}).status_code == 404
    assert f"/sheet/{name}/" in desk.sol.get("/").content.decode()
    assert desk.sol.post(f"/sheet/{name}/do/decide/", READ | {"reason": "x"}).status_code == 302
