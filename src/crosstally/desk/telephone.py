"""Pages for whoever takes figures down by telephone or from paper, and calls people back.

What is typed is shown once more, large, to be read out; only what the caller has confirmed is kept.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from crosstally.desk.asked import read_form
from crosstally.desk.doors import account_of, asked, book, open_to
from crosstally.desk.groups import Groups
from crosstally.desk.marks import MARK_FORM, answers_of, in_words
from crosstally.desk.rules import WAY_NAMES
from crosstally.desk.states import RULES, Act, Kind, RefusedError, Role, Sheet, Way, why_not
from crosstally.desk.telling import Told, ToldError, taken_down
from crosstally.desk.told_sheets import TooManyError, enter

_LISTED = 200
_NAME = re.compile("[0-9a-f]{32}")


@require_http_methods(["GET", "POST"])
@open_to(Role.TYPIST)
def telephone(request: HttpRequest) -> HttpResponse:
    """Take figures down; read them back; keep them once they were confirmed."""
    if request.method == "GET":
        return _form(request)
    way = Way.PAPER if request.POST.get("way") == Way.PAPER else Way.TELEPHONE
    try:
        told = _told(request)
    except ToldError as error:
        return _form(request, error.problems)
    if request.POST.get("do") == "change":
        return _form(request)
    if request.POST.get("do") != "confirm":
        return _read_back(request, told, way)
    name = request.POST.get("call", "")
    try:
        enter(told, account_of(request), way, name if _NAME.fullmatch(name) else "")
    except (TooManyError, RefusedError) as error:
        return _form(request, [str(error)])
    return redirect("telephone")


def _told(request: HttpRequest) -> Told:
    return taken_down(
        asked(),
        request.POST.get("station", "")[:200],
        request.POST.dict(),
        request.POST.get("check", "")[:20],
        "as_written" in request.POST,
    )


def _form(request: HttpRequest, errors: list[str] | None = None) -> HttpResponse:
    waiting = to_be_called_back(request)
    given = request.POST.dict()
    typed = read_form(asked(), given, with_marks=asked().has_marks(given))
    page = {
        "account": account_of(request),
        "fields": asked().fields,
        "given": request.POST,
        "typed": typed,
        "errors": errors or [],
        "broken": asked().broken(typed.figures),
        "unlike": asked().unlike(typed.marks),
        "marks": asked().marks,
        **MARK_FORM,
        "waiting": waiting[:_LISTED],
        "count": len(waiting),
        "ways": WAY_NAMES,
    }
    status = HTTPStatus.CONFLICT if errors else HTTPStatus.OK
    return render(request, "desk/telephone.html.j2", page, status=status)


def _read_back(request: HttpRequest, told: Told, way: Way) -> HttpResponse:
    page = {
        "account": account_of(request),
        "told": told,
        "fields": asked().fields,
        "marks": {asked().marks[id_].name: in_words(mark) for id_, mark in told.marks.items()},
        "answers": answers_of(told.marks),
        "check": request.POST.get("check", ""),
        "way": way,
        "call": uuid4().hex,
    }
    return render(request, "desk/read_back.html.j2", page)


def to_be_called_back(request: HttpRequest) -> list[tuple[str, Sheet]]:
    """The sheets that were told and that this person may read by calling back, by station."""
    person, groups = account_of(request).person, Groups()
    tried = Act(Kind.READ, person, {"-": 0})
    found = [
        (name, sheet)
        for name, sheet in book().sheets().items()
        if sheet.told and sheet.state in RULES[Kind.READ].before
        if why_not(sheet, groups.told(sheet, tried)) is None
    ]
    return sorted(found, key=lambda pair: pair[1].station)
