"""Floods: junk set aside at once and put back at once; files that no sheet has, swept away."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.shelves import shelf
from crosstally.desk.states import Role, State
from crosstally.problems import InputError
from tests.desk_clients import READ, joined, sheets, uploaded
from tests.unit.test_desk_sending_pages import link_of, newest, send

FLOOD = "/sending/flood/"


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


def looked_at(page: str) -> dict[str, str]:
    """What the page's form says of the sheets that it shows."""
    (found,) = re.findall(r'name="looked-at" value="([0-9a-f]+)"', page)
    return {"looked-at": found}


def number_of(name: str) -> Any:
    from crosstally.desk.models import PicturePage

    link = PicturePage.objects.get(sheet=name, page=0).link
    assert link is not None
    return link.pk


def sent(root: Any, *shades: int) -> list[str]:
    """Sheets that came by one new link."""
    link, names = link_of(root), []
    for shade in shades:
        assert send(link, shade).status_code == 200
        names.append(newest())
    return names


def test_what_came_by_one_link_is_set_aside_with_one_reason_and_put_back(
    place: Place, root: Any
) -> None:
    junk, other = sent(root, 1, 2, 3), sent(root, 4)
    begun = junk.pop()
    root.post(f"/sheet/{begun}/do/place/", {"station": "ATKARACALAR/1001"})
    joined(Role.TYPIST, "ann").post(f"/sheet/{begun}/do/read/", READ)
    who = {"who": f"link {number_of(junk[0])}"}
    page = root.get(FLOOD, who).content.decode()
    assert "Sheets found: 2." in page, "nothing that somebody has read"
    assert sheets(place)[junk[0]].state is State.HELD, "looking does nothing"
    shown = looked_at(page)
    assert root.post(FLOOD, who | shown).status_code == 409, "without a reason"
    done = root.post(FLOOD, who | shown | {"reason": "junk"})
    assert "Sheets set aside: 2." in done.content.decode()
    now = sheets(place)
    assert [now[name].state for name in junk] == [State.SET_ASIDE] * 2
    assert {now[name].acts[-1].reason for name in junk} == {"junk"}
    assert now[begun].state is State.READ_ONCE
    assert now[other[0]].state is State.HELD
    restore = who | {"kind": "restore"}
    shown = looked_at(root.get(FLOOD, restore).content.decode())
    back = root.post(FLOOD, restore | shown | {"reason": "they are not"})
    assert "Sheets put back: 2." in back.content.decode()
    assert [sheets(place)[name].state for name in junk] == [State.HELD] * 2


def test_only_what_somebody_looked_at_is_set_aside(place: Place, root: Any) -> None:
    """One is placed meanwhile, another comes: they are as many as before, and others."""
    link = link_of(root)
    for shade in (8, 9):
        send(link, shade)
    first = newest()
    who = {"who": f"link {number_of(first)}"}
    shown = looked_at(root.get(FLOOD, who).content.decode())
    root.post(f"/sheet/{first}/do/set-aside/", {"reason": "seen apart"})
    assert send(link, 10).status_code == 200
    late = root.post(FLOOD, who | shown | {"reason": "junk"})
    assert (late.status_code, "look at them again" in late.content.decode()) == (409, True)
    assert sheets(place)[newest()].state is State.HELD


def test_what_was_read_once_is_found_in_no_state(place: Place, root: Any) -> None:
    """Read once and then reported; settled and then reopened."""
    reported, reopened = sent(root, 11, 12)
    ben, cem = joined(Role.TYPIST, "ben"), joined(Role.TYPIST, "cem")
    for name in (reported, reopened):
        root.post(f"/sheet/{name}/do/place/", {"station": "ATKARACALAR/1001"})
        ben.post(f"/sheet/{name}/do/read/", READ)
    cem.post(f"/sheet/{reported}/do/report/", {"fault": "unreadable"})
    cem.post(f"/sheet/{reopened}/do/read/", READ)
    root.post(f"/sheet/{reopened}/do/reopen/", {"reason": "a third copy came"})
    now = sheets(place)
    assert [now[name].state for name in (reported, reopened)] == [State.REPORTED, State.PLACED]
    page = root.get(FLOOD, {"who": f"link {number_of(reported)}"}).content.decode()
    assert "Sheets found: 0." in page


