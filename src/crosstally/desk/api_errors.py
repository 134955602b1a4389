"""Refusals as other programs read them: JSON that tells a person what was read, where, what was
expected and what to do, everything at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from crosstally.problems import Problem, visible
from crosstally.words import _, ngettext, number

PREFIX = "/api/"
"""Whatever is asked for below is answered so."""
MOST_TOLD = 1_000
"""Problems that one answer lists."""
_LONGEST_READ = 80


class RefusalError(Exception):
    """An answer that says no. ``headers`` go along with it."""

    def __init__(
        self,
        status: HTTPStatus,
        problems: Problem | Iterable[Problem],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        self.headers = headers or {}
        super().__init__(status.phrase)


def refused(_request: HttpRequest, error: RefusalError | type[RefusalError]) -> HttpResponse:
    """The answer to a request that raised it."""
    assert isinstance(error, RefusalError)
    return refusal(error)


def refusal(error: RefusalError) -> HttpResponse:
    """The answer."""
    told = [_told(problem) for problem in error.problems[:MOST_TOLD]]
    left = len(error.problems) - MOST_TOLD
    if left > 0:
        more = ngettext("and {count} more problem", "and {count} more problems", left)
        told.append({"message": more.format(count=number(left))})
    answer = JsonResponse({"errors": told}, status=error.status, json_dumps_params=_AS_WRITTEN)
    for name, text in error.headers.items():
        answer[name] = text
    return answer


_AS_WRITTEN = {"ensure_ascii": False}


def _told(problem: Problem) -> dict[str, Any]:
    """What of a problem is known, by name."""
    read = problem.read
    if read is not None and len(read) > _LONGEST_READ:
        read = read[: _LONGEST_READ - 1] + "…"
    texts = {
        "message": problem.message,
        "where": problem.place if problem.place != "." else None,
        "read": read,
        "expected": problem.expected,
        "hint": problem.hint,
    }
    told: dict[str, Any] = {name: _sendable(text) for name, text in texts.items() if text}
    return told | ({"count": problem.count} if problem.count > 1 else {})


def _sendable(text: str) -> str:
    """A text that steers no terminal and can be written in UTF-8."""
    return visible(text).encode("utf-8", "replace").decode()


def said(status: HTTPStatus, message: str, hint: str | None = None) -> HttpResponse:
    """A refusal of one sentence."""
    return refusal(RefusalError(status, Problem(message, hint=hint)))


def asks_the_api(request: HttpRequest) -> bool:
    """Whether it is a program that asks."""
    return request.path.startswith(PREFIX)


def in_json(respond: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: no answer of the API stays anywhere on its way, and one that says no says why."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = respond(request)
        if not asks_the_api(request):
            return answer
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = answer["Allow"]
            answer = said(
                HTTPStatus.METHOD_NOT_ALLOWED,
                _("This address does not take {method}.").format(method=request.method),
                _("It takes: {methods}").format(methods=allowed),
            )
            answer["Allow"] = allowed
        answer["Cache-Control"] = "private, no-store"
        return answer

    return middleware
