"""Photographs of sheets for tests, as cameras and strangers send them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.packs import OBSERVED

SECRET = "Aigul's telephone"
HIDE = "    hide: [{page: 1, left: 0.1, top: 0.8, right: 0.9, bottom: 0.95, why: signatures}]\n"
LISTED = (
    "station,source,page,file\n"
    "1,cec,,scans/IMG_20240512_2314_Aigul.jpg\n"
    "2,watch,1,scans/two.png\n"
    "2,watch,2,scans/three.jpg\n"
)


def drawn(text: str = "412", size: tuple[int, int] = (600, 800)) -> Image.Image:
    """A sheet on white paper, a name in red where the signatures are."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.text((size[0] // 2, size[1] // 4), text, fill="navy", font_size=size[1] // 9)
    draw.rectangle(
        (size[0] // 8, size[1] * 82 // 100, size[0] * 7 // 8, size[1] * 93 // 100), fill="red"
    )
    return image


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a picture's file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def telling(image: Image.Image, orientation: int = 1) -> bytes:
    """A photograph that says whose telephone took it, where and when, in every way a JPEG can."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x0132] = SECRET, orientation, "2024:05:12 23:14:00"
    exif.get_ifd(0x8825)[2] = (43.0, 15.0, 0.0)
    data = written(image, exif=exif, comment=SECRET.encode(), icc_profile=SECRET.encode() * 9)
    return data + SECRET.encode()


def folder_with_pictures(
    place: Path, hide: str = HIDE, pictures: str = LISTED, **more: bytes
) -> Path:
    """An election folder of two sources, with three pictures."""
    files: dict[str, str | bytes] = {
        "returns.csv": csv_of(STATIONS),
        "observed.csv": csv_of(OBSERVED),
        "pictures.csv": pictures,
        "scans/IMG_20240512_2314_Aigul.jpg": telling(drawn("500")),
        "scans/two.png": written(drawn("400"), "PNG"),
        "scans/three.jpg": written(drawn("page two")),
    }
    files |= {f"scans/{name}.jpg": data for name, data in more.items()}
    entries = returns_entry("returns.csv") + returns_entry("observed.csv", source="watch")
    head = HEAD.replace("    relations:\n", f"{hide}    relations:\n")
    return write_folder(place, files, entries, head=head)
