"""Pictures come in and are shown again: never the file that came, only pixels encoded anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from crosstally.desk import shelves, unfinished
from crosstally.desk.at_rest import LockedError
from crosstally.desk.doors import account_of, asked, book, open_to
from crosstally.desk.lookalikes import twins_of
from crosstally.desk.models import (
    LIKENESS_DIGITS,
    Account,
    PicturePage,
    Receipt,
    SendingLink,
    camera_of,
    pixels_of,
)
from crosstally.desk.open_intake import LaterError
from crosstally.desk.pictures import MOST_BYTES, Picture, PictureError
from crosstally.desk.quota import Quota, quota_of_coordinator
from crosstally.desk.reach import pages_of, reach_of, seen_of
from crosstally.desk.room_for_pages import Room
from crosstally.desk.states import Act, Kind, Role, Sheet
from crosstally.desk.unpacking import take_in
from crosstally.words import _, number

ROOM = 160 * 2**20
"""Bytes of pages in memory until they are kept, of people with an account and of others: of forty
photographs, or of the largest file."""
_ROOM = Room(ROOM)
_COUNTED_ONE_BY_ONE = Lock()
"""What a quota has room for is looked up and taken in one step: one process serves a desk."""
EVERYBODY = tuple(role for role in Role if role is not Role.PUBLIC)


@dataclass
class Received:
    """What became of one file."""

    file: str
    sheet: str = ""
    station: str = ""
    by_barcode: bool = False
    error: str = ""
    known: bool = False
    """Whether the error is that the desk has this very file."""
    later: bool = False
    """Whether it may be taken in when it is sent once more."""
    warnings: list[str] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    """Sheets whose pictures look like this one's."""


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def upload(request: HttpRequest) -> HttpResponse:
    """Take in files, each the picture of one sheet; what is wrong with any is said of it alone.

    A page that sends its files one by one asks for the part of the page that tells of each.
    """
    account = account_of(request)
    received: list[Received] = []
    errors: list[str] = []
    if request.method == "POST":
        received, errors = received_from(request, partial(receive, account=account))
    page = {
        "account": account,
        "received": received,
        "taken": [one for one in received if one.sheet],
        "errors": errors,
    }
    part = "HX-Request" in request.headers
    return render(
        request,
        "desk/taken.html.j2" if part else "desk/upload.html.j2",
        page,
        status=HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK,
    )


def received_from(
    request: HttpRequest, receive: Callable[[UploadedFile[bytes], str], Received]
) -> tuple[list[Received], list[str]]:
    """What became of each file of a form, by ``receive`` of the file and the station that was
    typed; and all that is wrong."""
    files = [*request.FILES.getlist("files"), *request.FILES.getlist("camera")]
    typed = request.POST.get("station", "").strip()[:200]
    try:
        station = asked().station(typed) if typed else ""
    except ValueError as error:
        return [], [str(error)]
    if not files:
        return [], [_("Choose at least one file.")]
    received = [receive(file, station) for file in files]
    return received, [f"{one.file}: {one.error}" for one in received if one.error]


def receive(file: UploadedFile[bytes], station: str, account: Account, item: str = "") -> Received:
    """Keep the pages of a file as a new sheet, and say of which station it is.

    ``item`` is the key of the item of a phone's queue by which it came: what was kept of it before
    is not kept again, but what was left undone then is done.
    """
    received, barcodes = keep(
        file, account.area_of_work, partial(_too_many, account), account=account, item=item
    )
    if received.sheet and received.sheet not in book().sheets():
        _place(received, barcodes, station, account)
    received.twins = seen_of(account, received.twins)
    return received


def _too_many(account: Account) -> str:
    """Why nothing more is taken in of somebody now; empty where it is."""
    quota = quota_of_uploads(account)
    if quota is None or not quota.full:
        return ""
    said = _(
        "Sheets that you took in, or that came by your sending links, and that are not "
        "settled: {waiting}; at the most {most}. An administrator can let more wait."
    ).format(waiting=number(quota.waiting), most=number(quota.most))
    not_kept = _("This file was not kept.")
    return f"{not_kept} {said}"


def quota_of_uploads(account: Account) -> Quota | None:
    """What somebody has used of their quota, by uploads and by the sending links that they made;
    None for those who have none."""
    if account.role == Role.ADMINISTRATOR:
        return None
    sheets = book().sheets()
    theirs = PicturePage.objects.filter(Q(account=account) | Q(link__maker=account), page=0)
    own = theirs.values_list("sheet", flat=True)
    return quota_of_coordinator((sheets.get(name, Sheet()) for name in own), account.granted)


def _unpacked(file: UploadedFile[bytes]) -> AbstractContextManager[Sequence[Picture]]:
    return _ROOM.opened(lambda: take_in(file.read(MOST_BYTES + 1)))


def keep(
    file: UploadedFile[bytes],
    area: str,
    too_many: Callable[[], str] = lambda: "",
    unpacked: Callable[
        [UploadedFile[bytes]], AbstractContextManager[Sequence[Picture]]
    ] = _unpacked,
    *,
    account: Account | None = None,
    link: SendingLink | None = None,
    item: str = "",
) -> tuple[Received, list[str]]:
    """Keep the pages of a file, by whomever or by which link it came, as a new sheet that is taken
    in by an area, or say why not; as the sheet that it became, where it is an item of a phone's
    queue that was kept before. What its barcodes say comes along. ``too_many`` says why a quota
    takes nothing more, if it does not; ``unpacked`` opens the file, and may raise ``LaterError``.
    """
    received = Received(file.name or "", error=too_many())
    if received.error:
        received.later = True
        return received, []
    if known := _known_unopened(file, link, item):
        return known, []
    try:
        with unpacked(file) as pages:
            name = uuid4().hex
            rows = [_row(name, page, area, link, account) for page in pages]
            _keep_opened(received, pages, rows, item, too_many)
            return received, [text for page in pages for text in page.barcodes]
    except (PictureError, LaterError) as error:
        received.error, received.later = str(error), isinstance(error, LaterError)
        return received, []


