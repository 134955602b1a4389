"""Desks without a network: what they did is written for this one, and taken in.

A bundle is believed only of a hub that somebody at this machine has named by its key; that is
entered in the journal, and holds from then on.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock, Timeout

from crosstally.desk import shelves
from crosstally.desk.book import Book
from crosstally.desk.bundle import Kept, Opened, Page, hub_key, open_bundle, write_bundle
from crosstally.desk.intake import keep_page
from crosstally.desk.journal import AT_THE_MACHINE, Entry, Journal, Subject
from crosstally.desk.merging import brought
from crosstally.desk.models import PicturePage, camera_of, pixels_of
from crosstally.desk.pictures import Picture
from crosstally.desk.record import Entry as ActEntry
from crosstally.desk.sealed import key_of
from crosstally.desk.settings import Place
from crosstally.desk.shared_log import undisturbed
from crosstally.desk.states import Kind, RefusedError, Sheet
from crosstally.ledger.errors import LedgerError
from crosstally.problems import InputError, Problem
from crosstally.words import _

MERGE = "merge"
_STAGED = ".merging-"


@dataclass(frozen=True)
class Bundled:
    """What was written."""

    acts: int
    pictures: int
    hub: str
    """The key by which the other desk knows this one."""


@dataclass(frozen=True)
class Merged:
    """What came in that was not here."""

    acts: int
    pictures: int
    beside: int
    """Acts that change nothing, because both desks went on with the sheet."""
    disputed: int
    """Sheets that an arbiter decides, because the hub says otherwise."""


def write(place: Place, file: Path, to: ec.EllipticCurvePublicKey) -> Bundled:
    """Write all acts and pictures of a desk for another one. The desk may go on meanwhile: what was
    acknowledged before is in it. Raises ``InputError``."""
    with undisturbed(place.folder / "log") as log:
        entries = list(log.entries())
    rows = list(PicturePage.objects.order_by("pk"))
    key = hub_key(place.folder, place.contest)
    pages = [_page(row) for row in rows]
    write_bundle(file, to, key, place.contest, entries, pages, _files)
    return Bundled(len(entries), len(pages), str(key.public))


def _files(page: Page | PicturePage) -> tuple[bytes, bytes]:
    """The picture, and what the camera wrote beside it, if it wrote anything."""
    exif = b""
    with suppress(FileNotFoundError):
        exif = shelves.read(camera_of(page.sheet, page.page))
    return shelves.read(pixels_of(page.sheet, page.page)), exif


def _page(row: PicturePage) -> Page:
    jpeg, exif = _files(row)
    return Page(
        sheet=row.sheet,
        page=row.page,
        digest=row.digest,
        likeness=row.likeness,
        area=row.area,
        received_at=row.received_at,
        jpeg=sha256(jpeg).hexdigest(),
        exif=sha256(exif).hexdigest() if exif else "",
    )


def merge(place: Place, file: Path, book: Book, journal: Journal, named_hub: str = "") -> Merged:
    """Take a bundle in, all of it or nothing. ``named_hub``: the key of the hub, where the journal
    knows none or not this one. The desk may go on meanwhile.

    Raises ``InputError`` where it is no bundle for this desk and contest, of a hub that nobody has
    named, or with sheets that do not fit this desk's.
    """
    try:
        source = file.open("rb")
    except OSError as error:
        said = _("cannot be read: {reason}").format(reason=error.strerror)
        raise InputError(Problem(said, str(file))) from None
    with source, _alone(place, str(file)), _staging(place) as staged:
        opened = open_bundle(source, key_of(place.folder), str(file))
        _refuse_strange(place, opened, journal, named_hub, str(file))
        # Nothing is taken in before every file was read to its end.
        for kept in opened.pages:
            staged.put(kept)
        return _take_in(book, journal, opened, staged, str(file))


class _Staged:
    """The pages of a bundle until the whole of it was read: on disk, closed to a key that is in
    memory alone, so that none lies open there, whatever ends this program."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._cipher = folder, AESGCM(AESGCM.generate_key(256))

    def put(self, kept: Kept) -> None:
        """Keep a page, and what the camera wrote beside it."""
        for number, data in enumerate((kept.jpeg, kept.exif)):
            nonce = secrets.token_bytes(12)
            self._file(kept.page, number).write_bytes(
                nonce + self._cipher.encrypt(nonce, data, None)
            )

    def get(self, page: Page) -> tuple[bytes, bytes]:
        """The picture, and what the camera wrote; empty where it wrote nothing."""
        jpeg, exif = (self._file(page, number).read_bytes() for number in range(2))
        return (
            self._cipher.decrypt(jpeg[:12], jpeg[12:], None),
            self._cipher.decrypt(exif[:12], exif[12:], None),
        )

    def _file(self, page: Page, number: int) -> Path:
        return self._folder / f"{page.sheet}-{page.page}-{number}"


@contextmanager
def _staging(place: Place) -> Iterator[_Staged]:
    for left in place.folder.glob(f"{_STAGED}*"):  # by a merge that was ended by force
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_STAGED, dir=place.folder) as folder:
        yield _Staged(Path(folder))


