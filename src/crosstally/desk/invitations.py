"""Links by which somebody comes onto the desk, or chooses a new password: made, taken and voided,
each time with an entry in the journal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from crosstally.desk.journal import AT_THE_MACHINE, Entry, Journal, Subject
from crosstally.desk.models import Account, Invitation
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.problems import InputError, Problem
from crosstally.words import _

MAKE, VOID, JOIN = "make", "void", "join"
NEW_PASSWORD, CHOOSE_PASSWORD = "new-password", "choose-password"


def make(
    journal: Journal, by: Person, role: Role, coordinator: Account | None = None, area: str = ""
) -> str:
    """The path of a new invitation, which cannot be shown again."""
    with transaction.atomic():
        path, made = Invitation.make(role, coordinator, area)
        journal.add(Entry(Subject.INVITATION, made.handle, MAKE, by, _said(made)))
    return path


def make_for_new_password(journal: Journal, by: Person, whose: Account, reason: str) -> str:
    """The path at which somebody chooses a new password, once; their second factor stays.

    Raises ``RefusedError`` where there is no reason, or they may not log in.
    """
    if not reason.strip():
        raise RefusedError(_("Say why: this act needs a reason."))
    if not whose.is_active:
        raise RefusedError(_("They may not log in: let them in first."))
    with transaction.atomic():
        path, made = Invitation.make(Role(whose.role), whose=whose)
        said = {"reason": reason, "invitation": made.handle}
        journal.add(Entry(Subject.ACCOUNT, whose.pseudonym, NEW_PASSWORD, by, said))
    return path


def make_at_the_machine(journal: Journal, name: str) -> str:
    """The same by whoever is at the desk's machine, for whom no administrator can. Raises
    ``InputError`` where there is nobody of this name, or they may not log in."""
    account = Account.objects.filter(name=name).first()
    if account is None:
        raise InputError(Problem(_("nobody of this name is on the desk"), read=name))
    try:
        return make_for_new_password(
            journal, AT_THE_MACHINE, account, "crosstally desk new-password"
        )
    except RefusedError as error:
        raise InputError(Problem(str(error), read=name)) from None


def take(journal: Journal, token: str, name: str, password: str) -> Account | None:
    """Make the account, or give it the new password, and use the link up; all of it or nothing.
    None where the link is worth nothing any more."""
    with transaction.atomic():
        invitation = Invitation.valid(token).select_related("whose").first()
        # Whoever deletes the row has the invitation, however many ask at once.
        if invitation is None or not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
            return None
        account = invitation.whose or Account(
            name=name,
            role=invitation.role,
            coordinator=invitation.coordinator,
            area=invitation.area,
        )
        account.set_password(password)
        account.save()
        act = CHOOSE_PASSWORD if invitation.whose else JOIN
        said = {"invitation": invitation.handle} | _said(invitation)
        journal.add(Entry(Subject.ACCOUNT, account.pseudonym, act, account.person, said))
        return account


def void_all_of(journal: Journal, by: Person, maker: Account) -> None:
    """Void every open link that somebody made, and those of which nobody knows who did."""
    entries = [*journal.entries(Subject.INVITATION), *journal.entries(Subject.ACCOUNT)]
    makers = {one.about: one.by.name for one in entries if one.act == MAKE}
    makers |= {one.said["invitation"]: one.by.name for one in entries if one.act == NEW_PASSWORD}
    void(
        journal,
        by,
        (
            one
            for one in Invitation.objects.all()
            if makers.get(one.handle, maker.pseudonym) == maker.pseudonym
        ),
    )


def void(journal: Journal, by: Person, links: Iterable[Invitation]) -> None:
    """Let these links be worth nothing."""
    for one in links:
        gone, _rows = Invitation.objects.filter(pk=one.pk).delete()
        if gone:
            journal.add(Entry(Subject.INVITATION, one.handle, VOID, by))


def _said(invitation: Invitation) -> dict[str, str]:
    above = invitation.coordinator
    return {
        "role": invitation.role,
        "answers to": above.pseudonym if above else "",
        "area": invitation.area,
    }
