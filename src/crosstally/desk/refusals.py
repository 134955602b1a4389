"""Pages that say no: in the reader's language, in the desk's own form, and with nothing told that
the one who asked does not know already. Other programs read the same sentences as JSON."""

from __future__ import annotations

import os
import sys
from errno import EDQUOT, ENOSPC
from http import HTTPStatus
from sqlite3 import SQLITE_FULL
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crosstally.desk import api_errors
from crosstally.desk.carried import log_in_anew, offered_once_more
from crosstally.words import _

_DISK_FULL = "53100"
"""PostgreSQL's code for it."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page or sheet."""
    said = _("There is nothing at this address. It may have been typed wrongly.")
    return _page(request, HTTPStatus.NOT_FOUND, _("Not found"), said)


def unreadable(request: HttpRequest, said: str) -> HttpResponse:
    """What was sent is none that can be kept, as the sentence says."""
    return _page(request, HTTPStatus.BAD_REQUEST, _("Not taken in"), said)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page is for others."""
    said = _("Your role does not allow this.")
    return _page(request, HTTPStatus.FORBIDDEN, _("Not allowed"), said)


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the token that only the desk's own pages have."""
    if again := offered_once_more(request):
        return again
    said = _("This form was not sent from a page of the desk, or too late. Open it once more.")
    return _page(request, HTTPStatus.FORBIDDEN, _("Not allowed"), said)


def failed(request: HttpRequest) -> HttpResponse:
    """Something failed in the desk itself: its disk is full, its database does not answer."""
    if _is_of_a_full_disk(sys.exc_info()[1]):
        said = _("It could not be kept: {reason}. Tell an administrator, and send it again later.")
        said = said.format(reason=os.strerror(ENOSPC))
        return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, _("The desk is not well"), said)
    said = _(
        "The desk could not answer. Nothing of what was sent is half kept: "
        "open the page again in a while, and see whether it is there."
    )
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("The desk is not well"), said)


def _is_of_a_full_disk(error: BaseException | None) -> bool:
    """Whether that is why something failed: as the system says it, SQLite or PostgreSQL."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
            return True
        if getattr(error, "sqlite_errorcode", None) == SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == _DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def locked_out(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """Too many passwords were tried."""
    said = _("Too many wrong passwords. Wait a quarter of an hour, then try again.")
    status = HTTPStatus.TOO_MANY_REQUESTS
    return log_in_anew(request, status, said) or _page(request, status, _("Log in"), said)


def _page(request: HttpRequest, status: HTTPStatus, title: str, said: str) -> HttpResponse:
    if api_errors.asks_the_api(request):
        return api_errors.said(status, said)
    page = {"account": None, "title": title, "message": said}
    return render(request, "desk/message.html.j2", page, status=status)
