"""Many sheets set aside at once, or put back: what came by one link, or from one person, in a time.

A flood of junk is looked at once and answered once, with one reason. Only what nobody has read is
set aside so; each sheet keeps an act of its own, and is put back in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from crosstally.desk.doors import account_of, book, open_to
from crosstally.desk.models import Account, PicturePage, SendingLink
from crosstally.desk.reach import people_of, reach_of, sheets_of
from crosstally.desk.record import LONGEST_REASON
from crosstally.desk.states import FAULT_NAMES, Act, Fault, Kind, RefusedError, Role, Sheet, State
from crosstally.words import _, number

_UNREAD = (State.RECEIVED, State.HELD, State.PLACED, State.REPORTED)
_SHOWN = 12
"""Pictures that are shown of what was found."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for."""

    kind: Kind
    """To set aside or to restore."""
    who: str
    """``link 3`` or ``account 5``, as the form has it."""
    since: datetime | None
    until: datetime | None


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def flood(request: HttpRequest) -> HttpResponse:
    """Look for such sheets; said how many there are and why, set them aside or put them back."""
    account = account_of(request)
    links = [
        one for one in SendingLink.objects.order_by("-pk") if reach_of(account).holds_area(one.area)
    ]
    people = people_of(account)
    errors: list[str] = []
    wanted, found, done = None, list[str](), ""
    given = request.POST if request.method == "POST" else request.GET
    if "who" in given:
        try:
            wanted = _wanted(given.dict())
            found = _found(wanted, links, people, sheets_of(account))
        except ValueError as error:
            wanted = None
            errors.append(str(error))
    if wanted and request.method == "POST":
        try:
            done = _do(request, account, wanted, found)
            found = []
        except (ValueError, RefusedError) as error:
            errors.append(str(error))
    page = {
        "account": account,
        "choices": {f"link {one.pk}": one.label for one in links}
        | {f"account {one.pk}": one.name for one in people},
        "given": given,
        "wanted": wanted,
        "found": found,
        "looked_at": _digest(found),
        "pictured": _pictured(found),
        "fault_names": FAULT_NAMES,
        "errors": errors,
        "done": done,
    }
    status = HTTPStatus.CONFLICT if errors else HTTPStatus.OK
    return render(request, "desk/flood.html.j2", page, status=status)


def _wanted(given: Mapping[str, str]) -> Wanted:
    """What the form asks for. Raises ``ValueError``."""
    kind = Kind.RESTORE if given.get("kind") == Kind.RESTORE else Kind.SET_ASIDE
    return Wanted(
        kind, given["who"], _moment(given.get("since", "")), _moment(given.get("until", ""))
    )


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(_("Expected a day and an hour as 2024-05-31T14:30.")) from None


def _found(
    wanted: Wanted,
    links: list[SendingLink],
    people: list[Account],
    sheets: Mapping[str, Sheet],
) -> list[str]:
    """The sheets that somebody sees of what they look for, in the order in which they came. Raises
    ``ValueError`` where nobody of theirs was chosen."""
    by_link = {f"link {one.pk}": one for one in links}.get(wanted.who)
    by_account = {f"account {one.pk}": one for one in people}.get(wanted.who)
    if by_link is None and by_account is None:
        raise ValueError(_("Choose by which link, or from whom, they came."))
    rows = PicturePage.objects.filter(page=0)
    if wanted.since:
        rows = rows.filter(received_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(received_at__lte=wanted.until)
    if by_link is not None:
        rows = rows.filter(link=by_link)
    names = list(rows.order_by("pk").values_list("sheet", flat=True))
    if by_account is not None:
        taken_in = set(rows.filter(account=by_account).values_list("sheet", flat=True))
        # Sheets that were told have no picture, and no moment beside it.
        told = [] if wanted.since or wanted.until else [n for n, one in sheets.items() if one.told]
        begun = by_account.pseudonym
        names = [
            name
            for name in (*names, *told)
            if name in taken_in or _begun_by(sheets.get(name)) == begun
        ]
    return [name for name in names if name in sheets and _may(wanted.kind, sheets[name])]


def _begun_by(sheet: Sheet | None) -> str:
    return sheet.acts[0].by.name if sheet and sheet.acts else ""


def _may(kind: Kind, sheet: Sheet) -> bool:
    if kind is Kind.RESTORE:
        return sheet.state is State.SET_ASIDE
    if sheet.told is not None and sheet.state is State.READ_ONCE:
        return True  # by whoever told it
    was_read = sheet.readings or sheet.returns or sheet.earlier_readers
    return sheet.state in _UNREAD and not was_read


def _do(request: HttpRequest, account: Account, wanted: Wanted, found: list[str]) -> str:
    """Do it to all of them or to none; what was done, in a sentence. Raises ``ValueError`` or
    ``RefusedError``."""
    if not found or _digest(found) != request.POST.get("looked-at"):
        raise ValueError(_("There are others by now: look at them again."))
    fault = request.POST.get("fault", "")
    act = Act(
        wanted.kind,
        account.person,
        reason=request.POST.get("reason", "").strip()[:LONGEST_REASON],
        fault=Fault(fault) if wanted.kind is Kind.SET_ASIDE and fault in set(Fault) else None,
    )
    book().add_all(dict.fromkeys(found, act))
    said = (
        _("Sheets put back: {count}.")
        if wanted.kind is Kind.RESTORE
        else _("Sheets set aside: {count}.")
    )
    return said.format(count=number(len(found)))


def _digest(found: list[str]) -> str:
    """Of which sheets are shown: as many others are not those that somebody looked at."""
    return sha256(" ".join(found).encode()).hexdigest()


def _pictured(found: list[str]) -> list[str]:
    """The first of them that have a picture."""
    with_picture = set(
        PicturePage.objects.filter(sheet__in=found[: 2 * _SHOWN], page=0).values_list(
            "sheet", flat=True
        )
    )
    return [name for name in found if name in with_picture][:_SHOWN]
