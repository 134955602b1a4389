"""What keeps passkeys, written for tests (WebAuthn, level 2): it signs whatever it is asked to."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _WITH_KEY = 0x01, 0x40
_ES256, _EC2, _P256 = -7, 2, 1


def written(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> bytes:
    """What was written so."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey, at first not known to anybody. What is changed in ``say`` is said to the desk
    instead of the truth."""

    origin: str
    host: str
    counts: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def create(self, options: str, **say: Any) -> str:
        """The answer to what a page asks to make a passkey by."""
        asked = json.loads(options)
        self.handle = read(asked["user"]["id"])
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        key = cbor2.dumps({1: _EC2, 3: _ES256, -1: _P256, -2: x, -3: y})
        kept = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        about = self._about(_PRESENT | _WITH_KEY, say) + kept
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        said = self._said("webauthn.create", asked, say)
        return self._answer({"attestationObject": written(made), "clientDataJSON": written(said)})

    def get(self, options: str, **say: Any) -> str:
        """The answer to what a page asks to show it by."""
        asked = json.loads(options)
        self.count += self.counts
        about = self._about(say.get("flags", _PRESENT), say)
        said = self._said("webauthn.get", asked, say)
        signature = self.key.sign(about + sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": about, "signature": signature, "clientDataJSON": said}
        handle = say.get("handle", self.handle)
        return self._answer(
            {name: written(part) for name, part in parts.items()}
            | ({"userHandle": written(handle)} if handle else {})
        )

    def _about(self, flags: int, say: dict[str, Any]) -> bytes:
        host: str = say.get("host", self.host)
        count: int = say.get("count", self.count)
        return sha256(host.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _said(self, kind: str, asked: dict[str, Any], say: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said | say.get("said", {})).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = written(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
