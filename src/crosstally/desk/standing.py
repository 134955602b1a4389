"""What somebody is on the desk and whether they may log in: changed with a reason, never unseen.

A change counts from the next page that they open. What they did before stays theirs: in the log
each act holds who they were when they acted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from crosstally.desk import invitations
from crosstally.desk.forgetting import end_sessions
from crosstally.desk.journal import Entry, Journal, Subject
from crosstally.desk.models import Account, Invitation, by_name
from crosstally.desk.people import ANSWERING
from crosstally.desk.quota import GRANTED_TO_COORDINATOR
from crosstally.desk.states import RefusedError, Role
from crosstally.desk.tokens import revoke_made_by
from crosstally.words import _

_CHANGE = "change"


@dataclass(frozen=True)
class Standing:
    """What an administrator decides of somebody."""

    role: Role
    coordinator: Account | None = None
    """To whom a typist or an arbiter answers."""
    area: str = ""
    """A coordinator's; empty for the whole election."""
    may_log_in: bool = True


def standing_of(account: Account) -> Standing:
    """What somebody is now."""
    return Standing(Role(account.role), account.coordinator, account.area, account.is_active)


def may_change(by: Account, whose: Account) -> bool:
    """Whether somebody decides of another: an administrator of everybody else, a coordinator of
    those who answer to them."""
    if by.pk == whose.pk:
        return False
    if by.role == Role.ADMINISTRATOR:
        return True
    return by.role == Role.COORDINATOR and whose.coordinator_id == by.pk  # type: ignore[attr-defined]


def why_not_changed(by: Account, whose: Account, wanted: Standing, reason: str) -> Iterator[str]:
    """Every reason against a change, each a sentence."""
    now = standing_of(whose)
    if not may_change(by, whose):
        yield _("Your role does not allow this.")
    elif by.role != Role.ADMINISTRATOR and wanted.role != now.role:
        yield _("An administrator changes what somebody is; you say whether they may log in.")
    if not reason.strip():
        yield _("Say why: this act needs a reason.")
    if wanted == now:
        yield _("This is what they are: nothing would change.")
    below = by_name(Account.objects.filter(coordinator=whose))
    if now.role is Role.COORDINATOR and wanted.role is not Role.COORDINATOR and below:
        yield _("Others answer to them, and would to nobody: {names}. Change these first.").format(
            names=", ".join(one.name for one in below)
        )
    above = wanted.coordinator
    if above is not None and not (above.role == Role.COORDINATOR and above.is_active):
        yield _("They can answer to a coordinator only, and to one who may log in.")


def change(journal: Journal, by: Account, whose: Account, wanted: Standing, reason: str) -> None:
    """Change what somebody is; it is entered in the journal. What does not go with a role is left
    out: only typists and arbiters answer to somebody, only coordinators have an area.

    Invitations and tokens by which somebody who may not log in any more could come back are worth
    nothing then.
    Raises ``RefusedError`` with every reason against it, and nothing is changed.
    """
    wanted = _fitting(wanted)
    refused = [*why_not_changed(by, whose, wanted, reason)]
    if refused:
        raise RefusedError("\n".join(refused))
    with transaction.atomic():
        _void_what_they_kept(journal, by, whose, wanted)
        whose.role, whose.coordinator = wanted.role, wanted.coordinator
        whose.area, whose.is_active = wanted.area, wanted.may_log_in
        whose.save(update_fields=["role", "coordinator", "area", "is_active"])
        if not wanted.may_log_in:
            # Let in again, they log in again: a telephone that was lost stays out.
            end_sessions({str(whose.pk)})
        journal.add(
            Entry(
                Subject.ACCOUNT,
                whose.pseudonym,
                _CHANGE,
                by.person,
                {
                    "role": wanted.role.value,
                    "answers to": wanted.coordinator.pseudonym if wanted.coordinator else "",
                    "area": wanted.area,
                    "may log in": "yes" if wanted.may_log_in else "no",
                    "reason": reason,
                },
            )
        )


def let_more_wait(journal: Journal, by: Account, whose: Account) -> None:
    """Let more of the sheets wait that a coordinator takes in. Raises ``RefusedError``."""
    if not (by.role == Role.ADMINISTRATOR and may_change(by, whose)):
        raise RefusedError(_("Your role does not allow this."))
    Account.objects.filter(pk=whose.pk).update(granted=F("granted") + GRANTED_TO_COORDINATOR)
    journal.add(Entry(Subject.ACCOUNT, whose.pseudonym, "let more wait", by.person))


def changes_of(account: Account, entries: Iterable[Entry]) -> list[Entry]:
    """The changes of somebody, the latest first."""
    found = [
        one
        for one in entries
        if one.subject is Subject.ACCOUNT
        and one.about == account.pseudonym
        and one.act in (_CHANGE, invitations.NEW_PASSWORD)
    ]
    return found[::-1]


def _fitting(wanted: Standing) -> Standing:
    return Standing(
        wanted.role,
        wanted.coordinator if wanted.role in ANSWERING else None,
        wanted.area if wanted.role is Role.COORDINATOR else "",
        wanted.may_log_in,
    )


def _void_what_they_kept(journal: Journal, by: Account, whose: Account, wanted: Standing) -> None:
    """Links and tokens that somebody made may be in their own hands."""
    now = standing_of(whose)
    if wanted.may_log_in and wanted.role is now.role:
        return
    if now.role is Role.ADMINISTRATOR:
        invitations.void_all_of(journal, by.person, whose)
        revoke_made_by(journal, by, whose)
    own = Invitation.objects.filter(Q(coordinator=whose) | Q(whose=whose))
    invitations.void(journal, by.person, own)
