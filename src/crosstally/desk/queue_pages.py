"""What phones have queued without a network: the page that opens there, and where it is sent.

A phone seals each photograph, and the figures of each sheet, with who queued it (``sealed``). The
desk takes an account's only while that account is logged in, and a sending link's as long as the
link is open: what somebody queued is never taken in under another name. A photograph then goes the
way of every upload; figures are a sheet that was told (docs/states/sheet.md).
"""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from threading import Lock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from crosstally.desk import intake, own_reasons, sealed, sending_pages
from crosstally.desk.asked import read_form
from crosstally.desk.doors import asked, book, lacks_second_factor, place
from crosstally.desk.marks import MARK_FORM
from crosstally.desk.models import Account, Receipt, SendingLink
from crosstally.desk.open_intake import LaterError, door_of
from crosstally.desk.pictures import MOST_BYTES
from crosstally.desk.proxies import address_of
from crosstally.desk.room_for_pages import Room
from crosstally.desk.states import RefusedError, Role, Way
from crosstally.desk.telling import ToldError, taken_down
from crosstally.desk.told_sheets import TAKEN_DOWN, TAKEN_DOWN_BEFORE, TooManyError, enter
from crosstally.words import _

KEEPS: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "photograph",
    Role.COORDINATOR: "photograph",
    Role.TYPIST: "figures",
}
"""What a role may queue, as ``sealed.Said.holds`` names it: what it may bring in with a network."""
SHEET_NAME = 32
"""Letters of a sheet's name."""
_MEGABYTE = 1024 * 1024
_ROOM = Room(4 * MOST_BYTES)
"""For items of people with an account that are opened: each takes its size twice, sealed and open.
"""
_WORKER = Path(__file__).parent / "static" / "desk" / "worker.js"
_in_work: set[str] = set()
_looking = Lock()


@dataclass(frozen=True)
class _Answer:
    """What a phone is told of an item. It deletes the item where that was received or known."""

    state: str
    """``received``, ``known``, ``refused``, or ``later`` for sending it again."""
    status: HTTPStatus
    said: list[str] = field(default_factory=list)
    sheet: str = ""
    """The address of its sheet, for those who may see it."""


ANSWERS = {
    HTTPStatus.BAD_REQUEST: "refused",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "refused",
    HTTPStatus.UNPROCESSABLE_ENTITY: "refused",
    HTTPStatus.UNAUTHORIZED: "later",
    HTTPStatus.FORBIDDEN: "later",
    HTTPStatus.CONFLICT: "later",
    HTTPStatus.GONE: "later",
    HTTPStatus.TOO_MANY_REQUESTS: "later",
    HTTPStatus.SERVICE_UNAVAILABLE: "later",
}
"""What an answer that takes nothing in says by its status (docs/states/queued.md)."""


class _TurnedAwayError(Exception):
    """An item is not taken in."""

    def __init__(self, status: HTTPStatus, *said: str) -> None:
        super().__init__(*said)
        self.answer = _Answer(ANSWERS[status], status, list(said))


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page that a phone keeps: the same for everybody, with nothing of anybody."""
    page: dict[str, object] = {"account": None, "fields": asked().fields, "marks": asked().marks}
    page |= {"typed": read_form(asked(), {}), **MARK_FORM}
    return render(request, "desk/offline.html.j2", page)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: from the root, because what it may answer for lies below its address."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What a phone needs to seal and to send; a sealed item."""
    answer = _received(request) if request.method == "POST" else _standing(request)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _standing(request: HttpRequest) -> HttpResponse:
    account = _queuer(request)
    public_key = sealed.public_key_of(sealed.key_of(place().folder))
    return JsonResponse(
        {
            "token": get_token(request),
            "key": b64encode(public_key).decode(),
            "sender": account.sender if account else None,
            "keeps": KEEPS[Role(account.role)] if account else None,
        }
    )


def _queuer(request: HttpRequest) -> Account | None:
    """Who has logged in and may queue something."""
    account = request.user
    if not isinstance(account, Account) or lacks_second_factor(account):
        return None
    return account if account.role in KEEPS else None


def _received(request: HttpRequest) -> HttpResponse:
    id_ = ""
    try:
        label = sealed.label_of(request.read(sealed.LABEL_BYTES))
        id_ = label.id
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:12]) > sealed.MOST_SEALED:
            said = _("The file has more than {most} megabytes.")
            most = sealed.MOST_SEALED // _MEGABYTE
            raise _TurnedAwayError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said.format(most=most))
        answer = _taken_in(request, label)
    except sealed.SealedError as error:
        answer = _TurnedAwayError(HTTPStatus.BAD_REQUEST, str(error)).answer
    except _TurnedAwayError as turned_away:
        answer = turned_away.answer
    told = {"id": id_, "state": answer.state, "said": answer.said, "sheet": answer.sheet}
    return JsonResponse(told, status=answer.status)