def test_times_are_in_utc(place: Place, root: Any) -> None:
    who = {"who": f"link {number_of(sent(root, 13)[0])}"}
    now = datetime.now(UTC)
    for minutes, count in ((-2, 1), (2, 0)):
        since = (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")
        page = root.get(FLOOD, who | {"since": since}).content.decode()
        assert f"Sheets found: {count}." in page
    assert root.get(FLOOD, who | {"since": "0001-01-01T00:00+14:00"}).status_code == 409


def test_a_time_bounds_what_is_found(place: Place, root: Any) -> None:
    names = sent(root, 5)
    who = {"who": f"link {number_of(names[0])}"}
    for bound, count in (("since", 0), ("until", 1)):
        page = root.get(FLOOD, who | {bound: "2999-01-01T00:00"}).content.decode()
        assert f"Sheets found: {count}." in page
    assert root.get(FLOOD, who | {"since": "yesterday"}).status_code == 409


def test_what_one_person_took_in_is_found(place: Place, root: Any) -> None:
    from crosstally.desk.models import Account

    kim = joined(Role.COORDINATOR, "kim")
    name = uploaded(kim, 6)
    who = {"who": f"account {Account.objects.get(name='kim').pk}"}
    assert "Sheets found: 1." in root.get(FLOOD, who).content.decode()
    assert name in root.get(FLOOD, who).content.decode()
    nobody = root.get(FLOOD, {"who": "account 999999"})
    assert nobody.status_code == 409


def test_files_that_no_sheet_has_are_found_and_removed(place: Place, root: Any) -> None:
    from crosstally.desk.orphans import AGE, orphans, remove

    uploaded(root, 7)
    lost, fresh = f"{'ab' * 16}-0.jpg", f"{'cd' * 16}-0.exif"
    for name in (lost, fresh, "notes.txt"):
        shelf().put(name, b"pixels")
    folder = place.folder / "pictures"
    long_ago = time.time() - AGE.total_seconds() - 60
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    os.utime(folder / fresh)
    before = set(shelf().names())
    assert orphans() == [lost], "neither what a sheet has, nor what comes in just now"
    remove(orphans())
    assert before - set(shelf().names()) == {lost}


def test_nothing_is_lost_to_a_database_that_is_not_the_desks(place: Place, root: Any) -> None:
    """As where a verb is called without the DATABASE_URL of the desk."""
    from django.db import transaction

    from crosstally.desk.models import PicturePage
    from crosstally.desk.orphans import orphans

    name = uploaded(root, 14)
    with transaction.atomic():
        for rows in (PicturePage.objects.filter(sheet=name), PicturePage.objects.all()):
            rows.delete()
            with pytest.raises(InputError, match="the database knows no picture of sheets"):
                orphans(datetime.now(UTC) + timedelta(days=1))
        transaction.set_rollback(True)
    assert name in {found[:32] for found in shelf().names()}
    assert name not in {found[:32] for found in orphans(datetime.now(UTC) + timedelta(days=1))}


def test_what_a_coordinator_took_in_is_set_aside_at_once_placed_or_not(
    place: Place, root: Any
) -> None:
    from crosstally.desk.models import Account

    cora = joined(Role.COORDINATOR, "cora")
    junk = [uploaded(cora, 31), uploaded(cora, 32, station="")]
    other = uploaded(root, 33, station="")
    who = {"who": f"account {Account.objects.get(name='cora').pk}"}
    shown = looked_at(root.get(FLOOD, who).content.decode())
    done = root.post(FLOOD, who | shown | {"reason": "junk"})
    assert "Sheets set aside: 2." in done.content.decode()
    now = sheets(place)
    assert [now[name].state for name in junk] == [State.SET_ASIDE] * 2
    assert other not in now
