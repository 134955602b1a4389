"""From a news article, plain text or HTML, to its sentences, without the furniture of the page.

Nothing of the article is ever run, fetched or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from crosstally.claims.drafting.grammar import joined, words
from crosstally.claims.drafting.sentences import split_sentences
from crosstally.problems import InputError, Problem
from crosstally.words import _

MAX_BYTES = 4 * 1024 * 1024
MAX_SENTENCES = 5_000
MAX_TAGS = 40_000
MAX_DEPTH = 1_000
_TAG_START = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(script|style)\b[^<]*(?:<(?!/\1)[^<]*)*</\1", re.I)
_VOID = frozenset(
    ("br", "img", "meta", "link", "input", "hr", "wbr", "source", "area", "base", "col")
)
_OPENS_NOTHING = re.compile(r"<(?=[^<>]*(?:<|\Z))(?![^<>]{0,2000}[\"'=])")
_IS_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|main|div|p|br|section)\b", re.I)
_DROPPED_TAGS = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form"),
        *("button", "select", "option", "label", "input", "textarea", "iframe", "object", "embed"),
        *("svg", "canvas", "video", "audio", "picture", "figure", "figcaption", "caption", "head"),
        *("title", "dialog", "menu"),
    )
)
_DROPPED_NAMES = words(r"""
    (?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|related|recommend\w*|more-?(?:on|from)|
    read-?(?:more|next|also)|see-?also|most-?(?:read|viewed|popular)|trending|popular|share|sharing|
    social|cookies?|consent|gdpr|banner|cutline|legend|newsletter|subscribe|subscription|signup|sign-?up|
    advert\w*|ads?|promo\w*|sponsor\w*|sidebar|side-?bar|widget|comments?|footer|header|masthead|
    copyright|toolbar|ticker|tags?|topics|byline|author-?bio|credits?|paywall|modal|popup|teasers?|
    outbrain|taboola|promoted|around-the-web|pagination|skip-?link|gallery[-_]*text|(?:image|photo|
    pic|picture|img|foto)[-_]*(?:desc\w*|info|title|label|source|bijschrift))(?:$|[-_\s])|caption|
    подпись""")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where “photoCredit” is two words."""
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "toolbar"}
)
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_BLOCKS = [
    *("p", "li", "blockquote", *_HEADINGS, "div", "section", "article"),
    *("main", "td", "th", "tr", "table", "ul", "ol", "dl", "dt", "dd", "pre", "body", "center"),
]
_FURNITURE = words(r"""
    ^\W*(?:read (?:more|also|next)|related|see also|also (?:read|on)|more (?:on|from|stories|
    news)|share|tweet|print|e-?mail|follow us|sign (?:up|in)|log in|subscribe|newsletter|
    advertisement|sponsored|photo(?:graph)?(?:s| by|:)|file photo|image|pictured?:|chart:|graphic:|
    map:|caption|credit|
    copyright|©|all rights reserved|(?:we|this (?:site|website)) uses? cookies|cookie|
    accept (?:all|cookies)|privacy|terms of|click here|watch|video:|gallery|most (?:read|
    popular|viewed)|trending|editor'?s (?:choice|picks)|top stories|latest news|home\s*[>|»/]|
    menu|search|skip to|comments?\b|tags?:|\(?(?:additional )?(?:reporting|writing|editing|
    compiled) by|our standards|читайте (?:также|ещ[её])|по теме|поделиться|фото:|снимок:|
    на (?:снимке|фото)\b|реклама|
    подписаться|подпишитесь|смотрите также|все новости|комментарии|
    мы используем (?:файлы )?cookie|самое читаемое|источник:)""")
