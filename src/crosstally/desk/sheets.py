"""Pages about sheets: what waits for me, one sheet, an act on it, and how far everything is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from crosstally.desk import own_reasons
from crosstally.desk.asked import Typed, read_form
from crosstally.desk.copies import Copies, copies_of
from crosstally.desk.doors import account_of, asked, book, open_to
from crosstally.desk.groups import Groups
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.marks import MARK_FORM, answers_of, in_words, together
from crosstally.desk.models import Account
from crosstally.desk.people import MAY_INVITE
from crosstally.desk.reach import pages_of, reach_of, seen_twins, sheets_of
from crosstally.desk.record import LONGEST_REASON
from crosstally.desk.rules import WAY_NAMES
from crosstally.desk.states import (
    FAULT_NAMES,
    READERS,
    RULES,
    STATE_NAMES,
    Act,
    Fault,
    Kind,
    Person,
    Reading,
    RefusedError,
    Role,
    Sheet,
    State,
    why_not,
)
from crosstally.desk.turns import Turns
from crosstally.desk.visibility import (
    elsewhere_shown_to,
    fields_shown_to,
    readings_shown_to,
    state_shown_to,
)
from crosstally.ledger.errors import LedgerError
from crosstally.words import N_, _

ACT_NAMES: Mapping[Kind, str] = {
    Kind.HOLD: N_("Sent from outside"),
    Kind.TELL: N_("Told without a picture"),
    Kind.PLACE: N_("Say which station"),
    Kind.READ: N_("Keep what I read"),
    Kind.LOOK_AGAIN: N_("Keep my second look"),
    Kind.ESCALATE: N_("Hand to an arbiter"),
    Kind.DECIDE: N_("Decide"),
    Kind.REPORT: N_("This sheet cannot be read"),
    Kind.SET_ASIDE: N_("Set aside"),
    Kind.RESTORE: N_("Put back"),
    Kind.REOPEN: N_("Have it read anew"),
    Kind.DRAW: N_("Draw for a third reading"),
    Kind.PUT_BACK: N_("Put a typist's work back"),
    Kind.PLANT: N_("Plant to measure typists"),
    Kind.DISPUTE: N_("Another desk says otherwise"),
}
_ELSEWHERE = (Kind.HOLD, Kind.TELL, Kind.DRAW, Kind.PUT_BACK, Kind.DISPUTE)
_DONE_HERE = [kind for kind in Kind if kind not in _ELSEWHERE]
"""The acts on one sheet; the others make one, or are done to many at once (``quality``)."""
READ_HERE = (Kind.READ, Kind.LOOK_AGAIN, Kind.DECIDE)
"""Those that ask for the sheet's marks as well."""
_LISTED = 200
_KEPT = "kept"
"""Where a session says of which sheet something was just kept."""
_TURNS = Turns()
_WARNED = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
_SAID = (
    Kind.HOLD,
    Kind.ESCALATE,
    Kind.REPORT,
    Kind.SET_ASIDE,
    Kind.RESTORE,
    Kind.REOPEN,
    Kind.PUT_BACK,
    Kind.DISPUTE,
)
"""Acts of which these people see why they were done."""
_TO_DECIDE = (Kind.ESCALATE, Kind.REPORT, Kind.DISPUTE)
"""Those by which a sheet comes to an arbiter, who sees why."""


