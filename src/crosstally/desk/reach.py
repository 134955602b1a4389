"""What each person of the desk sees of its sheets and people, by the area that they belong to.

An administrator and an auditor see everything. A coordinator sees their area; an arbiter that of
the coordinator to whom they answer. A typist reads sheets of the whole election, because the two
who read a sheet are to answer to different coordinators.
"""

from __future__ import annotations

from django.http import Http404

from crosstally.desk.areas import EVERYTHING, Reach, reach_of_area
from crosstally.desk.brought_in import InUse
from crosstally.desk.doors import book, place
from crosstally.desk.election_facts import Surroundings, surroundings_of
from crosstally.desk.lookalikes import twins_of
from crosstally.desk.models import Account, Invitation, PicturePage, SendingLink, by_role
from crosstally.desk.states import Role, Sheet

_KNOWN: dict[str, tuple[Surroundings, Reach]] = {}
"""Area → its reach, in the surroundings it was worked out for."""


def reach_of(account: Account) -> Reach:
    """How far somebody's sight goes."""
    match account.role:
        case Role.COORDINATOR:
            return _of(account.area)
        case Role.ARBITER if account.coordinator is not None:
            return _of(account.coordinator.area)
    return EVERYTHING


def _of(area: str) -> Reach:
    if not area:
        return EVERYTHING
    around = surroundings_of(place())
    known = _KNOWN.get(area)
    if known is None or known[0] is not around:
        known = _KNOWN[area] = (around, reach_of_area(area, around))
    return known[1]


def all_sheets() -> dict[str, Sheet]:
    """Every sheet there is, those to which nothing was done yet included, oldest first; but of what
    came by a sending link only what is held or was looked at."""
    own = PicturePage.objects.filter(page=0, link=None)
    names = own.order_by("pk").values_list("sheet", flat=True)
    return {**dict.fromkeys(names, Sheet()), **book().sheets()}


def sheets_of(account: Account) -> dict[str, Sheet]:
    """The same, as far as somebody's sight goes."""
    reach, every = reach_of(account), all_sheets()
    if reach.whole:
        return every
    taken_in = dict(PicturePage.objects.filter(page=0).values_list("sheet", "area"))
    return {n: s for n, s in every.items() if reach.holds_sheet(s, taken_in.get(n, ""))}


def seen_of(account: Account, names: list[str]) -> list[str]:
    """Those of the sheets that somebody sees."""
    seen = sheets_of(account) if names else {}
    return [name for name in names if name in seen]


def seen_twins(account: Account, name: str) -> list[str]:
    """The sheets that look like one, as far as somebody's sight goes."""
    return seen_of(account, twins_of(name))


def pages_of(account: Account, name: str) -> list[int]:
    """The pages of a sheet, none of one that was told. Raises ``Http404`` where there is no such
    sheet, and the same where it is not theirs: whether there is one is not told."""
    rows = list(PicturePage.objects.filter(sheet=name).order_by("page"))
    found = book().sheet(name)
    if not rows and not found.told:
        raise Http404
    reach = reach_of(account)
    if not reach.holds_sheet(found, rows[0].area if rows else ""):
        raise Http404
    return [row.page for row in rows]


def people_of(account: Account) -> list[Account]:
    """The people whom somebody sees: for a coordinator with an area those who answer to them, and
    the coordinators of areas below with theirs."""
    every = by_role(Account.objects.select_related("coordinator"))
    reach = reach_of(account)
    if reach.whole:
        return every
    return [one for one in every if one.area_of_work and reach.holds_area(one.area_of_work)]


def in_use() -> InUse:
    """The areas and stations that people of the desk and its sheets rest on."""
    models = (Account, Invitation, SendingLink, PicturePage)
    of_people = {
        area for model in models for area in model.objects.values_list("area", flat=True).distinct()
    }
    stations = {sheet.station for sheet in book().sheets().values()}
    return InUse(frozenset(of_people - {""}), frozenset(stations - {""}))
