"""One file that holds a whole desk, and a desk made from it anew on another machine.

In it are the election folder, the log, the pictures, the key that opens what waits on phones, and
the people as Django writes them, so that a desk on SQLite comes back on PostgreSQL, and an older
one in the schema of today. The secret that sessions are signed with stays behind: everybody logs in
again.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import crosstally
from crosstally.desk.at_rest import CLOSED, key_of
from crosstally.desk.at_rest import FOLDER as KEYS
from crosstally.desk.closed_backup import AskForShares, closing, opened
from crosstally.desk.new_file import new_file
from crosstally.desk.record import sheets_of
from crosstally.desk.sealed import FOLDER as QUEUE
from crosstally.desk.serve import set_up
from crosstally.desk.settings import Place
from crosstally.desk.shared_log import LOCK, undisturbed
from crosstally.desk.shelves import FOLDER as PICTURES
from crosstally.desk.shelves import Folder, give_back, shelf
from crosstally.ledger.checking import check_log
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import CHECKPOINT, Log
from crosstally.problems import InputError, Problem, links_outside
from crosstally.whole_folder import whole_folder
from crosstally.words import _

FORMAT = "crosstally/desk-backup/v1"
CONTENTS = "backup.json"
PEOPLE = "people.json"
_CHUNK = 1 << 20
_LARGEST_CONTENTS = 256 << 20
_LOGS = ("log", "journal")
_AS_THEY_ARE = ("records", "received", QUEUE, KEYS)
_KEPT = (*_LOGS, *_AS_THEY_ARE, PICTURES)
"""Folders of the desk that are kept as they are."""
_LEFT_BEHIND = (LOCK, ".writing")
_ON_THE_SHELF = f"desk/{PICTURES}/"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class Contents(BaseModel):
    """What a backup says it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["crosstally/desk-backup/v1"]
    crosstally: str
    """The version that wrote it."""
    contest: Annotated[str, Field(pattern=r"^[\w-]{1,100}$")]
    entries: int
    """Of the log."""
    files: dict[str, _File]


@dataclass(frozen=True)
class Kept:
    """What a backup holds."""

    sheets: int
    entries: int
    pictures: int


def write_backup(place: Place, target: Path) -> Kept:
    """Write the whole desk into one zip, which only its owner may read, closed to the
    organisation's key where there is one. The desk may go on meanwhile: what is acknowledged when
    this begins is in it.

    Django has to be set up for the desk. Raises ``InputError`` where there is no desk or the file
    cannot be written; nothing is left of it then.
    """
    log = place.folder / "log"
    if not (log / CHECKPOINT).exists():
        raise InputError(Problem(_("no desk has been opened here"), str(place.folder)))
    with new_file(target) as file, closing(key_of(place.folder), file) as stream:
        return _write(place, stream)


def _write(place: Place, file: IO[bytes]) -> Kept:
    """The log first: whoever and whatever its acts speak of was there before them."""
    files: dict[str, _File] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # A record's file is there before the journal speaks of it, and none is ever changed.
        sizes = {}
        for folder in _logs(place):
            with undisturbed(folder) as log:
                sizes[folder.name] = log.checkpoint.size
                _put_all(archive, files, "desk", place.folder, _files(folder))
        people = _people()
        archive.writestr(PEOPLE, people)
        files[PEOPLE] = _File(sha256=sha256(people).hexdigest(), bytes=len(people))
        for kept in _AS_THEY_ARE:
            _put_all(archive, files, "desk", place.folder, _files(place.folder / kept))
        for name in shelf().names():
            picture, named = shelf().get(name), _ON_THE_SHELF + name
            archive.writestr(named, picture, zipfile.ZIP_STORED)
            files[named] = _File(sha256=sha256(picture).hexdigest(), bytes=len(picture))
        _put_all(archive, files, "election", place.election, _election_files(place))
        contents = Contents(
            format=FORMAT,
            crosstally=crosstally.__version__,
            contest=place.contest,
            entries=sizes["log"],
            files=files,
        )
        archive.writestr(CONTENTS, contents.model_dump_json(indent=1))
    sheets = sheets_of(Log(place.folder / "log").entries(0, sizes["log"]))
    return Kept(len(sheets), sizes["log"], _pictures(contents))


