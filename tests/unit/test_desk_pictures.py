"""Pictures from strangers: what gets in, what is stripped, what is refused, what is recognised."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from crosstally.desk import open_intake, unpacking
from crosstally.desk.pictures import MOST_PAGES, PictureError
from crosstally.desk.unpacking import take_in

SECRET = "Aigul's telephone"


def sheet(text: str = "412", size: tuple[int, int] = (600, 800)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        draw.line((20, 90 * row + 40, size[0] - 20, 90 * row + 40), fill="black", width=3)
    draw.text((300, 200), text, fill="navy", font_size=90)
    return image


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_exif(image: Image.Image, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET, orientation
    return written(image, "JPEG", exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "PDF"])
def test_photographs_and_documents_are_taken_in(kind: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    (picture,) = take_in(written(sheet(), kind))
    with Image.open(io.BytesIO(picture.jpeg)) as shown:
        assert shown.format == "JPEG"
        assert abs(shown.width / shown.height - 0.75) < 0.01


def test_every_page_of_a_document_is_a_picture() -> None:
    pages = take_in(written(sheet("1"), "PDF", save_all=True, append_images=[sheet("2")]))
    assert [page.page for page in pages] == [0, 1]
    assert pages[0].digest == pages[1].digest


def test_what_the_camera_wrote_is_kept_apart() -> None:
    data = with_exif(sheet())
    assert SECRET.encode() in data
    (picture,) = take_in(data)
    assert SECRET.encode() in picture.exif
    assert SECRET.encode() not in picture.jpeg
    with Image.open(io.BytesIO(picture.jpeg)) as shown:
        assert not shown.getexif()


def test_a_picture_taken_sideways_is_shown_upright() -> None:
    (picture,) = take_in(with_exif(sheet(), orientation=6))
    with Image.open(io.BytesIO(picture.jpeg)) as shown:
        assert shown.size == (800, 600)


def test_what_hides_behind_the_pixels_does_not_get_through() -> None:
    (picture,) = take_in(written(sheet(), "JPEG") + b"<script>alert(1)</script>")
    assert b"<script" not in picture.jpeg


def with_text(image: Image.Image) -> bytes:
    beside = PngInfo()
    for name in ("comment", "Author"):
        beside.add_text(name, SECRET)
    return written(image, "PNG", pnginfo=beside)


@pytest.mark.parametrize(
    "data",
    [
        written(sheet(), "JPEG", comment=SECRET.encode()),
        written(sheet(), "JPEG", icc_profile=SECRET.encode()),
        written(sheet(), "JPEG", xmp=SECRET.encode()),
        with_text(sheet()),
    ],
    ids=["comment", "profile", "xmp", "text"],
)
def test_nor_does_what_was_written_beside_them(data: bytes) -> None:
    assert SECRET.encode() in data
    (picture,) = take_in(data)
    assert SECRET.encode() not in picture.jpeg


@pytest.mark.parametrize(
    ("kind", "size", "more"),
    [
        ("JPEG", (12_000, 9_000), {}),
        ("JPEG", (9_248, 6_936), {"progressive": True, "subsampling": 0}),
        ("PNG", (9_248, 6_936), {"compress_level": 1}),
    ],
    ids=["108 million pixels", "64 million, progressive", "64 million, PNG"],
)
def test_what_good_telephones_take_is_taken_in_by_a_link_too(
    kind: str, size: tuple[int, int], more: dict[str, Any]
) -> None:
    data = written(sheet().resize(size), kind, **more)
    with closing(unpacking.Opener(open_intake.SECONDS, open_intake.MEMORY)) as opener:
        (picture,) = take_in(data, opener)
    with Image.open(io.BytesIO(picture.jpeg)) as shown:
        assert shown.size == (4_000, 3_000)


def test_whoever_sends_too_many_pixels_is_told_what_to_do() -> None:
    with pytest.raises(PictureError, match=r"16000 × 11000 pixels.*set to fewer pixels"):
        take_in(written(Image.new("1", (16_000, 11_000)), "PNG"))


def test_the_same_picture_is_recognised_at_another_size() -> None:
    (first,) = take_in(written(sheet(), "JPEG"))
    (again,) = take_in(written(sheet().resize((300, 400)), "JPEG", quality=60))
    (other,) = take_in(written(sheet().transpose(Image.Transpose.ROTATE_90), "JPEG"))
    assert first.digest != again.digest
    assert first.looks_like(again)
    assert not first.looks_like(other)


def test_a_large_picture_is_kept_at_a_readable_size() -> None:
    (picture,) = take_in(written(sheet(size=(5000, 200)), "PNG"))
    with Image.open(io.BytesIO(picture.jpeg)) as shown:
        assert shown.size == (4000, 160)


def bomb() -> bytes:
    """A PNG whose header promises 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Expected a photograph"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Expected a photograph"),
        (b"GIF89a" + b"\0" * 50, "Expected a photograph"),
        (b"%PDF-1.7\nnothing", "PDF is damaged"),
        (written(sheet(), "JPEG")[:2000], "damaged"),
        (written(sheet(), "PNG")[:900], "damaged"),
        (bomb(), "pixels|damaged"),
    ],
    ids=["empty", "svg", "gif", "pdf", "cut jpeg", "cut png", "bomb"],
)
def test_what_is_no_picture_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(PictureError, match=said):
        take_in(data)


