"""Forms to print: a volunteer writes the figures of a sheet into boxes, and works the check digit
out with a finger.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import qrcode
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup
from qrcode.image.svg import SvgPathFillImage

from crosstally.desk.areas import area_named, reach_of_area
from crosstally.desk.check_digit import start_of
from crosstally.desk.doors import account_of, asked, open_to, place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.models import Account
from crosstally.desk.reach import reach_of
from crosstally.desk.states import Role
from crosstally.desk.telling import station_told
from crosstally.ledger.damm import TABLE
from crosstally.words import _, number

MOST_FORMS = 100
"""On one page of a browser: each has a drawing of its own."""
BOXES = 6
"""For the digits of one figure, the 0 before it not counted."""


@dataclass(frozen=True)
class PaperForm:
    """The form of one station."""

    station: str
    start: int
    """The digit that its code leads to."""
    code: Markup
    """The station's code as a QR code, which the desk reads on a photograph of the form."""


@require_GET
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def paper(request: HttpRequest) -> HttpResponse:
    """Forms of one station, or of every station of an area; a hundred at a time."""
    account, typed = account_of(request), request.GET.get("of", "").strip()[:200]
    begun = request.GET.get("from", "0")
    first = int(begun[:6]) if begun.isascii() and begun.isdecimal() else 0
    stations, errors = [], []
    if typed:
        try:
            stations = stations_named(account, typed)
        except ValueError as error:
            errors.append(str(error))
    shown = stations[first : first + MOST_FORMS]
    left = len(stations) - first - len(shown)
    page = {
        "account": account,
        # Whether there is a station of this name is not told.
        "of": "" if errors else typed,
        "title": asked().title,
        "fields": asked().fields,
        "marks": asked().marks,
        "forms": [_form(station) for station in shown],
        "next": first + MOST_FORMS if left > 0 else 0,
        "left": number(max(left, 0)),
        "boxes": BOXES,
        "table": TABLE,
        "errors": errors,
    }
    status = HTTPStatus.NOT_FOUND if errors else HTTPStatus.OK
    return render(request, "desk/paper.html.j2", page, status=status)


def stations_named(account: Account, typed: str) -> list[str]:
    """The stations of an area, or the one station, as far as somebody's sight goes. Raises
    ``ValueError`` where there is none."""
    around, reach = surroundings_of(place()), reach_of(account)
    try:
        found = reach_of_area(area_named(typed, around), around).stations
    except ValueError:
        found = frozenset({station_told(asked(), typed)})
    seen = sorted(station for station in found if reach.holds_station(station))
    if not seen:
        raise ValueError(_("There is no station of this name in your area."))
    return seen


def _form(station: str) -> PaperForm:
    drawn = qrcode.make(station, image_factory=SvgPathFillImage, box_size=12, border=4)
    svg = drawn.to_string(encoding="unicode")
    # Drawn here: what was typed is in it as modules alone.
    return PaperForm(station, start_of(station), Markup(svg))  # noqa: S704
