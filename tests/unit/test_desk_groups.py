"""Two people of one coordinator read no sheet where there is anybody else; work goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crosstally.desk.record import Entry, decode, encode
from crosstally.desk.settings import Place
from crosstally.desk.states import Act, Kind, Person, RefusedError, Role, Sheet, perform, why_not
from tests.desk_clients import READ, joined, sheets, uploaded

ANN, BEN = Person("ann", Role.TYPIST, "north"), Person("ben", Role.TYPIST, "north")
CEM = Person("cem", Role.TYPIST, "south")


def read_by_ann() -> Sheet:
    placed = perform(Sheet(), Act(Kind.PLACE, Person("root", Role.ADMINISTRATOR), station="1"))
    return perform(placed, Act(Kind.READ, ANN, {"valid": 1}, several_coordinators=True))


def test_a_return_of_one_group_says_so() -> None:
    sheet = read_by_ann()
    second = Act(Kind.READ, BEN, {"valid": 1}, several_coordinators=True)
    with pytest.raises(RefusedError, match="another group"):
        perform(sheet, second)
    alone = Act(Kind.READ, BEN, {"valid": 1}, several_coordinators=True, nobody_else=True)
    assert perform(sheet, alone).returns[0].one_group
    apart = Act(Kind.READ, CEM, {"valid": 1}, several_coordinators=True)
    assert not perform(sheet, apart).returns[0].one_group
    same = Act(Kind.READ, ANN, {"valid": 1}, several_coordinators=True, nobody_else=True)
    assert why_not(sheet, same), "nobody reads twice, whoever is there"


def test_the_log_keeps_it() -> None:
    act = Act(Kind.READ, BEN, {"valid": 1}, several_coordinators=True, nobody_else=True)
    entry = Entry("s", datetime(2012, 1, 15, 22, tzinfo=UTC), act)
    assert decode(encode(entry)).act == act


def test_the_second_reading_is_of_another_group_while_there_is_one(place: Place) -> None:
    from crosstally.desk.models import Account

    root = joined(Role.ADMINISTRATOR, "root")
    for coordinator in ("nora", "sven"):
        joined(Role.COORDINATOR, coordinator)
    ann, ben = joined(Role.TYPIST, "ann", "nora"), joined(Role.TYPIST, "ben", "nora")
    joined(Role.TYPIST, "cem", "sven")
    name = uploaded(root, 1)
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert f"/sheet/{name}/" not in ben.get("/").content.decode()
    assert ben.post(f"/sheet/{name}/do/read/", READ).status_code == 409

    yesterday = timezone.now() - timedelta(hours=25)
    Account.objects.filter(name="cem").update(last_login=yesterday)
    assert f"/sheet/{name}/" in ben.get("/").content.decode()
    assert ben.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[name].returns[0].one_group
    assert "nobody of another group was there" in root.get(f"/sheet/{name}/").content.decode()
    assert "1 settled sheet was read by two people of one" in root.get("/quality/").content.decode()


def test_whom_a_sheet_was_put_back_from_counts_as_nobody_to_read_it(place: Place) -> None:
    """The other group's only typist has read it before: work goes on."""
    from crosstally.desk.groups import others_could_read

    sheet = read_by_ann()
    assert others_could_read(sheet, [BEN, CEM])
    assert not others_could_read(sheet, [ANN, BEN])
    put_back = Act(Kind.PUT_BACK, Person("root", Role.ADMINISTRATOR), reason="x", whose="cem")
    both = perform(sheet, Act(Kind.READ, CEM, {"valid": 2}, several_coordinators=True))
    assert not others_could_read(perform(both, put_back), [BEN, CEM])
