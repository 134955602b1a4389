"""What is sent can be kept: no text has a sign that a database knows nothing of.

PostgreSQL keeps no NUL, and nothing keeps half a sign (a lone surrogate). Nobody types either: a
program sent it, or it was pasted with something else.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from crosstally.desk import refusals
from crosstally.desk.api_errors import asks_the_api
from crosstally.problems import visible
from crosstally.words import _


def is_writable(text: str) -> bool:
    """Whether a text can be kept as it is."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def writable_alone(respond: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: refuse addresses and forms with what cannot be kept, whatever would read them.
    The API refuses by itself, as its document says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # In a form of the desk's pages; a program could name a coding that makes halves of signs.
        request.encoding = "utf-8"
        if not is_writable(request.path_info):
            return refusals.not_found(request)
        sent = request.COOKIES.items()
        request.COOKIES = {name: text for name, text in sent if is_writable(text)}
        if asks_the_api(request):
            return respond(request)
        return _refused(request, request.GET) or respond(request)

    def of_a_form(request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        if asks_the_api(request):
            return None
        try:
            return _refused(request, request.POST)
        except UnreadablePostError:
            # It broke off: whoever else looked for a form would wait for the rest once more.
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)

    middleware.process_view = of_a_form  # type: ignore[attr-defined]
    return middleware


def _refused(request: HttpRequest, sent: QueryDict) -> HttpResponse | None:
    for name, texts in sent.lists():
        if not all(map(is_writable, (name, *texts))):
            said = _(
                "What was sent as {name} holds a sign that cannot be kept. Go back, delete what "
                "was pasted there, and type it."
            ).format(name=visible(name).encode(errors="replace").decode())
            return refusals.unreadable(request, said)
    return None
