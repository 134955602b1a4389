"""Signed notes (C2SP signed-note): a text, an empty line, and signature lines.

A signature line names a key and holds the key's four-byte identifier and the signature. A reader
trusts only keys that it was given beforehand, and ignores lines of other keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crosstally.ledger.encoding import base64_bytes, base64_text
from crosstally.ledger.errors import LedgerError, SignatureError

MAX_SIGNATURES = 64
_DASH = "\N{EM DASH}"


@dataclass(frozen=True)
class SignatureLine:
    """One line below a note: who is said to have signed, with which key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH} {self.name} {base64_text(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text, which ends with a newline, and the signature lines below it."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))


def check_name(name: str) -> str:
    """A name of a key or log: no space, no plus, at most 255 bytes; it is returned."""
    if not name or len(name.encode()) > 255:
        raise LedgerError(
            "a name of a key or log has 1 to 255 bytes: read {name!r}", name=name[:60]
        )
    if "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise LedgerError(
            "a name of a key or log has no space, plus or unseen sign: read {name!r}", name=name
        )
    return name


def parse_note(data: str) -> Note:
    """A note from its text. Signatures are not checked here: see ``keys.verified_by``."""
    if any(char < " " and char != "\n" for char in data):
        raise LedgerError("a signed note has no control characters")
    text, separator, block = data.rpartition("\n\n")
    if not separator:
        raise SignatureError("the note has no signatures: an empty line goes before them")
    return Note(text + "\n", parse_signature_lines(block))


def parse_signature_lines(block: str) -> tuple[SignatureLine, ...]:
    """Signature lines, each ended by a newline; no key may sign twice."""
    if not block.endswith("\n"):
        raise SignatureError("the signature lines do not end with a newline")
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise SignatureError("the note has more than {limit} signatures", limit=MAX_SIGNATURES)
    parsed = tuple(map(_signature_line, lines))
    if len({(line.name, line.key_id) for line in parsed}) < len(parsed):
        raise SignatureError("two signatures of the note are by one key")
    return parsed


def _signature_line(line: str) -> SignatureLine:
    match line.split(" "):
        case [dash, name, encoded] if dash == _DASH:
            raw = base64_bytes(encoded, "a signature")
            if len(raw) < 5:
                raise SignatureError("a signature is too short")
            return SignatureLine(check_name(name), raw[:4], raw[4:])
    raise SignatureError(
        "a signature line is a long dash, a name and base64: read {line!r}", line=line[:80]
    )


def with_signatures(note: Note, added: Sequence[SignatureLine]) -> Note:
    """The note with more signatures; a key that signed already does not sign twice."""
    have = {(line.name, line.key_id) for line in note.signatures}
    fresh = [line for line in added if (line.name, line.key_id) not in have]
    return Note(note.text, (*note.signatures, *fresh))
