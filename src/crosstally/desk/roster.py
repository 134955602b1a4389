"""The page of the people of the desk: who they are, and to whom they answer."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crosstally.desk.areas import names_of_areas
from crosstally.desk.doors import account_of, journal, open_to, place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.intake import EVERYBODY
from crosstally.desk.people import ROLE_NAMES
from crosstally.desk.reach import people_of
from crosstally.desk.second_factor import required_of
from crosstally.desk.states import Role


@require_GET
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR)
def people(request: HttpRequest) -> HttpResponse:
    """The people whom this one may see."""
    return shown_roster(request)


def shown_roster(request: HttpRequest, error: str = "") -> HttpResponse:
    """The page, with what is wrong with what was just tried."""
    account = account_of(request)
    page = {
        "account": account,
        "people": people_of(account),
        "area_names": names_of_areas(surroundings_of(place())),
        "role_names": ROLE_NAMES,
        "roles": EVERYBODY,
        "required": required_of(journal().entries()),
        "errors": [error] if error else [],
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "desk/people.html.j2", page, status=status)
