"""From a news article, plain text or HTML, to its sentences, without the furniture of the page.

Nothing of the article is ever run, fetched or followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import Tag

from crosstally.claims.drafting.grammar import joined
from crosstally.claims.drafting.lexicon import MONTH_NAMES, RUSSIAN_MONTHS
from crosstally.claims.drafting.lines import CLOCK, Within, plain_blocks
from crosstally.claims.drafting.pages import HEADINGS, html_blocks, own_body, text_of
from crosstally.claims.drafting.sentences import split_sentences
from crosstally.problems import InputError, Problem
from crosstally.words import _

MAX_BYTES = 4 * 1024 * 1024
MAX_SENTENCES = 5_000
_IS_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|main|div|p|br|section)\b", re.I)
_DATELINE = re.compile(
    joined(r"""
    ^(?:[A-ZА-ЯЁ][A-ZА-ЯЁ .'-]+(?:,\s[\w .,'-]{2,40})?\s*)?(?:\((?:Reuters|AP|AFP|Interfax|TASS|RIA|
    Тасс|ТАСС|Интерфакс|Рейтер)[^)]{0,30}\)|(?<=[A-ZА-ЯЁ]),?\s\d{0,2}\s?(?:Jan|Feb|March|April|May|
    June|July|Aug|Sept?|Oct|Nov|Dec)\w*\.?(?:\s\d{1,2})?(?:,?\s\d{4})?(?:\s\([^)\d]{1,30}\))?)
    \s*[-–—]+\s+""")
)
_PLACE_AND_DAY = re.compile(
    joined(rf"""
    ^(?:[A-ZА-ЯЁ][\w'-]+(?: [A-ZА-ЯЁ][\w'-]+)?, \d{{1,2}} (?:{MONTH_NAMES}|{RUSSIAN_MONTHS})
    (?: \d{{4}}(?: г\.| года)?)?(?:\.|\s[-–—]+)|
    [A-ZÀ-ÞА-ЯЁ]{{5,}}(?: [A-ZÀ-ÞА-ЯЁ]+)?\s[-–—]+)\s+(?=[\"“«]?[A-ZÀ-ÞА-ЯЁ])""")
)
"""“Astana, 17 January.”, “KAMPALA - …”: where an article was written, at its beginning."""
_FIRST_BLOCKS = 5
_HOUR_FIRST = re.compile(
    r"(?:UPDATE:?\s+)?(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)\s*[-–—|:]?\s+(?=[\"“«(]?[^\W\d_])"
)
_ASKS_OR_ANSWERS = re.compile(r"^(?:Q|A|Question|Answer|Вопрос|Ответ):\s+(?=\W?[^\W\d_])")
"""What an interview puts before a question and its answer."""
_STEERING = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
MOST_STEERING = 50
"""Text holds less than one control character in so many signs."""


@dataclass(frozen=True)
class ArticleTable:
    """A table of a page with what stands above it; every row has as many cells as the header."""

    above: str
    """Its caption, the heading and the paragraph before it."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ArticleSentence:
    """One sentence, whole, and where it stands."""

    text: str
    paragraph: int
    quoted_on: bool = False
    """It begins inside a quotation that an earlier sentence of the paragraph opened."""
    heading: bool = False
    clock: str | None = None
    """The hour under which it stands, as in a live blog: ``20:00``."""
    within: Within = ""
    by: str | None = None
    """Who signed the quotation."""


def read_article(path: Path) -> str:
    """The text of an article's file. Raises ``InputError`` where it cannot be read."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(Problem("the file is not there", str(path))) from None
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", str(path))) from None
    return decode_article(raw, str(path))


def decode_article(raw: bytes, shown: str) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, else the encoding that HTML names, else cp1251
    or cp1252, whichever gives more letters. Raises ``InputError`` where it is too large or no
    text."""
    text = _decoded(raw, shown)
    steering = len(_STEERING.findall(text))
    if steering * MOST_STEERING > len(text):
        raise InputError(
            Problem(
                _("holds no text"),
                shown,
                hint=_(
                    "An article is plain text or HTML; copy the text out of a PDF or a picture."
                ),
            )
        )
    return text


def _decoded(raw: bytes, shown: str) -> str:
    if len(raw) > MAX_BYTES:
        raise InputError(Problem(f"is larger than {MAX_BYTES // 2**20} MB", shown))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    named = re.search(rb"charset=[\"']?([\w-]{3,20})", raw[:4096])
    if named:
        try:
            return raw.decode(named[1].decode("ascii"), errors="replace")
        except LookupError:
            pass
    cyrillic = raw.decode("cp1251", errors="replace")
    words = re.findall(r"[А-Яа-яЁё]{3,}", cyrillic)
    western = raw.decode("cp1252", errors="replace")
    return cyrillic if sum(map(len, words)) * 4 > len(cyrillic) else western


def article_sentences(text: str) -> list[ArticleSentence]:
    """The sentences of an article in their order, at most ``MAX_SENTENCES``."""
    if "\x00" in text:
        text = text.replace("\x00", " ")
    text = text[:MAX_BYTES]
    blocks = html_blocks(text) if _IS_HTML.search(text[:20_000]) else plain_blocks(text)
    found: list[ArticleSentence] = []
    clock = None
    for number, block in enumerate(blocks):
        text = block.text
        if CLOCK.fullmatch(text):
            clock = text.zfill(5)
            continue
        hour = _HOUR_FIRST.match(text)
        if hour is not None:
            clock, text = hour["clock"].replace(".", ":").zfill(5), text[hour.end() :]
        if number < _FIRST_BLOCKS:
            text = _PLACE_AND_DAY.sub("", text, count=1)
        text = _ASKS_OR_ANSWERS.sub("", _DATELINE.sub("", text, count=1))
        for sentence, quoted_on in split_sentences(text):
            _, heading, within, by = block
            found.append(ArticleSentence(sentence, number, quoted_on, heading, clock, within, by))
            if len(found) >= MAX_SENTENCES:
                return found
    return found


def article_tables(text: str) -> list[ArticleTable]:
    """The plain tables of a page: one row of headings, and no cell that spans several."""
    text = text[:MAX_BYTES].replace("\x00", " ")
    if "<table" not in text.lower() or not _IS_HTML.search(text[:20_000]):
        return []
    body = own_body(text, keep=frozenset(("caption",)))
    found = [] if body is None else [_table(tag) for tag in body.find_all("table", limit=50)]
    return [table for table in found if table is not None]


def _table(tag: Tag) -> ArticleTable | None:
    if tag.find("table") or tag.find(_spans_several):
        return None
    cells = [
        tuple(text_of(cell) for cell in row.find_all(["th", "td"])) for row in tag.find_all("tr")
    ]
    header, *rows = [row for row in cells if any(row)] or [()]
    if any(len(row) != len(header) for row in rows) or any(re.search(r"^\d", h) for h in header):
        return None
    caption, heading = tag.find("caption"), tag.find_previous(HEADINGS)
    before = tag.find_previous(["p", *HEADINGS])
    above = dict.fromkeys(item for item in (heading, before, caption) if isinstance(item, Tag))
    return ArticleTable(" / ".join(map(text_of, above)), header, tuple(rows))


def _spans_several(tag: Tag) -> bool:
    return any(str(tag.get(key, "1")) != "1" for key in ("colspan", "rowspan"))