@require_GET
@open_to(*EVERYBODY)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for this person: a typist gets one sheet, the others their lists."""
    account = account_of(request)
    waiting = _waiting(account)
    page = {"account": account, "waiting": waiting[:_LISTED], "count": len(waiting)}
    page["kept"] = request.session.pop(_KEPT, "")
    page["station_name"] = asked().station_name
    page["begins"] = account.role in MAY_INVITE and not waiting and not book().sheets()
    return render(request, "desk/work.html.j2", page | {"state_names": STATE_NAMES})


def _waiting(account: Account) -> list[tuple[str, Sheet]]:
    """The sheets that this person can do something about, the most pressing first."""
    person, groups = account.person, Groups()

    def may(sheet: Sheet, kind: Kind) -> bool:
        if sheet.state not in RULES[kind].before:
            return False
        return why_not(sheet, groups.told(sheet, Act(kind, person, {"-": 0}, "-", "-"))) is None

    # A typist sees the whole election, and nothing is to be read of a sheet that has no act.
    seen = book().sheets() if person.role is Role.TYPIST else sheets_of(account)
    every = seen.items()
    match person.role:
        case Role.TYPIST:
            again = [(n, s) for n, s in every if may(s, Kind.LOOK_AGAIN)]
            # Those that were told are read by calling back (``telephone``).
            fresh = [(n, s) for n, s in every if not s.told and may(s, Kind.READ)]
            # Begun ones first; then each typist in an order of their own, so that not all get
            # the same sheet at the same time.
            fresh.sort(key=lambda pair: _turn(pair[0], pair[1], account))
            return again + _TURNS.first_free(person.name, fresh)
        case Role.ARBITER:
            return [(n, s) for n, s in every if may(s, Kind.DECIDE)]
        case Role.AUDITOR:
            return list(every)
    pressing = (State.REPORTED, State.ARBITRATION, State.RECEIVED, State.HELD)
    waiting = [(n, s) for state in pressing for n, s in every if s.state is state]
    # Of those that an arbiter decides, the ones that may be of another station.
    return [(n, s) for n, s in waiting if s.state is not State.ARBITRATION or s.serial_doubted]


def _turn(name: str, sheet: Sheet, account: Account) -> tuple[bool, bytes]:
    """By what a typist's sheets are put in order. A planted one is among the begun ones for half of
    them and among the others for the rest: else it came first of all whenever it was planted."""
    shuffled = sha256(f"{account.pk} {name}".encode()).digest()
    planted_late = sheet.state is State.PLANTED and shuffled[-1] % 2 == 0
    return sheet.state is State.PLACED or planted_late, shuffled


@require_GET
@open_to(*EVERYBODY)
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """One sheet: its picture, and the form for what this person may do."""
    return _shown(request, name)


@require_POST
@open_to(Role.TYPIST, Role.ARBITER)
def relations(request: HttpRequest, name: str) -> HttpResponse:
    """The control relations that the answers so far break: a part of the page, while one types."""
    pages_of(account_of(request), name)
    typed = _read(request, with_marks=True)
    errors = {f: said for f, said in typed.errors.items() if typed.answers.get(f, "").strip()}
    shown = replace(typed, errors=errors)
    return render(request, "desk/relations.html.j2", _checked(shown))


@require_POST
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR, Role.TYPIST, Role.ARBITER)
def act(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Do an act, or show the page again with every reason why it was not done."""
    if kind not in set(_DONE_HERE):
        raise Http404
    account, before = account_of(request), book().sheet(name)
    pages_of(account, name)
    done, typed, errors = _wanted(request, account, Kind(kind), before)
    if errors:
        return _shown(request, name, typed, errors)
    try:
        book().add(name, Groups().told(before, done))
    except RefusedError as error:
        return _shown(request, name, typed, [str(error)])
    except (OSError, LedgerError) as error:
        of_disk = error.__cause__ if isinstance(error, LedgerError) else error
        reason = of_disk.strerror if isinstance(of_disk, OSError) else str(error)
        said = _("It could not be kept: {reason}. Tell an administrator, and send it again later.")
        errors = [said.format(reason=reason)]
        return _shown(request, name, typed, errors, HTTPStatus.SERVICE_UNAVAILABLE)
    request.session[_KEPT] = before.station or name[:8]
    return redirect("work")


def _wanted(
    request: HttpRequest, account: Account, kind: Kind, before: Sheet
) -> tuple[Act, Typed | None, list[str]]:
    """The act that a form asks for, its figures as they were typed, and all that is wrong."""
    done, rule = Act(kind, account.person), RULES[kind]
    typed, errors = None, list[str]()
    if rule.reason:
        done = replace(done, reason=request.POST.get("reason", "").strip()[:LONGEST_REASON])
    if rule.fault and request.POST.get("fault", "") in set(Fault):
        done = replace(done, fault=Fault(request.POST["fault"]))
    if kind is Kind.PLACE:
        try:
            done = replace(done, station=_station(account, request.POST.get("station", "")[:200]))
        except ValueError as error:
            errors.append(str(error))
    if rule.figures:
        typed = _read(request, with_marks=kind in READ_HERE)
        done = replace(done, figures=typed.figures, as_written="as_written" in request.POST)
        doubted = bool(asked().doubted(before.station, typed.marks))
        done = replace(done, marks=typed.marks, serial_doubted=doubted)
        if typed.errors:
            errors.append(_("Some answers cannot be read; they are marked below."))
        if asked().unlike(typed.marks) and not done.as_written:
            errors.append(_("A serial number is not like those of the form. Look at it again."))
    return done, typed, errors


