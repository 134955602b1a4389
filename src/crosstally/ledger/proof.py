"""A proof that stands alone: an entry's place in a log, the path to its root, the checkpoint.

The text form is C2SP's ``tlog-proof``.
"""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.encoding import base64_bytes, base64_text, decimal_number
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import KeptLog
from crosstally.ledger.notes import parse_note
from crosstally.ledger.tree import HASH_BYTES, leaf_hash, root_by_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63


@dataclass(frozen=True)
class InclusionProof:
    """That an entry is in a log of a size."""

    index: int
    """Counted from 0."""
    path: tuple[bytes, ...]
    checkpoint: str
    """The checkpoint as it stands, with its signatures if there are any."""

    @classmethod
    def of(cls, log: KeptLog, index: int) -> InclusionProof:
        """The proof for an entry of a log. Raises ``LedgerError`` where there is no such one."""
        text = str(log.note) if log.signatures else str(log.checkpoint)
        return cls(index, tuple(log.inclusion_proof(index)), text)

    def __str__(self) -> str:
        path = "".join(f"{base64_text(step)}\n" for step in self.path)
        return f"{HEADER}\nindex {self.index}\n{path}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> InclusionProof:
        """A proof from its text. Raises ``LedgerError``."""
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not separator or lines[0] != HEADER:
            raise LedgerError("is no proof of a log: its first line is not '{first}'", first=HEADER)
        if len(lines) > 1 and lines[1].startswith("extra "):
            del lines[1]
        if len(lines) < 2 or not lines[1].startswith("index ") or len(lines) > MAX_PATH + 2:
            raise LedgerError("a proof names the entry's index and at most 63 hashes")
        index = decimal_number(lines[1].removeprefix("index "), "the index")
        path = [base64_bytes(line, "a hash of the proof", HASH_BYTES) for line in lines[2:]]
        return cls(index, tuple(path), checkpoint)

    def root_of(self) -> Checkpoint:
        """The checkpoint that it leads to; signatures are not looked at."""
        text = self.checkpoint
        return Checkpoint.parse(parse_note(text).text if "\n\n" in text else text)

    def holds_for(self, entry: bytes) -> bool:
        """Whether it shows that the entry is in the log of its checkpoint."""
        checkpoint = self.root_of()
        leaf = leaf_hash(entry)
        try:
            root = root_by_inclusion(leaf, self.index, checkpoint.size, self.path)
        except LedgerError:
            return False
        return root == checkpoint.root
