"""What a desk without a network has done, on a stick for another desk: sealed, signed, whole.

Within is a tar archive: what it holds and the hash of each file, the signature of the desk that
wrote it, the log, and the pictures. No account, no name and no salt is in it: people stand in the
log by pseudonyms, and their desk alone knows who they are.
"""

from __future__ import annotations

import io
import tarfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from crosstally.desk.new_file import new_file
from crosstally.desk.pictures import MOST_BYTES
from crosstally.desk.sealed import public_key_of
from crosstally.desk.sealed_stream import BrokenSealError, Opening, Sealing
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey, PublicKey
from crosstally.ledger.tiles import MAX_ENTRY_BYTES
from crosstally.problems import InputError, Problem
from crosstally.words import _

FORMAT = "crosstally/desk-bundle/v1"
KEY_FILE = "hub.key"
"""Of the desk's folder: what its bundles are signed with."""
_ADDRESS = "crosstally-desk-1:"
_CONTENTS, _SIGNATURE, _LOG = "bundle.json", "signature", "log"
_MOST_CONTENTS = 256 << 20
_MOST_LOG = 1 << 30
_HASH = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Page(BaseModel):
    """One page of the picture of a sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    page: Annotated[int, Field(ge=0, lt=1_000)]
    digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    """Of the file that came; empty where another sheet was made of the same file."""
    likeness: Annotated[str, Field(pattern="^[0-9a-f]{144}$")]
    area: Annotated[str, Field(max_length=200)]
    received_at: AwareDatetime
    jpeg: _HASH
    exif: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    """The SHA-256 of the picture, and of what the camera wrote, if it wrote anything."""

    @property
    def name(self) -> str:
        """The name of its file in the bundle, without the ending."""
        return f"pictures/{self.sheet}-{self.page}"


class Contents(BaseModel):
    """What a bundle says it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["crosstally/desk-bundle/v1"]
    contest: Annotated[str, Field(pattern=r"^[\w-]{1,100}$")]
    hub: Annotated[str, Field(max_length=500)]
    """The public key that signed it."""
    log: _HASH
    pages: list[Page]


@dataclass(frozen=True)
class Kept:
    """A page with its bytes."""

    page: Page
    jpeg: bytes
    exif: bytes


@dataclass(frozen=True)
class Opened:
    """A bundle that was opened, its pages still to be read, once and in their order."""

    contents: Contents
    hub: PublicKey
    entries: Sequence[bytes]
    pages: Iterator[Kept]


def address_of(key: ec.EllipticCurvePrivateKey) -> str:
    """To whom bundles are sealed, in one word that is no secret."""
    return _ADDRESS + b64encode(public_key_of(key)).decode()


def addressed(text: str) -> ec.EllipticCurvePublicKey:
    """The key of such a word. Raises ``InputError``."""
    try:
        if not text.startswith(_ADDRESS):
            raise ValueError(text)
        point = b64decode(text.removeprefix(_ADDRESS), validate=True)
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise InputError(
            Problem(
                _("is no desk's key to seal to"),
                "--to",
                read=text,
                expected=f"{_ADDRESS}…",
                hint=_("`crosstally desk key DIR` prints that of the desk which is to open it."),
            )
        ) from None


def hub_key(folder: Path, contest: str) -> PrivateKey:
    """The key by which other desks know this one, drawn at the first bundle. Raises
    ``LedgerError`` where others may read it."""
    path = folder / KEY_FILE
    if not path.exists():
        PrivateKey.new(f"desk.invalid/{contest}/hub").write(path)
    return PrivateKey.read(path)


