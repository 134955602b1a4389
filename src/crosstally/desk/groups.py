"""Who may read a sheet second: somebody of another coordinator, where there is anybody.

With more than one coordinator the two who read a sheet answer to different ones. Where no typist
of another group is there to read it, work does not stand still: one of the same group may, the log
says that it was so, and so do the pages of the sheet and of quality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from crosstally.desk.models import Account, several_coordinators
from crosstally.desk.states import Act, Kind, Person, Role, Sheet, why_not

THERE = timedelta(hours=24)
"""A typist who logged in within so long counts as being there."""


class Groups:
    """The groups as they are now; the typists are looked up once, and where they matter."""

    def __init__(self) -> None:
        self.several = several_coordinators()

    @cached_property
    def typists(self) -> list[Person]:
        """Those who are there."""
        since = timezone.now() - THERE
        found = Account.objects.filter(role=Role.TYPIST, is_active=True, last_login__gte=since)
        return [account.person for account in found.select_related("coordinator")]

    def told(self, sheet: Sheet, act: Act) -> Act:
        """The act, with what the rules have to know of the groups."""
        act = replace(act, several_coordinators=self.several)
        if act.kind is not Kind.READ or not self.several or why_not(sheet, act) is None:
            return act
        alone = replace(act, nobody_else=True)
        if why_not(sheet, alone) is not None or others_could_read(sheet, self.typists):
            return act
        return alone


def others_could_read(sheet: Sheet, typists: Iterable[Person]) -> bool:
    """Whether any of the typists may read a sheet without sharing their coordinator."""
    tries = (Act(Kind.READ, typist, {"-": 0}, several_coordinators=True) for typist in typists)
    return any(why_not(sheet, tried) is None for tried in tries)
