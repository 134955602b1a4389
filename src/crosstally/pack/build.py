"""Builds a pack from an election folder: two builds of the same folder are the same bytes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from crosstally import __version__
from crosstally.check.run import bytes_of_returns, check, open_election
from crosstally.election.folder import Election
from crosstally.election.records import DEFINITION, FOLDER, counted_columns
from crosstally.engine.connection import Engine
from crosstally.engine.written_tables import write_parquet
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey, PublicKey, verified_by
from crosstally.ledger.log import Log, read_checkpoint
from crosstally.ledger.succession import followed, introduction, revocation
from crosstally.ledger.tiles import tiles_of
from crosstally.pack import bag, describe, entries, layout, tables
from crosstally.pack.acts import LoggedStatements
from crosstally.pack.announced import announced_rows
from crosstally.pack.opening import FolderFiles, UnreadableError
from crosstally.pack.page import Signer, verify_page
from crosstally.pack.pictures import Pictures, Publisher, refuse_salts_inside, salts_beside
from crosstally.pack.signing import signature_files
from crosstally.pack.zipapp import program
from crosstally.problems import InputError, Problem
from crosstally.report.html import report_bytes
from crosstally.report.json_output import to_json
from crosstally.report.json_text import json_bytes
from crosstally.returns.store import ReturnsStore, read_returns
from crosstally.tabulation.tabulator import Tabulator
from crosstally.whole_folder import refuse_in_use, whole_folder
from crosstally.words import _, use_language

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A pack that was built."""

    folder: Path
    checkpoint: Checkpoint
    exit_code: int
    """Of the check: 1 where something decisive was found."""
    pictures: Pictures = field(default_factory=Pictures)
    persons: int = 0
    """Who have to sign it, where more have to than signed it yet; otherwise 0."""


