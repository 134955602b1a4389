"""YAML that remembers where everything stands, so that errors can name file, line and column.

Values keep their text: ``7.20`` stays ``"7.20"`` (a printed figure has a precision), ``no`` stays
``"no"`` (an option can be called that) and ``12:30`` is no number of base sixty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from crosstally.problems import InputError, Problem, quoted, refuse_special
from crosstally.words import _

MAX_BYTES = 32 * 1024 * 1024
MAX_NODES = 2_000_000
MAX_DEPTH = 60
SHOWN_ALIASES = 10
_WHOLE = re.compile(r"^(0|-?[1-9][0-9]{0,17})$")

Location = tuple[str | int, ...]
"""Keys and places in lists, from the document down."""


@dataclass
class YamlSource:
    """A YAML document as plain values, with the line and column of every node and key."""

    file: str
    value: Any = None
    places: dict[Location, tuple[int, int]] = field(default_factory=dict)
    numbers: dict[Location, int] = field(default_factory=dict)
    """What entries of lists go by, from 1, where entries before them were taken out."""

    def place(self, location: Location) -> tuple[int | None, int | None]:
        """Line and column (from 1) of the node, or of its nearest parent."""
        while location not in self.places:
            if not location:
                return None, None
            location = location[:-1]
        return self.places[location]

    def location(self, problem: Problem) -> Location:
        """The innermost node that stands where a problem does; else the document."""
        there = (problem.line, problem.column)
        found = (location for location, place in self.places.items() if place == there)
        return max(found, key=len, default=())

    def where(self, location: Location) -> str:
        """The path to a node for a person: an entry of a list goes by its id, else by its number
        from 1."""
        said = ""
        for depth, part in enumerate(location):
            if isinstance(part, int):
                said += f" ({self._entry(location[: depth + 1], part)})"
            else:
                said += f".{part}" if said else part
        return said or _("the document")

    def _entry(self, location: Location, index: int) -> str:
        value = self.value
        for part in location:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                value = None
        id_ = value.get("id") if isinstance(value, dict) else None
        if isinstance(id_, str) and id_:
            return id_
        return _("no. {number}").format(number=self.numbers.get(location, index + 1))

    def problem(self, location: Location, message: str, **more: Any) -> Problem:
        """A problem at this place of the document."""
        line, column = self.place(location)
        return Problem(message, file=self.file, line=line, column=column, **more)


def read_yaml(path: Path, shown: str | None = None) -> YamlSource:
    """Read one YAML document. Raises ``InputError`` naming line and column."""
    name = shown or str(path)
    refuse_special(path, name)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem(_("the file is not there"), file=name)) from None
    except OSError as error:
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=error.strerror), file=name)
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(
            Problem(_("is larger than {size} MB").format(size=MAX_BYTES // 2**20), file=name)
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            Problem(_("is not written in UTF-8"), file=name, line=line, hint=_("Save it as UTF-8."))
        ) from None
    return parse_yaml(text, name)


def parse_yaml(text: str, file: str) -> YamlSource:
    """Parse YAML text; ``file`` is the name for messages."""
    try:
        return _parse(text, file, _Loader)
    except yaml.MarkedYAMLError as error:
        raise InputError(_syntax_problem(error, text, file)) from None
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        raise InputError(_character_problem(text, file)) from None
    except yaml.YAMLError as error:
        raise InputError(
            Problem(_("is no YAML: {reason}").format(reason=error), file=file)
        ) from None


def _parse(text: str, file: str, loader: Any) -> YamlSource:
    builder = _Builder(YamlSource(file), yaml.parse(text, Loader=loader))
    try:
        return builder.document()
    except yaml.MarkedYAMLError:
        # The Python loader says better than the C one where a tab stands.
        if loader is yaml.SafeLoader or "\t" not in text:
            raise
    return _parse(text, file, yaml.SafeLoader)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Plain values out of YAML's events; duplicate keys and aliases are reported, all of them.

    Events, not nodes: a bomb of brackets or aliases is stopped before anything is built of it.
    """

    def __init__(self, source: YamlSource, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events
        self.count = self.aliases = 0
        self.problems: list[Problem] = []

    def document(self) -> YamlSource:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.source.places:
                    self._report(_place(event), _("holds a second document"))
                    break
                self.source.value = self._value(next(self.events), ())
        if self.problems:
            raise InputError(self.problems)
        return self.source

    def _value(self, event: Any, location: Location) -> Any:
        self.count += 1
        self.source.places.setdefault(location, _place(event))
        if self.count > MAX_NODES or len(location) > MAX_DEPTH:
            raise InputError(
                Problem(_("is too large or nested too deeply"), self.source.file, *_place(event))
            )
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.AliasEvent):
            self.aliases += 1
            if self.aliases <= SHOWN_ALIASES:
                self._report(
                    _place(event),
                    _("repeats a part of itself by a YAML alias (*{name})").format(
                        name=event.anchor
                    ),
                    hint=_("Write the part out."),
                )
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            items = enumerate(self._until(yaml.SequenceEndEvent))
            return [self._value(item, (*location, i)) for i, item in items]
        return self._mapping(location)

    def _mapping(self, location: Location) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_event in self._until(yaml.MappingEndEvent):
            place = _place(key_event)
            if isinstance(key_event, yaml.ScalarEvent):
                key = str(key_event.value)
            else:
                self._report(place, _("a key must be a plain word"))
                key = "?"
                self._value(key_event, (*location, key))
            if key in result:
                self._report(place, _("the key {key} stands here twice").format(key=quoted(key)))
            self.source.places[(*location, key)] = place
            result[key] = self._value(next(self.events), (*location, key))
        return result

    def _until(self, end: type) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def _report(self, place: tuple[int, int], message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(message, self.source.file, *place, hint=hint))


def _place(event: Any) -> tuple[int, int]:
    """Line and column, from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style:  # the C loader says "" where the Python one says None
        return text
    match text:
        case "true" | "True":
            return True
        case "false" | "False":
            return False
        case "" | "null" | "~":
            return None
    return int(text) if _WHOLE.match(text) else text


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    column = mark.column + 1 if mark else None
    lines = text.splitlines()
    read = lines[line - 1] if line and line <= len(lines) else None
    hint = None
    indent = read[: len(read) - len(read.lstrip())] if read else ""
    at_tab = bool(read and column and read[column - 1 : column] == "\t")
    if read and ("\t" in indent or at_tab):
        return Problem(
            _("a tab stands where YAML wants spaces"),
            file,
            line,
            read.index("\t") + 1 if "\t" in indent else column,
            read=read,
            hint=_("Indent with spaces."),
        )
    if read and read.count(":") > 1:
        hint = _("Text that holds a colon stands in quotes.")
    elif error.problem == "did not find expected key":
        hint = _("Do the lines of this block begin in the same column, and is every quote closed?")
    message = _("is no YAML: {reason}").format(reason=(error.problem or "?").strip())
    return Problem(message, file, line, column, read=read, hint=hint)


def _character_problem(text: str, file: str) -> Problem:
    wrong = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if wrong is None:
        return Problem(_("holds a character that YAML does not allow"), file)
    before = text[: wrong.start()]
    return Problem(
        _("the character {code} is not allowed in YAML").format(code=f"U+{ord(wrong.group()):04X}"),
        file,
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
        hint=_("Delete it; it cannot be seen in most editors."),
    )
