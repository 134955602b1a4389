"""How a text file is encoded: by its mark, by its bytes, or guessed from its words."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 1 << 20
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(
    "[\u0400-\u042f\u0490-\u04fe]?[\u0430-\u045f\u0491-\u04ff]+|[\u0400-\u042f]+"
)
_HEBREW_AS_CYRILLIC = re.compile("[а-ъ]{30,}")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_LATIN_PAGES = ["cp1252", "cp1250", "cp1254", "cp1257"]
_OTHER_PAGES = ["cp1253", "cp1255", "cp1256", "koi8_r", "cp866"]


def sniff_encoding(path: Path) -> str:
    """The encoding of a text file: by its byte-order mark, as UTF-8 where it is valid, else
    guessed from its bytes. The whole file is looked at."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head and (wide := _without_mark(path)):
        return wide
    return "utf-8" if is_encoded(path, "utf-8") else _guess_encoding(path)


def _without_mark(path: Path) -> str | None:
    """UTF-16 without a byte-order mark: every other byte of most signs is zero."""
    with path.open("rb") as stream:
        sample = stream.read(4096)
    if sample[1::2].count(0) > 0.4 * len(sample[1::2]) and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > 0.4 * len(sample[::2]) and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def is_encoded(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if encoding == "utf-8" and chunk.isascii() and not decoder.getstate()[0]:
                    continue
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


NEARLY = 3
"""A file with so many letters that only UTF-8 writes for each wrong byte is UTF-8 with mistakes:
in no other encoding do letters follow each other like that."""


def wrong_bytes(path: Path) -> tuple[int, int, int] | None:
    """(how many, line of the first from 1, its value) of the bytes that are wrong in a file that
    is written in UTF-8 else; None where it is not. Memory is bounded: it is read in parts."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    wrong = right = lines = 0
    first: tuple[int, int] | None = None
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            bad = _ESCAPED.findall(text)
            if bad and first is None:
                before = text.index(bad[0])
                first = (lines + text.count("\n", 0, before) + 1, ord(bad[0]) - 0xDC00)
            lines += text.count("\n")
            wrong += len(bad)
            right += len(_NOT_ASCII.findall(text)) - len(bad)
            if not chunk:
                break
    if first is None or right < NEARLY * wrong:
        return None
    return wrong, *first


def _guess_encoding(path: Path) -> str:
    """cp1251 where words are Cyrillic from end to end and their capitals stand at the front: Latin
    words with accents keep plain letters, other code pages put capitals anywhere."""
    from charset_normalizer import from_bytes  # only for files that are not UTF-8

    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    words = [
        word for word in _WORD.findall(sample.decode("cp1251", "replace")) if not word.isascii()
    ]
    cyrillic = sum(_CYRILLIC.fullmatch(word) is not None for word in words)
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    hebrew = _HEBREW_AS_CYRILLIC.fullmatch("".join(words)) is not None
    if cyrillic >= mixed and cyrillic > 0.8 * (len(words) - mixed) and not hebrew:
        return "cp1251"
    pages = _LATIN_PAGES if 2 * mixed > len(words) else _OTHER_PAGES
    best = from_bytes(sample[:65536], cp_isolation=pages).best()
    return best.encoding if best else "latin-1"
