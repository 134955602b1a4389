"""The API: what other programs do by a token, through the functions that the pages go through.

Published as ``docs/reference/openapi.json``, and by the desk itself at ``/api/v1/openapi.json``.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import Status

from crosstally.desk import tokens
from crosstally.desk.api_door import CSV, JSON, MOST_JSON, Body, Operation, Token, too_large
from crosstally.desk.api_errors import RefusalError, refusal, refused
from crosstally.desk.api_forms import (
    BroughtIn,
    FolderQuery,
    Guests,
    Link,
    Links,
    Message,
    Messages,
    OfficialQuery,
    Refusal,
    Replies,
    Reply,
    TokenSeen,
)
from crosstally.desk.api_invitations import invite_all
from crosstally.desk.api_reading import PlainJson, unfit, unread
from crosstally.desk.brought_in import Act, Done, bring_areas, bring_official
from crosstally.desk.doors import asked, book, journal, place
from crosstally.desk.election_folder import whose_sheets, write_election_folder, write_table
from crosstally.desk.folder_changes import MOST_BYTES, BusyError, TooLargeError, received, within
from crosstally.desk.journal import Entry, Subject
from crosstally.desk.models import Account, ApiToken
from crosstally.desk.reach import in_use, sheets_of
from crosstally.desk.scopes import Scope
from crosstally.desk.settings import INVITATION_SECONDS
from crosstally.desk.states import RefusedError, Role, Way
from crosstally.desk.telling import ToldError, read_message
from crosstally.desk.told_sheets import TAKEN_DOWN, TAKEN_DOWN_BEFORE, TooManyError, enter
from crosstally.election.folder import open_folder
from crosstally.problems import InputError, Problem
from crosstally.words import _

_STATUS_NAMES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}
"""As RFC 9110 has them; Python's own names for them depend on its version."""


class _Api(NinjaAPI):
    """An API whose document is the same whatever Python makes it."""

    def get_openapi_schema(self, **at: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**at)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    answer["description"] = _STATUS_NAMES.get(status, answer["description"])
        return document


api = _Api(
    title="Crosstally desk",
    version="1",
    description="What other programs bring to a desk and take from it. An administrator makes the "
    "token; it does nothing that the person in whose name it is may not do on the pages.",
    docs_url=None,
    parser=PlainJson(),
    urls_namespace="api",
)
api.add_exception_handler(RefusalError, refused)
api.add_exception_handler(ValidationError, unfit)
api.add_exception_handler(HttpError, unread)


@api.exception_handler(InputError)
def cannot_be(request: HttpRequest, error: InputError) -> HttpResponse:
    """Everything that is wrong with a file, in paths of the election folder."""
    here = place()
    problems = [within(within(one, here.folder), here.election) for one in error.problems]
    return refusal(RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, problems))


@api.exception_handler(BusyError)
def busy(request: HttpRequest, error: BusyError) -> HttpResponse:
    """Somebody else changes the folder."""
    problem = Problem(
        _("somebody else is changing the election folder just now"),
        hint=_("Nothing was changed. Try again in a minute."),
    )
    return refusal(RefusalError(HTTPStatus.CONFLICT, problem))


@api.exception_handler(TooLargeError)
def larger_than_taken(request: HttpRequest, error: TooLargeError) -> HttpResponse:
    """A file has more bytes than are taken."""
    return refusal(too_large(MOST_BYTES))


_NO = {401: Refusal, 403: Refusal, 422: Refusal, 429: Refusal, 503: Refusal}
_NO_FILE = {**_NO, 409: Refusal, 411: Refusal, 413: Refusal, 415: Refusal}


def _file_of(media_type: str, binary: bool = False) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"} if binary else {"type": "string"}
    return {"content": {media_type: {"schema": schema}}}