def _taken_in(request: HttpRequest, label: sealed.Label) -> _Answer:
    """Take an item in. Who sends it is held against its label before the rest is read."""
    link, account = _sender(request, label)
    receipt = Receipt.objects.filter(item=label.key).first()
    if receipt is not None and receipt.sheet in book().sheets():
        return _Answer("received", HTTPStatus.OK, sheet=_address(receipt.sheet, account))
    with _alone(label.key), SpooledTemporaryFile(max_size=_MEGABYTE) as spooled:
        shutil.copyfileobj(request, spooled)
        size = spooled.tell()
        spooled.seek(0)
        sender = sending_pages.sender_of(link, address_of(request)) if link else ""
        with _turn(link, sender, size):
            opened = sealed.opened(sealed.key_of(place().folder), label, spooled.read())
            if account is not None and KEEPS[Role(account.role)] != opened.said.holds:
                raise _TurnedAwayError(HTTPStatus.FORBIDDEN, _("Your role does not allow this."))
            if opened.said.holds == "figures":
                return _taken_down(opened, label, account)
            received = _through_intake(opened, label, link or account, sender)
    if received.sheet:
        address = _address(received.sheet, account)
        return _Answer("received", HTTPStatus.OK, received.warnings, address)
    if received.known:
        return _Answer("known", HTTPStatus.OK, [received.error])
    if received.later:
        raise _TurnedAwayError(HTTPStatus.SERVICE_UNAVAILABLE, received.error)
    raise _TurnedAwayError(HTTPStatus.UNPROCESSABLE_ENTITY, received.error)


@contextmanager
def _turn(link: SendingLink | None, sender: str, size: int) -> Iterator[None]:
    """Wait until there is room for one more item of this size: for those sent by links apart."""
    if link is None:
        with _ROOM.held(2 * size):
            yield
        return
    door = door_of(link.everyone)
    try:
        with door.turn(sender), door.items.held(2 * size):
            yield
    except LaterError as error:
        raise _TurnedAwayError(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from None


def _sender(request: HttpRequest, label: sealed.Label) -> tuple[SendingLink | None, Account | None]:
    """The link or the account that an item is of: one of both. Raises ``_TurnedAwayError``."""
    link = SendingLink.objects.filter(token_hash=label.sender).first()
    if link is not None:
        if link.closed:
            said = _("The link by which it was to be sent was closed. Ask for a new one.")
            raise _TurnedAwayError(HTTPStatus.GONE, said)
        return link, None
    account = request.user
    if not isinstance(account, Account):
        raise _TurnedAwayError(HTTPStatus.UNAUTHORIZED, _("Whoever queued it has to log in."))
    if account.sender != label.sender:
        said = _("It was queued by somebody else, who has to log in.")
    elif lacks_second_factor(account):
        said = _("Your role needs a second factor.")
    elif account.role not in KEEPS:
        said = _("Your role does not allow this.")
    else:
        return None, account
    raise _TurnedAwayError(HTTPStatus.FORBIDDEN, said)


def _taken_down(opened: sealed.Opened, label: sealed.Label, account: Account | None) -> _Answer:
    """What the figures of a sheet become: its first reading, by whoever typed them. The sheet has
    the item's name, so that it is there once however often the item comes."""
    entered = opened.entered
    if account is None:
        said = _("Figures are taken from somebody with an account, by no sending link.")
        raise _TurnedAwayError(HTTPStatus.UNPROCESSABLE_ENTITY, said)
    try:
        told = taken_down(
            asked(),
            opened.said.station,
            {**entered.marks, **entered.figures},
            entered.check,
            entered.as_written,
            at_the_sheet=True,
        )
        is_new = enter(told, account, Way.QUEUED, label.key[:SHEET_NAME])
    except ToldError as error:
        raise _TurnedAwayError(HTTPStatus.UNPROCESSABLE_ENTITY, *error.problems) from None
    except TooManyError as error:
        raise _TurnedAwayError(HTTPStatus.TOO_MANY_REQUESTS, str(error)) from None
    except RefusedError as error:
        raise _TurnedAwayError(HTTPStatus.CONFLICT, str(error)) from None
    said = TAKEN_DOWN if is_new else TAKEN_DOWN_BEFORE
    return _Answer("received", HTTPStatus.OK, [_(said).format(figures=told.spelled)])


def _through_intake(
    opened: sealed.Opened, label: sealed.Label, by: SendingLink | Account | None, sender: str
) -> intake.Received:
    """What the upload of the same file, by a link or an account, would have made of it; but a
    station that there is not loses no photograph, because nobody can correct what was sealed."""
    file = SimpleUploadedFile("photograph", opened.file)
    typed, station, warnings = opened.said.station.strip(), "", []
    try:
        station = asked().station(typed) if typed else ""
    except ValueError:
        said = _("Typed was {typed}, which is no station here: say of which station it is.")
        warnings.append(said.format(typed=typed))
    try:
        if isinstance(by, Account):
            received = intake.receive(file, station, by, label.key)
        else:
            if by is None or SendingLink.opened_by(opened.said.link) != by:
                raise _TurnedAwayError(HTTPStatus.BAD_REQUEST, _("It names another sending link."))
            unknown = own_reasons.NO_STATION_HERE.format(station=typed)
            remark = unknown if warnings else ""
            received = sending_pages.receive(file, station, by, sender, label.key, remark)
            warnings = []
    except RefusedError as error:
        raise _TurnedAwayError(HTTPStatus.CONFLICT, str(error)) from None
    received.warnings = [*warnings, *received.warnings]
    return received


def _address(sheet: str, account: Account | None) -> str:
    return reverse("sheet", args=[sheet]) if account else ""


@contextmanager
def _alone(item: str) -> Iterator[None]:
    """One item is taken in once at a time: a page and a phone's background may both send it."""
    with _looking:
        if item in _in_work:
            raise _TurnedAwayError(HTTPStatus.TOO_MANY_REQUESTS, _("It is being taken in already."))
        _in_work.add(item)
    try:
        yield
    finally:
        _in_work.discard(item)
