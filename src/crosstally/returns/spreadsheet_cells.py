"""Cells of a workbook that hold no value: errors such as ``#REF!``, and formulas that no program
has computed yet. The reader of spreadsheets gives them as empty, and they are not."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO
from xml.parsers import expat

from crosstally.returns.encoding import CHUNK

_NUMBER = re.compile(r"[\d\s.,'’%+−-]+")
_SIGNS = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
BROKEN_XML = (expat.ExpatError, KeyError, UnicodeError, ValueError)


def valueless_cells(path: Path, worksheet: str) -> Mapping[tuple[int, int], str]:
    """(row, column) from 0 → what stands there, such as ``#REF!`` or ``=A1+B1``, of the cells of a
    worksheet that hold an error or a formula without a result.

    Empty where the file is no Office Open XML workbook, or broken: reading it says so.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part(archive, worksheet)
            if part is None or not _may_hold_any(archive, part):
                return {}
            with archive.open(part) as stream:
                return _Cells().read(stream)
    except BROKEN_XML:
        return {}


def _part(archive: zipfile.ZipFile, worksheet: str) -> str | None:
    """The member of the archive that a worksheet is written in."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    relations = _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in _elements(archive.read("xl/workbook.xml"), "sheet"):
        if item.get("name") == worksheet:
            target = targets.get(item.get(_RELATION), "")
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return None


def _elements(document: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element of a name."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == name:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(document, True)
    return found


def _may_hold_any(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a worksheet has an error or a formula at all: most have none, and are not parsed."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if _SIGNS.search(rest + chunk):
                return True
            rest = chunk[-32:]
    return False


class _Cells:
    """Goes through the cells of a worksheet without keeping it."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], str] = {}
        self.row, self.column = -1, -1
        self.kind = ""
        self.has_formula = False
        self.formula, self.value = "", ""
        self.inside: str | None = None

    def read(self, stream: IO[bytes]) -> Mapping[tuple[int, int], str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)
        return self.found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(" ")[2]:
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
            case "c":
                place = _REFERENCE.fullmatch(attributes.get("r", ""))
                self.column = _number(place[1]) if place else self.column + 1
                self.kind = attributes.get("t", "")
                self.has_formula, self.formula, self.value = False, "", ""
            case "f":
                self.has_formula, self.inside = True, "f"
            case "v":
                self.inside = "v"

    def _text(self, text: str) -> None:
        if self.inside == "f":
            self.formula += text
        elif self.inside == "v":
            self.value += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("f", "v"):
            self.inside = None
        elif name == "c":
            if self.kind == "e":
                self.found[self.row, self.column] = self.value or "#N/A"
            # A formula whose result is an empty text is of the kind "str", and is empty.
            elif self.has_formula and not self.value and self.kind != "str":
                self.found[self.row, self.column] = f"={self.formula}"


def _number(letters: str) -> int:
    """The number of a column from 0: ``A`` 0, ``AA`` 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


Cell = tuple[int, int]


def fill_merged(rows: list[list[object]], merged: Sequence[tuple[Cell, Cell]], below: int) -> None:
    """Write a text that is merged over several rows into each of them: a region's name is that of
    all its stations. A number stays where it is, or votes would be counted several times. Ranges
    are (first row, column), (last row, column), from 0; rows before ``below`` are left alone."""
    for (first, column), (last, _) in merged:
        if first < below or first >= len(rows) or column >= len(rows[first]):
            continue
        text = rows[first][column]
        if isinstance(text, str) and text.strip() and not _NUMBER.fullmatch(text):
            for row in rows[first + 1 : last + 1]:
                row[column] = text