def build(
    election: Election | str | Path,
    target: Path,
    *,
    key: PrivateKey | None = None,
    previous: Path | None = None,
    old_key: PrivateKey | None = None,
    revoked: PublicKey | None = None,
    reason: str = "",
    as_of: dt.date | None = None,
    origin: str | None = None,
    with_raw: bool = True,
    with_pictures: bool = True,
    salts: Path | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Built:
    """Check an election and write its pack into the folder ``target``, which must not be there.

    ``key`` signs the log; ``previous`` is the folder of an earlier pack, whose log goes on; where
    ``old_key`` signed that one, an entry of the log has it introduce ``key``; ``revoked`` is a key
    of the log that another entry takes out of use, signed by ``key``, with the ``reason``;
    ``as_of`` decides what is overdue (left out: the voting day, so that nothing is); ``origin``
    names a log without a key; ``salts`` is the file of the salts behind the pictures' commitments
    (left out: beside the election folder). Raises ``InputError`` where the election cannot be read,
    and ``LedgerError`` where the log cannot go on. Nothing is left behind then, salts excepted.
    """
    refuse_in_use(target, empty_will_do=False)
    election = election if isinstance(election, Election) else open_election(election)
    _refuse_under_embargo(election)
    kept = salts or salts_beside(election)
    refuse_salts_inside(kept, [election.folder, target, *([previous] if previous else [])])
    with whole_folder(target, empty_will_do=False) as folder, _naming(previous or target):
        builder = _Builder(election, folder, progress or (lambda _what: None))
        builder.salts = kept if with_pictures else None
        day = as_of or dt.date.fromisoformat(str(election.definition.date)[:10])
        if previous is not None and key is not None:
            _change_keys(Log(_log_of(previous, folder.parent)), key, old_key, revoked, reason)
        exit_code = builder.write_payload(day, with_raw, language, previous)
        checkpoint = builder.write_log(key, previous, origin)
        builder.write_bag(checkpoint, key)
        _refuse_unreadable(folder)
        signatures = read_checkpoint(folder / layout.CHECKPOINT)[1]
    persons = election.definition.release.keys
    lacking = persons if persons > max(1, len(signatures)) else 0
    return Built(target, checkpoint, exit_code, builder.pictures, lacking)


@contextmanager
def _naming(place: Path) -> Iterator[None]:
    """What is wrong with the log is said of the pack, not of the copy that is worked on."""
    try:
        yield
    except LedgerError as error:
        if "folder" not in error.values:
            raise
        raise type(error)(error.template, **(error.values | {"folder": place})) from error


def _change_keys(
    log: Log, key: PrivateKey, old: PrivateKey | None, revoked: PublicKey | None, reason: str
) -> None:
    """Enter which keys may sign the log from now on. Raises ``LedgerError``."""
    if old is not None:
        log.append([introduction(key.public, old)], old)
    if revoked is not None:
        act = revocation(revoked, key, reason)
        # Whoever trusts either key has to come to the same end.
        followed([revoked, key.public], log.entries())[0].after(act)
        log.append([act], key)


def _refuse_under_embargo(election: Election) -> None:
    embargo = election.definition.release.embargo
    if embargo is not None and dt.datetime.now(dt.UTC).date().isoformat() < str(embargo)[:10]:
        raise InputError(
            Problem(
                _("may not be published before the day of its embargo"),
                str(election.folder / "election.yaml"),
                read=str(embargo),
            )
        )


class _Builder:
    def __init__(self, election: Election, folder: Path, say: Progress) -> None:
        self.election = election
        self.folder = folder
        self.say = say
        self.logged = LoggedStatements()
        self.salts: Path | None = None
        """Where the salts of pictures are kept; None where no picture is wanted."""
        self.pictures = Pictures()

    def write_payload(
        self, day: dt.date, with_raw: bool, language: str, previous: Path | None
    ) -> int:
        """Everything that the log commits to. Returns the exit code of the check."""
        if previous is not None:
            self.logged = LoggedStatements.of(Log(_log_of(previous, Path(self.folder.parent))))
        result = check(self.election, today=day, progress=self.say)
        self.say(_("tables"))
        with Engine(bytes_of_returns(self.election)) as engine:
            store = read_returns(self.election, engine)
            returns = self._write_returns(store)
            sheets = self._write_sheets(store)
            rows = announced_rows(store)
            tables.write_table(self.folder / layout.ANNOUNCED, layout.ANNOUNCED_COLUMNS, rows)
            self._write_pictures(store)
        with use_language(language):
            self._write(layout.FINDINGS, json_bytes(to_json(result)))
        self._write(layout.REPORT, report_bytes(result, language, layout.ELECTION.rstrip("/")))
        held = {(file.path, file.sha256, file.bytes) for file in result.own_files}
        held |= {(file.path, file.sha256, file.bytes) for file in result.files}
        self._write_files(held, with_raw)
        definition = self.election.definition
        about = describe.pack_json(definition, __version__, day.isoformat(), returns, sheets)
        self._write(layout.DESCRIPTION, about)
        self._write(layout.DATAPACKAGE, describe.datapackage(definition, [*returns, *sheets]))
        self._write(layout.CRATE, describe.crate(json.loads(about), self._sizes()))
        return result.exit_code

    def write_log(
        self, key: PrivateKey | None, previous: Path | None, origin: str | None
    ) -> Checkpoint:
        """The log of the returns, its last entry the release of all that was written."""
        self.say(_("log"))
        place = Path(self.folder.parent, "log")
        if previous is None:
            name = key.name if key else origin or f"unsigned/{self.election.id}"
            log = Log.create(place, name, key)
        else:
            log = Log(_log_of(previous, self.folder.parent))
        published = bag.manifest(self._sizes(), self._digest)
        release = entries.release(sha256(published).hexdigest())
        fresh = [*self.logged.fresh, *self.logged.withdrawals()]
        last = list(log.entries(max(0, log.checkpoint.size - 1)))
        if fresh or last != [release]:
            log.append([*fresh, release], key)
        elif key is not None:
            log.append([], key)  # refuses a key that the log does not know
            if not verified_by(log.note, [key.public]):
                # Nothing is new: it is the same pack, for which one more person vouches.
                log.add_signatures([key.sign(str(log.checkpoint))])
        # Smaller partial tiles of an earlier log are of no use to anybody now.
        for tile in tiles_of(log.checkpoint.size):
            target = self.folder / layout.LOG / tile.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(log.folder / tile.path, target)
        shutil.copyfile(log.folder / layout.CHECKPOINT, self.folder / layout.CHECKPOINT)
        return log.checkpoint

    def write_bag(self, checkpoint: Checkpoint, key: PrivateKey | None) -> None:
        """What is around the payload."""
        about = json.loads((self.folder / layout.DESCRIPTION).read_bytes())
        signer = Signer(key.name, key.public.id) if key is not None else None
        page = verify_page(about, checkpoint, signer)
        if key is not None:
            for path, data in signature_files(key, str(checkpoint)).items():
                self._write(path, data)
        self._write(layout.VERIFY_PAGE, page)
        self._write(layout.PROGRAM, program())
        self._write(layout.BAGIT, bag.DECLARATION)
        self._write(layout.BAG_INFO, bag.bag_info(self._sizes()))
        payload = bag.payload(self._sizes())
        self._write(layout.MANIFEST, bag.manifest(payload, self._digest))
        tags = bag.tags(self._sizes())
        self._write(layout.TAG_MANIFEST, bag.manifest(tags, self._digest))

    def _write_returns(self, store: ReturnsStore) -> list[layout.Table]:
        found = []
        for table, loads in tables.returns_tables(store):
            rows = self.logged.entered(table, tables.return_rows(store, table, loads))
            self._write_table(store, table, rows)
            found.append(table)
        return found

    def _write_sheets(self, store: ReturnsStore) -> list[layout.Table]:
        found = tables.sheets_tables(store)
        for table, sheets in found:
            self._write_table(store, table, tables.sheet_rows(store, table, sheets))
        totals = tables.totals_rows(Tabulator(store), found)
        tables.write_table(self.folder / layout.TOTALS, layout.TOTALS_COLUMNS, totals)
        return [table for table, _sheets in found]

    def _write_table(self, store: ReturnsStore, table: layout.Table, rows: tables.Rows) -> None:
        path = self.folder / table.path
        tables.write_table(path, table.header, rows)
        whole = set(describe.whole_columns(table))
        types = {name: name in whole for name in table.header}
        write_parquet(store.engine, path, path.with_suffix(".parquet"), types)

    def _write_pictures(self, store: ReturnsStore) -> None:
        """The pictures that may be shown, and the table that names them, be it an empty one."""
        if self.salts is None:
            table = self.folder / layout.PICTURE_TABLE
            tables.write_table(table, layout.PICTURE_COLUMNS, [])
            return
        self.say(_("pictures"))
        codes = {source: store.crosswalk.pairs(source) for source in store.crosswalk.sources}
        publisher = Publisher(self.election, self.folder, self.salts)
        self.pictures = publisher.publish(codes, self.say)

    def _write_files(self, held: Set[tuple[str, str, int]], with_raw: bool) -> None:
        """The files of the election folder as they came, or their hashes alone; of observers'
        records the columns that are counted."""
        for path, digest, _size in held if with_raw else ():
            target = self.folder / layout.ELECTION / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.election.folder / path, target)
            if self._digest(layout.ELECTION + path) != digest:
                message = _("was changed while the pack was built")
                raise InputError(Problem(message, str(self.election.folder / path)))
        every = sorted(held | self._write_records())
        if not with_raw:
            shutil.rmtree(self.folder / layout.ELECTION, ignore_errors=True)
        rows = ([path, digest, str(size), str(int(with_raw))] for path, digest, size in every)
        tables.write_table(self.folder / layout.FILES, layout.FILES_COLUMNS, rows)

    def _write_records(self) -> set[tuple[str, str, int]]:
        """Write what is counted of observers' records. Returns the files as ``_write_files`` has
        them."""
        folder = self.folder / layout.ELECTION
        written = []
        for path, header, rows in counted_columns(self.election):
            tables.write_table(folder / path, header, rows)
            written.append(path)
        if written:
            definition = f"{FOLDER}/{DEFINITION}"
            shutil.copyfile(self.election.folder / definition, folder / definition)
            written.append(definition)
        return {
            (path, self._digest(layout.ELECTION + path), (folder / path).stat().st_size)
            for path in written
        }

    def _write(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def _sizes(self) -> Mapping[str, int]:
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in files}

    def _digest(self, path: str) -> str:
        with (self.folder / path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()


def _refuse_unreadable(folder: Path) -> None:
    """Raise ``InputError`` where nobody could verify the pack, since a file's name is odd."""
    try:
        FolderFiles(folder)
    except UnreadableError as error:
        message = _("no pack can hold a file of this name; give it another")
        raise InputError(Problem(message, read=str(error))) from None


def _log_of(pack: Path, beside: Path) -> Path:
    """A copy of an earlier pack's log that can be appended to."""
    place = beside / "log"
    if not place.exists():
        checkpoint = pack / layout.CHECKPOINT
        if not checkpoint.is_file():
            raise InputError(Problem(_("is no folder of an earlier pack"), str(pack)))
        try:
            FolderFiles(pack)
        except UnreadableError as error:
            message = _("is no folder of an earlier pack")
            raise InputError(Problem(message, str(pack), read=str(error))) from None
        shutil.copytree(pack / layout.LOG / "tile", place / "tile")
        shutil.copyfile(checkpoint, place / layout.CHECKPOINT)
    return place
