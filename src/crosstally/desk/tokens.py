"""Tokens of other programs: what each lets them do, in whose name, until when.

A token never does more than the person whose it is may do on the pages at that moment: a scope is
worth something only while their role has it, and their area bounds what is seen. Of the token the
hash of its secret alone is kept. Who made, used and revoked which is in the journal.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from django.utils import timezone

from crosstally.desk.findings_pages import READERS
from crosstally.desk.journal import Entry, Journal, Subject
from crosstally.desk.models import Account, ApiToken
from crosstally.desk.people import MAY_INVITE
from crosstally.desk.scopes import SCOPE_NAMES, Scope
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.words import _

LIFETIMES = (1, 7, 30, 90)
"""Days that a token may live."""
MAKE, USE, TAKE, REVOKE = "make", "use", "take", "revoke"
"""What the journal says of a token: by ``take`` it brought a file in."""
_FORM = re.compile(r"crosstally_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NO_HASH = "0" * 64


HOLDERS: Mapping[Scope, tuple[Role, ...]] = {
    Scope.AREAS_WRITE: (Role.ADMINISTRATOR,),
    Scope.OFFICIAL_WRITE: (Role.ADMINISTRATOR,),
    Scope.USERS_INVITE: tuple(MAY_INVITE),
    Scope.RETURNS_READ: READERS,
    Scope.FIGURES_TELL: (Role.TYPIST,),
}
"""The roles that may do the same by hand."""


@dataclass(frozen=True)
class Wish:
    """A token that an administrator asks for."""

    label: str
    scopes: Sequence[Scope]
    whose: Account | None
    days: int


def problems_of(wish: Wish) -> list[str]:
    """All that speaks against a wish, in sentences."""
    problems = []
    if not wish.label:
        problems.append(_("Say what the token is for."))
    if not wish.scopes:
        problems.append(_("Choose at least one thing that the token is for."))
    if wish.days not in LIFETIMES:
        problems.append(_("Choose for how long the token is good."))
    if wish.whose is None:
        problems.append(_("Choose in whose name the program acts."))
        return problems
    said = _("The role of {name} does not allow this: {scope}.")
    problems += [
        said.format(name=wish.whose.name, scope=_(SCOPE_NAMES[scope]))
        for scope in wish.scopes
        if wish.whose.role not in HOLDERS[scope]
    ]
    return problems


def make(journal: Journal, by: Account, wish: Wish) -> str:
    """A new token, which cannot be shown again. Raises ``RefusedError`` where something speaks
    against the wish."""
    if problems := problems_of(wish):
        raise RefusedError(" ".join(problems))
    assert wish.whose is not None
    handle, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=wish.days)
    scopes = " ".join(sorted(set(wish.scopes)))
    said = {"whose": wish.whose.pseudonym, "scopes": scopes, "until": expires_at.isoformat()}
    journal.add(Entry(Subject.TOKEN, handle, MAKE, by.person, said))
    ApiToken.objects.create(
        handle=handle,
        secret_hash=_hash(secret),
        label=wish.label,
        scopes=scopes,
        whose=wish.whose,
        expires_at=expires_at,
    )
    return f"crosstally_{handle}_{secret}"


def revoke(journal: Journal, by: Account, token: ApiToken) -> None:
    """End a token at once; it is entered in the journal. One that has ended stays as it is."""
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if ended:
        journal.add(Entry(Subject.TOKEN, token.handle, REVOKE, by.person))


def revoke_made_by(journal: Journal, by: Account, maker: Account) -> None:
    """End every token that somebody made, in whoever's name: they may have kept it."""
    made = {
        one.about
        for one in journal.entries(Subject.TOKEN)
        if one.act == MAKE and one.by.name == maker.pseudonym
    }
    for token in ApiToken.objects.filter(handle__in=made, revoked_at=None):
        revoke(journal, by, token)


def holder_of(written: str) -> ApiToken | None:
    """The token that was written, if it is good now: whole, not expired, not revoked, of somebody
    who is still on the desk. Which of these it lacks is not told, and takes as long to find out."""
    handle, secret = _parts(written)
    found = ApiToken.objects.select_related("whose__coordinator").filter(handle=handle).first()
    fits = compare_digest(found.secret_hash if found else _NO_HASH, _hash(secret))
    if found is None or not fits or not is_good(found, timezone.now()):
        return None
    return found


def handle_of(written: str) -> str:
    """The handle in what was written, whether there is such a token or not; empty where it has not
    the form of one."""
    return _parts(written)[0]


def _parts(written: str) -> tuple[str, str]:
    parts = _FORM.fullmatch(written)
    return (parts[1], parts[2]) if parts else ("", "")


def is_good(token: ApiToken, now: datetime) -> bool:
    """Whether a token still opens anything."""
    return token.revoked_at is None and now < token.expires_at and token.whose.is_active


def scopes_of(token: ApiToken) -> list[Scope]:
    """What a token is for, as far as the role of the person whose it is has it today."""
    asked = token.scopes.split()
    return [scope for scope in Scope if scope in asked and token.whose.role in HOLDERS[scope]]


def person_of(token: ApiToken) -> Person:
    """Who acts by a token, for the rules and in the journal."""
    return token.whose.person


def last_uses(journal: Journal) -> dict[str, datetime]:
    """Handle → when the token was used last."""
    entries = journal.entries(Subject.TOKEN)
    return {one.about: one.at for one in entries if one.act == USE}


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