_CAPTION = re.compile(
    r"\b(?:REUTERS/|AFP/|EPA/|AP Photo|Getty Images|/\s?Reuters\b|[Cc]redit: |(?:Photo|Photograph|"
    r"Picture): |[Фф]ото(?:граф)?:|Фото (?=[А-ЯA-Z]))|© ?(?=[A-Z])"
)
_DATELINE = re.compile(
    joined(r"""
    ^(?:[A-ZА-ЯЁ][A-ZА-ЯЁ .'-]+(?:,\s[\w .,'-]{2,40})?\s*)?(?:\((?:Reuters|AP|AFP|Interfax|TASS|RIA|
    Тасс|ТАСС|Интерфакс|Рейтер)[^)]{0,30}\)|(?<=[A-ZА-ЯЁ]),?\s\d{0,2}\s?(?:Jan|Feb|March|April|May|
    June|July|Aug|Sept?|Oct|Nov|Dec)\w*\.?(?:\s\d{1,2})?(?:,?\s\d{4})?(?:\s\([^)\d]{1,30}\))?)
    \s*[-–—]+\s+""")
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WORD = re.compile(r"\w+")
_ROW = re.compile(r"\w[\"”»]?\s?(?::|\s[–—-])\s\d")
"""“Nur Otan: 83 seats”: a row of a list, however short."""
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
"""A line of a live blog that holds the hour alone."""
_HOUR_FIRST = re.compile(
    r"(?:UPDATE:?\s+)?(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)\s*[-–—|:]?\s+(?=[\"“«(]?[^\W\d_])"
)
_ASKS_OR_ANSWERS = re.compile(r"^(?:Q|A|Question|Answer|Вопрос|Ответ):\s+(?=\W?[^\W\d_])")
"""What an interview puts before a question and its answer."""
_BULLET = re.compile(r"(?:[*•·▪●◦‣]|[-–—]{1,2}(?=\s))\s*(?=\w|[\"“«])")
_FOOTNOTE = re.compile(r"(?<=[.,;:!?\"”)\w])\[\d{1,3}\]|(?<=[a-zа-я][.,;])[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
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
    blocks = _html_blocks(text) if _IS_HTML.search(text[:20_000]) else _plain_blocks(text)
    found: list[ArticleSentence] = []
    clock = None
    for number, (block, heading) in enumerate(blocks):
        if _CLOCK.fullmatch(block):
            clock = block.zfill(5)
            continue
        hour = _HOUR_FIRST.match(block)
        if hour is not None:
            clock, block = hour["clock"].replace(".", ":").zfill(5), block[hour.end() :]
        block = _ASKS_OR_ANSWERS.sub("", _DATELINE.sub("", block, count=1))
        for sentence, quoted_on in split_sentences(block):
            found.append(ArticleSentence(sentence, number, quoted_on, heading, clock))
            if len(found) >= MAX_SENTENCES:
                return found
    return found


def article_tables(text: str) -> list[ArticleTable]:
    """The plain tables of a page: one row of headings, and no cell that spans several."""
    text = text[:MAX_BYTES].replace("\x00", " ")
    if "<table" not in text.lower() or not _IS_HTML.search(text[:20_000]):
        return []
    body = _own_body(text, keep=frozenset(("caption",)))
    found = [] if body is None else [_table(tag) for tag in body.find_all("table", limit=50)]
    return [table for table in found if table is not None]


def _table(tag: Tag) -> ArticleTable | None:
    if tag.find("table") or tag.find(_spans_several):
        return None
    cells = [
        tuple(_text_of(cell) for cell in row.find_all(["th", "td"])) for row in tag.find_all("tr")
    ]
    header, *rows = [row for row in cells if any(row)] or [()]
    if any(len(row) != len(header) for row in rows) or any(re.search(r"^\d", h) for h in header):
        return None
    caption, heading = tag.find("caption"), tag.find_previous(_HEADINGS)
    before = tag.find_previous(["p", *_HEADINGS])
    above = dict.fromkeys(item for item in (heading, before, caption) if isinstance(item, Tag))
    return ArticleTable(" / ".join(map(_text_of, above)), header, tuple(rows))


def _spans_several(tag: Tag) -> bool:
    return any(str(tag.get(key, "1")) != "1" for key in ("colspan", "rowspan"))


def _html_blocks(text: str) -> Iterator[tuple[str, bool]]:
    body = _own_body(text)
    if body is None:
        yield from _plain_blocks(_TAG.sub("\n\n", _UNSEEN.sub(" ", _bounded(text))))
        return
    for block in _own_blocks(body):
        heading = block.name in _HEADINGS
        own = _text_of(block)
        if not own or _mostly_links(block, own) or _is_furniture_line(own, heading):
            continue
        yield own, heading


def _own_body(text: str, keep: frozenset[str] = frozenset()) -> Tag | None:
    """The article's part of a page without furniture, but for the tags to ``keep``; None where its
    tags are nested too deeply to be parsed."""
    text = _bounded(text)
    if _depth(text) > MAX_DEPTH:
        return None
    body = _body_of(BeautifulSoup(text, "html.parser"))
    for tag in body.find_all(_is_furniture):
        if isinstance(tag, Tag) and not tag.decomposed and tag.name not in keep:
            tag.decompose()
    for tag in body.find_all(["br"]):
        tag.replace_with("\n")
    return body


def _bounded(text: str) -> str:
    """The page without signs that open no tag, and no longer than ``MAX_TAGS`` tags: a parser
    takes time with the square of what is never closed."""
    text = _OPENS_NOTHING.sub(" ", text)
    last = next(islice(re.finditer("<", text), MAX_TAGS, None), None)
    return text if last is None else text[: last.start()]


def _depth(text: str) -> int:
    """How deeply tags are nested; what is never closed counts too."""
    depth = deepest = 0
    for match in _TAG_START.finditer(text):
        if match[2].lower() not in _VOID:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _body_of(soup: BeautifulSoup) -> Tag:
    """The part of the page that holds the article, where the page says so."""
    for selector in ("[itemprop=articleBody]", "article", "main", "[role=main]", "body"):
        found = soup.select(selector, limit=20)
        if found:
            return max(found, key=lambda tag: len(tag.get_text()))
    return soup


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _DROPPED_TAGS:
        return True
    if tag.name in ("body", "html", "article", "main"):
        return False
    if str(tag.get("role", "")).lower() in _DROPPED_ROLES or tag.get("aria-hidden") == "true":
        return True
    if tag.has_attr("hidden") or "display:none" in str(tag.get("style", "")).replace(" ", ""):
        return True
    classes = tag.get("class")
    names = [*classes] if isinstance(classes, list) else [str(classes or "")]
    names += [str(tag.get(key) or "") for key in ("id", "itemprop", "data-component")]
    return any(_DROPPED_NAMES.search(_CAMEL.sub("-", name)) for name in names)


def _own_blocks(body: Tag) -> Iterator[Tag]:
    """Blocks that hold text of their own and no block inside."""
    if body.find(_BLOCKS) is None:
        yield body
        return
    for tag in body.find_all(_BLOCKS):
        if not isinstance(tag, Tag):
            continue
        inner = tag.find(_BLOCKS)
        if inner is None:
            yield tag
        elif "".join(tag.find_all(string=True, recursive=False)).strip():
            yield _without_blocks(tag)


def _without_blocks(tag: Tag) -> Tag:
    """The text that stands directly in a block beside the blocks inside it."""
    copy = Tag(name=tag.name)
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name not in _BLOCKS and child.find(_BLOCKS) is None:
                copy.append(child.get_text())
        else:
            copy.append(str(child))
    return copy


def _text_of(tag: Tag) -> str:
    return _tidy(tag.get_text())


def _mostly_links(tag: Tag, text: str) -> bool:
    """A block that is a list of links to elsewhere: related articles, tags, menus."""
    linked = sum(len(_tidy(link.get_text())) for link in tag.find_all("a"))
    return linked * 10 > len(text) * 6


def _plain_blocks(text: str) -> Iterator[tuple[str, bool]]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [_tidy(line) for line in paragraph.split("\n")]
        block = ""
        for line in lines:
            if not line:
                continue
            bullet = _BULLET.match(line)
            line = line[bullet.end() :] if bullet else line
            alone = bullet or _starts_furniture(line) or _CLOCK.fullmatch(block)
            if block and not alone and _wrapped(block, lines):
                block += " " + line
                continue
            if block and not _is_furniture_line(block):
                yield block, False
            block = line
        if block and not _is_furniture_line(block):
            yield block, False


def _starts_furniture(line: str) -> bool:
    """A line of its own kind inside a paragraph, not the rest of a broken line."""
    known = _FURNITURE.match(line) or _CAPTION.search(line)
    return known is not None and not line[:1].islower()


def _wrapped(block: str, lines: list[str]) -> bool:
    """Whether the paragraph is one text that was broken into lines of like length."""
    if _is_furniture_line(block):
        return False
    longest = max(len(line) for line in lines)
    return longest < 120 and (len(block) >= 40 or not _SENTENCE_END.search(block))


def _is_furniture_line(text: str, heading: bool = False) -> bool:
    if _CLOCK.fullmatch(text):
        return False
    if _FURNITURE.match(text) or _CAPTION.search(text):
        return len(text) < 400
    ended = _SENTENCE_END.search(text) is not None
    row = _ROW.search(text) is not None
    return not ended and not heading and not row and len(_WORD.findall(text)) < 5


def _tidy(text: str) -> str:
    text = _FOOTNOTE.sub("", text.replace("\u200b", "")).replace("\ufeff", "").replace("\u00ad", "")
    return re.sub(r"\s+", " ", text).strip()
