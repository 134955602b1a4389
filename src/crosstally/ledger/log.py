"""A log on disk: appended to by one writer at a time, never changed, whole after any crash.

The order of writing makes it so. Tiles come first, none of which the present checkpoint needs to
be otherwise; each is written beside its place, forced to disk and moved there. The checkpoint comes
last, in the same way. Until it stands, the log is the old one; once it stands, everything that it
commits to is on disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from crosstally.ledger import tree
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import PrivateKey, PublicKey, verified_by
from crosstally.ledger.notes import (
    Note,
    SignatureLine,
    check_name,
    parse_note,
    with_signatures,
)
from crosstally.ledger.succession import followed, named_keys
from crosstally.ledger.tiles import (
    MAX_ENTRY_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    TileFolder,
    bundle,
    hashes_in,
    hashes_of_full_tiles,
    read_plain,
    tile_at,
    tiles_of,
    tiles_of_level,
)

CHECKPOINT = "checkpoint"
TILES = "tile"
LOCK = "lock"


class KeptLog:
    """A log that is read: its checkpoint in a folder, its entries there or in a folder inside."""

    def __init__(self, folder: Path, inside: str = "") -> None:
        self.folder = folder
        self._tiles = folder / inside
        self._load()

    @property
    def note(self) -> Note:
        """The checkpoint with its signatures."""
        return Note(str(self.checkpoint), self.signatures)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The proof that entry ``index``, counted from 0, is in the log."""
        return tree.inclusion_proof(self.tiles.node, index, self.checkpoint.size)

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """The proof that the log of ``old_size`` entries is the beginning of this one."""
        return tree.consistency_proof(self.tiles.node, old_size, self.checkpoint.size)

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The entries in the order in which they were appended."""
        return self.tiles.entries(start, end)

    def verify(self) -> None:
        """Hash every entry again. Raises ``LedgerError`` naming the first file that is damaged,
        or saying that the entries are not those of the checkpoint."""
        size = self.checkpoint.size
        levels = tree.levels_of(tree.leaf_hashes(self.entries()))
        if tree.root(tree.nodes_in(levels), size) != self.checkpoint.root:
            raise LedgerError("the entries are not those that the checkpoint commits to")
        for tile in tiles_of(size):
            if tile.level is not None and self.tiles.read(tile) != hashes_in(tile, levels):
                raise LedgerError("{file} does not fit the entries", file=tile.path)

    def _load(self) -> None:
        self.checkpoint, self.signatures = read_checkpoint(self.folder / CHECKPOINT)
        self.tiles = TileFolder(self._tiles, self.checkpoint.size)


class Log(KeptLog):
    """A log in a folder, as its checkpoint says it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)

    @classmethod
    def create(cls, folder: Path, origin: str, key: PrivateKey | None = None) -> Log:
        """A new log without entries. ``origin`` is its name, best the address it will be served
        from, without ``https://``; a signing ``key`` bears the same name."""
        empty = Checkpoint(check_name(origin), 0, tree.EMPTY_ROOT)
        with _errors_said(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                if (folder / CHECKPOINT).exists():
                    raise LedgerError("{folder}: there is a log already", folder=folder)
                if (folder / TILES).exists():
                    raise LedgerError(
                        "{folder}: here are entries of a log whose checkpoint is missing. Put the "
                        "file `checkpoint` back from a copy, or begin the log in another folder",
                        folder=folder,
                    )
                _write(folder / CHECKPOINT, _signed(empty, key).encode())
                _force_folder(folder)
                _force_folder(folder.parent)
        return cls(folder)

    def append(self, entries: Iterable[bytes], key: PrivateKey | None = None) -> Checkpoint:
        """Append entries; the new checkpoint, on disk when this returns, is the receipt.

        Entries are all appended or none. A log that is signed needs its ``key``: an append
        without it would leave a checkpoint that nobody vouches for. Raises ``LedgerError`` where
        an entry is empty or longer than 65,535 bytes, the disk is full or read-only.
        """
        fresh = list(entries)
        for entry in fresh:
            if not 0 < len(entry) <= MAX_ENTRY_BYTES:
                raise LedgerError(
                    "an entry has 1 to {most} bytes: this one has {n}",
                    most=MAX_ENTRY_BYTES,
                    n=len(entry),
                )
        with _errors_said(self.folder), _locked(self.folder):
            self._load()
            self._check_key(key)
            if fresh:
                self._refuse_changed()
                self._append(fresh, key)
        return self.checkpoint

    def add_signatures(self, lines: Sequence[SignatureLine]) -> None:
        """Keep cosignatures of witnesses with the present checkpoint."""
        with _errors_said(self.folder), _locked(self.folder):
            self.checkpoint, present = read_checkpoint(self.folder / CHECKPOINT)
            note = with_signatures(Note(str(self.checkpoint), present), lines)
            _write(self.folder / CHECKPOINT, str(note).encode())
            self.signatures = note.signatures

    def _check_key(self, key: PrivateKey | None) -> None:
        if key is None and self.signatures:
            raise SignatureError(
                "{folder}: this log is signed, so that appending needs its key", folder=self.folder
            )
        if key is not None and key.name != self.checkpoint.origin:
            raise SignatureError(
                "the key is for {key}, the log is {log}", key=key.name, log=self.checkpoint.origin
            )
        if key is not None and self.signatures and not verified_by(self.note, [key.public]):
            self._refuse_strange(key.public)

    def _refuse_strange(self, key: PublicKey) -> None:
        """Raise ``SignatureError`` where the log knows nothing of a key that did not sign its
        present checkpoint: whoever trusts the log's keys would find it broken from then on."""
        introduced, revoked = named_keys(self.entries())
        if key not in (introduced | self._before(key)) - revoked:
            raise SignatureError(
                "{folder}: this key has not signed the log, and no entry of it introduces it, or "
                "one revokes it: `crosstally key introduce` has a key of the log vouch for it",
                folder=self.folder,
            )

    def _before(self, key: PublicKey) -> set[PublicKey]:
        """The key itself, where whoever trusts it is led to one that signed the checkpoint: a
        log's first key is introduced by none."""
        valid = followed([key], self.entries())[0].valid
        return {key} & set(valid) if verified_by(self.note, valid) else set()

    def _refuse_changed(self) -> None:
        """Raise ``LedgerError`` where the files at the log's end are not those of its checkpoint:
        whoever changed them would have them signed."""
        size = self.checkpoint.size
        first, width = divmod(size, TILE_WIDTH)
        last = tree.leaf_hashes(self.entries(size - width))
        is_whole = tree.root(self.tiles.node, size) == self.checkpoint.root
        if not is_whole or (width and self.tiles.read(Tile(0, first, width)) != last):
            raise LedgerError(
                "{folder}: the files of this log are not those that its checkpoint commits to; "
                "nothing was appended",
                folder=self.folder,
            )

    def _append(self, fresh: Sequence[bytes], key: PrivateKey | None) -> None:
        old, size = self.checkpoint.size, self.checkpoint.size + len(fresh)
        files = [*self._bundles(fresh), *self._hash_tiles(tree.leaf_hashes(fresh))]
        paths = [self.folder / tile.path for tile, _data in files]
        fresh_paths = [path for path in paths if not path.exists()]
        try:
            _write_below(self.folder, files, self._folders_on_disk())
        except OSError:
            # Room on a full disk is given back, but for what stood there before: a checkpoint that
            # is no longer at hand may need it.
            for path in fresh_paths:
                path.unlink(missing_ok=True)
            raise
        node = TileFolder(self.folder, size).node
        checkpoint = Checkpoint(self.checkpoint.origin, size, tree.root(node, size))
        _write(self.folder / CHECKPOINT, _signed(checkpoint, key).encode())
        _force_folder(self.folder)
        self._drop_partial(old, size)
        self._load()

    def _bundles(self, fresh: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """The bundles that hold fresh entries."""
        first = self.checkpoint.size // TILE_WIDTH
        tail = [*self.entries(first * TILE_WIDTH), *fresh]
        for start in range(0, len(tail), TILE_WIDTH):
            held = tail[start : start + TILE_WIDTH]
            yield Tile(None, first + start // TILE_WIDTH, len(held)), bundle(held)

    def _hash_tiles(self, fresh: bytes) -> Iterator[tuple[Tile, bytes]]:
        """The tiles that hold fresh hashes, level by level, as far up as there are any."""
        level = 0
        while fresh:
            hashes = self.checkpoint.size >> (TILE_HEIGHT * level)
            first, width = divmod(hashes, TILE_WIDTH)
            present = self.tiles.read(Tile(level, first, width)) if width else b""
            yield from tiles_of_level(level, first, present + fresh)
            level, fresh = level + 1, hashes_of_full_tiles(present + fresh)

    def _folders_on_disk(self) -> set[Path]:
        """The folders in which the last tiles of the present checkpoint lie, and those above: they
        were forced to disk before it was written."""
        found: set[Path] = set()
        level, hashes = 0, self.checkpoint.size
        while hashes:
            last = (hashes - 1) // TILE_WIDTH
            for of in (None, 0) if level == 0 else (level,):
                tile = tile_at(of, last, self.checkpoint.size)
                found |= {*(self.folder / tile.path).parents}
            level, hashes = level + 1, hashes // TILE_WIDTH
        return found

    def _drop_partial(self, old: int, size: int) -> None:
        """Remove the partial tiles that full ones have replaced."""
        for level in (None, *range(8)):
            height = TILE_HEIGHT * (level or 0)
            index = (old >> height) // TILE_WIDTH
            if (size >> height) // TILE_WIDTH > index:
                partial = self.folder / Tile(level, index).folder_of_partial
                shutil.rmtree(partial, ignore_errors=True)


def read_checkpoint(path: Path) -> tuple[Checkpoint, tuple[SignatureLine, ...]]:
    """A checkpoint from a file, with its signature lines if there are any (not yet verified)."""
    try:
        text = read_plain(path, _LARGEST_NOTE).decode("utf-8")
    except FileNotFoundError as error:
        raise LedgerError("{file}: there is no log here", file=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError("{file}: cannot be read: {why}", file=path, why=error) from error
    try:
        if "\n\n" not in text:
            return Checkpoint.parse(text), ()
        note = parse_note(text)
        return Checkpoint.parse(note.text), note.signatures
    except LedgerError as error:
        error.place = str(path)
        raise


def trusted_checkpoint(
    text: str, log_keys: Iterable[PublicKey], witnesses: Iterable[PublicKey] = (), quorum: int = 0
) -> Checkpoint:
    """The checkpoint of a signed note, if the log's key and enough witnesses signed it.

    Raises ``SignatureError`` where no trusted key of the log signed, a signature does not verify,
    or fewer than ``quorum`` of the ``witnesses`` cosigned.
    """
    note = parse_note(text)
    checkpoint = Checkpoint.parse(note.text)
    of_log = [key for key in log_keys if key.name == checkpoint.origin]
    if not verified_by(note, of_log):
        raise SignatureError(
            "the checkpoint of {log} is not signed by a key that was given", log=checkpoint.origin
        )
    cosigned = {verified.key.raw for verified in verified_by(note, witnesses)}
    if len(cosigned) < quorum:
        raise SignatureError(
            "trusted witnesses that cosigned: {n}; asked for: {quorum}",
            n=len(cosigned),
            quorum=quorum,
        )
    return checkpoint


_LARGEST_NOTE = 1 << 20


def _signed(checkpoint: Checkpoint, key: PrivateKey | None) -> str:
    text = str(checkpoint)
    return text if key is None else str(Note(text, (key.sign(text),)))


def _write_below(
    folder: Path, files: Sequence[tuple[Tile, bytes]], on_disk: Collection[Path]
) -> None:
    """Write tiles and force them to disk, many at a time: a disk is asked to wait for one."""
    targets = [folder / tile.path for tile, _data in files]
    changed = {target.parent for target in targets}
    for parent in changed:
        parent.mkdir(parents=True, exist_ok=True)
    if len(files) < _FEW:
        for target, (_tile, data) in zip(targets, files, strict=True):
            _write(target, data)
    else:
        with ThreadPoolExecutor(_WRITERS) as pool:
            list(pool.map(_write, targets, [data for _tile, data in files]))
    for path in {path for one in changed for path in _gaining_names(one, folder, on_disk)}:
        _force_folder(path)


def _gaining_names(changed: Path, folder: Path, on_disk: Collection[Path]) -> Iterator[Path]:
    """The folder ``changed`` and, above folders that are new, whatever has them in it."""
    yield changed
    while changed != folder and changed not in on_disk:
        changed = changed.parent
        yield changed


_FEW, _WRITERS = 16, 16


def _write(path: Path, data: bytes) -> None:
    """Write a file such that it holds either what it held before or all of the data."""
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _force_folder(folder: Path) -> None:
    """Force a folder's list of files to disk, where the system has a way to."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait for other writers of the log, at most half a minute."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / LOCK, timeout=30):
            yield
    except Timeout as error:
        raise LedgerError(
            "{folder}: another program is writing to this log", folder=folder
        ) from error


@contextmanager
def _errors_said(folder: Path) -> Iterator[None]:
    """What the system refuses, said as an error of the log, which stays as it was."""
    try:
        yield
    except OSError as error:
        raise LedgerError(
            "{folder}: cannot be written ({why}); the log is as it was before",
            folder=folder,
            why=error.strerror or error,
        ) from error
