"""The place tree: areas of every level, in one tree or in several that cross.

Read from ``areas.csv`` where there is one; areas that only the returns name are added by
``returns``. Stations may stand in this file too, with their parents in each tree.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from crosstally.election.definition import Definition, normalised
from crosstally.problems import InputError, Problem, quoted, refuse_special, suggestion
from crosstally.words import _

COLUMNS = ("id", "name", "level", "parent", "tree", "standing", "aliases", "registered")
MAIN_TREE = ""


class Standing(StrEnum):
    """What became of a station."""

    OPENED = "opened"
    MOVED = "moved"
    POSTPONED = "postponed"
    ANNULLED = "annulled"
    NEVER_OPENED = "never_opened"

    @property
    def counts(self) -> bool:
        """Whether a sheet of such a station is to be expected."""
        return self in (Standing.OPENED, Standing.MOVED)


@dataclass(frozen=True)
class Area:
    """A node of the place tree."""

    id: str
    name: str
    level: str
    parents: Mapping[str, str] = field(default_factory=dict)
    """Tree → id of the parent; the main tree's name is empty."""
    standing: Standing = Standing.OPENED
    aliases: tuple[str, ...] = ()
    registered: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


class AreaLookup:
    """Finds areas by id, name or alias, as people write them."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas: dict[str, Area] = {}
        self._names: dict[str, list[str]] = {}
        self._indexed = 0
        for area in areas:
            self.add(area)

    def add(self, area: Area) -> None:
        """Enter an area; the first entry of an id stands."""
        self.areas.setdefault(area.id, area)

    def find(self, text: str) -> list[Area]:
        """The areas that the text can mean: one, none, or several that share a name."""
        if text in self.areas:
            return [self.areas[text]]
        return [self.areas[id_] for id_ in self._by_name().get(normalised(text), [])]

    def _by_name(self) -> dict[str, list[str]]:
        """Normalised ids, names and aliases → ids; brought up to date when it is asked for."""
        for area in islice(self.areas.values(), self._indexed, None):
            names = {normalised(area.id), normalised(area.name), *map(normalised, area.aliases)}
            for name in names:
                self._names.setdefault(name, []).append(area.id)
        self._indexed = len(self.areas)
        return self._names

    def of_level(self, level: str) -> list[Area]:
        """The areas of one level, in the order in which they were entered."""
        return [area for area in self.areas.values() if area.level == level]

    def below(self, ancestor: str, level: str) -> list[Area]:
        """The areas of a level that lie inside an area, in any tree."""
        inside: dict[str, bool] = {ancestor: True}
        return [area for area in self.of_level(level) if self._is_inside(area.id, inside)]

    def _is_inside(self, id_: str, known: dict[str, bool]) -> bool:
        if id_ not in known:
            known[id_] = False  # cuts a cycle that the reader has reported already
            area = self.areas.get(id_)
            known[id_] = area is not None and any(
                self._is_inside(parent, known) for parent in area.parents.values()
            )
        return known[id_]

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas.values())

    def __len__(self) -> int:
        return len(self.areas)


def root_of(definition: Definition) -> Area:
    """The whole place."""
    place = definition.place
    return Area(place.id, place.name, definition.levels[0])


def read_areas(path: Path, definition: Definition, shown: str) -> list[Area]:
    """Read ``areas.csv``: id, name, level, parent and, by choice, tree, standing, aliases
    (``|`` between them), registered; other columns are kept as attributes of stations.

    An area in several trees has a row for each. Raises ``InputError`` with every problem: unknown
    level, parent that is not there, two parents in one tree, a cycle, no parent.
    """
    reader = _Reader(definition, shown)
    refuse_special(path, shown)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            reader.check_header(table.fieldnames or [])
            for row in table:
                reader.row(row, table.line_num)
    except UnicodeDecodeError:
        raise InputError(
            Problem(_("is not written in UTF-8"), shown, hint=_("Save it as UTF-8."))
        ) from None
    except csv.Error as error:
        raise InputError(Problem(_("is no CSV: {reason}").format(reason=error), shown)) from None
    except OSError as error:
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=error.strerror), shown)
        ) from None
    return reader.finish()


def _about(area: str, message: str) -> str:
    return _("area {id}: {message}").format(id=quoted(area), message=message)


class _Reader:
    def __init__(self, definition: Definition, shown: str) -> None:
        self.definition = definition
        self.shown = shown
        self.problems: list[Problem] = []
        self.areas: dict[str, Area] = {definition.place.id: root_of(definition)}
        self.lines: dict[str, int] = {}

    def check_header(self, header: Iterable[str]) -> None:
        names = list(header)
        missing = [name for name in ("id", "level", "parent") if name not in names]
        if missing:
            raise InputError(
                [
                    Problem(
                        _("there is no column {name}").format(name=quoted(name)),
                        self.shown,
                        1,
                        hint=suggestion(name, names),
                    )
                    for name in missing
                ]
            )

    def row(self, row: Mapping[str, str | None], line: int) -> None:
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        id_, level, tree = cells["id"], cells["level"], cells.get("tree", "")
        if not id_:
            self._report(line, _("a row has no id"))
            return
        if level not in self.definition.all_levels:
            self._report(
                line,
                _about(id_, _("no such level")),
                level,
                suggestion(level, self.definition.all_levels),
            )
            return
        if tree and tree not in self.definition.trees:
            self._report(
                line, _about(id_, _("no such tree")), tree, suggestion(tree, self.definition.trees)
            )
            return
        known = self.areas.get(id_)
        parents = dict(known.parents) if known else {}
        if known and id_ == self.definition.place.id:
            return
        if tree in parents:
            message = _("has two parents in one tree: {one} and {other}")
            both = {"one": quoted(parents[tree]), "other": quoted(cells["parent"])}
            self._report(
                line,
                _about(id_, message.format(**both)),
                tree or None,
                hint=_("An area that stands in several trees names the tree of each row."),
            )
            return
        if not cells["parent"]:
            self._report(
                line,
                _about(id_, _("has no parent")),
                hint=_("The outermost areas stand under {place}.").format(
                    place=quoted(self.definition.place.id)
                ),
            )
            return
        parents[tree] = cells["parent"]
        self.lines.setdefault(id_, line)
        self.areas[id_] = (
            self._area(cells, parents, line)
            if known is None
            else Area(
                known.id,
                known.name,
                known.level,
                parents,
                known.standing,
                known.aliases,
                known.registered,
                known.attributes,
            )
        )

    def _area(self, cells: Mapping[str, str], parents: dict[str, str], line: int) -> Area:
        registered = None
        text = cells.get("registered", "")
        if text:
            if text.isdecimal() and len(text) <= 12:
                registered = int(text)
            else:
                self._report(line, _about(cells["id"], _("registered is no whole number")), text)
        standing = Standing.OPENED
        written = cells.get("standing", "")
        if written:
            try:
                standing = Standing(written)
            except ValueError:
                self._report(
                    line,
                    _about(cells["id"], _("no such standing")),
                    written,
                    suggestion(written, list(Standing)),
                )
        aliases = tuple(
            part.strip() for part in cells.get("aliases", "").split("|") if part.strip()
        )
        attributes = {key: value for key, value in cells.items() if key not in COLUMNS}
        return Area(
            cells["id"],
            cells.get("name") or cells["id"],
            cells["level"],
            parents,
            standing,
            aliases,
            registered,
            attributes,
        )

    def finish(self) -> list[Area]:
        for area in self.areas.values():
            for parent in area.parents.values():
                if parent not in self.areas:
                    self._report(
                        self.lines[area.id],
                        _about(area.id, _("its parent is not there")),
                        parent,
                        suggestion(parent, self.areas),
                    )
        for id_ in self._cycles():
            self._report(self.lines[id_], _about(id_, _("lies inside itself (a cycle of parents)")))
        if self.problems:
            raise InputError(self.problems)
        return list(self.areas.values())

    def _cycles(self) -> list[str]:
        state: dict[str, int] = {}  # 1 on the way, 2 done
        found: list[str] = []
        for start in self.areas:
            stack = (
                [(start, iter(self.areas[start].parents.values()))] if start not in state else []
            )
            state.setdefault(start, 1)
            while stack:
                id_, parents = stack[-1]
                for parent in parents:
                    if state.get(parent) == 1:
                        found.append(parent)
                    elif parent not in state and parent in self.areas:
                        state[parent] = 1
                        stack.append((parent, iter(self.areas[parent].parents.values())))
                        break
                else:
                    state[id_] = 2
                    stack.pop()
        return found

    def _report(
        self, line: int, message: str, read: str | None = None, hint: str | None = None
    ) -> None:
        self.problems.append(Problem(message, self.shown, line, read=read, hint=hint))