def _logs(place: Place) -> list[Path]:
    return [place.folder / name for name in _LOGS if (place.folder / name / CHECKPOINT).exists()]


def _pages(contents: Contents) -> list[str]:
    """The pictures, and what cameras wrote beside them."""
    return [name for name in contents.files if name.startswith(_ON_THE_SHELF)]


def _pictures(contents: Contents) -> int:
    return sum(name.removesuffix(CLOSED).endswith(".jpg") for name in _pages(contents))


def _people() -> bytes:
    """Everything of the database that is the desk's own, second factors among it: no session, no
    failed log-in, no token of another program (one that was revoked would be good again)."""
    from django.core.management import call_command
    from django.db import connection, transaction

    written = io.StringIO()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # All tables as they are at one moment, which for SQLite goes without saying.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        kept = ("desk", "otp_totp")
        call_command("dumpdata", *kept, exclude=["desk.ApiToken"], stdout=written)
    return written.getvalue().encode()


def _files(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(_LEFT_BEHIND)
    )


def _election_files(place: Place) -> list[Path]:
    own = place.election / "desk"
    found = [path for path in _files(place.election) if not path.is_relative_to(own)]
    if linked := links_outside(place.election, found):
        raise InputError(linked)
    return found


def _put_all(
    archive: zipfile.ZipFile,
    files: dict[str, _File],
    prefix: str,
    base: Path,
    paths: Iterable[Path],
) -> None:
    for path in paths:
        _put(archive, files, f"{prefix}/{path.relative_to(base).as_posix()}", path)


def _put(archive: zipfile.ZipFile, files: dict[str, _File], name: str, path: Path) -> None:
    digest, count = sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            count += len(chunk)
            sink.write(chunk)
    files[name] = _File(sha256=digest.hexdigest(), bytes=count)


def restore_backup(backup: Path, out: Path, ask: AskForShares) -> Kept:
    """Make an election folder with its desk from a backup; all of it or nothing. ``ask`` is called
    for the shares of its key where it is closed to one.

    Sets Django up. Raises ``InputError`` where the file is no backup, is damaged, or ``out`` or the
    database of ``DATABASE_URL`` is in use already.
    """
    try:
        with (
            whole_folder(out) as made,
            opened(backup, out, ask) as plain,
            zipfile.ZipFile(plain) as archive,
        ):
            contents = _contents(archive, str(backup))
            place = Place(made, contents.contest, "")
            place.folder.mkdir(mode=0o700, parents=True)
            for name, file in contents.files.items():
                _take(archive, name, file, _target(place, name), str(backup))
            with _leaving_nothing_on_failure(place, contents):
                kept = _open(place, contents, str(backup))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        raise _damaged(str(backup), _("it is no whole zip file")) from None
    return kept


def _contents(archive: zipfile.ZipFile, shown: str) -> Contents:
    try:
        info = archive.getinfo(CONTENTS)
        with archive.open(info) as stream:
            text = stream.read(_LARGEST_CONTENTS + 1)
        contents = Contents.model_validate_json(text)
    except (KeyError, ValidationError, RuntimeError):
        raise InputError(
            Problem(
                _("is no backup of a desk that this version can read"),
                shown,
                expected=f"{CONTENTS}, {FORMAT}",
                hint=_("`crosstally desk backup DIR FILE` writes one."),
            )
        ) from None
    held = {name for name in archive.namelist() if name != CONTENTS}
    if held != contents.files.keys() or PEOPLE not in held:
        raise _damaged(shown, _("it does not hold the files that it says it holds"))
    return contents


def _target(place: Place, name: str) -> Path:
    """Where a file of a backup belongs. Raises ``InputError`` for one that belongs nowhere."""
    parts = PurePosixPath(name).parts
    if name == PEOPLE:
        return place.folder / PEOPLE
    is_plain = "/".join(parts) == name and not {"..", ".", ""} & set(parts) and "\\" not in name
    if is_plain and len(parts) > 2 and parts[0] == "desk" and parts[1] in _KEPT:
        return place.folder.joinpath(*parts[1:])
    if is_plain and len(parts) > 1 and parts[0] == "election" and parts[1] != "desk":
        return place.election.joinpath(*parts[1:])
    raise _damaged(name, _("no backup holds a file of this name"))


