"""Pages of findings: the authority's figures against the copies, and what was asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from urllib.parse import quote
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crosstally.desk import complaints
from crosstally.desk.complaints import Complaint, Step, complaints_of
from crosstally.desk.doors import account_of, asked, book, journal, open_to, place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.journal import LONGEST_TEXT, Entry, Subject
from crosstally.desk.models import PicturePage
from crosstally.desk.reach import reach_of
from crosstally.desk.states import (
    STATE_NAMES,
    Person,
    RefusedError,
    Role,
    Sheet,
    State,
)
from crosstally.desk.station_findings import StationFinding, findings_of
from crosstally.desk.visibility import fields_shown_to, readings_shown_to
from crosstally.words import _

READERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ARBITER, Role.AUDITOR)
LISTED = 500


@require_GET
@open_to(*READERS)
def findings(request: HttpRequest) -> HttpResponse:
    """The stations whose copies and official rows are both there, and every complaint."""
    return _listed(request)


def _listed(request: HttpRequest, *, missed: bool = False) -> HttpResponse:
    """The list; ``missed`` where no place that this person sees is called as they typed."""
    account = account_of(request)
    reach = reach_of(account)
    found = [one for one in _found() if reach.holds_place(one.station)]
    every = complaints_of(journal().entries()).values()
    page = {
        "account": account,
        "findings": [one for one in found if one.differs][:LISTED],
        "compared": len(found),
        "differing": sum(one.differs for one in found),
        "official": [one.name for one in surroundings_of(place()).official],
        "complaints": [one for one in every if reach.holds_place(one.area)],
        "today": date.today(),  # noqa: DTZ011 -- deadlines are days where the desk stands
        "standings": complaints.STANDING_NAMES,
        "name_of": _name_of,
        "errors": [_("The election folder has no such station or area.")] if missed else [],
    }
    status = HTTPStatus.NOT_FOUND if missed else HTTPStatus.OK
    return render(request, "desk/findings.html.j2", page, status=status)


@require_GET
@open_to(*READERS)
def station(request: HttpRequest) -> HttpResponse:
    """One station on one page: pictures, readings, relations, differences, complaints. Of an area,
    and of a station of which nothing is there yet, the complaints alone."""
    typed = request.GET.get("code", "").strip()[:200]
    code = _place_called(typed)
    if not code or not reach_of(account_of(request)).holds_place(code):
        return _listed(request, missed=True)
    return _station_page(request, code) if code == typed else redirect(_address_of(code))


@require_POST
@open_to(*complaints.MAY_ACT)
def complain(request: HttpRequest, step: str) -> HttpResponse:
    """Add an act to a complaint, or begin one; the page again where it is refused."""
    if step not in set(Step):
        raise Http404
    account, code = account_of(request), request.POST.get("area", "").strip()[:200]
    reach = reach_of(account)
    names = (*complaints.RULES[Step(step)].needs, *complaints.OPTIONAL)
    said = {
        name: text for name in names if (text := request.POST.get(name, "").strip()[:LONGEST_TEXT])
    }
    begins = step == Step.FILE
    about = uuid4().hex if begins else request.POST.get("complaint", "")[:200] or "-"
    known = complaints_of(journal().entries()).get(about)
    if not reach.holds_place(known.area if known else code):
        raise Http404
    if begins:
        said["area"] = code
    entry = Entry(Subject.COMPLAINT, about, step, account.person, said)
    try:
        journal().add(entry, lambda before: complaints.why_not(before, entry))
    except RefusedError as error:
        return _station_page(request, code, [str(error)], Step(step))
    return redirect(_address_of(code))


def _address_of(code: str) -> str:
    return f"{reverse('station')}?code={quote(code, safe='')}"


def _place_called(typed: str) -> str:
    """The code of the station or area that somebody typed, by its name too; empty where there is
    none. Where the folder lists no station, whatever was typed is one."""
    around, known = surroundings_of(place()), asked().areas
    listed = around.stations or known.of_level(asked().station_level)
    if typed in around.stations or any(typed in names for names in around.names.values()):
        return typed
    if any(sheet.station == typed for sheet in book().sheets().values()):
        return typed
    found = known.find(typed)
    return found[0].id if len(found) == 1 else "" if listed else typed


def _name_of(code: str) -> str:
    """What a station or an area is called; empty where nothing says more than its code."""
    if name := asked().station_name(code):
        return name
    every = surroundings_of(place()).names.values()
    name = next((names[code] for names in every if code in names), "")
    return name if name != code else ""


def _is_area(code: str) -> bool:
    """Whether a place is an area and no station: nobody has figures of it here."""
    area = asked().areas.areas.get(code)
    if area:
        return area.level != asked().station_level
    return any(code in names for names in surroundings_of(place()).names.values())


def _found() -> list[StationFinding]:
    official = surroundings_of(place()).official
    return findings_of(book().sheets(), official, list(asked().fields))


def _station_page(
    request: HttpRequest, code: str, errors: Sequence[str] = (), tried: Step | None = None
) -> HttpResponse:
    """The page of a station; ``errors`` where the step that was ``tried`` was just refused."""
    account = account_of(request)
    sheets = {name: sheet for name, sheet in book().sheets().items() if sheet.station == code}
    official = [one for one in surroundings_of(place()).official if code in one.figures]
    about = [one for one in complaints_of(journal().entries()).values() if one.area == code]
    if not reach_of(account).holds_place(code):
        raise Http404
    page = {
        "account": account,
        "code": code,
        "called": _name_of(code),
        "is_area": _is_area(code),
        "in_words": asked().in_words,
        "fields": asked().fields,
        "official": [
            (one.name, one.figures[code], asked().broken(one.figures[code])) for one in official
        ],
        "copies": [_copy(name, sheet, account.person) for name, sheet in sheets.items()],
        "complaints": [(one, _steps(one)) for one in about],
        "may_act": account.role in complaints.MAY_ACT,
        "errors": errors,
        "tried": tried,
        "given": request.POST,
        "today": date.today(),  # noqa: DTZ011 -- deadlines are days where the desk stands
        "new_step": Step.FILE,
        "rules": complaints.RULES,
        "optional": complaints.OPTIONAL,
        "dates": complaints.DATES,
        "step_names": complaints.STEP_NAMES,
        "field_names": complaints.FIELD_NAMES,
        "decisions": complaints.DECISION_NAMES,
        "standings": complaints.STANDING_NAMES,
    }
    status = HTTPStatus.CONFLICT if errors else HTTPStatus.OK
    return render(request, "desk/station.html.j2", page, status=status)


def _copy(name: str, sheet: Sheet, person: Person) -> dict[str, object]:
    """One copy, as far as this person may see it."""
    # A sheet that is read anew, or disputed, is no return until it is settled again.
    made = sheet.returns[-1] if sheet.state is State.SETTLED else None
    pages = PicturePage.objects.filter(sheet=name).order_by("page").values_list("page", flat=True)
    return {
        "name": name,
        "state": STATE_NAMES[sheet.state],
        "pages": list(pages),
        "readings": readings_shown_to(sheet, person),
        "differing": fields_shown_to(sheet, person),
        "made": made,
        "broken": asked().broken(made.figures) if made else (),
    }


def _steps(complaint: Complaint) -> list[Step]:
    """What can be done next."""
    return [step for step, rule in complaints.RULES.items() if complaint.standing in rule.before]
