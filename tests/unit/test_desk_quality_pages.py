"""The page of quality: planting that typists do not notice, drawing, putting back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role, State
from tests.desk_clients import READ, joined, sheets, uploaded

WRONG = READ | {"erdogan": "190", "kilicdaroglu": "55"}


@pytest.fixture(scope="module")
def people(place: Place) -> dict[str, Any]:
    names = {"ann": Role.TYPIST, "cem": Role.TYPIST, "dan": Role.TYPIST, "aud": Role.AUDITOR}
    return {name: joined(role, name) for name, role in names.items()} | {
        "root": joined(Role.ADMINISTRATOR, "root")
    }


def seen(client: Any, path: str) -> str:
    """A page without what differs between any two sheets."""
    text: str = client.get(path).content.decode()
    name = path.split("/")[2]
    text = text.replace(name, "NAME").replace(name[:8], "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_typists_do_not_notice_a_planted_sheet(place: Place, people: dict[str, Any]) -> None:
    root, ann = people["root"], people["ann"]
    planted, ordinary = uploaded(root, 1), uploaded(root, 2)
    assert root.post(f"/sheet/{planted}/do/plant/", WRONG).status_code == 302
    assert sheets(place)[planted].state is State.PLANTED
    form = [seen(ann, f"/sheet/{name}/") for name in (planted, ordinary)]
    assert form[0] == form[1]
    assert "waiting to be read" in form[0]
    for name in (planted, ordinary):
        assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
        again = ann.post(f"/sheet/{name}/do/read/", READ)
        assert "You have read this sheet" in again.content.decode()
    after = [seen(ann, f"/sheet/{name}/") for name in (planted, ordinary)]
    assert after[0] == after[1]
    elsewhere = joined(Role.TYPIST, "gil")
    for name in (planted, ordinary):
        assert elsewhere.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[ordinary].state is State.SETTLED
    later = [seen(ann, f"/sheet/{name}/") for name in (planted, ordinary)]
    assert later == after, "nor by how far it gets"
    for act in ("read", "report"):
        tries = [
            ann.post(f"/sheet/{name}/do/{act}/", READ | {"fault": "incomplete"})
            for name in (planted, ordinary)
        ]
        assert [one.status_code for one in tries] == [409, 409]
        assert all("You have read this sheet" in one.content.decode() for one in tries)


def test_typists_do_not_notice_a_planted_sheet_that_they_report(
    place: Place, people: dict[str, Any]
) -> None:
    root, ann = people["root"], people["ann"]
    planted, ordinary = uploaded(root, 8), uploaded(root, 9)
    assert root.post(f"/sheet/{planted}/do/plant/", WRONG).status_code == 302
    for name in (planted, ordinary):
        assert ann.post(f"/sheet/{name}/do/report/", {"fault": "incomplete"}).status_code == 302
        again = ann.post(f"/sheet/{name}/do/report/", {"fault": "incomplete"})
        assert "The sheet has moved on" in again.content.decode()
        late = ann.post(f"/sheet/{name}/do/read/", READ)
        assert "The sheet has moved on" in late.content.decode()
    reported = [seen(ann, f"/sheet/{name}/") for name in (planted, ordinary)]
    assert reported[0] == reported[1]
    totals = {}
    for name in ("ann", "root"):
        counted = people[name].get("/progress/").content.decode()
        assert ("planted" in counted) == (name == "root"), "who plants is told what comes of it"
        totals[name] = int(counted.split(" sheets\n<progress")[0].rpartition("of ")[2])
    assert totals == {"ann": 4, "root": 2}, "typists see planted sheets among all others"
    page = root.get("/quality/").content.decode()
    assert "0.00 – 100.00" not in page
    assert "2.50 – 100.00" in page, "one of one read otherwise"


def test_a_share_is_drawn_and_read_a_third_time(place: Place, people: dict[str, Any]) -> None:
    root = people["root"]
    name = uploaded(root, 3)
    for typist in ("ann", "cem"):
        people[typist].post(f"/sheet/{name}/do/read/", READ)
    assert root.post("/quality/draw/", {"seed": "  ", "count": "1"}).status_code == 409
    assert root.post("/quality/draw/", {"seed": "4711", "count": "x"}).status_code == 409
    assert root.post("/quality/draw/", {"seed": "4711", "count": "5"}).status_code == 302
    assert root.post("/quality/draw/", {"seed": "4711", "count": "5"}).status_code == 409
    third = people["dan"].get(f"/sheet/{name}/").content.decode()
    assert "waiting to be read" in third, "it looks like any other"
    assert "settled" not in third.split("<main>")[1]
    assert people["dan"].post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[name].third is not None
    assert sheets(place)[name].state is State.SETTLED
    for who in ("root", "aud"):
        assert "4711" in people[who].get("/quality/").content.decode()


def test_a_typists_work_is_put_back_with_a_reason(place: Place, people: dict[str, Any]) -> None:
    from crosstally.desk.models import Account

    root, cem = people["root"], Account.objects.get(name="cem").pseudonym
    name = uploaded(root, 4)
    for typist in ("ann", "cem"):
        people[typist].post(f"/sheet/{name}/do/read/", READ)
    form = {"whose": cem, "reason": "typed without looking"}
    assert root.post("/quality/put-back/", form | {"reason": " "}).status_code == 409
    assert sheets(place)[name].state is State.SETTLED
    answer = root.post("/quality/put-back/", form)
    assert answer.status_code == 302
    assert "Put back: 2 sheets." in root.get(answer["Location"]).content.decode()
    assert sheets(place)[name].state is State.READ_ONCE
    assert "typed without looking" in root.get(f"/sheet/{name}/").content.decode()
    assert root.post("/quality/put-back/", form).status_code == 409, "nothing is left"