def _take(archive: zipfile.ZipFile, name: str, file: _File, target: Path, shown: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, count = sha256(), 0
    # What is the desk's own is for its owner alone.
    rights = 0o600 if name.startswith("desk/") else 0o666
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights)
    with archive.open(name) as source, os.fdopen(descriptor, "wb") as sink:
        while count <= file.bytes and (chunk := source.read(_CHUNK)):
            digest.update(chunk)
            count += len(chunk)
            sink.write(chunk)
    if count != file.bytes or digest.hexdigest() != file.sha256:
        raise _damaged(shown, _("{name} is not what it was").format(name=name))


@contextmanager
def _leaving_nothing_on_failure(place: Place, contents: Contents) -> Iterator[None]:
    """Neither pictures in the bucket nor the bucket itself, which would be that of a desk that is
    nowhere: the next try could not have it."""
    try:
        yield
    except BaseException:
        give_back(place.folder, [name.removeprefix(_ON_THE_SHELF) for name in _pages(contents)])
        raise


def _open(place: Place, contents: Contents, shown: str) -> Kept:
    """Check the logs, replay that of acts, and enter the people into the database."""
    try:
        log = Log(place.folder / "log")
        is_broken = any(check_log(folder).broken for folder in _logs(place))
        sheets = sheets_of(log.entries())
    except LedgerError as error:
        raise _damaged(shown, str(error)) from None
    if is_broken or log.checkpoint.size != contents.entries:
        raise _damaged(shown, _("its log does not hold"))
    _set_up_anew(place)
    # The people last, all of them at once: where a picture cannot be kept, none of them is there.
    _put_on_the_shelf(place)
    _enter_people(place, shown)
    return Kept(len(sheets), contents.entries, _pictures(contents))


def _set_up_anew(place: Place) -> None:
    """Set Django up. Raises ``InputError`` where the database has people."""
    set_up(place)
    from crosstally.desk.models import Account

    if Account.objects.exists():
        raise InputError(
            Problem(
                _("the database of DATABASE_URL holds a desk already"),
                hint=_("Name an empty database."),
            )
        )


def _enter_people(place: Place, shown: str) -> None:
    from django.core.management import call_command
    from django.core.serializers.base import DeserializationError
    from django.db import DatabaseError, connections

    people = place.folder / PEOPLE
    try:
        people.write_text(_each_file_once(people.read_text("utf-8")), "utf-8")
        call_command("loaddata", str(people), verbosity=0, ignorenonexistent=True)
    except (DeserializationError, DatabaseError, ValueError) as error:
        raise _damaged(shown, str(error)) from None
    finally:
        connections.close_all()
        people.unlink()


def _put_on_the_shelf(place: Place) -> None:
    """Where pictures lie in a bucket and not in the folder, bring them there."""
    folder = Folder(place.folder / PICTURES)
    if not isinstance(shelf(), Folder):
        for name in folder.names():
            shelf().put(name, folder.get(name))
            folder.drop(name)


def _each_file_once(people: str) -> str:
    """The rows of a backup, in which older desks may have made several sheets of one file: the
    oldest keeps its digest, as in the migration."""
    rows: Any = json.loads(people)
    once: set[str] = set()
    try:
        pages = [row["fields"] for row in rows if row["model"] == "desk.picturepage"]
        for page in pages:
            if page["page"] == 0 and page["digest"] in once:
                page["digest"] = ""
            once.add(page["digest"])
    except (KeyError, TypeError):
        raise ValueError(PEOPLE) from None
    return json.dumps(rows)


def _damaged(shown: str, reason: str) -> InputError:
    return InputError(
        Problem(
            _("the backup is damaged: {reason}").format(reason=reason),
            shown,
            hint=_("Nothing was written. Take an earlier backup."),
        )
    )
