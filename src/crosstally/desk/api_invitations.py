"""Inviting many people at once, by the rules of the page on which one invites one."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.db import transaction

from crosstally.desk import people
from crosstally.desk.api_errors import RefusalError
from crosstally.desk.api_forms import Guest
from crosstally.desk.areas import area_named
from crosstally.desk.doors import place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.models import Account
from crosstally.desk.states import Role
from crosstally.problems import Problem
from crosstally.words import _


def invite_all(by: Account, guests: Sequence[Guest]) -> list[str]:
    """The paths of an invitation for each, or for none. Raises ``RefusalError`` with all that
    speaks against any."""
    allowed = people.MAY_INVITE.get(Role(by.role), ())
    refused = [
        Problem(
            _("the role of the person in whose name the program acts does not allow this"),
            f"body.invitations[{number}].role",
            read=guest.role,
            expected=", ".join(allowed),
        )
        for number, guest in enumerate(guests)
        if guest.role not in allowed
    ]
    if refused:
        raise RefusalError(HTTPStatus.FORBIDDEN, refused)
    known = {one.name: one for one in people.coordinators()} if _sees_everybody(by) else {}
    problems = [
        problem
        for number, guest in enumerate(guests)
        for problem in _problems(by, guest, known, f"body.invitations[{number}]")
    ]
    if problems:
        raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, problems)
    with transaction.atomic():
        return [
            people.invited(
                by,
                people.Guest(
                    guest.role,
                    (guest.area or "").strip(),
                    known.get(guest.coordinator or ""),
                ),
            )
            for guest in guests
        ]


def _sees_everybody(by: Account) -> bool:
    return by.role == Role.ADMINISTRATOR


def _problems(by: Account, guest: Guest, known: dict[str, Account], where: str) -> list[Problem]:
    """All that does not go together: nothing that was sent is left out in silence."""
    problems = []
    if guest.area is not None:
        problems += _problems_of_area(by, guest, f"{where}.area")
    if guest.coordinator is not None:
        at = f"{where}.coordinator"
        if not _sees_everybody(by):
            # The same for every name: who else is on the desk is not told.
            said = _("Whoever a coordinator invites answers to that coordinator: leave it out.")
            problems.append(Problem(said, at))
        elif guest.role not in people.ANSWERING:
            said = _("Only a typist or an arbiter answers to a coordinator: leave it out.")
            problems.append(Problem(said, at))
        elif guest.coordinator not in known:
            said = _("There is no coordinator of this name.")
            problems.append(Problem(said, at, read=guest.coordinator))
    return problems


def _problems_of_area(by: Account, guest: Guest, where: str) -> list[Problem]:
    if guest.role != Role.COORDINATOR:
        return [Problem(_("Only a coordinator has an area: leave it out."), where)]
    typed = (guest.area or "").strip()
    try:
        if typed:
            area_named(typed, surroundings_of(place()))
    except ValueError:
        said = _("There is no such area, or several have this name: type its id.")
        return [Problem(said, where, read=typed)]
    return []
