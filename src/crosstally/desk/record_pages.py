"""Pages of observers' forms: filled in on a telephone or a computer, read by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from crosstally.desk import own_reasons
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
from crosstally.desk.observers_forms import ObserversForm, answers_given, in_words, read_answers
from crosstally.desk.reach import people_of, reach_of
from crosstally.desk.states import RefusedError, Role
from crosstally.problems import InputError

FILL = tuple(role for role in EVERYBODY if role is not Role.AUDITOR)
READ_ALL = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
LISTED = 200
_ANEW = "-anew"
"""Which record is filled in anew; no question of a form has such a name."""
_TOLD = 5
"""Answers that tell one record from another, in a list."""
_SIGNS = 80


@require_http_methods(["GET"])
@open_to(*EVERYBODY)
def records(request: HttpRequest) -> HttpResponse:
    """The forms there are, and the records that this person may read, the newest first: of one
    form, or with a text in an answer, where these are asked for."""
    account = account_of(request)
    forms, problems = _forms()
    kind, text = request.GET.get("form", ""), request.GET.get("text", "").strip()[:200]
    every = list(_readable(account).values())
    found = [
        (one, _answers_in_words(forms.get(one.form), one))
        for one in every[::-1]
        if kind in ("", one.form)
    ]
    if text:
        found = [(one, said) for one, said in found if _tells_of(text, one, said)]
    page = {
        "account": account,
        "forms": forms,
        "errors": problems,
        "may_fill": account.role in FILL,
        "records": [(one, [_cut(answer) for answer in said[:_TOLD]]) for one, said in found][
            :LISTED
        ],
        "count": len(found),
        "filled": len(every),
        "chosen": kind,
        "today": date.today(),  # noqa: DTZ011 -- deadlines are days where the desk stands
        "text": text,
    }
    return render(request, "desk/records.html.j2", page)


@require_http_methods(["GET", "POST"])
@open_to(*FILL)
def fill(request: HttpRequest, form: str) -> HttpResponse:
    """Fill in a form, or a record of it anew: its answers stand there, and it is withdrawn once
    the new one is kept. The page again, with every answer, where something is wrong."""
    account, asked = account_of(request), _form(form)
    before = _filled_anew(request, account, asked)
    given = {question.name: request.POST.getlist(question.name) for question in asked.questions}
    errors: dict[str, str] = {}
    refused = ""
    if request.method == "POST":
        answers, errors = read_answers(asked, given)
        if not errors:
            anew = before.id if before else ""
            try:
                name = file_record(place().folder, journal(), account.person, asked, answers, anew)
            except RefusedError as error:
                refused = str(error)
            else:
                return redirect("record", name=name)
    elif before:
        given = answers_given(asked, before.answers or {})
    page = {"account": account, "form": asked, "given": given, "wrong": errors}
    page |= {"before": before, "errors": [refused] if refused else [], "anew": _ANEW}
    status = HTTPStatus.BAD_REQUEST if errors else HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "desk/fill.html.j2", page, status=status)


def _filled_anew(request: HttpRequest, account: Account, form: ObserversForm) -> Filled | None:
    """The record that is filled in anew; None where it is a first one."""
    name = request.POST.get(_ANEW, "") or request.GET.get(_ANEW, "")
    if not name:
        return None
    found = _readable(account).get(name)
    if found is None or found.form != form.id:
        raise Http404
    return found


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


def _answers_in_words(form: ObserversForm | None, record: Filled) -> list[str]:
    """What was answered, in the form's order, but for what stays on the desk: a list is read over
    many a shoulder."""
    if form is None or record.answers is None:
        return []
    return [
        in_words(question, record.answers[question.name])
        for question in form.published
        if question.name in record.answers
    ]


def _tells_of(text: str, record: Filled, said: Sequence[str]) -> bool:
    """Whether every word of a text stands in a record's answers, or begins its id."""
    whole = " ".join(said).casefold()
    return all(word in whole for word in text.casefold().split()) or record.id.startswith(text)


def _cut(text: str) -> str:
    return text if len(text) <= _SIGNS else text[: _SIGNS - 1] + "…"


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
        "why": own_reasons.in_words(found.withdrawn),
        "in_words": in_words,
        "today": date.today(),  # noqa: DTZ011 -- deadlines are days where the desk stands
        "anew": _ANEW,
        "may_withdraw": account.role in FILL and not found.withdrawn,
        "errors": [error] if error else [],
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "desk/record.html.j2", page, status=status)
