"""Pages about the second factor: one's own, and of whom it is required."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from crosstally.desk import passkeys, second_factor
from crosstally.desk.doors import account_of, journal, lacks_second_factor, open_to, place
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.journal import LONGEST_TEXT, Entry, Subject
from crosstally.desk.models import Account, Passkey, RecoveryCode
from crosstally.desk.roster import shown_roster
from crosstally.desk.second_factor import required_of
from crosstally.desk.states import Role
from crosstally.words import _


@require_http_methods(["GET", "POST"])
@open_to(*EVERYBODY, lacking_second_factor=True)
def own(request: HttpRequest) -> HttpResponse:
    """Set up one's own, have new recovery codes, or do without it where that is allowed."""
    account = account_of(request)
    codes: list[str] = []
    error = ""
    if request.method == "POST":
        done = request.POST.get("do", "")
        has_one = account.second_factor_since is not None
        if second_factor.has_telephone(account) if done == "enrol" else not has_one:
            return redirect("second-factor")
        codes, error = _do(request, account, done)
        if not codes and not error:
            return redirect("second-factor")
    return own_page(request, account, codes, error)


def _do(request: HttpRequest, account: Account, done: str) -> tuple[list[str], str]:
    """The recovery codes that come of it, and what is wrong."""
    typed = request.POST.get("code", "")[:100]
    proved = has_proved(request, account)
    if done == "enrol":
        if account.second_factor_since is not None and not proved:
            return [], _("Show your second factor first.")
        codes = second_factor.enrol(account, typed)
    else:
        passes = proved or second_factor.passes(account, typed)
        codes = []
        if passes and done == "renew":
            codes = second_factor.new_recovery_codes(account)
        elif passes and done == "remove":
            if account.role in required_of(journal().entries()):
                return [], _("Your role needs a second factor.")
            journal().add(Entry(Subject.SECOND_FACTOR, account.pseudonym, done, account.person))
            second_factor.remove(account)
            update_session_auth_hash(request, account)
            return [], ""
    if codes:
        journal().add(Entry(Subject.SECOND_FACTOR, account.pseudonym, done, account.person))
        # A new session for this browser; every other one ends, having seen no second factor.
        update_session_auth_hash(request, account)
        return codes, ""
    return [], second_factor.why_it_does_not_pass(account)


def has_proved(request: HttpRequest, account: Account) -> bool:
    """Whether whoever asks has shown their second factor in the last five minutes."""
    ticket = request.POST.get("ticket", "")[:200]
    return second_factor.holder_of(ticket, second_factor.PROOF) == account


def own_page(
    request: HttpRequest, account: Account, codes: list[str], error: str = "", ticket: str = ""
) -> HttpResponse:
    """The page; ``ticket`` shows that they may change what they have."""
    has_one = account.second_factor_since is not None
    telephone = second_factor.has_telephone(account)
    may_change = not has_one or bool(ticket)
    device = second_factor.begun(account) if may_change and not telephone else None
    page = {
        "account": account,
        "codes": codes,
        "has_one": has_one,
        "telephone": telephone,
        "ticket": ticket,
        "device": device,
        # Drawn here of a secret drawn here: nothing of it was typed by anybody but the name.
        "picture": Markup(second_factor.picture_of(device)) if device else "",  # noqa: S704
        "secret": second_factor.secret_in_letters(device) if device else "",
        "passkeys": Passkey.objects.filter(user=account).order_by("pk"),
        "has_host": passkeys.host_of(place()) is not None,
        "address": place().address,
        "to_add": passkeys.to_add(place(), account) if may_change else "",
        "to_show": passkeys.to_show(place(), account) if not may_change else "",
        "left": RecoveryCode.objects.filter(account=account).count(),
        "required": account.role in required_of(journal().entries()),
        "lacking": lacks_second_factor(account),
        "errors": [error] if error else [],
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "desk/second_factor.html.j2", page, status=status)


@require_POST
@open_to(Role.ADMINISTRATOR)
def require(request: HttpRequest) -> HttpResponse:
    """Say of which roles it is required; it is entered in the journal."""
    chosen = [role for role in EVERYBODY if role in request.POST.getlist("role")]
    second_factor.require(journal(), account_of(request).person, chosen)
    return redirect("people")


@require_POST
@open_to(Role.ADMINISTRATOR)
def take_away(request: HttpRequest, number: int) -> HttpResponse:
    """Take it away from somebody who has lost it, with a reason; it is entered in the journal."""
    whose = get_object_or_404(Account, pk=number)
    reason = request.POST.get("reason", "").strip()[:LONGEST_TEXT]
    if whose.second_factor_since is None:
        return shown_roster(request, _("They have no second factor."))
    if not reason:
        return shown_roster(request, _("Say why: this act needs a reason."))
    second_factor.take_away(journal(), account_of(request).person, whose, reason)
    return redirect("people")
