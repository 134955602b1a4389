"""What a person sees of a page or file, line by line: to say what changed in it.

Nothing of a page is run, fetched or followed.
"""

from __future__ import annotations

import gzip
import io
import re
import time
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser

from bs4.dammit import UnicodeDammit

MOST_TEXT = 8 << 20
"""Bytes of a page that are looked at; beyond, only the hash is compared."""
LONGEST = 20
"""Seconds of processor time for one page: Python's parser takes hours for some that are broken."""
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i"),
        *("ins", "del", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
_CELLS = frozenset({"td", "th"})
_WARC = re.compile(rb"WARC/1\.[01]\r\n")
_LENGTH = re.compile(rb"^Content-Length: *(\d{1,12})\r?$", re.I | re.M)


def visible_lines(data: bytes, content_type: str) -> list[str] | None:
    """The lines of a page or text. None where it is a picture, too large, or cannot be read."""
    kind = content_type.partition(";")[0].strip().lower()
    if len(data) > MOST_TEXT:
        return None
    if kind == "application/pdf" or data.startswith(b"%PDF-"):
        return _pdf_lines(data)
    if kind == "application/warc" or _WARC.match(data) or data.startswith(b"\x1f\x8b"):
        return _warc_lines(data)
    is_html = kind in ("text/html", "application/xhtml+xml") or _begins_like_html(data)
    if not is_html and not (kind.startswith("text/") or kind.endswith(("json", "xml"))):
        return None
    charset = re.search(r"charset=[\"']?([\w-]{1,40})", content_type, re.I)
    known = [charset[1]] if charset else []
    text = UnicodeDammit(data, known, is_html=is_html).unicode_markup
    if text is None:
        return None
    return html_lines(text) if is_html else _tidy(text.splitlines())


def html_lines(text: str) -> list[str] | None:
    """The visible text of HTML: a line a block, cells of a row on one line. None where reading it
    takes too long."""
    reader = _Visible()
    try:
        reader.feed(text)
        reader.close()
    except _TooLongError:
        return None
    return _tidy("".join(reader.parts).split("\n"))


class _TooLongError(Exception):
    """A page takes longer to read than a page should."""


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._end = time.process_time() + LONGEST
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def updatepos(self, i: int, j: int) -> int:
        """Every step of the parser comes through here."""
        if time.process_time() > self._end:
            raise _TooLongError
        return super().updatepos(i, j)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":  # a head that does not end
            self._hidden.clear()
        elif self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.append(tag)
        elif tag in _UNSEEN:
            self._hidden.append(tag)
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" | " if tag in _CELLS else "\n")


def _tidy(lines: list[str]) -> list[str]:
    joined = (" ".join(line.replace("|", " | ").split()) for line in lines)
    cells = (re.sub(r"(?:\| )*\|", "|", line).strip("| ") for line in joined)
    return [line for line in cells if line]


def _begins_like_html(data: bytes) -> bool:
    return re.match(rb"\s*(?:<!doctype html|<html)", data[:200], re.I) is not None


def _pdf_lines(data: bytes) -> list[str] | None:
    try:
        import pypdfium2
    except ImportError:  # it comes with an extra: without it the hashes are compared
        return None
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError:
        return None
    return _tidy("\n".join(pages).splitlines())


def _warc_lines(data: bytes) -> list[str] | None:
    """The visible lines of the pages that a web archive holds."""
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(io.BytesIO(data)) as stream:
                data = stream.read(MOST_TEXT + 1)
        except (OSError, EOFError, zlib.error):
            return None
    if not _WARC.match(data) or len(data) > MOST_TEXT:
        return None
    lines: list[str] = []
    for head, body in _records(data):
        if b"warc-type: response" not in head.lower():
            continue
        http, _, page = body.partition(b"\r\n\r\n")
        kind = re.search(rb"^Content-Type: *([^\r\n]+)", http, re.I | re.M)
        said = kind[1].decode("latin-1") if kind else ""
        if not said.startswith("application/warc"):
            lines += visible_lines(page, said) or []
    return lines


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while _WARC.match(data, at):
        end = data.find(b"\r\n\r\n", at)
        length = _LENGTH.search(data, at, end) if end >= 0 else None
        if length is None:
            return
        begin = end + 4
        yield data[at:end], data[begin : begin + int(length[1])]
        at = begin + int(length[1]) + 4
