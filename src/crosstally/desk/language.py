"""The language of the pages: the one chosen on them, else the first that the browser asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from crosstally import words

COOKIE = "crosstally_language"
_A_YEAR = 31_536_000


def in_their_language(respond: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: speak to each person in their language while their page is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        known = words.languages_of_the_desk()
        spoken = next((code for code in _asked(request) if code in known), "en")
        with words.use_language(spoken):
            return respond(request)

    return middleware


def _asked(request: HttpRequest) -> Iterator[str]:
    yield request.COOKIES.get(COOKIE, "")
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        yield code.split("-")[0]


def languages_offered() -> list[tuple[str, str]]:
    """Code and own name of each language that the pages are in."""
    return [(code, words.NAMES[code]) for code in words.languages_of_the_desk()]


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language that somebody chose, account or none, and go back to their page."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    # Never by ``redirect``: it takes what is no address for the name of a page.
    response = HttpResponseRedirect(back) if own else redirect("work")
    if code in words.languages_of_the_desk():
        response.set_cookie(
            COOKIE,
            code,
            max_age=_A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response
