"""Signatures of a pack: by further persons' keys, and by programs of others."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crosstally.ledger.detached import minisign_signature, ssh_signature
from crosstally.ledger.errors import SignatureError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.notes import Note, with_signatures
from crosstally.ledger.tiles import read_plain
from crosstally.pack import bag, layout
from crosstally.pack.opening import FolderFiles, digest_of, small
from crosstally.pack.verify import verify
from crosstally.pack.verify_log import MOST_BYTES, read_checkpoint
from crosstally.problems import InputError, Problem
from crosstally.words import _


def signature_files(key: PrivateKey, text: str) -> dict[str, bytes]:
    """What ``minisign`` and ``ssh-keygen`` verify, beside the text that they sign: path → bytes."""
    place, name = layout.SIGNATURES, key.public.id.hex()
    message = text.encode()
    comment = f"checkpoint of {text.splitlines()[0]}"
    return {
        layout.SIGNED_TEXT: message,
        f"{place}{name}.minisig": minisign_signature(key, message, comment).encode(),
        f"{place}{name}.sig": ssh_signature(key, message).encode(),
    }


def sign(pack: Path, key: PrivateKey) -> None:
    """Add the signature of one more person to a pack in a folder.

    Raises ``SignatureError`` where the pack is broken: nobody should vouch for it then.
    """
    _refuse_file(pack)
    files = FolderFiles(pack)
    said = verify(files, may_lack_signatures=True)
    if not said.is_sound:
        raise SignatureError("{pack}: is broken, and was not signed: {why}", pack=pack,
                             why=said.broken[0])  # fmt: skip
    note, checkpoint = read_checkpoint(small(files, layout.CHECKPOINT).decode())
    signed = with_signatures(Note(str(checkpoint), note.signatures), [key.sign(str(checkpoint))])
    added = {layout.CHECKPOINT: str(signed).encode(), **signature_files(key, str(checkpoint))}
    for path, data in added.items():
        (pack / path).parent.mkdir(exist_ok=True)
        (pack / path).write_bytes(data)
    _name_tags(pack)


def attach(pack: Path, file: Path) -> str:
    """Put a signature or timestamp that another program made into a pack; its path there. Raises
    ``LedgerError`` where it is larger than such a file is, or a pipe."""
    _refuse_file(pack)
    path = layout.SIGNATURES + file.name
    if (pack / path).exists():
        raise InputError(Problem(_("is there already; nothing was written"), str(pack / path)))
    FolderFiles(pack)
    data = read_plain(file, MOST_BYTES)
    (pack / path).parent.mkdir(exist_ok=True)
    (pack / path).write_bytes(data)
    _name_tags(pack)
    return path


def _refuse_file(pack: Path) -> None:
    if pack.is_file():
        hint = _("Build it into a folder: signatures are put into folders alone.")
        raise InputError(Problem(_("is no folder of a pack"), str(pack), hint=hint))


def _name_tags(pack: Path) -> None:
    files = FolderFiles(pack)
    text = bag.manifest(bag.tags(files.sizes), partial(digest_of, files))
    (pack / layout.TAG_MANIFEST).write_bytes(text)
