"""Pages of observers' forms: filled in on a telephone or a computer, read by those who may."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from crosstally.desk.doors import account_of, journal, open_to, place
from crosstally.desk.filled_forms import (
    Filled,
    file_record,
    forms_at,
    records_of,
    shipped_forms,
    withdraw_record,
)
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.journal import LONGEST_TEXT
from crosstally.desk.models import Account
from crosstally.desk.observers_forms import ObserversForm, read_answers
from crosstally.desk.reach import people_of, reach_of
from crosstally.desk.states import RefusedError, Role
from crosstally.problems import InputError

FILL = tuple(role for role in EVERYBODY if role is not Role.AUDITOR)
READ_ALL = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
LISTED = 200


@require_http_methods(["GET"])
@open_to(*EVERYBODY)
def records(request: HttpRequest) -> HttpResponse:
    """The forms there are, and the records that this person may read, the newest first."""
    account = account_of(request)
    every = list(_readable(account).values())
    forms, problems = _forms()
    page = {
        "account": account,
        "forms": forms,
        "errors": problems,
        "may_fill": account.role in FILL,
        "records": every[::-1][:LISTED],
        "count": len(every),
    }
    return render(request, "desk/records.html.j2", page)


@require_http_methods(["GET", "POST"])
@open_to(*FILL)
def fill(request: HttpRequest, form: str) -> HttpResponse:
    """Fill in a form; the page again, with every answer, where something is wrong."""
    account, asked = account_of(request), _form(form)
    given = {question.name: request.POST.getlist(question.name) for question in asked.questions}
    errors: dict[str, str] = {}
    if request.method == "POST":
        answers, errors = read_answers(asked, given)
        if not errors:
            name = file_record(place().folder, journal(), account.person, asked, answers)
            return redirect("record", name=name)
    page = {"account": account, "form": asked, "given": given, "errors": errors}
    status = HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK
    return render(request, "desk/fill.html.j2", page, status=status)


@require_http_methods(["GET"])
@open_to(*EVERYBODY)
def record(request: HttpRequest, name: str) -> HttpResponse:
    """One record, for those who may read it."""
    return _record(request, name, "")


@require_POST
@open_to(*FILL)
def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    """Withdraw a record, with a reason; it stays written down."""
    account = account_of(request)
    reason = request.POST.get("reason", "").strip()[:LONGEST_TEXT]
    if name not in _readable(account):
        raise Http404
    try:
        withdraw_record(journal(), account.person, name, reason)
    except RefusedError as error:
        return _record(request, name, str(error))
    return redirect("record", name=name)


def form_called(name: str) -> ObserversForm | None:
    """The form of an id; None where there is none."""
    return _forms()[0].get(name)


def _form(name: str) -> ObserversForm:
    found = form_called(name)
    if found is None:
        raise Http404
    return found


def _forms() -> tuple[dict[str, ObserversForm], list[str]]:
    """The forms there are; where one cannot be read, those that ship, and why."""
    try:
        return forms_at(place()), []
    except InputError as error:
        return shipped_forms(place()), [str(problem) for problem in error.problems]


def _readable(account: Account) -> dict[str, Filled]:
    """Everybody's records for those who read all, those of their people for a coordinator with an
    area, one's own for the others."""
    every = records_of(place().folder, journal().entries())
    theirs = {account.pseudonym}
    if account.role in READ_ALL:
        if reach_of(account).whole:
            return every
        theirs |= {one.pseudonym for one in people_of(account)}
    return {name: one for name, one in every.items() if one.by in theirs}


def _record(request: HttpRequest, name: str, error: str) -> HttpResponse:
    account = account_of(request)
    found = _readable(account).get(name)
    if found is None:
        raise Http404
    page = {
        "account": account,
        "record": found,
        "form": _forms()[0].get(found.form),
        "may_withdraw": account.role in FILL and not found.withdrawn,
        "errors": [error] if error else [],
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "desk/record.html.j2", page, status=status)
