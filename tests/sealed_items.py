"""Items as phones seal them (``static/desk/queue.js``), for tests without a phone."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def label(sender: str, id_: bytes = b"") -> bytes:
    """What an item begins with; an id is drawn where none is given."""
    return b"CTQ1" + (id_ or secrets.token_bytes(16)) + bytes.fromhex(sender)


def sender_of(token: str) -> str:
    """Under which a phone keeps what is to be sent by a link."""
    return sha256(token.encode()).hexdigest()


def sealed(
    public_key: bytes, label: bytes, file: bytes, station: str = "", link: str = ""
) -> bytes:
    """A whole item."""
    said = json.dumps({"station": station, "link": link}).encode()
    return sealed_bytes(public_key, label, len(said).to_bytes(2, "big") + said + file)


def sealed_figures(public_key: bytes, label: bytes, entered: object, station: str) -> bytes:
    """A whole item with what was entered of a sheet."""
    said = json.dumps({"station": station, "link": "", "holds": "figures"}).encode()
    within = len(said).to_bytes(2, "big") + said + json.dumps(entered).encode()
    return sealed_bytes(public_key, label, within)


def sealed_bytes(public_key: bytes, label: bytes, within: bytes) -> bytes:
    """An item of anything whatever."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    return label + SUITE.encrypt(within, point, b"crosstally/queue/v1" + label)
