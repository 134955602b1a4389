"""A witness: somebody else, who cosigns a log's checkpoint if the log did nothing but grow.

It remembers the last checkpoint it cosigned of each log that it follows. A log that drops or
changes an entry, or shows different people different logs, gets no cosignature of it (C2SP
tlog-witness). How requests travel, as files or over a network, is not the witness's business.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.encoding import base64_bytes, base64_text, decimal_number
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey, PublicKey, verified_by
from crosstally.ledger.log import Log
from crosstally.ledger.notes import parse_note
from crosstally.ledger.tiles import read_plain
from crosstally.ledger.tree import HASH_BYTES, consistent

MAX_PROOF = 63
_LARGEST_MEMORY = 64 << 20


class _Followed(TypedDict):
    """What a witness remembers of one log."""

    keys: list[str]
    size: int
    root: str | None


@dataclass(frozen=True)
class Answer:
    """What a witness answers: a status as over HTTP, and a body."""

    status: int
    """200 cosigned; 400 malformed; 403 no trusted signature; 404 unknown log; 409 the request does
    not start where the witness stands; 422 the log did not only grow."""
    body: str
    """At 200 the signature line; at 409 the size the witness knows; else the reason."""


class _RefusalError(Exception):
    def __init__(self, status: int, body: object) -> None:
        self.answer = Answer(status, f"{body}\n")


class Witness:
    """A witness whose memory is a file and whose key is given to it."""

    def __init__(self, memory: Path, key: PrivateKey) -> None:
        if key.type is not KeyType.WITNESS:
            raise LedgerError("{name} is no key of a witness", name=key.name)
        self.memory = memory
        self.key = key

    def follow(self, log_key: PublicKey) -> None:
        """Cosign from now on the log that bears this key's name; a log may have several keys."""
        if log_key.type is not KeyType.LOG:
            raise LedgerError("{name} is no key of a log", name=log_key.name)
        with self._remembered() as logs:
            log = logs.setdefault(log_key.name, {"keys": [], "size": 0, "root": None})
            if str(log_key) not in log["keys"]:
                log["keys"].append(str(log_key))

    def add_checkpoint(self, request: str, time: int) -> Answer:
        """Answer a request (see ``request_of``) at a time, in seconds since 1970.

        The new checkpoint is on disk before the cosignature is given out.
        """
        try:
            with self._remembered() as logs:
                checkpoint = _admitted(request, logs)
                logs[checkpoint.origin]["size"] = checkpoint.size
                logs[checkpoint.origin]["root"] = base64_text(checkpoint.root)
        except _RefusalError as refused:
            return refused.answer
        return Answer(200, str(self.key.sign(str(checkpoint), time)))

    @contextmanager
    def _remembered(self) -> Iterator[dict[str, _Followed]]:
        """The logs as remembered; what was changed in them is remembered at the end, unless an
        error ends it. One request at a time: two could else roll the memory back."""
        from filelock import FileLock

        with FileLock(f"{self.memory}.lock"):
            logs = _recalled(self.memory)
            yield logs
            beside = self.memory.with_name(self.memory.name + ".new")
            with beside.open("w", encoding="utf-8") as file:
                json.dump(logs, file, indent=2, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.memory)


def _recalled(memory: Path) -> dict[str, _Followed]:
    """What a file says of the logs that are followed; nothing where there is none. Raises
    ``LedgerError`` where it is damaged: beginning anew would cosign any fork."""
    try:
        logs = json.loads(read_plain(memory, _LARGEST_MEMORY))
        for log in logs.values():
            if set(log) != {"keys", "size", "root"} or type(log["size"]) is not int:
                raise ValueError("a log has other fields than it should")
            list(map(PublicKey.parse, log["keys"]))
            if log["root"] is not None:
                base64_bytes(log["root"], "the root hash remembered", HASH_BYTES)
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, RecursionError, LedgerError) as error:
        raise LedgerError(
            "{file}: is no memory of a witness, or a damaged one ({why}). Put it back from a copy: "
            "a witness that begins anew would cosign another log of the same name",
            file=memory,
            why=error,
        ) from error
    return cast("dict[str, _Followed]", logs)


def request_of(log: Log, old_size: int) -> str:
    """The request to cosign a log's checkpoint, by a witness that knows ``old_size`` entries."""
    if not log.signatures:
        raise SignatureError("a witness cosigns what the log has signed: this log is not signed")
    proof = "".join(f"{base64_text(step)}\n" for step in log.consistency_proof(old_size))
    return f"old {old_size}\n{proof}\n{log.note}"


def _admitted(request: str, logs: dict[str, _Followed]) -> Checkpoint:
    """The checkpoint of a request that is to be cosigned; ``_RefusalError`` where it is not."""
    try:
        head, _, signed = request.partition("\n\n")
        old_line, *steps = head.split("\n")
        if not old_line.startswith("old ") or len(steps) > MAX_PROOF:
            raise LedgerError("a request begins with 'old' and a size, and at most 63 hashes")
        old_size = decimal_number(old_line.removeprefix("old "), "the old size")
        proof = [base64_bytes(step, "a hash of the proof", HASH_BYTES) for step in steps]
        note = parse_note(signed)
        checkpoint = Checkpoint.parse(note.text)
    except LedgerError as error:
        raise _RefusalError(400, error) from error
    log = logs.get(checkpoint.origin)
    if log is None:
        raise _RefusalError(404, "this log is not followed here")
    try:
        verified = verified_by(note, map(PublicKey.parse, log["keys"]))
    except SignatureError as error:
        raise _RefusalError(403, error) from error
    if not verified:
        raise _RefusalError(403, "no key of the log that is known here has signed")
    if old_size > checkpoint.size:
        raise _RefusalError(400, "the old size is greater than that of the checkpoint")
    if old_size != log["size"]:
        raise _RefusalError(409, log["size"])
    _check_growth(log, checkpoint, proof)
    return checkpoint


def _check_growth(log: _Followed, checkpoint: Checkpoint, proof: list[bytes]) -> None:
    if log["root"] is None:
        if proof:
            raise _RefusalError(422, "a first checkpoint comes without a proof")
        return
    old_root = base64_bytes(log["root"], "the root hash remembered")
    if log["size"] == checkpoint.size and old_root != checkpoint.root:
        raise _RefusalError(409, log["size"])
    if not consistent(log["size"], checkpoint.size, old_root, checkpoint.root, proof):
        raise _RefusalError(422, "the proof does not show that the log only grew")
