"""Lines and paragraphs of an article: which are furniture, and which stand under a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from crosstally.claims.drafting.grammar import words

CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
"""A line of a live blog that holds the hour alone."""
_FURNITURE = words(r"""
    ^\W*(?:read (?:more|also|next)|related|see also|also (?:read|on)|more (?:on|from|stories|
    news)|share|tweet|print|e-?mail|follow us|sign (?:up|in)|log in|subscribe|newsletter|
    advertisement|sponsored|copyright|©|all rights reserved|(?:we|
    this (?:site|website)) uses? cookies|cookie|accept (?:all|cookies)|privacy|terms of|
    click here|watch|video:|gallery|most (?:read|popular|viewed)|trending|editor'?s (?:choice|
    picks)|top stories|latest news|home\s*[>|»/]|menu|search|skip to|comments?\b|tags?:|
    \(?(?:additional )?(?:reporting|writing|editing|compiled) by|our standards|
    читайте (?:также|ещ[её])|по теме|поделиться|реклама|подписаться|подпишитесь|смотрите также|
    все новости|комментарии|мы используем (?:файлы )?cookie|самое читаемое|источник:)""")
_CAPTION_BEGINS = words(r"""
    ^\W*(?:photo(?:graph)?(?:s| by|:)|file photo|image\b|pictured?:|chart:|graphic:|map:|caption|
    credit|фото:|снимок:|на (?:снимке|фото)\b)[\s:]*""")
_CREDIT = re.compile(
    r"\b(?:REUTERS/|AFP/|EPA/|AP Photo|Getty Images|/\s?Reuters\b|[Cc]redit: |(?:Photo|Photograph|"
    r"Picture): |[Фф]ото(?:граф)?:|Фото (?=[А-ЯA-Z]))|© ?(?=[A-Z])"
)
_CREDITED = re.compile(
    rf"[(\[]?(?:[\w-]+ ){{0,2}}(?:{_CREDIT.pattern})[^.!?]*[)\]]?\.?$|"
    r"\s*\|\s*(?:PHOTO|FOTO|ФОТО)\b.*$"
)
"""Whose picture it is, at the end of what stands under it."""
_LONGEST_LINE = 400
"""A longer line is no furniture, whatever it begins with."""
_FEWEST_WORDS = 5
"""Fewer words without an end are a label."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WORD = re.compile(r"\w+")
_ROW = re.compile(r"\w[\"”»]?\s?(?::|\s[–—-])\s\d")
"""“Nur Otan: 83 seats”: a row of a list, however short."""
_FOOTNOTE = re.compile(r"(?<=[.,;:!?\"”)\w])\[\d{1,3}\]|(?<=[a-zа-я][.,;])[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_BULLET = re.compile(r"(?:[*•·▪●◦‣]|[-–—]{1,2}(?=\s))\s*(?=\w|[\"“«])")

Within = Literal["", "caption", "quotation"]
"""What a sentence stands in beside the running text: under a picture, in a quotation set apart."""


class Block(NamedTuple):
    """A paragraph, and what it is."""

    text: str
    heading: bool = False
    within: Within = ""
    by: str | None = None


def plain_blocks(text: str) -> Iterator[Block]:
    """The paragraphs of plain text; lines that were broken at like length are one."""
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [tidy(line) for line in paragraph.split("\n")]
        block = ""
        for line in lines:
            if not line:
                continue
            bullet = _BULLET.match(line)
            line = line[bullet.end() :] if bullet else line
            alone = bullet or _starts_furniture(line) or CLOCK.fullmatch(block)
            if block and not alone and _wrapped(block, lines):
                block += " " + line
                continue
            yield from _plain_block(block)
            block = line
        yield from _plain_block(block)


def _plain_block(text: str) -> Iterator[Block]:
    if not text or is_furniture_line(text):
        return
    if says_caption(text):
        yield from caption(text)
    else:
        yield Block(text)


def _starts_furniture(line: str) -> bool:
    """A line of its own kind inside a paragraph, not the rest of a broken line."""
    known = _FURNITURE.match(line) or says_caption(line)
    return bool(known) and not line[:1].islower()


def _wrapped(block: str, lines: list[str]) -> bool:
    """Whether the paragraph is one text that was broken into lines of like length."""
    if is_furniture_line(block) or says_caption(block):
        return False
    longest = max(len(line) for line in lines)
    return longest < 120 and (len(block) >= 40 or not _SENTENCE_END.search(block))


def says_caption(text: str) -> bool:
    """Whether a line names its picture, or whose it is."""
    said = _CAPTION_BEGINS.match(text) or _CREDIT.search(text)
    return said is not None and len(text) < _LONGEST_LINE


def is_furniture_line(text: str, heading: bool = False) -> bool:
    """Whether a line is of the page and not of the article: a label, an invitation to read on."""
    if CLOCK.fullmatch(text):
        return False
    if _FURNITURE.match(text):
        return len(text) < _LONGEST_LINE
    ended = _SENTENCE_END.search(text) is not None
    row = _ROW.search(text) is not None
    return not ended and not heading and not row and len(_WORD.findall(text)) < _FEWEST_WORDS


def caption(text: str) -> Iterator[Block]:
    """What stands under a picture, without what says that it does, if it is a sentence."""
    text = tidy(_CREDITED.sub("", _CAPTION_BEGINS.sub("", text, count=1)))
    if len(_WORD.findall(text)) >= _FEWEST_WORDS:
        yield Block(text, within="caption")


def tidy(text: str) -> str:
    """The text with single spaces, and without the marks of footnotes."""
    text = _FOOTNOTE.sub("", text.replace("\u200b", "")).replace("\ufeff", "").replace("\u00ad", "")
    return re.sub(r"\s+", " ", text).strip()
