"""A pack as one zip: the same bytes for the same files, nothing compressed, so that no byte of it
can be changed unseen."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)
_TOP = "pack"
"""The one folder in every zip: by the name of the folder or file on disk, the same pack would be
other bytes under another name."""


def member(name: str) -> zipfile.ZipInfo:
    """How every file stands in a zip of ours."""
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_STORED
    return info


def write_zip(folder: Path, target: Path) -> None:
    """Write a folder as a zip, all of it below ``pack/``.

    Raises ``ValueError`` where it is too large for a plain zip.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in files]
    if len(files) >= 1 << 16 or sum(sizes) >= 1 << 32 or max(sizes, default=0) >= 1 << 31:
        raise ValueError("more than 65,535 files, 4 GB, or 2 GB in one file")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in files:
            name = f"{_TOP}/{path.relative_to(folder).as_posix()}"
            with path.open("rb") as source, archive.open(member(name), "w") as sink:
                while chunk := source.read(1 << 20):
                    sink.write(chunk)


def is_ours(archive: zipfile.ZipFile, file: Path) -> bool:
    """Whether every byte of a zip that is no file's content is as ``write_zip`` writes it: what a
    reader would not look at cannot have been changed either."""
    directory = b""
    place = 0
    with file.open("rb") as raw:
        for one in archive.infolist():
            info = member(one.filename)
            info.CRC, info.file_size, info.compress_size = one.CRC, one.file_size, one.file_size
            header = info.FileHeader(zip64=False)
            raw.seek(place)
            if one.header_offset != place or raw.read(len(header)) != header:
                return False
            directory += _directory_entry(info, header, place)
            place += len(header) + one.file_size
        raw.seek(place)
        count = len(archive.infolist())
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), place, 0)
        return raw.read() == directory + end


def _directory_entry(info: zipfile.ZipInfo, header: bytes, place: int) -> bytes:
    """An entry of a zip's central directory, which repeats most of a local header."""
    name = header[30:]
    return (
        b"PK\1\2"
        + struct.pack("<BB", 20, info.create_system)
        + header[4:30]
        + struct.pack("<3HLL", 0, 0, 0, info.external_attr, place)
        + name
    )