TOKEN = Operation("see-token")
AREAS = Operation("bring-areas", Scope.AREAS_WRITE, body=Body(CSV, MOST_BYTES), is_heavy=True)
OFFICIAL = Operation(
    "bring-official-returns",
    Scope.OFFICIAL_WRITE,
    body=Body(CSV, MOST_BYTES),
    queries=tuple(OfficialQuery.model_fields),
    is_heavy=True,
)
INVITE = Operation("invite", Scope.USERS_INVITE, body=Body(JSON, MOST_JSON))
RETURNS = Operation("take-returns", Scope.RETURNS_READ)
MESSAGES = Operation("hand-messages-over", Scope.FIGURES_TELL, body=Body(JSON, MOST_JSON))
FOLDER = Operation(
    "take-election-folder",
    Scope.RETURNS_READ,
    # It holds observers' records too, which an arbiter does not see.
    roles=(Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR),
    whole=True,
    queries=tuple(FolderQuery.model_fields),
    is_heavy=True,
)


@api.get(
    "token",
    auth=Token(TOKEN),
    response={200: TokenSeen, **_NO},
    operation_id=TOKEN.name,
    summary="See what the token opens",
)
def token(request: HttpRequest) -> TokenSeen:
    """Any token will do: to try whether it is good."""
    by = _token_of(request)
    return TokenSeen(
        handle=by.handle,
        scopes=tokens.scopes_of(by),
        role=by.whose.role,
        area=by.whose.area_of_work,
        contest=place().contest,
        expires_at=by.expires_at,
    )


@api.put(
    "areas",
    auth=Token(AREAS),
    response={200: BroughtIn, **_NO_FILE},
    operation_id=AREAS.name,
    summary="Bring in the list of areas and stations",
    openapi_extra={"requestBody": {"required": True, **_file_of(CSV)}},
)
def areas(request: HttpRequest) -> BroughtIn:
    """Needs the scope `areas:write`. The body is an `areas.csv` of the election folder, as its
    reference describes it; it takes the place of the one there, which is kept. Nothing is changed
    where any row does not fit, where returns would lose their place, or where an area or a station
    that the desk uses is missing."""
    here = place()
    with received(here, request) as file:
        return _brought(request, bring_areas(here, file, in_use()))


@api.post(
    "official-returns",
    auth=Token(OFFICIAL),
    response={200: BroughtIn, **_NO_FILE},
    operation_id=OFFICIAL.name,
    summary="Bring in official returns of stations",
    openapi_extra={"requestBody": {"required": True, **_file_of(CSV)}},
)
def official_returns(request: HttpRequest, query: Query[OfficialQuery]) -> BroughtIn:
    """Needs the scope `official:write`. The body is one row a station: the columns `station`, every
    option and any fields of the sheet by their ids, and by choice `station_name` and levels of
    areas. A figure that could not be read is written `unread`. What was brought in before stays:
    corrected figures come with the stage of the act that corrected them."""
    here, act = place(), Act(query.source, query.stage, query.at)
    with received(here, request) as file:
        return _brought(request, bring_official(here, file, act))


@api.post(
    "invitations",
    auth=Token(INVITE),
    response={201: Links, 400: Refusal, **_NO, 411: Refusal, 413: Refusal, 415: Refusal},
    operation_id=INVITE.name,
    summary="Invite people",
)
def invitations(request: HttpRequest, guests: Guests) -> Status[Links]:
    """Needs the scope `users:invite`. Everybody is invited, or nobody. An administrator's token
    invites anybody, a coordinator's typists and arbiters, who answer to that coordinator. A link
    works once and for 48 hours."""
    by = _token_of(request).whose
    paths = invite_all(by, guests.invitations)
    links = [
        Link(role=guest.role, reference=guest.reference, link=place().address + path)
        for guest, path in zip(guests.invitations, paths, strict=True)
    ]
    until = timezone.now() + timedelta(seconds=INVITATION_SECONDS)
    return Status(201, Links(invitations=links, expire_at=until))


