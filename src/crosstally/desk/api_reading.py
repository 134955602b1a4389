"""Reading what programs send: JSON that means one thing, and in words what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from crosstally.desk.api_errors import RefusalError, refusal
from crosstally.problems import Problem
from crosstally.words import N_, _, number


class PlainJson(Parser):
    """JSON in UTF-8 in which no key stands twice and every number is one: two programs that read it
    read the same."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The document. Raises ``ValueError`` or ``RecursionError``."""
        text = request.body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(_text: str) -> Any:
    raise ValueError


def unread(request: HttpRequest, _error: HttpError | type[HttpError]) -> HttpResponse:
    """The answer to a body that is no JSON."""
    problem = Problem(
        _("the body cannot be read as JSON"),
        "body",
        expected=_("one JSON document in UTF-8, each key of an object once"),
    )
    return refusal(RefusalError(HTTPStatus.BAD_REQUEST, problem))


def unfit(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """The answer to a request whose parts are not what they have to be: every one of them."""
    assert isinstance(error, ValidationError)
    problems = [_problem(item) for item in error.errors]
    return refusal(RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, problems))


_EXPECTED: Mapping[str, str] = {
    "string_type": N_("text"),
    "string_pattern_mismatch": N_("text in one line, or a moment such as 2012-01-15T20:00"),
    "value_error": N_("a day or a moment such as 2012-01-15 or 2012-01-15T20:00"),
    "list_type": N_("a list"),
    "model_type": N_("an object with keys"),
    "model_attributes_type": N_("an object with keys"),
    "dict_type": N_("an object with keys"),
}


def _problem(item: Mapping[str, Any]) -> Problem:
    kind, where = item["type"], _where(item["loc"])
    if kind == "missing":
        return Problem(_("is missing"), where)
    if kind == "extra_forbidden":
        return Problem(_("no such key"), where)
    return Problem(_("does not fit"), where, expected=_expected(kind, item.get("ctx") or {}))


def _expected(kind: str, told: Mapping[str, Any]) -> str | None:
    match kind:
        case "string_too_short":
            return _("text that is not empty")
        case "string_too_long":
            return _("at most {number} characters").format(number=number(told["max_length"]))
        case "too_short":
            return _("at least one entry")
        case "too_long":
            return _("at most {number} entries").format(number=number(told["max_length"]))
        case "enum" | "literal_error":
            return ", ".join(re.findall(r"'([^']*)'", str(told["expected"])))
    return _(_EXPECTED[kind]) if kind in _EXPECTED else None


def _where(location: Sequence[str | int]) -> str:
    """``body.invitations[2].role``, or ``query.stage``."""
    source, *parts = location
    # The name of the handler's argument is no part of what was sent.
    parts = parts[1:] if source == "body" else parts
    said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return f"{source}{said}"
