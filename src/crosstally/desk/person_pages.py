"""The page of one person: what they are, whether they may log in, and when that was changed."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from crosstally.desk import invitations, standing
from crosstally.desk.areas import area_named, names_of_areas
from crosstally.desk.doors import account_of, journal, open_to, place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.intake import quota_of_uploads
from crosstally.desk.journal import LONGEST_TEXT, Entry
from crosstally.desk.models import LONGEST_AREA, Account
from crosstally.desk.people import ANSWERING, MAY_INVITE, MOST_OFFERED, ROLE_NAMES, coordinators
from crosstally.desk.quota import GRANTED_TO_COORDINATOR
from crosstally.desk.reach import people_of
from crosstally.desk.standing import Standing
from crosstally.desk.states import RefusedError, Role
from crosstally.words import _


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Look at somebody, and decide what they are."""
    account = account_of(request)
    whose = next((one for one in people_of(account) if one.pk == number), None)
    if whose is None:
        raise Http404
    errors: list[str] = []
    link = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:LONGEST_TEXT]
        try:
            if "new-password" in request.POST:
                link = _link_for_new_password(account, whose, reason)
            elif "more" in request.POST:
                standing.let_more_wait(journal(), account, whose)
                return redirect("person", number)
            else:
                standing.change(journal(), account, whose, _wanted(request, account, whose), reason)
                return redirect("person", number)
        except ValueError as error:
            errors = str(error).split("\n")
        whose.refresh_from_db()
    page = {
        "account": account,
        "whose": whose,
        "quota": quota_of_uploads(whose) if whose.role == Role.COORDINATOR else None,
        "granted": GRANTED_TO_COORDINATOR,
        "may_change": standing.may_change(account, whose),
        "changes": _told(standing.changes_of(whose, journal().entries())),
        "roles": MAY_INVITE[Role.ADMINISTRATOR],
        "role_names": ROLE_NAMES,
        "coordinators": coordinators(),
        "areas": list(names_of_areas(surroundings_of(place())).items())[:MOST_OFFERED],
        "errors": errors,
        "link": link,
    }
    status = HTTPStatus.CONFLICT if errors else HTTPStatus.OK
    return render(request, "desk/person.html.j2", page, status=status)


def _link_for_new_password(account: Account, whose: Account, reason: str) -> str:
    """A link at which somebody who has lost their password chooses a new one. An administrator's
    to make alone: whoever has it can take the account. Raises ``RefusedError``."""
    if account.role != Role.ADMINISTRATOR or not standing.may_change(account, whose):
        raise RefusedError(_("Your role does not allow this."))
    made = invitations.make_for_new_password(journal(), account.person, whose, reason)
    return place().address + made


def _wanted(request: HttpRequest, account: Account, whose: Account) -> Standing:
    """What the form asks for. Raises ``ValueError`` where no such role or area is known."""
    now = standing.standing_of(whose)
    may_log_in = "may_log_in" in request.POST
    if account.role != Role.ADMINISTRATOR:
        return Standing(now.role, now.coordinator, now.area, may_log_in)
    role = request.POST.get("role", "")
    if role not in MAY_INVITE[Role.ADMINISTRATOR]:
        raise RefusedError(_("There is no such role."))
    typed = request.POST.get("area", "").strip()[:LONGEST_AREA]
    area = now.area
    if Role(role) is Role.COORDINATOR and typed != now.area:
        try:
            area = area_named(typed, surroundings_of(place())) if typed else ""
        except ValueError:
            raise RefusedError(
                _("There is no such area, or several have this name: type its id.")
            ) from None
    chosen = request.POST.get("coordinator", "")
    above = Account.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    return Standing(Role(role), above if role in ANSWERING else None, area, may_log_in)


def _told(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Changes, for the page."""
    who = {one.pseudonym: one.name for one in Account.objects.all()}
    return [
        {
            "at": f"{entry.at:%Y-%m-%d %H:%M} UTC",
            "by": who.get(entry.by.name, entry.by.name[:8]),
            "role": entry.said.get("role", ""),
            "above": who.get(entry.said.get("answers to", ""), ""),
            "area": entry.said.get("area", ""),
            "may_log_in": entry.said.get("may log in", ""),
            "new_password": "yes" if entry.act == invitations.NEW_PASSWORD else "",
            "reason": entry.said.get("reason", ""),
        }
        for entry in entries
    ]
