"""The bag around a pack (BagIt, RFC 8493), of which only one spelling is admitted: what has two
spellings can be changed unseen. Standard library alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crosstally.pack.layout import (
    BAG_INFO,
    BAGIT,
    FORMAT,
    MANIFEST,
    PAYLOAD,
    TAG_MANIFEST,
)
from crosstally.pack.opening import refuse_leading_out

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

Digest = Callable[[str], str]
"""Path of a file in the pack → its SHA-256 in hexadecimal digits."""


def manifest(paths: Iterable[str], digest: Digest) -> bytes:
    """The lines of a manifest, sorted by path."""
    return "".join(f"{digest(path)}  {_encoded(path)}\n" for path in sorted(paths)).encode()


def bag_info(sizes: Mapping[str, int]) -> bytes:
    """The bag's metadata: what profile it has, its bytes and files of payload."""
    payload = [size for path, size in sizes.items() if path.startswith(PAYLOAD)]
    return (
        f"Internal-Sender-Identifier: {FORMAT}\nPayload-Oxum: {sum(payload)}.{len(payload)}\n"
    ).encode()


def payload(paths: Iterable[str]) -> list[str]:
    """The paths that the manifest names."""
    return [path for path in paths if path.startswith(PAYLOAD)]


def tags(paths: Iterable[str]) -> list[str]:
    """The paths that the manifest of tag files names: all but the payload and itself."""
    return [path for path in paths if path != TAG_MANIFEST and not path.startswith(PAYLOAD)]


def is_of_the_bag(path: str) -> bool:
    """Whether a file is the bag's own."""
    return path in (BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST)


def _encoded(path: str) -> str:
    """A path as a manifest writes it (RFC 8493, section 2.1.3)."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def read_manifest(text: str, name: str) -> dict[str, str]:
    """Path → SHA-256 of a manifest that is spelt as ``manifest`` spells it; ``name`` is the file's.

    Raises ``ValueError`` with the line that is not, and ``RefusedError`` where one leads out.
    """
    found: dict[str, str] = {}
    if text and not text.endswith("\n"):
        raise ValueError("the last line has no end")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        digest, gap, written = line[:64], line[64:66], line[66:]
        path = written.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        if gap != "  " or not _is_digest(digest) or not path or _encoded(path) != written:
            raise ValueError(f"line {number} is not spelt as a manifest's line")
        refuse_leading_out(path, f"{name}: line {number}: ")
        if found and path <= next(reversed(found)):
            raise ValueError(f"line {number} is out of order")
        found[path] = digest
    return found


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(sign in "0123456789abcdef" for sign in text)
