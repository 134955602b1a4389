"""Pages that tell how far the work is: for the desk, for a projector, and for the public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup, escape

from crosstally.desk.doors import account_of, asked, book, journal, open_to, place
from crosstally.desk.election_facts import Surroundings, surroundings_of
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.openness import Openness, openness_of, set_openness
from crosstally.desk.pace import TROUBLE, counts_by_area, pace_of
from crosstally.desk.reach import all_sheets
from crosstally.desk.record import Course
from crosstally.desk.results_so_far import SOURCE, Standing, Trouble, rows_of, standing_by_now
from crosstally.desk.states import STATE_NAMES, Role, Sheet, State
from crosstally.problems import InputError
from crosstally.report.saying import isolated, said
from crosstally.words import N_, _, language, ngettext, number

SECONDS = 30
"""After so long the screen renews itself."""
ALERTED = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ARBITER, Role.AUDITOR)
"""Who is told that sheets in trouble matter, and counts by small areas and by every state: a typist
shall read each sheet as any other."""
TOLD_OF_PLANTED = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
"""Who is told that there are planted sheets; no screen and no typist ever is."""
_NOT_SETTLED = N_("not settled")
_COUNTED = frozenset(State) - {State.PLANTED}


@require_GET
@open_to(*EVERYBODY)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the work is, by state and area."""
    account = account_of(request)
    page = _counted(request, Role(account.role))
    page["planted"] = planted_now() if account.role in TOLD_OF_PLANTED else 0
    return render(request, "desk/progress.html.j2", page | {"account": account})


def planted_now() -> int:
    """How many sheets are planted: why the counts that typists see stay below all of them."""
    return sum(one.state is State.PLANTED for one in book().sheets().values())


@require_GET
@open_to(*EVERYBODY)
def screen(request: HttpRequest) -> HttpResponse:
    """The same in large letters, without a menu, renewing itself; nothing can be done on it."""
    return render(request, "desk/screen.html.j2", _counted(request, Role.PUBLIC))


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """The screen for whoever has its address, where the organisation allows it."""
    if not openness_of(journal().entries()).progress:
        raise Http404
    answer = render(request, "desk/screen.html.j2", _counted(request, Role.PUBLIC))
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def openness(request: HttpRequest) -> HttpResponse:
    """Say what may be seen; it is entered in the journal."""
    account = account_of(request)
    if request.method == "POST":
        wanted = Openness("progress" in request.POST, "results" in request.POST)
        set_openness(journal(), account.person, wanted)
        return redirect("/openness/?saved")
    page = {
        "account": account,
        "open": openness_of(journal().entries()),
        "saved": "saved" in request.GET,
        "address": place().address + "/public/",
    }
    return render(request, "desk/openness.html.j2", page)


def course() -> Course:
    """Every sheet that counts, and when each that is settled was: a sheet that is read anew is no
    longer one of them, and one that was settled twice is one."""
    found = book().course()
    counted = {name: one for name, one in all_sheets().items() if one.state is not State.PLANTED}
    settled = {name for name, one in counted.items() if one.state is State.SETTLED}
    settled_at = {name: at for name, at in found.settled_at.items() if name in settled}
    return Course(counted, settled_at, found.replayed)


