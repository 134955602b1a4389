"""Figures that phones have queued: a first reading each, once, by the typist who entered them."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

import pytest

from crosstally.desk.check_digit import check_digit
from crosstally.desk.settings import Place
from crosstally.desk.states import Kind, Role, Sheet, State, Way
from tests.desk_clients import READ, joined, photograph
from tests.sealed_items import label, sealed, sealed_figures, sender_of

STATION = "ATKARACALAR/1001"
FIGURES = {name: int(typed) for name, typed in READ.items()}
CHECK = str(check_digit(STATION, FIGURES.values()))


@dataclass
class Phone:
    """A client and what the desk has told it."""

    client: Any
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.told = self.client.get("/queue/").json()

    def item(self, entered: object, station: str = STATION, sender: str = "") -> bytes:
        own = label(sender or self.told["sender"])
        return sealed_figures(b64decode(self.told["key"]), own, entered, station)

    def send(self, item: bytes) -> tuple[int, str, list[str]]:
        answer = self.client.post("/queue/", item, content_type="application/octet-stream")
        return answer.status_code, answer.json()["state"], answer.json()["said"]


@pytest.fixture(scope="module")
def ann(place: Place) -> Phone:
    return Phone(joined(Role.TYPIST, "ann"))


def entered(**more: object) -> dict[str, object]:
    return {"figures": READ, **more}


def sheets() -> dict[str, Sheet]:
    from crosstally.desk.doors import book

    return dict(book().sheets())


def came(before: dict[str, Sheet]) -> list[Sheet]:
    return [sheet for name, sheet in sheets().items() if name not in before]


def test_what_somebody_may_queue_is_what_they_may_bring_in(ann: Phone) -> None:
    assert ann.told["keeps"] == "figures"
    assert Phone(joined(Role.COORDINATOR, "keeps")).told["keeps"] == "photograph"
    for role in (Role.ARBITER, Role.AUDITOR):
        told = Phone(joined(role, f"keeps-{role}")).told
        assert (told["sender"], told["keeps"]) == (None, None)


def test_figures_are_a_first_reading_by_whoever_entered_them(ann: Phone) -> None:
    from crosstally.desk.models import Account

    before = sheets()
    status, state, said = ann.send(ann.item(entered(check=CHECK)))
    assert (status, state) == (200, "received")
    assert said == [f"Taken down: {STATION} {' '.join(READ.values())}. You will be called back."]
    (sheet,) = came(before)
    assert (sheet.state, sheet.station) == (State.READ_ONCE, STATION), "it counts for nothing alone"
    (act,) = sheet.acts
    assert (act.kind, act.way, dict(act.figures)) == (Kind.TELL, Way.QUEUED, FIGURES)
    assert act.by.name == Account.objects.get(name="ann").person.name
    page = joined(Role.TYPIST, "second").get("/telephone/").content.decode()
    assert "typed on a phone without a network, no picture" in page, "somebody else calls back"


def test_figures_that_are_sent_again_are_there_once(ann: Phone) -> None:
    item, before = ann.item(entered()), sheets()
    for _time in range(3):
        assert ann.send(item)[:2] == (200, "received")
    assert len(came(before)) == 1
    assert ann.send(item)[2][0].startswith("Taken down before")


def test_digits_of_any_script_and_answers_that_are_no_number(ann: Phone) -> None:
    before = sheets()
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    figures = {name: typed.translate(arabic) for name, typed in READ.items()}
    item = ann.item({"figures": figures | {"invalid": "unread"}}, STATION.translate(arabic))
    assert ann.send(item)[:2] == (200, "received"), "no check digit: the sheet was before them"
    (sheet,) = came(before)
    assert sheet.station == STATION
    assert sheet.acts[0].figures == FIGURES | {"invalid": "unread"}


def test_everything_that_is_wrong_is_said_at_once(ann: Phone) -> None:
    before = sheets()
    wrong = READ | {"voted": "12,5", "valid": ""}
    status, state, said = ann.send(ann.item({"figures": wrong}, ""))
    assert (status, state, len(said)) == (422, "refused", 3)
    assert said[0] == "Say which station the sheet is of."
    assert "Expected digits alone, read ','." in said[1]
    assert "Type the number" in said[2]
    assert sheets() == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"check": str((int(CHECK) + 1) % 10)}, "The check digit does not fit"),
        ({"figures": READ | {"valid": "246"}}, "These contradict each other"),
    ],
)
def test_figures_that_do_not_hold_together_are_refused(
    ann: Phone, changed: dict[str, object], said: str
) -> None:
    before = sheets()
    status, state, problems = ann.send(ann.item(entered() | changed))
    assert (status, state) == (422, "refused")
    assert said in problems[0]
    assert sheets() == before


def test_a_sheet_that_contradicts_itself_is_taken_down_as_it_stands(ann: Phone) -> None:
    before = sheets()
    item = ann.item({"figures": READ | {"valid": "246"}, "as_written": True})
    assert ann.send(item)[:2] == (200, "received")
    (sheet,) = came(before)
    assert sheet.acts[0].as_written


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {},
        {"figures": []},
        {"figures": READ, "way": "paper"},
        {"figures": READ | {"voted": 250}},
        {"figures": READ | {"voted": "9" * 300}},
        {"figures": {str(n): "1" for n in range(2_001)}},
        {"figures": READ, "check": "1" * 21},
        {"figures": {"x" * 200_000: "1"}},
    ],
    ids=["a list", "nothing", "no names", "more", "a number", "long", "many", "check", "large"],
)
def test_what_holds_no_figures_is_refused(ann: Phone, wrong: object) -> None:
    before = sheets()
    status, state, said = ann.send(ann.item(wrong))
    assert (status, state) == (400, "refused")
    assert said == ["It opens, but what is within is no photograph and no figures of a sheet."]
    assert sheets() == before


def test_nobody_queues_what_they_may_not_bring_in(ann: Phone) -> None:
    """A picture by a typist: tests/unit/test_desk_queue.py."""
    before = sheets()
    ida = Phone(joined(Role.COORDINATOR, "ida"))
    assert ida.send(ida.item(entered()))[:2] == (403, "later")
    assert ida.send(ann.item(entered()))[:2] == (403, "later"), "in nobody else's name"
    assert sheets() == before


def test_no_sending_link_brings_figures_in(ann: Phone) -> None:
    root = joined(Role.ADMINISTRATOR, "root")
    page = root.post("/sending/", {"label": "field", "whose": "person"}).content.decode()
    link = page.split("/send/")[1].split("/")[0]
    before = sheets()
    status, state, said = ann.send(ann.item(entered(), sender=sender_of(link)))
    assert (status, state) == (422, "refused")
    assert said == ["Figures are taken from somebody with an account, by no sending link."]
    assert sheets() == before
    assert root.get("/queue/").json()["keeps"] == "photograph"
    own = label(ann.told["sender"])
    picture = sealed(b64decode(ann.told["key"]), own, photograph(31).getvalue(), STATION)
    assert ann.send(picture)[:2] == (403, "later")


def test_figures_wait_on_the_phone_while_too_many_of_theirs_wait_at_the_desk(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk import quota

    busy = Phone(joined(Role.TYPIST, "busy"))
    item = busy.item(entered())
    monkeypatch.setattr(quota, "OF_ONE_ACCOUNT", 0)
    status, state, said = busy.send(item)
    assert (status, state) == (429, "later"), "nothing is lost: it is sent again"
    assert "Others have to call back first" in said[0]
    monkeypatch.undo()
    assert busy.send(item)[:2] == (200, "received")
