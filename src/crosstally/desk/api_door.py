"""What stands before every address of the API: a token, how often it may ask, and what it may send.

A session opens nothing here and a token opens no page, so that no other site can act through
somebody's browser. Every use of a token is a line of the journal, also one that is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest
from ninja.security import HttpBearer

from crosstally.desk import tokens
from crosstally.desk.api_errors import RefusalError
from crosstally.desk.doors import journal, lacks_second_factor
from crosstally.desk.journal import Entry, Subject
from crosstally.desk.models import ApiToken
from crosstally.desk.proxies import address_of
from crosstally.desk.rates import Rate
from crosstally.desk.reach import reach_of
from crosstally.desk.scopes import Scope
from crosstally.desk.states import Role
from crosstally.desk.tokens import HOLDERS
from crosstally.problems import Problem, suggestion
from crosstally.words import _, number

FAILURES = Rate(20, 15 * 60)
"""Tokens that are none, by their handle, as written, and the address they come from. That handle is
then not looked at from there; another token is, so that nobody keeps a neighbour's program out."""
LIGHT = Rate(120, 60)
HEAVY = Rate(12, 60)
"""Uses of one token: of what is soon done, and of what reads or writes the election folder."""
JSON, CSV = "application/json", "text/csv"
MOST_JSON = 256 << 10
_REFUSED = "refused"


@dataclass(frozen=True)
class Body:
    """What an operation takes in: of which type, and how many bytes at the most."""

    media_type: str
    most_bytes: int


@dataclass(frozen=True)
class Operation:
    """One thing that a program may do by a token."""

    name: str
    scope: Scope | None = None
    """Which the token needs; None where any will do."""
    roles: Sequence[Role] | None = None
    """Of the person whose it is; those that have the scope, where none are named."""
    whole: bool = False
    """Whether only those may who see the whole election."""
    body: Body | None = None
    queries: Sequence[str] = field(default=())
    """Names that may stand behind the question mark."""
    is_heavy: bool = False


class Token(HttpBearer):
    """The guard of one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        super().__init__()

    def __call__(self, request: HttpRequest) -> ApiToken:
        """The token that opens the operation. Raises ``RefusalError``."""
        written = request.headers.get(self.header, "")
        if not written:
            raise _unauthorised()
        scheme, _blank, secret = written.partition(" ")
        return self.authenticate(request, secret if scheme.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The same of what stands in the header."""
        token = token.strip()
        tried = f"{address_of(request)} {tokens.handle_of(token)}"
        _refuse_while(FAILURES.wait(tried))
        found = tokens.holder_of(token)
        if found is None:
            FAILURES.take(tried)
            raise _unauthorised()
        rate = HEAVY if self.operation.is_heavy else LIGHT
        _refuse_while(rate.take(found.handle))
        refused = why_not(self.operation, found)
        said = {"operation": self.operation.name} | ({_REFUSED: "yes"} if refused else {})
        journal().add(Entry(Subject.TOKEN, found.handle, tokens.USE, tokens.person_of(found), said))
        if refused:
            raise RefusalError(HTTPStatus.FORBIDDEN, refused)
        _refuse_form(self.operation, request)
        return found


def why_not(operation: Operation, token: ApiToken) -> Problem | None:
    """Why a token does not open an operation; None where it does."""
    if lacks_second_factor(token.whose):
        return Problem(
            _("the person in whose name the program acts needs a second factor"),
            hint=_("They log in and set it up; the token is good then."),
        )
    if operation.scope is None:
        return None
    if operation.scope not in token.scopes.split():
        return Problem(
            _("this token is not for that"),
            read=token.scopes,
            expected=operation.scope.value,
            hint=_("Ask an administrator for a token with this scope."),
        )
    if token.whose.role not in (operation.roles or HOLDERS[operation.scope]):
        return Problem(
            _("the role of the person in whose name the program acts does not allow this"),
            read=token.whose.role,
        )
    if operation.whole and not reach_of(token.whose).whole:
        return Problem(
            _("this is for people who see the whole election"),
            hint=_("Ask for the returns of your own area alone."),
        )
    return None


def _refuse_form(operation: Operation, request: HttpRequest) -> None:
    """Raise ``RefusalError`` for what cannot be what the operation takes, before any of it is
    read."""
    unknown = [name for name in request.GET if name not in operation.queries]
    if unknown:
        raise RefusalError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            [
                Problem(
                    _("no such key"),
                    "query",
                    read=name,
                    hint=suggestion(name, operation.queries),
                )
                for name in unknown
            ],
        )
    if operation.body is None:
        return
    if request.content_type != operation.body.media_type or _is_encoded(request):
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            Problem(
                _("the body is of a type that is not taken here"),
                "Content-Type",
                read=_type_of(request),
                expected=f"{operation.body.media_type}; charset=utf-8",
            ),
        )
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isascii() or not length.isdecimal():
        raise RefusalError(
            HTTPStatus.LENGTH_REQUIRED,
            Problem(_("nothing says how long the body is"), expected="Content-Length"),
        )
    if int(length[:20]) > operation.body.most_bytes:
        raise too_large(operation.body.most_bytes, length[:20])


def _is_encoded(request: HttpRequest) -> bool:
    """Whether the bytes would have to be made others before they could be read."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return "Content-Encoding" in request.headers or charset.lower() not in ("utf-8", "utf8")


def _type_of(request: HttpRequest) -> str:
    sent = request.headers.get("Content-Type", "")
    coding = request.headers.get("Content-Encoding", "")
    return f"{sent}, {coding}" if coding else sent


def too_large(most: int, read: str | None = None) -> RefusalError:
    """The refusal of a body that is larger than what is taken."""
    return RefusalError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Problem(
            _("the body is too large"),
            read=read,
            expected=_("at most {number} bytes").format(number=number(most)),
        ),
    )


def _refuse_while(seconds: int) -> None:
    if seconds:
        raise RefusalError(
            HTTPStatus.TOO_MANY_REQUESTS,
            Problem(
                _("too many requests"),
                hint=_("Wait {seconds} seconds, then try again.").format(seconds=number(seconds)),
            ),
            {"Retry-After": str(seconds)},
        )


def _unauthorised() -> RefusalError:
    """The same for every token that opens nothing: why it does not is not told."""
    return RefusalError(
        HTTPStatus.UNAUTHORIZED,
        Problem(
            _("no token that is good now came along"),
            "Authorization",
            expected="Bearer crosstally_…",
            hint=_("An administrator makes one on the page of tokens; it expires."),
        ),
        {"WWW-Authenticate": "Bearer"},
    )
