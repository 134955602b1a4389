"""What somebody typed and sent after their session had ended is carried past logging in.

It goes along with the log-in form, sealed by the desk's secret: it stands in no address, in no file
of the server and in no store of the browser, and closing the page deletes it. It is shown to nobody
but the person for whom the page was written on which it was typed.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crosstally.desk.models import Account

FIELD = "carried"
"""Of the log-in form: what it carries."""
WHOSE = "-page-of"
"""Of every form: for whom its page was written. No question of a form has such a name. It is their
code of ``Account.sender``, which nobody makes up without their salt."""
_MOST = 500_000
"""Signs that are carried, sealed: many times what a sheet's form holds, and half of what a form of
the desk may."""


@dataclass(frozen=True)
class _Carried:
    """A form as it was sent."""

    whose: str
    path: str
    fields: Mapping[str, Sequence[str]]


def csrf_input_of_somebody(request: HttpRequest) -> dict[str, object]:
    """For the templates' settings: every form says for whom its page was written."""

    def written() -> SafeString:
        token = csrf_input(request)
        if (whose := _whose_page(request)) is None:
            return SafeString(token)
        field = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(field, token, WHOSE, whose)

    return {"csrf_input": lazy(written, SafeString, str)()}


def _whose_page(request: HttpRequest) -> str | None:
    with suppress(Error):  # the page that says that the database is away has forms, too
        user = getattr(request, "user", None)
        return user.sender if isinstance(user, Account) else None
    return None


def log_in_first(request: HttpRequest) -> HttpResponse | None:
    """The log-in page with what was sent; None where it is no form that can be carried."""
    found = _sent(request)
    if found is None:
        return None
    sealed = (
        _closed()
        .encrypt(json.dumps(asdict(found), ensure_ascii=False).encode(errors="replace"))
        .decode()
    )
    return _log_in(request, sealed, HTTPStatus.UNAUTHORIZED) if len(sealed) <= _MOST else None


def log_in_anew(request: HttpRequest, status: HTTPStatus, said: str) -> HttpResponse | None:
    """The log-in page once more with what it carried, and why; None where it carried nothing."""
    sealed = carried_of(request)
    return _log_in(request, sealed, status, said) if sealed else None


def carried_of(request: HttpRequest) -> str:
    """What a log-in form brings along, still sealed."""
    sealed = request.POST.get(FIELD, "")
    return sealed if len(sealed) <= _MOST else ""


def _log_in(request: HttpRequest, sealed: str, status: HTTPStatus, *said: str) -> HttpResponse:
    page = {"account": None, "form": AuthenticationForm(request), "next": "", "errors": said}
    answer = render(request, "desk/login.html.j2", page | {FIELD: sealed}, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def offered(request: HttpRequest, sealed: str) -> HttpResponse | None:
    """The page on which whoever has logged in sends once more what they sent; None where they have
    sent nothing, or it is somebody else's."""
    try:
        opened = _closed().decrypt(sealed.encode(), ttl=settings.SESSION_COOKIE_AGE)
    except InvalidToken:
        return None
    return _offered(request, _Carried(**json.loads(opened)), HTTPStatus.OK)


def offered_once_more(request: HttpRequest) -> HttpResponse | None:
    """The same for a page of theirs that is from before they logged in again: its token is worth
    nothing. None where another site may have sent it."""
    of_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    found = _sent(request) if of_ours else None
    return _offered(request, found, HTTPStatus.FORBIDDEN) if found else None


def offered_after_second_factor(request: HttpRequest) -> HttpResponse | None:
    """The same for whoever has to set up a second factor first, which they do in another tab."""
    found = _sent(request)
    return _offered(request, found, HTTPStatus.FORBIDDEN, lacking=True) if found else None


def _offered(
    request: HttpRequest, found: _Carried, status: HTTPStatus, *, lacking: bool = False
) -> HttpResponse | None:
    from crosstally.desk.carried_words import in_words

    account = request.user
    if not isinstance(account, Account) or account.sender != found.whose:
        return None
    page = {"account": account, "path": found.path, "fields": found.fields, "lacking": lacking}
    page["said"] = in_words(account, found.path, found.fields)
    answer = render(request, "desk/again.html.j2", page, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sent(request: HttpRequest) -> _Carried | None:
    whose = request.POST.get(WHOSE, "")
    fields = {name: request.POST.getlist(name) for name in request.POST}
    if request.method != "POST" or not whose or request.FILES:
        return None
    ours = {name: given for name, given in fields.items() if name not in _OF_THE_PAGE}
    return _Carried(whose, request.path, ours)


_OF_THE_PAGE = ("csrfmiddlewaretoken", WHOSE)


def _closed() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(__name__, "", algorithm="sha256").digest()))
