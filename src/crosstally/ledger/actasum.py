"""Proofs and logs as actasum writes and reads them: JSON, and a file with an entry a line.

Source: actasum 0.1.0, ``docs/spec/log.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NoReturn

from crosstally.ledger import canonical, tree
from crosstally.ledger.canonical import Json
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.encoding import base64_bytes, base64_text
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import CHECKPOINT, read_checkpoint
from crosstally.ledger.notes import Note
from crosstally.ledger.proof import MAX_PATH, InclusionProof

INCLUSION, CONSISTENCY = "actasum/inclusion-proof/v0.1", "actasum/consistency-proof/v0.1"
LEAVES = "leaves.jsonl"
MAX_LINE = 16 << 20


def inclusion_json(proof: InclusionProof, entry: bytes) -> dict[str, Json]:
    """A proof as ``actasum log check-proof`` reads it; the entry is a statement."""
    checkpoint = proof.root_of()
    return {
        "spec": INCLUSION,
        "checkpoint": {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": base64_text(checkpoint.root),
        },
        "leaf_index": proof.index,
        "statement": canonical.decode(entry),
        "path": [base64_text(step) for step in proof.path],
    }


@dataclass(frozen=True)
class Growth:
    """That the log of one checkpoint is the beginning of that of another."""

    old: Checkpoint
    new: Checkpoint
    path: tuple[bytes, ...]

    @property
    def holds(self) -> bool:
        """Whether it does, if both checkpoints are of one log."""
        old, new = self.old, self.new
        return old.origin == new.origin and tree.consistent(
            old.size, new.size, old.root, new.root, self.path
        )


def read_proof(text: str) -> tuple[InclusionProof, bytes] | Growth:
    """A proof with the entry that it is of, or one that a log grew. Raises ``LedgerError``."""
    try:
        found = json.loads(
            text, object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise LedgerError("the proof is no JSON: {why}", why=error) from error
    spec = found.get("spec") if isinstance(found, dict) else None
    if spec == INCLUSION:
        index, statement = found.get("leaf_index"), found.get("statement")
        if not isinstance(index, int) or isinstance(index, bool) or not isinstance(statement, dict):
            raise LedgerError("the proof names no entry")
        # Keys in the order of their code points, as actasum has them, not of RFC 8785.
        entry = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        checkpoint = str(_checkpoint(found.get("checkpoint")))
        return InclusionProof(index, _path(found.get("path")), checkpoint), _utf8(entry)
    if spec == CONSISTENCY:
        old, new = _checkpoint(found.get("old")), _checkpoint(found.get("new"))
        return Growth(old, new, _path(found.get("path")))
    raise LedgerError(
        "is no proof of actasum's: its `spec` is neither {one} nor {two}",
        one=INCLUSION,
        two=CONSISTENCY,
    )


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is no whole number")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError("the proof is no JSON: {why}", why=error) from error


def _checkpoint(found: object) -> Checkpoint:
    match found:
        case {"origin": str(origin), "size": int(size), "root": str(root)}:
            return Checkpoint.parse(f"{origin}\n{size}\n{root}\n")
    raise LedgerError("the proof holds no checkpoint: origin, size and root")


def _path(found: object) -> tuple[bytes, ...]:
    if not isinstance(found, list) or len(found) > MAX_PATH:
        raise LedgerError("a proof has a path of at most {most} hashes", most=MAX_PATH)
    return tuple(base64_bytes(str(step), "a hash of the proof", tree.HASH_BYTES) for step in found)


class LinesLog:
    """A log in actasum's layout: ``leaves.jsonl`` with an entry a line, and the checkpoint."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkpoint, self.signatures = read_checkpoint(folder / CHECKPOINT)

    @property
    def note(self) -> Note:
        """The checkpoint with its signatures."""
        return Note(str(self.checkpoint), self.signatures)

    def entries(self) -> Iterator[bytes]:
        """The entries in their order. Raises ``LedgerError`` where a line has no end."""
        with (self.folder / LEAVES).open("rb") as lines:
            for line in iter(lambda: lines.readline(MAX_LINE), b""):
                if not line.endswith(b"\n"):
                    raise LedgerError("{file}: a line is cut off, or too long", file=LEAVES)
                yield line[:-1]

    def verify(self) -> None:
        """Hash every entry again. Raises ``LedgerError`` where they are not the checkpoint's."""
        size = len(self._levels[0]) // tree.HASH_BYTES
        if (size, tree.root(tree.nodes_in(self._levels), size)) != (
            self.checkpoint.size,
            self.checkpoint.root,
        ):
            raise LedgerError("the entries are not those that the checkpoint commits to")

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """The proof that the log of ``old_size`` entries is the beginning of this one."""
        return tree.consistency_proof(tree.nodes_in(self._levels), old_size, self.checkpoint.size)

    @cached_property
    def _levels(self) -> list[bytes]:
        # One more than there should be is enough to know that they are not the checkpoint's.
        return tree.levels_of(tree.leaf_hashes(islice(self.entries(), self.checkpoint.size + 1)))
