"""What stands before every page: who may open it, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined

from crosstally import words
from crosstally.desk.asked import Asked, asked_at
from crosstally.desk.book import Book
from crosstally.desk.carried import log_in_first, offered_after_second_factor
from crosstally.desk.figures import in_words
from crosstally.desk.journal import FOLDER, Journal
from crosstally.desk.language import languages_offered
from crosstally.desk.models import Account
from crosstally.desk.second_factor import required_of
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.report.saying import isolated, said

_Rest = ParamSpec("_Rest")
View = Callable[Concatenate[HttpRequest, _Rest], HttpResponse]


def open_to(
    *roles: Role, lacking_second_factor: bool = False
) -> Callable[[View[_Rest]], View[_Rest]]:
    """Let a view be opened by people of these roles who have logged in, and by nobody else.

    Whoever has to have a second factor and has none is sent to set it up; ``lacking_second_factor``
    opens the page to them too.
    """

    def guard(view: View[_Rest]) -> View[_Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: _Rest.args, **more: _Rest.kwargs) -> HttpResponse:
            account = account_of(request)
            if account.role not in roles:
                raise PermissionDenied
            if not lacking_second_factor and lacks_second_factor(account):
                return offered_after_second_factor(request) or redirect("second-factor")
            answer = view(request, *args, **more)
            # A telephone that is taken away holds no page and no picture of the desk.
            answer["Cache-Control"] = "private, no-store"
            return answer

        @wraps(guarded)
        def entered(request: HttpRequest, *args: _Rest.args, **more: _Rest.kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                return guarded(request, *args, **more)
            if "HX-Request" in request.headers:
                # A part of a page on which somebody has typed: it stays there as it is.
                return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            # What was sent is not sent once more by opening its address.
            login = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            return log_in_first(request) or login

        return cast("View[_Rest]", entered)

    return guard


def account_of(request: HttpRequest) -> Account:
    """Who has logged in. Raises ``PermissionDenied`` where nobody has."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def lacks_second_factor(account: Account) -> bool:
    """Whether somebody has to have a second factor and has none."""
    if account.second_factor_since is not None:
        return False
    return account.role in required_of(journal().entries())


def place() -> Place:
    """Where this desk is."""
    here: Place = settings.DESK_PLACE
    return here


def asked() -> Asked:
    """What this desk's sheets ask."""
    return asked_at(place())


@cache
def book() -> Book:
    """The log of this desk."""
    here = place()
    return Book(here.folder / "log", f"desk.invalid/{here.contest}", asked().why_not_taken)


@cache
def journal() -> Journal:
    """The journal of this desk: what was done that is about no single sheet."""
    here = place()
    return Journal(here.folder / FOLDER, f"desk.invalid/{here.contest}/journal")


def _as_written(text: str) -> str:
    """A day inside a sentence: after Arabic letters its parts would change places (UAX 9, W2)."""
    return f"\u2066{text}\u2069"


def template_environment(**options: Any) -> Environment:
    """Templates escape everything and fail at a name that is not there."""
    environment = Environment(**(options | {"undefined": StrictUndefined, "autoescape": True}))  # noqa: S701 -- it is on
    environment.globals.update(
        _=words._,
        ngettext=words.ngettext,
        number=words.number,
        signed=words.signed,
        direction=words.direction,
        as_written=_as_written,
        language=words.language,
        languages_offered=languages_offered,
        static=static,
        url=reverse,
        htmx_script=htmx_script,
    )
    environment.filters |= {"name": isolated, "said": said, "figure": in_words}
    return environment
