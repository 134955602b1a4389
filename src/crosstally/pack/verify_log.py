"""Whether the log is whole, whether it only grew, and who vouches for it. Standard library alone,
signatures excepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from crosstally.ledger import tree
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.notes import Note, parse_note
from crosstally.ledger.tiles import TILE_WIDTH, Tile, entries_of, hashes_in, read_plain, tiles_of
from crosstally.pack import bag, entries
from crosstally.pack.layout import CHECKPOINT, LOG, SIGNATURES, SIGNED_TEXT
from crosstally.pack.opening import PackFiles, RefusedError, UnreadableError, small
from crosstally.pack.verification import Mistakes, Remark, Verification


class PackLog:
    """The log of a pack, read into memory."""

    def __init__(self, files: PackFiles) -> None:
        self.note, self.checkpoint = read_checkpoint(_text(small(files, CHECKPOINT), CHECKPOINT))
        self.entries: list[bytes] = []
        self.mistakes = Mistakes()
        self.levels: list[bytes] = [b""]
        self._read(files)
        self.node = tree.nodes_in(self.levels)

    @property
    def root(self) -> bytes:
        """The root hash of the entries as they are."""
        return tree.root(self.node, len(self.entries))

    def root_at(self, size: int) -> bytes:
        """The root hash of the first ``size`` entries."""
        return tree.root(self.node, size)

    def _wanted(self, files: PackFiles) -> dict[str, Tile]:
        """The files of a log of this size. Raises ``RefusedError`` where the pack has fewer."""
        size = self.checkpoint.size
        # Told first: the list of files of a log of 2**63 entries would fill any memory.
        if size <= len(files.sizes) * TILE_WIDTH:
            wanted = {LOG + tile.path: tile for tile in tiles_of(size)}
            if all(path in files.sizes for path, tile in wanted.items() if tile.level is None):
                return wanted
        raise RefusedError(
            f"{CHECKPOINT}: says that the log has {size} entries, and the pack does not hold as "
            "many: the checkpoint is of another log, or files of the log are missing"
        )

    def _read(self, files: PackFiles) -> None:
        wanted = self._wanted(files)
        for path in files.sizes:
            if path.startswith(LOG) and path not in wanted:
                self.mistakes.add(Remark("{path}: is no part of a log of this size", path=path))
        for path, tile in wanted.items():
            if tile.level is None:
                try:
                    self.entries += entries_of(small(files, path), tile)
                except (LedgerError, UnreadableError) as error:
                    self.mistakes.add(Remark("{path}: {why}", path=path, why=error))
        self.levels = tree.levels_of(tree.leaf_hashes(self.entries))
        for path, tile in wanted.items() if not self.mistakes.count else ():
            if tile.level is not None and (
                path not in files.sizes or small(files, path) != hashes_in(tile, self.levels)
            ):
                self.mistakes.add(Remark("{path}: does not fit the log's entries", path=path))


_OF_A_PERSON = 64
"""Bytes of a signature; a witness' has its time too, and vouches for the log's growth alone."""

MOST_BYTES = 1 << 20
"""Of a checkpoint that somebody kept, with its signatures, and of a signature beside a pack."""


def kept_checkpoint(path: Path) -> str:
    """The text of a checkpoint that somebody kept in a file. Raises ``UnreadableError``."""
    try:
        return read_plain(path, MOST_BYTES).decode()
    except LedgerError as error:
        raise UnreadableError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: cannot be read ({error})") from error


def given_key(text: str) -> str:
    """A public key as it is written, or out of the file of that name. Raises ``UnreadableError``,
    also where it is none, as far as that can be told here."""
    if "+" not in text and Path(text).is_file():
        text = kept_checkpoint(Path(text)).strip()
    try:
        from crosstally.ledger.keys import PublicKey

        PublicKey.parse(text)
    except LedgerError as error:
        raise UnreadableError(f"--key {text[:80]!r}: {error}") from error
    except ImportError:
        pass  # ``check_signatures`` says so
    return text


def read_checkpoint(text: str) -> tuple[Note, Checkpoint]:
    """A checkpoint, signed or not. Raises ``UnreadableError``."""
    try:
        note = parse_note(text) if "\n\n" in text else Note(text, ())
        return note, Checkpoint.parse(note.text)
    except LedgerError as error:
        raise RefusedError(f"{CHECKPOINT}: {error}") from error


def check_log(log: PackLog, files: PackFiles, digests: Mapping[str, str]) -> list[Remark]:
    """Whether the entries are those that the checkpoint commits to, and the last of them commits to
    the pack's files."""
    found = log.mistakes.remarks()
    if found:
        return found
    if log.root != log.checkpoint.root:
        return [
            Remark(
                "{path}: the log's entries are not those that the checkpoint commits to",
                path=CHECKPOINT,
            )
        ]
    published = {path for path in bag.payload(files.sizes) if not path.startswith(LOG)}
    text = bag.manifest(published, digests.__getitem__)
    last = log.entries[-1] if log.entries else b""
    if last != entries.release(sha256(text).hexdigest()):
        return [
            Remark(
                "{path}: the log's last entry does not commit to the files of this pack",
                path=f"{LOG}tile/entries",
            )
        ]
    return []