@api.post(
    "messages",
    auth=Token(MESSAGES),
    response={200: Replies, 400: Refusal, **_NO, 411: Refusal, 413: Refusal, 415: Refusal},
    operation_id=MESSAGES.name,
    summary="Hand over messages with figures",
)
def messages(request: HttpRequest, messages: Messages) -> Replies:
    """Needs the scope `figures:tell`, in the name of a typist. Each message is
    `STATION FIGURE FIGURE … CHECK`, in the digits of any script: `?` for a figure that cannot be
    read, `-` where nothing stands, `!` at the end where the sheet contradicts itself. It is the
    first reading of a sheet without a picture, and counts for nothing until another typist has
    called back. The same message twice is taken down once."""
    by = _token_of(request).whose
    return Replies(messages=[_replied(message, by) for message in messages.messages])


def _replied(message: Message, by: Account) -> Reply:
    try:
        told = read_message(asked(), message.text)
        is_new = enter(told, by, Way.MESSAGE)
    except (ToldError, RefusedError) as error:
        return Reply(id=message.id, state="refused", answer=str(error))
    except TooManyError as error:
        return Reply(id=message.id, state="later", answer=str(error))
    understood = _(TAKEN_DOWN if is_new else TAKEN_DOWN_BEFORE)
    state: Literal["taken", "known"] = "taken" if is_new else "known"
    return Reply(id=message.id, state=state, answer=understood.format(figures=told.spelled))


@api.get(
    "returns",
    auth=Token(RETURNS),
    response={200: None, **_NO},
    operation_id=RETURNS.name,
    summary="Take the settled sheets",
    openapi_extra={"responses": {200: _file_of(CSV)}},
)
def returns(request: HttpRequest) -> HttpResponse:
    """Needs the scope `returns:read`. A CSV with a row for each settled sheet that the person in
    whose name the token is sees: `station`, `sheet`, then the fields and options by their ids. What
    could not be read is `unread`, what the sheet leaves empty is an empty cell."""
    here, file = place(), io.StringIO()
    definition = open_folder(here.election, needs_figures=False).definition
    write_table(file, definition, here.contest, sheets_of(_token_of(request).whose))
    answer = HttpResponse(file.getvalue(), content_type=f"{CSV}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="desk-{here.contest}.csv"'
    return answer


@api.get(
    "election-folder",
    auth=Token(FOLDER),
    response={200: None, **_NO},
    operation_id=FOLDER.name,
    summary="Take the whole election folder",
    openapi_extra={"responses": {200: _file_of("application/zip", binary=True)}},
)
def election_folder(request: HttpRequest, query: Query[FolderQuery]) -> FileResponse:
    """Needs the scope `returns:read`, in the name of somebody who sees the whole election. A zip of
    the folder that `crosstally desk export` writes: `crosstally check` reads it."""
    here = place()
    whose = whose_sheets(open_folder(here.election, needs_figures=False), query.source, query.kind)
    packed = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    try:
        with tempfile.TemporaryDirectory(prefix=".taken-", dir=here.folder) as name:
            made = Path(name, "election")
            write_election_folder(here, made, whose, book().sheets())
            _pack(made, packed)
        packed.seek(0)
    except BaseException:
        packed.close()
        raise
    file = f"desk-{here.contest}.zip"
    return FileResponse(packed, as_attachment=True, filename=file, content_type="application/zip")


def _pack(folder: Path, file: IO[bytes]) -> None:
    """Write the files of a folder as a zip; a link is none."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder).as_posix())


def _token_of(request: HttpRequest) -> ApiToken:
    found: ApiToken = getattr(request, "auth")  # noqa: B009 -- which ninja adds to the request
    return found


def _brought(request: HttpRequest, done: Done) -> BroughtIn:
    """What became of a file; it is entered in the journal."""
    by = _token_of(request)
    said = {"file": done.file, "sha256": done.sha256, "changed": "yes" if done.changed else "no"}
    entry = Entry(Subject.TOKEN, by.handle, tokens.TAKE, tokens.person_of(by), said)
    journal().add(entry)
    return BroughtIn(file=done.file, sha256=done.sha256, rows=done.rows, changed=done.changed)
