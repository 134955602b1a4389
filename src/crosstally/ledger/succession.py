"""Which keys may sign a log's checkpoints: the first one, and what later entries say.

A key that signs introduces another or revokes one by an entry of the log, signed. The entry counts
from the checkpoint that holds it: before it, the old keys sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from crosstally.ledger import canonical
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import KeyType, PrivateKey, PublicKey, verified_by
from crosstally.ledger.notes import Note, parse_signature_lines

Act = Literal["introduce-key", "revoke-key"]
_MARKS = (b'{"act":"introduce-key"', b'{"act":"revoke-key"')
"""How the canonical text of such an entry begins."""


def introduction(key: PublicKey, by: PrivateKey) -> bytes:
    """The entry by which a key of the log introduces another one of the same name."""
    return _signed_act("introduce-key", key, by, "")


def revocation(key: PublicKey, by: PrivateKey, reason: str) -> bytes:
    """The entry that takes a key out of use. A key may revoke itself where another stays."""
    return _signed_act("revoke-key", key, by, reason)


@dataclass(frozen=True)
class Succession:
    """The keys of a log after some entries."""

    valid: tuple[PublicKey, ...]
    revoked: tuple[PublicKey, ...] = ()

    def after(self, entry: bytes) -> Succession:
        """The keys after one more entry; entries that are no acts on keys change nothing.

        Raises ``SignatureError`` where the act is not signed by a key valid before it, or would
        leave the log without a key.
        """
        act = _act_of(entry)
        if act is None:
            return self
        text, what, key = act
        if key.type is not KeyType.LOG or key.name != self.valid[0].name:
            raise SignatureError("{key} is no key for this log", key=key.name)
        if not verified_by(text, self.valid):
            raise SignatureError("an act on the log's keys is not signed by a key valid then")
        if what == "introduce-key":
            if key in self.valid or key in self.revoked:
                raise SignatureError("a key is introduced that was a key of this log before")
            return Succession((*self.valid, key), self.revoked)
        left = tuple(held for held in self.valid if held != key)
        if not left or len(left) == len(self.valid):
            raise SignatureError("a key is revoked that is not valid, or is the last one")
        return Succession(left, (*self.revoked, key))


def keys_after(first: PublicKey, entries: Iterable[bytes]) -> Succession:
    """The keys that may sign a checkpoint over these entries."""
    keys = Succession((first,))
    for entry in entries:
        if entry.startswith(_MARKS):
            keys = keys.after(entry)
    return keys


def followed(given: Sequence[PublicKey], entries: Iterable[bytes]) -> tuple[Succession, int]:
    """The keys that may sign a checkpoint over these entries, for somebody who trusts the keys
    ``given`` (one at least, all of the log's name), and how many acts on keys were passed over.

    An act that no key trusted by then has signed changes nothing: whoever may enter lines into a
    log could else make it worthless.
    """
    keys, passed_over = Succession(tuple(given)), 0
    for entry in entries:
        if entry.startswith(_MARKS):
            try:
                keys = keys.after(entry)
            except LedgerError:
                passed_over += not _introduces_one_of(entry, keys.valid)
    return keys, passed_over


def named_keys(entries: Iterable[bytes]) -> tuple[set[PublicKey], set[PublicKey]]:
    """The keys that entries introduce, and those that they revoke, whoever signed that: for the
    keeper of a log, who entered them."""
    named: dict[str, set[PublicKey]] = {"introduce-key": set(), "revoke-key": set()}
    for entry in entries:
        if entry.startswith(_MARKS) and (act := _act_of(entry)) is not None:
            named[act[1]].add(act[2])
    return named["introduce-key"], named["revoke-key"]


def is_act_on_keys(entry: bytes) -> bool:
    """Whether an entry says that it introduces or revokes a key, be it signed or not."""
    return entry.startswith(_MARKS)


def _introduces_one_of(entry: bytes, keys: Sequence[PublicKey]) -> bool:
    try:
        act = _act_of(entry)
    except LedgerError:
        return False
    return act is not None and act[1] == "introduce-key" and act[2] in keys


def _signed_act(act: Act, key: PublicKey, by: PrivateKey, reason: str) -> bytes:
    body: dict[str, canonical.Json] = {"act": act, "key": str(key), "reason": reason}
    return canonical.encode({**body, "signature": str(by.sign(_text(body)))})


def _act_of(entry: bytes) -> tuple[Note, str, PublicKey] | None:
    """The signed text, the act and the key of an entry that is an act on keys."""
    match canonical.decode(entry):
        case {
            "act": "introduce-key" | "revoke-key" as act,
            "key": str(key),
            "reason": str(reason),
            "signature": str(signature),
            **rest,
        } if not rest:
            note = Note(
                _text({"act": act, "key": key, "reason": reason}), parse_signature_lines(signature)
            )
            return note, act, PublicKey.parse(key)
        case {"act": "introduce-key" | "revoke-key"}:
            raise LedgerError("an act on the log's keys has not the fields that it must have")
    return None


def _text(body: dict[str, canonical.Json]) -> str:
    """What is signed: never the text of a checkpoint, which begins with the log's name."""
    return f"crosstally key act\n\n{canonical.encode(body).decode()}\n"