def check_growth(log: PackLog, older: Sequence[str], said: Verification) -> None:
    """Whether older checkpoints, kept by anybody, are of the beginning of this log."""
    for text in older:
        _note, checkpoint = read_checkpoint(text)
        found = []
        if checkpoint.origin != log.checkpoint.origin:
            found = [
                Remark(
                    "the older checkpoint is of the log {other}, not of {origin}",
                    other=checkpoint.origin,
                    origin=log.checkpoint.origin,
                )
            ]
        elif checkpoint.size > len(log.entries):
            found = [
                Remark(
                    "the log was cut: its size is {new}, and {old} in an older checkpoint",
                    old=checkpoint.size,
                    new=len(log.entries),
                )
            ]
        elif log.root_at(checkpoint.size) != checkpoint.root:
            found = [
                Remark(
                    "the log was rewritten: its first {old} entries are not those of an older "
                    "checkpoint",
                    old=checkpoint.size,
                )
            ]
        said.hold(
            found,
            Remark(
                "The log only grew since an older checkpoint, whose size is {old}.",
                old=checkpoint.size,
            ),
        )


NO_KEY = Remark(
    "Who published this: no public key was given. Ask the publisher for theirs on another way, "
    "then give it with --key."
)
"""What nobody can tell of a pack without a key that is not of the pack."""
_SIGNED_BY = Remark(
    "That {signers} signed it, as it says: anybody can make a key of that name, and whoever "
    "changes a pack can sign it anew with a key of their own."
)
_OTHER_SIGNERS = Remark(
    "{path}: is signed by {signers}, of whom no key was given: by somebody else than you trust"
)


def check_signatures(
    log: PackLog, files: PackFiles, keys: Sequence[str], needed: int, said: Verification
) -> None:
    """Whether as many persons signed the checkpoint as have to, by the keys that were given."""
    text = log.note.text.encode()
    if SIGNED_TEXT in files.sizes and small(files, SIGNED_TEXT) != text:
        said.broken.append(Remark("{path}: is not the checkpoint's text", path=SIGNED_TEXT))
    if not keys:
        _check_how_many(log, needed, said)
        said.not_verified.append(NO_KEY)
        if log.note.signatures:
            said.not_verified.append(_SIGNED_BY.at(signers=_signers(log)))
        return
    try:
        from crosstally.ledger.keys import KeyType, PublicKey, verified_by
        from crosstally.ledger.succession import followed
    except ImportError:
        _check_how_many(log, needed, said)
        said.unanswered = Remark(
            "Who signed this: that needs the Python package cryptography, which is not here. "
            "VERIFY.md says with which other programs it is done."
        )
        said.not_verified.append(said.unanswered)
        return
    try:
        given = [PublicKey.parse(key) for key in keys]
        trusted = [key for key in given if key.name != log.checkpoint.origin]
        of_log = [key for key in given if key.name == log.checkpoint.origin]
        if of_log:  # entries of the log may lead from these to others
            trusted += followed(of_log, log.entries)[0].valid
        signed = {one.key for one in verified_by(log.note, trusted)}
        # A witness vouches that the log only grew: who publishes are others.
        verified = {key for key in signed if key.type is KeyType.LOG}
    except LedgerError as error:
        said.broken.append(Remark("{path}: {why}", path=CHECKPOINT, why=error))
        return
    names = sorted({key.name for key in verified})
    found = len({key.raw for key in verified})
    lacking = Remark(
        "{path}: signatures needed by keys that were given: {needed}; found: {found}",
        path=CHECKPOINT,
        needed=needed,
        found=found,
    )
    missing = [lacking] if found < needed else []
    if missing and not verified and log.note.signatures:
        missing.append(_OTHER_SIGNERS.at(path=CHECKPOINT, signers=_signers(log)))
    said.hold(missing, Remark("The checkpoint is signed by {names}.", names=", ".join(names)))
    absent = sorted({key.name for key in given} - set(names))
    if absent and not missing:
        said.not_verified.append(
            Remark(
                "Signatures by {names}, whose keys were given: there are none. If they have to "
                "sign too, the pack is not released.",
                names=", ".join(absent),
            )
        )


def _signers(log: PackLog) -> str:
    """Who is said to have signed, each with the part of the public key that tells it from others
    of the name."""
    return ", ".join(sorted({f"{one.name}+{one.key_id.hex()}" for one in log.note.signatures}))


def _check_how_many(log: PackLog, needed: int, said: Verification) -> None:
    """Whether as many signatures stand there as persons have to sign, whosever they are."""
    found = sum(len(line.signature) == _OF_A_PERSON for line in log.note.signatures)
    if needed > max(found, 1):
        said.broken.append(
            Remark(
                "{path}: persons who have to sign it: {needed}; signatures found: {found}",
                path=CHECKPOINT,
                needed=needed,
                found=found,
            )
        )


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: is no text in UTF-8") from error


def has_signatures(files: PackFiles) -> bool:
    """Whether signatures or timestamps stand beside the pack."""
    return any(path.startswith(SIGNATURES) for path in files.sizes)