def _counted(request: HttpRequest, role: Role) -> dict[str, object]:
    """What the pages show. Figures of sheets only where the organisation allows it.

    Typists, and whoever tells them, see no count that planting a sheet or reading it would leave
    as it is while another sheet's changes, but that of the settled ones."""
    so_far, around, told = course(), surroundings_of(place()), role in ALERTED
    shown = so_far.sheets if told else all_sheets()
    counted = Counter(sheet.state for sheet in shown.values())
    open_sheets = counted.total() - counted[State.SETTLED] - counted[State.SET_ASIDE]
    now = datetime.now(UTC).astimezone()
    pace = pace_of(so_far.settled_at.values(), open_sheets, now)
    # In a small area a typist would see what came of the one sheet that they have read there.
    levels = around.levels if told else around.levels[:1]
    level = request.GET.get("level", "")
    level = level if level in levels else next(iter(levels), "")
    settled = [s for s in so_far.sheets.values() if s.state is State.SETTLED]
    return {
        "title": asked().title,
        "rows": _rows(counted, open_sheets, told),
        "told": told,
        "total": counted.total(),
        "settled": counted[State.SETTLED],
        "pace": pace,
        "end": pace.end and pace.end.strftime("%Y-%m-%d %H:%M %Z"),
        "as_of": now.strftime("%H:%M:%S"),
        "seconds": SECONDS,
        "stations_known": around.stations_known,
        "stations_settled": len({sheet.station for sheet in settled}),
        "areas": _areas(shown.values(), around, level),
        "level": level,
        "levels": [(one, around.level_names[one]) for one in levels],
        **_figures(so_far, around, role),
    }


def _rows(counted: Counter[State], open_sheets: int, told: bool) -> list[tuple[str, int]]:
    """Sheets by state: by every one for those who are told, else those that are open as one."""
    if told:
        return [(STATE_NAMES[state], counted[state]) for state in State if state in _COUNTED]
    ended = (State.SETTLED, State.SET_ASIDE)
    return [(_NOT_SETTLED, open_sheets), *((STATE_NAMES[one], counted[one]) for one in ended)]


def _areas(sheets: Iterable[Sheet], around: Surroundings, level: str) -> Sequence[object]:
    if not level:
        return ()
    area_of = around.area_of[level]
    stations = Counter(area_of[one] for one in around.stations if one in area_of)
    return counts_by_area(sheets, area_of, around.names[level], stations)


def _figures(so_far: Course, around: Surroundings, role: Role) -> dict[str, object]:
    """The results so far and the alert, each for those who may have it."""
    shown: dict[str, object] = {"results": (), "sentences": (), "alert": "", "spoken": language()}
    results = openness_of(journal().entries()).results
    alerted = role in ALERTED and any(s.state in TROUBLE for s in so_far.sheets.values())
    if not results and not alerted:
        return shown
    try:
        standing = standing_by_now(place(), so_far.sheets, around)
    except InputError as error:
        # It was worked out beside the page, where English is spoken.
        return shown | {"sentences": [str(error)] if role in ALERTED else [], "spoken": "en"}
    if standing is None:
        wait = _("The results so far are being worked out. They stand here in a moment.")
        return shown | {"sentences": [wait]}
    if alerted and standing.trouble.alarming:
        shown["alert"] = _alert(standing.trouble)
    return shown | (_results(standing) if results else {})


def _results(standing: Standing) -> dict[str, object]:
    if standing.bounds is None:
        return {"sentences": [_("No sheet is settled yet: there is no result so far.")]}
    sentences = [said(one).replace(SOURCE, _("The desk")) for one in standing.bounds.sentences]
    return {"results": rows_of(standing.bounds, asked().fields), "sentences": sentences}


def _alert(trouble: Trouble) -> Markup:
    """The alert in a sentence, without any figure of the results."""
    count = ngettext(
        "{count} sheet is in trouble: readings differ, or a typist cannot read it.",
        "{count} sheets are in trouble: readings differ, or a typist cannot read them.",
        trouble.sheets,
    ).format(count=number(trouble.sheets))
    if trouble.could_change:
        changes = Markup(", ").join(_change(what) for what in trouble.could_change)
        why = escape(_("What stands on them could change: {what}.")).format(what=changes)
    else:
        why = escape(
            _(
                "Nobody states how many voters their stations have, so that it is not known "
                "whether they could change the outcome."
            )
        )
    return Markup(" ").join([count, why, _("Have them looked at first.")])


def _change(what: str) -> Markup:
    if what == "winner":
        return escape(_("who wins"))
    if what == "seats":
        return escape(_("how the seats are shared"))
    option = asked().fields.get(what, what)
    change = escape(_("whether {option} passes the threshold"))
    return change.format(option=isolated(option))
