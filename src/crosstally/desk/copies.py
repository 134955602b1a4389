"""Several copies of one station's sheet, side by side; those that disagree make it disputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crosstally.desk.doors import account_of, asked, open_to
from crosstally.desk.figures import differing
from crosstally.desk.models import PicturePage
from crosstally.desk.reach import sheets_of
from crosstally.desk.states import STATE_NAMES, Role, Sheet, State

_OUT = (State.SET_ASIDE, State.PLANTED, State.HELD)
"""Sheets in these states are no copy of anything that counts."""


@dataclass(frozen=True)
class Copies:
    """The copies of one station's sheet."""

    station: str
    sheets: Mapping[str, Sheet]

    @property
    def differing(self) -> frozenset[str]:
        """The fields in which the settled copies differ."""
        made = [s.returns[-1].figures for s in self.sheets.values() if s.state is State.SETTLED]
        return frozenset(name for one in made[1:] for name in differing(made[0], one))

    @property
    def disputed(self) -> bool:
        """Whether two settled copies say different things. The export writes both as they are, and
        every bound of the check holds over both."""
        return bool(self.differing)


def copies_of(sheets: Mapping[str, Sheet]) -> list[Copies]:
    """The stations with several copies, disputed ones first, then by code."""
    by_station: dict[str, dict[str, Sheet]] = {}
    for name, sheet in sheets.items():
        if sheet.station and sheet.state not in _OUT:
            by_station.setdefault(sheet.station, {})[name] = sheet
    several = [Copies(code, found) for code, found in by_station.items() if len(found) > 1]
    return sorted(several, key=lambda copies: (not copies.disputed, copies.station))


@require_GET
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
def copies(request: HttpRequest) -> HttpResponse:
    """The stations with several copies; with ``?station=`` its pictures and returns side by side.

    Not for arbiters: what another copy says is no reason to read this one otherwise.
    """
    account = account_of(request)
    every, station = copies_of(sheets_of(account)), request.GET.get("station", "")
    shown = next((one for one in every if one.station == station), None)
    pages: dict[str, list[int]] = {}
    if shown:
        rows = PicturePage.objects.filter(sheet__in=[*shown.sheets]).order_by("page")
        for row in rows:
            pages.setdefault(row.sheet, []).append(row.page)
    page = {
        "account": account,
        "every": every,
        "shown": shown,
        "pages": pages,
        "fields": asked().fields,
        "state_names": STATE_NAMES,
    }
    return render(request, "desk/copies.html.j2", page)
