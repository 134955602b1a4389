"""How a text file is encoded: by its mark, by its bytes, or guessed from its words."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path

from crosstally.returns.east_asian import east_asian_page

CHUNK = 1 << 20
SAMPLE = 1 << 20
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(
    "[\u0400-\u042f\u0490-\u04fe]?[\u0430-\u045f\u0491-\u04ff]+|[\u0400-\u042f]+"
)
_HEBREW_AS_CYRILLIC = re.compile("[а-ъ]{30,}")
_FINAL = frozenset("ךםןףץ")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_LATIN_PAGES = ["cp1252", "cp1250", "cp1254", "cp1257"]
_ALPHABETS = (
    ("cp1252", "àâæçèéêëîïôœùûüÿ"),  # French
    ("cp1252", "áéíñóúüàçèïò"),  # Spanish, Catalan
    ("cp1252", "äöüßàâçèéêëîïôû"),  # German, with French names
    ("cp1250", "áéíóöőúüű"),  # Hungarian stands before Portuguese, which has few õ without ã or ç
    ("cp1252", "áâãàçéêíóôõúü"),  # Portuguese
    ("cp1252", "àèéìíîòóùú"),  # Italian
    ("cp1252", "åäöæøéü"),  # Danish, Norwegian, Swedish
    ("cp1252", "åäöšž"),  # Finnish
    ("cp1252", "äöõüšž"),  # Estonian
    ("cp1252", "éëïóöüèêáí"),  # Dutch
    ("cp1250", "ąćęłńóśźż"),  # Polish
    ("cp1250", "áčďéěíňóřšťúůýž"),  # Czech
    ("cp1250", "áäčďéíĺľňóôŕšťúýž"),  # Slovak
    ("cp1250", "ăâîşţ"),  # Romanian
    ("cp1250", "čćđšž"),  # Croatian, Serbian, Slovene
    ("cp1254", "çğıöşüâîûİ"),  # Turkish
    ("cp1254", "əçğıöşüİ"),  # Azerbaijani
    ("cp1257", "āčēģīķļņšūž"),  # Latvian
    ("cp1257", "ąčęėįšųūž"),  # Lithuanian
    ("cp1252", "áðéíóúýþæö"),  # Icelandic
)
"""Languages: code page, and the letters beyond the English ones. Of two that fit a text alike the
first is taken."""
# Letters as what is no other sign of ASCII: a class up to the last letter takes 8 ms to compile.
_LETTERS = re.compile("[^\x00-@\\[-`{-\x7f]+")
_AROUND_WORDS = "\u00a0«»„“”‘’‚‹›–—…·•°ºª№€£§¿¡"
FITS = 0.9
"""The share of a text's accented letters that its language has."""
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
    """A page of East Asia where its signs are those in daily use there. cp1251 where words are
    Cyrillic from end to end and their capitals stand at the front: Latin words with accents keep
    plain letters, other code pages put capitals anywhere."""
    from charset_normalizer import from_bytes  # only for files that are not UTF-8

    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    if (eastern := east_asian_page(sample)) is not None:
        return eastern
    words = [
        word for word in _WORD.findall(sample.decode("cp1251", "replace")) if not word.isascii()
    ]
    cyrillic = sum(_CYRILLIC.fullmatch(word) is not None for word in words)
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    hebrew = _HEBREW_AS_CYRILLIC.fullmatch("".join(words)) is not None
    if hebrew and _is_hebrew(sample):
        return "cp1255"
    if cyrillic >= mixed and cyrillic > 0.8 * (len(words) - mixed) and not hebrew:
        return "cp1251"
    is_latin = 2 * mixed > len(words)
    if is_latin and (page := _page_of_alphabet(sample)):
        return page
    pages = _LATIN_PAGES if is_latin else _OTHER_PAGES
    best = from_bytes(sample[:65536], cp_isolation=pages).best()
    return best.encoding if best else "latin-1"


def _is_hebrew(sample: bytes) -> bool:
    """Whether letters that Hebrew has at the end of words alone stand nowhere else."""
    words = _WORD.findall(sample.decode("cp1255", "replace"))
    inside = sum(letter in _FINAL for word in words for letter in word[:-1])
    at_end = sum(word[-1] in _FINAL for word in words)
    return at_end > 0 and inside <= (1 - FITS) * at_end


def _page_of_alphabet(sample: bytes) -> str | None:
    """The code page in which the accented letters of a text are those of one language."""
    letters: dict[str, Counter[str]] = {}
    for page in _LATIN_PAGES:
        found = _LETTERS.findall(sample.decode(page, "replace"))
        words = "".join(word.strip(_AROUND_WORDS) for word in found if not word.isascii())
        letters[page] = Counter(letter for letter in words if not letter.isascii())

    def fit(language: tuple[str, str]) -> float:
        page, alphabet = language
        counted = letters[page]
        known = sum(counted[letter] for letter in {*alphabet, *alphabet.upper()})
        return known / max(counted.total(), 1)

    best = max(_ALPHABETS, key=fit)
    return best[0] if fit(best) >= FITS else None