@contextmanager
def _alone(place: Place, shown: str) -> Iterator[None]:
    """One bundle is taken in at a time."""
    try:
        with FileLock(place.folder / "merging.lock", timeout=0):
            yield
    except Timeout:
        problem = Problem(_("another bundle is being taken in just now"), shown)
        raise InputError(problem) from None


def _refuse_strange(
    place: Place, opened: Opened, journal: Journal, named_hub: str, shown: str
) -> None:
    if opened.contents.contest != place.contest:
        raise InputError(
            Problem(
                _("is of another contest"),
                shown,
                read=opened.contents.contest,
                expected=place.contest,
            )
        )
    named = named_hub.strip()
    if str(opened.hub) not in ({named} if named else _known_hubs(journal)):
        another = _("is signed by another hub than the one that --hub names")
        raise InputError(
            Problem(
                another if named else _("is signed by a hub that nobody here has named"),
                shown,
                read=str(opened.hub),
                expected=named or "--hub KEY",
                hint=_(
                    "Have its people read its key to you, and name that one, if it is the same."
                ),
            )
        )


def _known_hubs(journal: Journal) -> set[str]:
    return {entry.said["key"] for entry in journal.entries(Subject.HUB)}


def _take_in(book: Book, journal: Journal, opened: Opened, staged: _Staged, shown: str) -> Merged:
    renamed = _same_pictures(opened.contents.pages, shown)
    pages = _missing(opened.contents.pages, renamed)
    fresh: list[ActEntry] = []

    def entries(ours: Sequence[bytes], sheets: Mapping[str, Sheet]) -> list[ActEntry]:
        fresh[:] = brought(ours, sheets, opened.entries, renamed)
        return fresh

    try:
        # Tried before a picture is kept, and again while nobody else writes.
        brought([], {}, opened.entries)
        with _kept_or_dropped(book, pages, staged):
            book.bring(entries)
    except OSError as error:
        said = _("cannot be written: {reason}").format(reason=error.strerror)
        raise InputError(Problem(said, shown)) from None
    except (LedgerError, RefusedError) as error:
        said = _("does not fit this desk: {reason}").format(reason=error)
        raise InputError(Problem(said, shown)) from None
    disputed = {entry.sheet for entry in fresh if entry.act.kind is Kind.DISPUTE}
    came = [entry for entry in fresh if entry.origin]
    merged = Merged(len(came), len(pages), sum(e.act.beside for e in came), len(disputed))
    # A merge that was ended by force may have brought everything in and entered nothing here.
    if fresh or pages or str(opened.hub) not in _known_hubs(journal):
        counts = {name: str(count) for name, count in vars(merged).items()}
        said_of = {"key": str(opened.hub), "log": opened.contents.log, **counts}
        about = opened.hub.id.hex()
        journal.add(Entry(Subject.HUB, about, MERGE, AT_THE_MACHINE, said_of))
    return merged


def _same_pictures(pages: Iterable[Page], shown: str) -> dict[str, str]:
    """Their sheets that are here by another name: the very same file was taken in at both desks.
    Raises ``InputError`` where a sheet of the same name has another picture here."""
    firsts = PicturePage.objects.filter(page=0).exclude(digest="").values_list("sheet", "digest")
    digest_of = dict(firsts)
    sheet_of = {digest: sheet for sheet, digest in firsts}
    renamed: dict[str, str] = {}
    for page in pages:
        if not page.digest:
            continue
        if digest_of.get(page.sheet, page.digest) != page.digest:
            said = _("has another picture of sheet {name} than this desk")
            raise InputError(Problem(said.format(name=page.sheet[:8]), shown))
        there = sheet_of.get(page.digest, page.sheet)
        if there != page.sheet:
            renamed[page.sheet] = there
    return renamed


def _missing(pages: Iterable[Page], renamed: dict[str, str]) -> list[Page]:
    """The pages that are not here."""
    have = set(PicturePage.objects.values_list("sheet", "page"))
    return [p for p in pages if p.sheet not in renamed and (p.sheet, p.page) not in have]


@contextmanager
def _kept_or_dropped(book: Book, pages: Sequence[Page], staged: _Staged) -> Iterator[None]:
    """Keep the pages; after an error they are gone again, but for those of sheets to which
    something was done meanwhile."""
    try:
        for page in pages:
            _drop(page)  # what a merge left behind that was ended by force
            _keep(page, staged)
        yield
    except BaseException:
        used = book.sheets()
        for page in pages:
            if page.sheet not in used:
                PicturePage.objects.filter(sheet=page.sheet, page=page.page).delete()
                _drop(page)
        raise


def _drop(page: Page) -> None:
    shelves.drop(pixels_of(page.sheet, page.page))
    shelves.drop(camera_of(page.sheet, page.page))


def _keep(page: Page, staged: _Staged) -> None:
    jpeg, exif = staged.get(page)
    picture = Picture(
        jpeg=jpeg,
        digest=page.digest,
        page=page.page,
        likeness=int(page.likeness, 16),
        exif=exif,
    )
    keep_page(page.sheet, picture, page.area)
    of_page = PicturePage.objects.filter(sheet=page.sheet, page=page.page)
    of_page.update(received_at=page.received_at)