def _doubted(sheet: Sheet, person: Person) -> dict[str, list[str]]:
    """The serial numbers that are none that the station was given, by mark: for those who settle
    what comes of it. Typists are not told, or they would type what is expected."""
    if person.role is Role.TYPIST or sheet.state is not State.ARBITRATION:
        return {}
    found: dict[str, list[str]] = {}
    for reading in sheet.readings:
        for name in asked().doubted(sheet.station, reading.marks):
            found.setdefault(name, []).append(str(reading.marks[name]))
    return found


def _read(request: HttpRequest, *, with_marks: bool) -> Typed:
    return read_form(asked(), request.POST.dict(), with_marks=with_marks)


def _station(account: Account, typed: str) -> str:
    """The station that was typed. Raises ``ValueError`` where it is none, or not theirs."""
    station = asked().station(typed)
    if not reach_of(account).holds_station(station):
        raise ValueError(_("This station is not in your area: an administrator places the sheet."))
    return station


def _shown(
    request: HttpRequest,
    name: str,
    typed: Typed | None = None,
    errors: list[str] | None = None,
    refused: HTTPStatus = HTTPStatus.CONFLICT,
) -> HttpResponse:
    """The page of a sheet; ``errors`` where an act was just refused."""
    account = account_of(request)
    pages = pages_of(account, name)
    person, found, groups = account.person, book().sheet(name), Groups()
    readings = readings_shown_to(found, person)
    tried = {kind: Act(kind, person, {"-": 0}, "-", "-") for kind in _DONE_HERE}
    may = [kind for kind, one in tried.items() if why_not(found, groups.told(found, one)) is None]
    elsewhere = elsewhere_shown_to(found, person)
    differing = fields_shown_to(found, person)
    doubted = _doubted(found, person)
    agreed = Kind.DECIDE in may and len((*readings, *elsewhere)) >= READERS
    if typed is None:
        typed = _begun(readings if Kind.LOOK_AGAIN in may or agreed else (), differing, agreed)
    page = {
        "account": account,
        "name": name,
        "pages": pages,
        "sheet": found,
        "station_name": asked().station_name(found.station),
        "way_names": WAY_NAMES,
        "state": STATE_NAMES[state_shown_to(found, person)],
        "fields": asked().fields,
        "readings": readings,
        "elsewhere": elsewhere,
        "agreed": asked().fields.keys() - differing if agreed else set(),
        "agreed_marks": asked().marks.keys() - differing - doubted.keys() if agreed else set(),
        "marks": asked().marks,
        **MARK_FORM,
        "differing": differing,
        "said_of": in_words,
        "reason_in_words": own_reasons.in_words,
        "together": together,
        "doubted": doubted,
        "reading_act": next((kind for kind in may if kind in READ_HERE), None),
        "other_acts": [kind for kind in may if kind not in READ_HERE],
        "rules": RULES,
        "act_names": ACT_NAMES,
        "returns": found.returns if person.role is not Role.TYPIST else (),
        "fault_names": FAULT_NAMES,
        **_beside(account, name, found, decides=Kind.DECIDE in may),
        "errors": errors or [],
    }
    status = refused if errors else HTTPStatus.OK
    return render(request, "desk/sheet.html.j2", page | _checked(typed), status=status)


def _beside(account: Account, name: str, sheet: Sheet, *, decides: bool) -> dict[str, object]:
    """What is said beside a sheet: why things were done to it, and to those who look after sheets
    which others are like it."""
    warned = account.role in _WARNED
    said = _SAID if warned else _TO_DECIDE if decides else ()
    return {
        "said": [act for act in sheet.acts if act.kind in said],
        "twins": seen_twins(account, name) if warned else [],
        "several": warned and any(one.station == sheet.station for one in _copies()),
    }


def _begun(shown: Sequence[Reading], differing: Collection[str], agreed: bool) -> Typed:
    """The form with what this person read before; where they decide between several readings,
    another desk's among them, with what is the same in all. Empty where there is none."""
    if not shown:
        return Typed({}, {}, {})
    first = shown[0]
    figures = {n: f for n, f in first.figures.items() if not agreed or n not in differing}
    marks = {n: m for n, m in first.marks.items() if all(r.marks.get(n) == m for r in shown)}
    given = {field: str(figure) for field, figure in figures.items()} | answers_of(marks)
    return Typed(given, figures, {}, marks)


def _copies() -> list[Copies]:
    return copies_of(book().sheets())


def _checked(typed: Typed) -> dict[str, object]:
    return {
        "typed": typed,
        "broken": asked().broken(typed.figures),
        "unlike": asked().unlike(typed.marks),
        "labels": asked().labels,
        "in_words": asked().in_words,
    }