def _keep_opened(
    received: Received,
    pages: Sequence[Picture],
    rows: Sequence[PicturePage],
    item: str,
    too_many: Callable[[], str],
) -> None:
    """Keep pages and the rows that name them; what became of it is noted."""
    if _received_before(item, received) or _known_before(pages[0].digest, received):
        return
    name = rows[0].sheet
    try:
        received.error = _stored(pages, rows, item, too_many)
    except IntegrityError:
        # The same item, or the same file, came twice at once, and the other was faster.
        _drop(name, pages)
        if not (_received_before(item, received) or _known_before(pages[0].digest, received)):
            raise
        return
    except OSError as error:
        said = _("It could not be kept: {reason}. Tell an administrator, and send it again later.")
        received.error = said.format(reason=error.strerror)
    if received.error:
        _drop(name, pages)
        received.later = True
        return
    received.sheet = name
    received.twins = twins_of(received.sheet)


def _stored(
    pages: Sequence[Picture], rows: Sequence[PicturePage], item: str, too_many: Callable[[], str]
) -> str:
    """Write the pages of a sheet, then the rows that name them; why a quota takes no more now, if
    it does not. Whoever calls drops the pages where this fails."""
    # The disk first: whoever waits for it holds no lock of the database.
    for page in pages:
        _write_page(rows[0].sheet, page)
    # Others were counted since the first look, perhaps many at once.
    with _COUNTED_ONE_BY_ONE:
        if error := too_many():
            return error
        with transaction.atomic():
            PicturePage.objects.bulk_create(rows)
            if item:
                Receipt.objects.create(item=item, sheet=rows[0].sheet)
    return ""


def _received_before(item: str, received: Received) -> bool:
    """Whether an item of a phone's queue became a sheet before; which, is noted."""
    receipt = Receipt.objects.filter(item=item).first() if item else None
    if receipt is not None:
        received.sheet = receipt.sheet
    return receipt is not None


def _known_unopened(
    file: UploadedFile[bytes], link: SendingLink | None, item: str
) -> Received | None:
    """What became of a file that was taken in before: nobody makes the desk open it again and
    again. None where it is new, or was cut short before all was done with it."""
    received = Received(file.name or "")
    if file.size is None or file.size > MOST_BYTES or _received_before(item, received):
        return None
    if not _known_before(_digest_of(file), received):
        return None
    cut_short = link is not None and set(received.twins) & set(unfinished.not_held(link))
    return None if cut_short else received


def _digest_of(file: UploadedFile[bytes]) -> str:
    """As ``Picture.digest``."""
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _known_before(digest: str, received: Received) -> bool:
    """Whether this very file became a sheet before; which, is noted."""
    known = PicturePage.objects.filter(digest=digest, page=0).first()
    if known is not None:
        received.error = _("This very file was taken in before.")
        received.twins, received.known = [known.sheet], True
    return known is not None


def _place(received: Received, barcodes: list[str], station: str, account: Account) -> None:
    """Say of which station the sheet is where that is known; where what was typed and what the
    sheet's barcode says differ, a person looks."""
    read = asked().station_by_barcodes(barcodes)
    if station and read and station != read:
        said = _("Typed was {typed}, the barcode says {read}: say of which station it is.")
        received.warnings.append(said.format(typed=station, read=read))
        return
    if (found := station or read) and not reach_of(account).holds_station(found):
        said = _("Station {station} is not in your area: an administrator places the sheet.")
        received.warnings.append(said.format(station=found))
        return
    received.station, received.by_barcode = station or read or "", not station and bool(read)
    if received.station:
        book().add(received.sheet, Act(Kind.PLACE, account.person, station=received.station))


def keep_page(name: str, page: Picture, area: str) -> None:
    """Keep one page of a sheet of another desk: the picture first, then the row that names it."""
    _write_page(name, page)
    _row(name, page, area, None, None).save()


def _row(
    name: str, page: Picture, area: str, link: SendingLink | None, account: Account | None
) -> PicturePage:
    row = PicturePage(sheet=name, page=page.page, digest=page.digest, area=area)
    row.link, row.account = link, account
    row.likeness = f"{page.likeness:0{LIKENESS_DIGITS}x}"
    return row


def _write_page(name: str, page: Picture) -> None:
    """Keep a page; what the camera wrote beside it goes into a file that no page shows."""
    shelves.keep(pixels_of(name, page.page), page.jpeg)
    if page.exif:
        shelves.keep(camera_of(name, page.page), page.exif)


def _drop(name: str, pages: Sequence[Picture]) -> None:
    """Remove what was kept of a sheet that could not be kept whole."""
    # A store that did not take it may not answer either: then nothing leads to what it has.
    with suppress(OSError):
        for page in pages:
            shelves.drop(pixels_of(name, page.page))
            shelves.drop(camera_of(name, page.page))


@require_GET
@open_to(*EVERYBODY)
def picture(request: HttpRequest, name: str, page: int) -> HttpResponse:
    """One page of a sheet, for those who may see the sheet."""
    if page not in pages_of(account_of(request), name):
        raise Http404
    try:
        pixels = shelves.read(pixels_of(name, page))
    except (LockedError, OSError) as error:
        said = _("The picture cannot be shown now: {reason}").format(reason=error)
        return HttpResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain")
    return HttpResponse(pixels, content_type="image/jpeg")
