"""What somebody does with their own passkeys; they stand on the page of the second factor."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from crosstally.desk import passkeys, second_factor
from crosstally.desk.doors import account_of, journal, open_to, place
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.models import Account
from crosstally.desk.second_factor_pages import has_proved, own_page
from crosstally.desk.states import RefusedError
from crosstally.words import _


@require_POST
@open_to(*EVERYBODY, lacking_second_factor=True)
def change(request: HttpRequest) -> HttpResponse:
    """Show one's second factor, after which for five minutes one may add a passkey, call it
    something else or remove it. The first second factor of all needs none to be shown."""
    account = account_of(request)
    proved = has_proved(request, account)
    ticket = request.POST["ticket"] if proved else ""
    try:
        if request.POST.get("do") == "show":
            return own_page(request, account, [], ticket=_shown(request, account))
        if request.POST.get("do") == "add":
            codes = _add(request, account, proved)
            return own_page(request, account, codes, ticket=ticket)
        if not proved:
            raise RefusedError(_("Show your second factor first."))
        return _change(request, account, ticket)
    except RefusedError as error:
        return own_page(request, account, [], str(error), ticket)


def _shown(request: HttpRequest, account: Account) -> str:
    """A ticket for a passkey or a code. Raises ``RefusedError`` where it does not fit."""
    if (answer := request.POST.get("passkey", "")) and not request.POST.get("code"):
        if not passkeys.passes(place(), account, answer):
            raise RefusedError(passkeys.why_it_does_not_pass())
    elif not second_factor.passes(account, request.POST.get("code", "")[:100]):
        raise RefusedError(second_factor.why_it_does_not_pass(account))
    return second_factor.ticket_of(account, second_factor.PROOF)


def _add(request: HttpRequest, account: Account, proved: bool) -> list[str]:
    name, answer = request.POST.get("name", ""), request.POST.get("passkey", "")
    codes = passkeys.add(journal(), place(), account, name, answer, proved=proved)
    if codes:
        # A new session for this browser; every other one ends, having seen no second factor.
        update_session_auth_hash(request, account)
    return codes


def _change(request: HttpRequest, account: Account, ticket: str) -> HttpResponse:
    number = request.POST.get("number", "")
    which = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    match request.POST.get("do"):
        case "rename":
            passkeys.rename(journal(), account, which, request.POST.get("name", ""))
            return own_page(request, account, [], ticket=ticket)
        case "remove":
            passkeys.remove(journal(), account, which)
        case "remove-telephone":
            second_factor.remove_telephone(journal(), account)
        case _:
            return redirect("second-factor")
    # Whatever was opened by what is gone has ended, but for this browser.
    update_session_auth_hash(request, account)
    return redirect("second-factor")
