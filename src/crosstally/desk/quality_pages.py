"""The page about how well sheets are read, and what is done about it."""

from __future__ import annotations

from fractions import Fraction
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crosstally.desk.doors import account_of, book, open_to
from crosstally.desk.models import Account
from crosstally.desk.progress import planted_now
from crosstally.desk.quality import draw, draws_of, put_back, typists_of
from crosstally.desk.reach import people_of, reach_of, sheets_of
from crosstally.desk.record import LONGEST_REASON
from crosstally.desk.states import Act, Kind, RefusedError, Role
from crosstally.words import _


@require_GET
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
def quality(request: HttpRequest) -> HttpResponse:
    """How each typist reads, and what third readings show."""
    return _shown(request)


@require_POST
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def draw_sheets(request: HttpRequest) -> HttpResponse:
    """Draw agreed sheets at random for a third reading."""
    by = account_of(request).person
    seed = request.POST.get("seed", "").strip()[:100]
    typed = request.POST.get("count", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _DIGITS else 0
    if not seed or any(made.seed == seed for made in draws_of(book().sheets())):
        return _shown(request, _("Type a seed that was not used before, such as thrown dice."))
    chosen, of = draw(sheets_of(account_of(request)), seed, count)
    if not chosen:
        return _shown(request, _("There is no sheet to draw: of those that two people agreed on."))
    reason = _("third reading of {count} of {total} sheets").format(count=len(chosen), total=of)
    act = Act(Kind.DRAW, by, reason=reason, seed=seed, drawn_from=of)
    return _done(request, dict.fromkeys(chosen, act))


@require_POST
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def put_work_back(request: HttpRequest) -> HttpResponse:
    """Put back everything that still rests on what one typist read."""
    account, reason = account_of(request), request.POST.get("reason", "").strip()
    whose = request.POST.get("whose", "")
    every = put_back(book().sheets(), whose, account.person, reason[:LONGEST_REASON])
    seen = sheets_of(account) if _is_seen(account, whose) else {}
    acts = {name: act for name, act in every.items() if name in seen}
    if seen and len(acts) < len(every):
        said = _("Their sheets of other areas stay: an administrator puts back all of them.")
        return _done(request, acts, said)
    if not acts:
        return _shown(request, _("No sheet rests on what they read."))
    return _done(request, acts, query=f"?back={len(acts)}")


def _is_seen(account: Account, whose: str) -> bool:
    """Whether somebody may know how well a person reads."""
    if reach_of(account).whole:
        return True
    return whose in {one.pseudonym for one in people_of(account)}


_DIGITS = 8


def _done(
    request: HttpRequest, acts: dict[str, Act], but: str = "", query: str = ""
) -> HttpResponse:
    """Do the acts; ``but`` is what they leave out, ``query`` tells the page what was done."""
    try:
        book().add_all(acts)
    except RefusedError as error:
        return _shown(request, str(error))
    return _shown(request, but) if but else redirect(reverse("quality") + query)


def _shown(request: HttpRequest, error: str = "") -> HttpResponse:
    account, sheets = account_of(request), book().sheets()
    seen, back = sheets_of(account), request.GET.get("back", "")
    elsewhere = {act.seed for name, one in sheets.items() if name not in seen for act in one.acts}
    page = {
        "account": account,
        "typists": [one for one in typists_of(sheets) if _is_seen(account, one.name)],
        "draws": [made for made in draws_of(sheets) if made.seed not in elsewhere],
        "names": {one.pseudonym: one.name for one in people_of(account)},
        "one_group": sum(bool(s.returns) and s.returns[-1].one_group for s in seen.values()),
        "planted": planted_now(),
        "percent": _percent,
        "back": int(back) if back.isascii() and back.isdigit() and len(back) < _DIGITS else 0,
        "errors": [error] if error else [],
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "desk/quality.html.j2", page, status=status)


def _percent(share: Fraction) -> str:
    """A share of one in percent with two places: it is a whole number of ten thousandths."""
    hundredths = int(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}"
