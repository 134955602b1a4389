"""What waits on phones: sealed there for the desk, opened here and nowhere else.

A phone without a network seals each photograph, and the figures of each sheet, to the desk's public
key (RFC 9180, HPKE in base mode: DHKEM with P-256, HKDF with SHA-256, AES-256-GCM) and forgets the
key of its own at once: what waits there, nobody can open, whoever holds the phone. The desk's
private key lies in a file of its folder that only its owner may read.

A sealed item, byte by byte: ``CTQ1``, its id (16), its sender (32), the phone's public key (65),
the ciphertext. The first three are bound to it as HPKE's ``info``. Within: how many bytes of JSON
follow (2, big-endian), the JSON, and the file as the camera wrote it, or the figures as JSON.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosstally.desk import at_rest
from crosstally.desk.at_rest import CLOSED, PublicKey
from crosstally.desk.new_file import keep
from crosstally.desk.pictures import MOST_BYTES
from crosstally.problems import InputError, Problem
from crosstally.words import N_, _

FOLDER = "queue"
"""Of the desk's folder: the key lies there."""
FORMAT = b"CTQ1"
ID_BYTES = 16
SENDER_BYTES = 32
LABEL_BYTES = len(FORMAT) + ID_BYTES + SENDER_BYTES
MOST_SEALED = MOST_BYTES + 4096
"""Bytes of an item: those of a file, and room for what is said of it."""
_PURPOSE = b"crosstally/queue/v1"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LONGEST_SAID = 2_000
_LONGEST_FIGURES = 200_000
_NOTHING = N_("It opens, but what is within is no photograph and no figures of a sheet.")


class SealedError(ValueError):
    """What came is no sealed item of this desk; the message is for whoever sent it."""


@dataclass(frozen=True)
class Label:
    """What can be read of an item without opening it."""

    written: bytes
    """As it came."""
    id: str
    """Drawn on the phone, hexadecimal: the item's key, however often it is sent."""
    sender: str
    """Whose it is, hexadecimal: an account's ``sender``, or the hash of a sending link."""

    @property
    def key(self) -> str:
        """Under which its receipt is kept: another sender's item of the same id is another one."""
        return sha256(self.written).hexdigest()


class Said(BaseModel):
    """What whoever sealed an item said of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    station: Annotated[str, Field(max_length=200)] = ""
    link: Annotated[str, Field(max_length=200)] = ""
    """The secret of the sending link, where it is sent by one."""
    holds: Literal["photograph", "figures"] = "photograph"


class Entered(BaseModel):
    """The figures of one sheet, as they were typed on a phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figures: Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=2_000)]
    """By the names of the sheet's fields and options."""
    check: Annotated[str, Field(max_length=20)] = ""
    """The check digit, where one was worked out; empty where none was."""
    as_written: bool = False
    """Whether what contradicts itself stands so on the sheet."""
    marks: Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=200)] = (
        Field(default_factory=dict)
    )
    """What was seen of the sheet's marks, by the fields of a form; empty where nothing was said."""


@dataclass(frozen=True)
class Opened:
    """An item that was opened."""

    said: Said
    file: bytes

    @property
    def entered(self) -> Entered:
        """The figures that it holds. Raises ``SealedError`` where it holds none."""
        try:
            if self.said.holds != "figures" or len(self.file) > _LONGEST_FIGURES:
                raise ValueError(self.said.holds)
            return Entered.model_validate_json(self.file)
        except (ValidationError, ValueError):
            raise SealedError(_(_NOTHING)) from None


def key_of(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The private key of the desk in ``folder``, drawn where there is none.

    Raises ``InputError`` where others may read it, or it is no such key; ``LockedError`` where it
    is closed to the organisation's key and the desk is locked.
    """
    path = folder / FOLDER / "key.pem"
    closed, organisation = path.with_name(path.name + CLOSED), at_rest.key_of(folder)
    if organisation is not None and closed.exists():
        return _loaded(organisation.open(closed.read_bytes()), closed)
    if not path.exists():
        _draw(path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InputError(
            Problem(
                _("others may read the key that opens what phones have queued"),
                str(path),
                hint=_("Take their right away: chmod 600. Do not delete it: phones seal to it."),
            )
        )
    return _loaded(path.read_bytes(), path)


def close_key(folder: Path, organisation: PublicKey) -> None:
    """Close the private key to the organisation's, so that it lies nowhere open."""
    path = folder / FOLDER / "key.pem"
    if path.exists():
        unfinished = path.with_name(f".writing-{secrets.token_hex(8)}")
        keep(unfinished, organisation.close(path.read_bytes()))
        unfinished.replace(path.with_name(path.name + CLOSED))
        path.unlink()


def _loaded(written: bytes, path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(written, None)
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise InputError(
            Problem(
                _("is not the key that opens what phones have queued"),
                str(path),
                expected="PEM, P-256",
                hint=_("Take it from a backup: what waits on phones opens with nothing else."),
            )
        )
    return key


def _draw(path: Path) -> None:
    """Write a new key, whole and for its owner alone; where two do so at once, one key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = ec.generate_private_key(ec.SECP256R1())
    written = drawn.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unfinished = path.with_name(f".writing-{secrets.token_hex(8)}")
    try:
        keep(unfinished, written)
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink(missing_ok=True)


def public_key_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """What phones seal to: the point of P-256, uncompressed, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def label_of(begun: bytes) -> Label:
    """The label that an item begins with. Raises ``SealedError`` where it does not."""
    if len(begun) != LABEL_BYTES or not begun.startswith(FORMAT):
        raise SealedError(_("This is nothing that a phone has queued for a desk."))
    id_, sender = begun[len(FORMAT) :][:ID_BYTES], begun[-SENDER_BYTES:]
    return Label(begun, id_.hex(), sender.hex())


def opened(key: ec.EllipticCurvePrivateKey, label: Label, rest: bytes) -> Opened:
    """The item of a label. Raises ``SealedError`` where it was sealed for another desk, changed on
    its way, or does not hold what it should."""
    try:
        within = _SUITE.decrypt(rest, key, _PURPOSE + label.written)
    except (InvalidTag, ValueError):
        raise SealedError(
            _("It does not open: it was sealed for another desk, or changed on its way.")
        ) from None
    length = int.from_bytes(within[:2])
    said, file = within[2 : 2 + length], within[2 + length :]
    try:
        if not 0 < length <= _LONGEST_SAID or len(said) != length or not file:
            raise ValueError(length)
        return Opened(Said.model_validate_json(said), file)
    except (ValidationError, ValueError):
        raise SealedError(_(_NOTHING)) from None
