"""Logging in: the password, then a code or a passkey where somebody has set one up.

No session is opened before both have passed. What is carried from one page to the other is a ticket
that is good for five minutes and for nothing but trying the second.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crosstally.desk import passkeys, second_factor
from crosstally.desk.carried import FIELD, carried_of, log_in_anew, offered
from crosstally.desk.doors import account_of, open_to, place
from crosstally.desk.forgetting import end_sessions
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.models import Account
from crosstally.words import _

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class LogIn(LoginView):
    """Both steps, at one address."""

    template_name = "desk/login.html.j2"
    extra_context = {"account": None, "errors": ()}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has logged in already goes on."""
        if isinstance(request.user, Account):
            return self._go_on()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What was carried here is carried on where the password was wrong."""
        return super().get_context_data(**more) | {FIELD: carried_of(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The second step where a ticket comes along, else the first."""
        if "ticket" in request.POST:
            return self._second_step(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right: log in, or ask for the code."""
        account = form.get_user()
        if isinstance(account, Account) and account.second_factor_since is not None:
            return self._ask(account)
        login(self.request, account)
        return self._go_on()

    def _go_on(self) -> HttpResponse:
        """To where they wanted, or to what they sent when their session had ended."""
        again = offered(self.request, carried_of(self.request))
        return again or redirect(self.get_success_url())

    def _second_step(self, request: HttpRequest) -> HttpResponse:
        account = second_factor.holder_of(request.POST["ticket"][:200])
        if account is None or account.second_factor_since is None:
            said = _("Too long ago: log in once more.")
            return log_in_anew(request, HTTPStatus.FORBIDDEN, said) or redirect("login")
        # A browser that went back may have kept the answer from before the code was typed.
        if (answer := request.POST.get("passkey", "")) and not request.POST.get("code"):
            passes = passkeys.passes(place(), account, answer)
            error = passkeys.why_it_does_not_pass()
        else:
            passes = second_factor.passes(account, request.POST.get("code", "")[:100])
            error = second_factor.why_it_does_not_pass(account)
        if not passes:
            return self._ask(account, error)
        login(request, account, backend=_BACKEND)
        return self._go_on()

    def _ask(self, account: Account, error: str = "") -> HttpResponse:
        page = {
            "account": None,
            "ticket": second_factor.ticket_of(account) if not error else self._ticket(),
            "telephone": second_factor.has_telephone(account),
            "to_show": passkeys.to_show(place(), account),
            "next": self.get_redirect_url(),
            FIELD: carried_of(self.request),
            "errors": [error] if error else [],
        }
        status = HTTPStatus.FORBIDDEN if error else HTTPStatus.OK
        answer = render(self.request, "desk/code.html.j2", page, status=status)
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _ticket(self) -> str:
        """The one that came: a wrong code makes it good for no longer."""
        return self.request.POST["ticket"]


@require_POST
@open_to(*EVERYBODY, lacking_second_factor=True)
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of whoever asks: a telephone that was lost is out, as this browser is."""
    end_sessions({str(account_of(request).pk)})
    logout(request)
    return redirect("login")