def test_limits_of_bytes_and_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    more = [sheet(size=(20, 20))] * MOST_PAGES
    document = written(more[0], "PDF", save_all=True, append_images=more)
    with pytest.raises(PictureError, match="1 to 50 pages; this one has 51"):
        take_in(document)
    monkeypatch.setattr(unpacking, "MOST_BYTES", 100)
    with pytest.raises(PictureError, match="megabytes"):
        take_in(document)


def drawing_without_end() -> bytes:
    """A small PDF that paints its page five million times over."""
    paint = zlib.compress(b"0 0 600 800 re f\n" * 5_000_000, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(paint), paint),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R>>",
    ]
    objects = (b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + b"".join(objects) + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def unpacks_to_much() -> bytes:
    """A picture of one row, which programs that turn it or make it smaller copy many times."""
    rows = zlib.compress(b"\0" * 160_000_000, 9)

    def chunk(kind: bytes, body: bytes) -> bytes:
        length, check = struct.pack(">I", len(body)), struct.pack(">I", zlib.crc32(kind + body))
        return length + kind + body + check

    header = struct.pack(">IIBBBBB", 1, 80_000_000, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("bomb", [drawing_without_end, unpacks_to_much])
def test_a_file_that_asks_for_too_much_keeps_nobody_waiting(
    bomb: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(unpacking.Opener(seconds=3)) as opener:
        monkeypatch.setattr(unpacking, "_OPENER", opener)
        with pytest.raises(PictureError, match="more time or memory"):
            take_in(bomb())
        assert len(take_in(written(sheet(), "JPEG"))) == 1, "a new program opens the next one"


def test_many_pages_of_paper_take_their_time() -> None:
    pages = [sheet(str(n), (1240, 1754)) for n in range(20)]
    data = written(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=130.0)
    with closing(unpacking.Opener(seconds=2)) as opener:
        assert len(take_in(data, opener)) == 20


def test_no_file_becomes_more_than_the_desk_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(sheet("1"), "PDF", save_all=True, append_images=[sheet("2")])
    monkeypatch.setattr(unpacking, "_bound_time", lambda until: None)
    (first, _second) = unpacking._pages(data, 60)
    monkeypatch.setattr(unpacking, "MOST_KEPT", len(first.jpeg) + 1)
    with pytest.raises(PictureError, match="send fewer at once"):
        list(unpacking._pages(data, 60))


def test_memory_is_bounded_beside_what_the_libraries_take(monkeypatch: pytest.MonkeyPatch) -> None:
    # The libraries alone have more addresses than this, and more still with many processors.
    with closing(unpacking.Opener(memory=160 * 2**20)) as opener:
        monkeypatch.setattr(unpacking, "_OPENER", opener)
        assert len(take_in(written(sheet(), "JPEG"))) == 1
        assert opener._program is not None
        status = Path(f"/proc/{opener._program.pid}/status").read_text()
        assert "Threads:\t1\n" in status, "no thread for each processor"
        with pytest.raises(PictureError, match="more time or memory"):
            take_in(written(Image.new("RGB", (9_000, 8_000)), "PNG"))


def test_what_goes_wrong_in_one_answer_is_not_the_answer_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(unpacking.Opener()) as opener:
        monkeypatch.setattr(unpacking, "_OPENER", opener)
        with monkeypatch.context() as once:
            once.setattr(unpacking, "Picture", no_memory)
            with pytest.raises(MemoryError):
                take_in(written(sheet("1"), "JPEG"))
        data = written(sheet("2"), "JPEG")
        assert [picture.digest for picture in take_in(data)] == [sha256(data).hexdigest()]


def no_memory(**_parts: object) -> None:
    raise MemoryError


def test_many_threads_take_no_more_memory_than_one() -> None:
    script = """
import io
from concurrent.futures import ThreadPoolExecutor
from PIL import Image
from crosstally.desk.unpacking import _OPENER, take_in

def largest(more):
    written = io.BytesIO()
    Image.new("1", (10_000, 7_900 + more)).save(written, "PNG")
    return written.getvalue()

sent = [largest(more) for more in range(8)]
with ThreadPoolExecutor(8) as pool:
    list(pool.map(take_in, sent))
# Not getrusage: its figure begins with what the process that started this one had.
for who in ("self", _OPENER._program.pid):
    status = dict(line.split(":") for line in open(f"/proc/{who}/status"))
    print(status["VmHWM"].split()[0])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert sum(map(int, done.stdout.split())) < 1_000_000, "kilobytes: all wait for one program"
