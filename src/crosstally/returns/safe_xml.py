"""Reading XML from strangers: one element at a time, no entities, nothing from elsewhere, bounded.

The standard library's expat is used without a document type: every form of attack by entities
(billion laughs, files of this machine) needs one, and no document of results has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from xml.parsers import expat

from crosstally.problems import InputError, Problem
from crosstally.returns.documents import LONGEST_TEXT
from crosstally.words import _, number

DEEPEST = 64
_CHUNK = 1 << 16


class Elements(Protocol):
    """What is told of each element; names are without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""

    def end(self, name: str, text: str, line: int) -> None:
        """An element ends; ``text`` is what stood in it outside of other elements."""


def read_xml(path: Path, elements: Elements, shown: str) -> None:
    """Tell ``elements`` of every element of a file, in the order of the file.

    Raises ``InputError``: no XML, a document type, too deep, a text too long.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    walk = _Walk(parser, elements, shown)
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parser.StartDoctypeDeclHandler = walk.refuse_document_type
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(
            Problem(
                _("is no XML: {reason}").format(reason=expat.ErrorString(error.code)),
                shown,
                error.lineno,
                error.offset + 1,
                hint=_("Was it cut off on the way? Get the file again."),
            )
        ) from None


class _Walk:
    def __init__(self, parser: Any, elements: Elements, shown: str) -> None:
        self._parser = parser
        self._elements = elements
        self._shown = shown
        self._texts: list[list[str]] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._texts.append([])
        self._length = 0
        if len(self._texts) > DEEPEST:
            self._refuse(
                _("has elements in elements more than {count} deep").format(count=number(DEEPEST))
            )
        self._elements.start(_local(name), attributes, self._parser.CurrentLineNumber)

    def end(self, name: str) -> None:
        text = "".join(self._texts.pop()).strip()
        self._length = 0
        self._elements.end(_local(name), text, self._parser.CurrentLineNumber)

    def text(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            self._refuse(
                _("holds a text longer than {count} signs").format(count=number(LONGEST_TEXT))
            )
        if self._texts:
            self._texts[-1].append(text)

    def refuse_document_type(self, *_about: object) -> None:
        self._refuse(
            _("declares a document type, which no file of results needs"),
            _("It could have files of this machine read, or fill its memory. Take it away."),
        )

    def _refuse(self, message: str, hint: str | None = None) -> None:
        raise InputError(Problem(message, self._shown, self._parser.CurrentLineNumber, hint=hint))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
