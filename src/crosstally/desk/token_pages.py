"""The page of the tokens by which other programs reach the desk: made, shown once, revoked."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from crosstally.desk import tokens
from crosstally.desk.doors import account_of, journal, open_to
from crosstally.desk.models import LONGEST_NAME, Account, ApiToken, by_role
from crosstally.desk.people import ROLE_NAMES
from crosstally.desk.scopes import SCOPE_NAMES, Scope
from crosstally.desk.states import Role
from crosstally.desk.tokens import HOLDERS, LIFETIMES, Wish

_USUAL_DAYS = 7


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def api_tokens(request: HttpRequest) -> HttpResponse:
    """Make a token, see which there are. A new one is shown on the page that answers, and never
    again."""
    account, made, errors = account_of(request), "", []
    if request.method == "POST":
        wish = _wish(request)
        errors = tokens.problems_of(wish)
        if not errors:
            made = tokens.make(journal(), account, wish)
    now, used = timezone.now(), tokens.last_uses(journal())
    page = {
        "account": account,
        "made": made,
        "errors": errors,
        "tokens": [
            (one, tokens.is_good(one, now), used.get(one.handle))
            for one in ApiToken.objects.select_related("whose").order_by("-pk")
        ],
        "holders": _holders(),
        "scope_names": SCOPE_NAMES,
        "role_names": ROLE_NAMES,
        "lifetimes": LIFETIMES,
        "usual_days": _USUAL_DAYS,
        "given": request.POST,
        "chosen": request.POST.getlist("scope"),
    }
    status = HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK
    return render(request, "desk/tokens.html.j2", page, status=status)


@require_POST
@open_to(Role.ADMINISTRATOR)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token at once."""
    tokens.revoke(journal(), account_of(request), get_object_or_404(ApiToken, pk=number))
    return redirect("tokens")


def _wish(request: HttpRequest) -> Wish:
    chosen = request.POST.getlist("scope")
    whose = request.POST.get("whose", "")
    days = request.POST.get("days", "")
    return Wish(
        label=request.POST.get("label", "").strip()[:LONGEST_NAME],
        scopes=[scope for scope in Scope if scope in chosen],
        whose=next((one for one in _holders() if str(one.pk) == whose), None),
        days=int(days) if days in map(str, LIFETIMES) else 0,
    )


def _holders() -> list[Account]:
    """Those in whose name a program can do anything at all."""
    roles = {role for holders in HOLDERS.values() for role in holders}
    return by_role(Account.objects.filter(role__in=roles, is_active=True))
