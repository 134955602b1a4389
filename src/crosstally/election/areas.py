"""The place tree: areas of every level, in one tree or in several that cross.

Read from ``areas.csv`` where there is one; areas that only the returns name are added by
``returns``. Stations may stand in this file too, with their parents in each tree.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from crosstally.election.codes import visible_code, visible_name
from crosstally.election.definition import Definition, normalised
from crosstally.election.table_file import open_table
from crosstally.problems import InputError, Problem, quoted, suggestion
from crosstally.words import _

COLUMNS = ("id", "name", "level", "parent", "tree", "standing", "aliases", "registered")
MAIN_TREE = ""
SLIP = 17 / 20
"""How alike a column's name and a known one are where the one is taken for a slip."""


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


def read_areas(
    path: Path, definition: Definition, shown: str, *, any_level: bool = False
) -> list[Area]:
    """Read ``areas.csv``: id, name, level, parent and, by choice, tree, standing, aliases
    (``|`` between them), registered; other columns are kept as attributes of stations.

    An area in several trees has a row for each. ``any_level``: whether a level may be one that the
    definition does not have, as where its own are wrong and others stand in. Raises ``InputError``
    with every problem: unknown level, parent that is not there, two parents in one tree, a cycle,
    no parent.
    """
    reader = _Reader(definition, shown, any_level)
    with open_table(path, shown) as (lines, delimiter):
        table = csv.DictReader(lines, delimiter=delimiter)
        reader.check_header(table.fieldnames or [])
        for row in table:
            reader.row(row, table.line_num)
    return reader.finish()


def _about(area: str, message: str) -> str:
    return _("area {id}: {message}").format(id=quoted(area), message=message)


class _Reader:
    def __init__(self, definition: Definition, shown: str, any_level: bool) -> None:
        self.definition = definition
        self.shown = shown
        self.any_level = any_level
        self.problems: list[Problem] = []
        self.areas: dict[str, Area] = {definition.place.id: root_of(definition)}
        self.lines: dict[str, int] = {}
        self.refused: set[str] = set()
        """Ids of rows that were said to be wrong: what lies in them need not be said too."""

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
        slips = [
            (name, near[0])
            for name in names
            if name not in COLUMNS
            and (near := difflib.get_close_matches(name.strip().casefold(), COLUMNS, 1, SLIP))
            and near[0] not in names
        ]
        if slips:
            raise InputError(
                [
                    Problem(
                        _("the column {name} is nearly called {known}").format(
                            name=quoted(name), known=quoted(known)
                        ),
                        self.shown,
                        1,
                        hint=_("Mend it, or call a column of your own otherwise."),
                    )
                    for name, known in slips
                ]
            )

    def row(self, row: Mapping[str, str | None], line: int) -> None:
        cells = {
            key: visible_name(value or "") for key, value in row.items() if isinstance(key, str)
        }
        cells |= {key: visible_code(cells[key]) for key in ("id", "parent")}
        id_, tree, parent = cells["id"], cells.get("tree", ""), cells["parent"]
        known = self.areas.get(id_)
        if not self._says_where(cells, line) or (known and id_ == self.definition.place.id):
            return
        parents = dict(known.parents) if known else {}
        if tree in parents:
            self._stands_twice(id_, tree, (parents[tree], parent), line)
            return
        if not parent:
            self.refused.add(id_)
            root = quoted(self.definition.place.id)
            hint = _("The outermost areas stand under {place}.").format(place=root)
            self._report(line, _about(id_, _("has no parent")), hint=hint)
            return
        parents[tree] = parent
        self.lines.setdefault(id_, line)
        area = self._area(cells, parents, line) if known is None else known
        self.areas[id_] = replace(area, parents=parents)

    def _says_where(self, cells: Mapping[str, str], line: int) -> bool:
        """Whether a row has an id, a level and a tree that there are; else it is reported."""
        id_, level, tree = cells["id"], cells["level"], cells.get("tree", "")
        if not id_:
            self._report(line, _("a row has no id"))
            return False
        levels = [level] if self.any_level else self.definition.all_levels
        for message, name, names in (
            (_("no such level"), level, levels),
            (_("no such tree"), tree, ("", *self.definition.trees)),
        ):
            if name not in names:
                self.refused.add(id_)
                self._report(
                    line, _about(id_, message), name, suggestion(name, filter(None, names))
                )
                return False
        return True

    def _stands_twice(self, id_: str, tree: str, parents: tuple[str, str], line: int) -> None:
        """Report an area with two rows for one tree."""
        one, other = parents
        if one == other:
            message = _("stands twice, the first time in line {line}").format(line=self.lines[id_])
            self._report(line, _about(id_, message))
            return
        message = _("has two parents in one tree: {one} and {other}")
        hint = _(
            "Keep one of the two rows. Where the area stands in several trees, name the tree of "
            "each row in the column `tree`."
        )
        said = message.format(one=quoted(one), other=quoted(other))
        self._report(line, _about(id_, said), tree or None, hint=hint)

    def _area(self, cells: Mapping[str, str], parents: dict[str, str], line: int) -> Area:
        registered = None
        text = cells.get("registered", "")
        if text:
            if text.isdecimal() and len(text) <= 12:
                registered = int(text)
            else:
                self._report(
                    line,
                    _about(cells["id"], _("registered is no whole number")),
                    text,
                    _("Write digits alone, at most 12, without marks between thousands."),
                )
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
                    suggestion(written, [one.value for one in Standing]),
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
                if parent not in self.areas and parent not in self.refused:
                    self._report(
                        self.lines[area.id],
                        _about(area.id, _("its parent is not there")),
                        parent,
                        suggestion(parent, self.areas),
                    )
        cycles = self._cycles()
        for cycle in cycles:
            self._report(
                self.lines[cycle[0]],
                _about(cycle[0], _("lies inside itself (a cycle of parents)")),
                " → ".join([*cycle, cycle[0]]) if len(cycle) > 1 else None,
            )
        for area in self.areas.values() if not cycles else ():
            for tree, parent in area.parents.items():
                if parent in self.areas:
                    self._check_levels(area, tree, self.areas[parent])
        if self.problems:
            raise InputError(self.problems)
        return list(self.areas.values())

    def _check_levels(self, area: Area, tree: str, parent: Area) -> None:
        """An area stands below its parent, in the order of the levels."""
        if parent.level == self.definition.station_level:
            message = _("lies in a station, and stations hold no areas")
            self._report(self.lines[area.id], _about(area.id, message), area.parents[tree])
            return
        levels = self.definition.levels if tree == MAIN_TREE else self.definition.trees[tree]
        if area.level not in levels or parent.level not in levels:
            return
        if levels.index(area.level) <= levels.index(parent.level):
            message = _("is of the level {level} and lies in {parent} of the level {above}").format(
                level=quoted(area.level), parent=quoted(parent.id), above=quoted(parent.level)
            )
            self._report(
                self.lines[area.id],
                _about(area.id, message),
                hint=_("The levels are, outermost first: {names}").format(names=", ".join(levels)),
            )

    def _cycles(self) -> list[list[str]]:
        """Areas that lie in one another, each time from one of them up to the last."""
        state: dict[str, int] = {}  # 1 on the way, 2 done
        found: list[list[str]] = []
        for start in self.areas:
            stack = (
                [(start, iter(self.areas[start].parents.values()))] if start not in state else []
            )
            state.setdefault(start, 1)
            while stack:
                id_, parents = stack[-1]
                for parent in parents:
                    if state.get(parent) == 1:
                        way = [at for at, _parents in stack]
                        found.append(way[way.index(parent) :])
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