def write_bundle(
    file: Path,
    to: ec.EllipticCurvePublicKey,
    key: PrivateKey,
    contest: str,
    entries: Iterable[bytes],
    pages: Sequence[Page],
    files: Callable[[Page], tuple[bytes, bytes]],
) -> None:
    """Write a bundle, which its owner alone may read; nothing is left where that fails.

    ``files``: the picture of a page, and what the camera wrote beside it. Raises ``InputError``.
    """
    log = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
    contents = Contents(
        format=FORMAT,
        contest=contest,
        hub=str(key.public),
        log=sha256(log).hexdigest(),
        pages=list(pages),
    )
    said = contents.model_dump_json().encode()
    with (
        new_file(file) as target,
        Sealing(target, to) as sealing,
        tarfile.open(fileobj=sealing, mode="w|") as tar,
    ):
        _put(tar, _CONTENTS, said)
        _put(tar, _SIGNATURE, key.sign_bytes(_signed(said)))
        _put(tar, _LOG, log)
        for page in pages:
            jpeg, exif = files(page)
            _put(tar, f"{page.name}.jpg", jpeg)
            if page.exif:
                _put(tar, f"{page.name}.exif", exif)


def _signed(said: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + sha256(said).digest()


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def open_bundle(source: io.BufferedReader, key: ec.EllipticCurvePrivateKey, shown: str) -> Opened:
    """What is in a bundle for the desk of ``key``, the signature tried and the log read; whose key
    it was signed by is for others to judge. Each page is tried as it is read.

    Raises ``InputError``, reading the pages too, where it was sealed for another desk, is damaged,
    or holds something else than it says.
    """
    try:
        stream = io.BufferedReader(Opening(source, key))
        tar = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 -- the pages are read from it
        said = _taken(tar, _CONTENTS, _MOST_CONTENTS)
        contents = Contents.model_validate_json(said)
        hub = PublicKey.parse(contents.hub)
        signature = _taken(tar, _SIGNATURE, 64)
        Ed25519PublicKey.from_public_bytes(hub.raw).verify(signature, _signed(said))
        log = _taken(tar, _LOG, _MOST_LOG, contents.log)
        entries = list(_entries(log))
    except (*_BROKEN, ValidationError, LedgerError, InvalidSignature):
        raise _damaged(shown) from None
    return Opened(contents, hub, entries, _pages(tar, stream, contents, shown))


_BROKEN = (BrokenSealError, tarfile.TarError, OSError, EOFError, ValueError)


def _pages(
    tar: tarfile.TarFile, stream: io.BufferedReader[Opening], contents: Contents, shown: str
) -> Iterator[Kept]:
    try:
        for page in contents.pages:
            jpeg = _taken(tar, f"{page.name}.jpg", MOST_BYTES, page.jpeg)
            exif = _taken(tar, f"{page.name}.exif", MOST_BYTES, page.exif) if page.exif else b""
            if not _is_jpeg(jpeg):
                raise ValueError(page.name)
            yield Kept(page, jpeg, exif)
        if tar.next() is not None:
            raise ValueError
        while stream.read(1 << 20):
            pass
    except _BROKEN:
        raise _damaged(shown) from None


def _taken(tar: tarfile.TarFile, name: str, most: int, digest: str = "") -> bytes:
    """The next file, which has to be this one. Raises ``ValueError``."""
    member = tar.next()
    if member is None or member.name != name or not member.isreg() or member.size > most:
        raise ValueError(name)
    file = tar.extractfile(member)
    data = file.read(member.size) if file else b""
    if len(data) != member.size or (digest and sha256(data).hexdigest() != digest):
        raise ValueError(name)
    return data


def _entries(log: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(log):
        length = int.from_bytes(log[at : at + 2], "big")
        entry = log[at + 2 : at + 2 + length]
        if not 0 < length <= MAX_ENTRY_BYTES or len(entry) != length:
            raise ValueError(at)
        yield entry
        at += 2 + length


def _is_jpeg(data: bytes) -> bool:
    """Whether it begins as the JPEG that a desk writes; its pixels are not unpacked."""
    from PIL import Image, UnidentifiedImageError

    from crosstally.desk.pictures import LONGEST_SIDE

    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return max(image.size) <= LONGEST_SIDE
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def _damaged(shown: str) -> InputError:
    return InputError(
        Problem(
            _("is no whole bundle for this desk: it was sealed for another one, or is damaged"),
            shown,
            hint=_("Nothing was taken in. Have the other desk write it again, to this desk's key."),
        )
    )
