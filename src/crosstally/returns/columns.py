"""Which column of a file means what: the header held against the definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.election.definition import Contest, Definition, ReturnsFile, normalised
from crosstally.problems import InputError, Problem, quoted, suggestion
from crosstally.words import _, number

NAMED = 10
"""Options that one message names."""


@dataclass(frozen=True)
class ColumnPlan:
    """Positions (from 0) of the columns that are read."""

    width: int
    station: tuple[int, ...] = ()
    station_name: int | None = None
    areas: Mapping[str, int] = field(default_factory=dict)
    """Level → column, outermost first as the definition names them."""
    channel: int | None = None
    copy: int | None = None
    attributes: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    """Field or option → column (wide layout)."""
    option: int | None = None
    votes: int | None = None
    rows: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Only rows in which the column holds one of these texts."""
    leave_out: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """No rows in which the column holds one of these texts."""

    @property
    def positions(self) -> set[int]:
        """The columns that mean something."""
        single = (self.station_name, self.channel, self.copy, self.option, self.votes)
        several = (self.areas, self.attributes, self.figures)
        return {
            *self.station,
            *(at for at in single if at is not None),
            *(at for columns in several for at in columns.values()),
            *self.rows,
            *self.leave_out,
        }


def plan_columns(
    header: Sequence[str],
    entry: ReturnsFile,
    definition: Definition,
    contest: Contest,
    shown: str,
    line: int,
) -> ColumnPlan:
    """Hold a header against the definition. Raises ``InputError`` naming every missing column."""
    finder = _Finder(header, shown, line)
    columns = entry.columns
    level = entry.level or definition.station_level
    is_station = level == definition.station_level
    if is_station and columns.station is None:
        finder.problems.append(
            Problem(
                _("no column is named for the station's code"),
                shown,
                hint=_("Set `columns: {station: …}` in election.yaml."),
                expected=_("one of: {names}").format(names=_shown(header)),
            )
        )
    if not is_station and level not in columns.areas and level != definition.levels[0]:
        finder.problems.append(
            Problem(
                _("its rows stand at the level {level}, but no column is named for it").format(
                    level=quoted(level)
                ),
                shown,
                hint=_("Set `columns: {key}` in election.yaml.").format(
                    key=f"{{areas: {{{level}: …}}}}"
                ),
            )
        )
    plan = ColumnPlan(
        width=len(header),
        station=finder.all(columns.station or []),
        station_name=finder.maybe(columns.station_name),
        areas={
            name: finder.one(columns.areas[name])
            for name in definition.all_levels
            if name in columns.areas
        },
        channel=finder.maybe(columns.channel),
        copy=finder.maybe(columns.copy_id),
        attributes={name: finder.one(name) for name in columns.attributes},
        figures=finder.figures(entry, contest) if entry.layout == "wide" else {},
        option=finder.maybe(columns.option) if entry.layout == "long" else None,
        votes=finder.maybe(columns.votes) if entry.layout == "long" else None,
        rows={finder.one(name): tuple(texts) for name, texts in entry.rows.items()},
        leave_out={finder.one(name): tuple(texts) for name, texts in entry.leave_out.items()},
    )
    finder.refuse_shared(plan.figures, contest)
    if finder.problems and len(header) == 1:
        raise InputError(finder.problems[0])  # the others only repeat that there is one column
    if finder.found_none:
        raise InputError(finder.wrong_header())
    if finder.problems:
        raise InputError(finder.problems)
    return plan


def shared_names(contest: Contest) -> dict[str, list[str]]:
    """Normalised ids, names and aliases that several options have → those options."""
    called: dict[str, list[str]] = {}
    for option, about in contest.options.items():
        for text in {normalised(text) for text in (option, about.name, *about.aliases)}:
            called.setdefault(text, []).append(option)
    return {text: options for text, options in called.items() if len(options) > 1}


def refuse_shared_names(
    written: Iterable[str], given: Iterable[str], contest: Contest, shown: str
) -> None:
    """Raise ``InputError`` where a file's texts may each mean several options, unless ``given``
    (texts of ``columns.options``) says which."""
    shared, told = shared_names(contest), {normalised(text) for text in given}
    problems = [
        Problem(
            _("may be any of several options: {names}").format(
                names=", ".join(shared[normalised(text)])
            ),
            shown,
            read=text,
            hint=_("They share a name or an alias. Say in `columns: {key}` which it is.").format(
                key="{options: …}"
            ),
        )
        for text in sorted(written)
        if normalised(text) in shared and normalised(text) not in told
    ]
    if problems:
        raise InputError(problems)


def figure_names(entry: ReturnsFile, contest: Contest) -> dict[str, str]:
    """Long layout: the normalised texts of the option column → field or option."""
    names: dict[str, str] = {}
    for option, about in contest.options.items():
        for text in (option, about.name, *about.aliases):
            names.setdefault(normalised(text), option)
    for given in (entry.columns.options, entry.columns.fields):
        names.update({normalised(text): name for name, text in given.items()})
    return names


_NUMBERED = re.compile(r"column ([0-9]{1,4})")
"""A column without a name of its own goes by its number, from 1: ``column 3``."""


class _Finder:
    def __init__(self, header: Sequence[str], shown: str, line: int) -> None:
        self.header = [name.strip() for name in header]
        self.shown = shown
        self.line = line
        self.problems: list[Problem] = []
        self._found: set[str] = set()
        self._missing: set[str] = set()
        self._exact: dict[str, list[int]] = {}
        self._loose: dict[str, list[int]] = {}
        for position, name in enumerate(self.header):
            self._exact.setdefault(name, []).append(position)
            self._loose.setdefault(normalised(name), []).append(position)

    def one(self, name: str) -> int:
        found = self._exact.get(name.strip()) or self._loose.get(normalised(name)) or []
        if len(found) == 1:
            self._found.add(name)
            return found[0]
        numbered = _NUMBERED.fullmatch(name.strip())
        if not found and numbered and 1 <= int(numbered[1]) <= len(self.header):
            self._found.add(name)
            return int(numbered[1]) - 1
        if name in self._missing:
            return 0
        self._missing.add(name)
        message = (
            _("there are {count} columns {name}, which election.yaml names")
            if found
            else _("there is no column {name}, which election.yaml names")
        )
        self.problems.append(
            Problem(
                message.format(count=len(found), name=quoted(name)),
                self.shown,
                self.line,
                hint=_("Rename one of them in a copy of the file.") if found else self._hint(name),
            )
        )
        return 0

    @property
    def found_none(self) -> bool:
        """Whether several columns are named in the definition and the header has none of them."""
        return len(self._missing) > 2 and not self._found

    def wrong_header(self) -> Problem:
        """One problem for a line that is not the header at all."""
        return Problem(
            _("none of the {count} columns that election.yaml names stands here").format(
                count=len(self._missing)
            ),
            self.shown,
            self.line,
            read=_shown(self.header),
            hint=_(
                "Is this the row with the columns' names? `header_row:` in election.yaml says "
                "which one is."
            ),
        )

    def maybe(self, name: str | None) -> int | None:
        return None if name is None else self.one(name)

    def all(self, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.one(name) for name in names)

    def figures(self, entry: ReturnsFile, contest: Contest) -> dict[str, int]:
        figures = {name: self.one(column) for name, column in entry.columns.fields.items()}
        if entry.columns.options:
            return figures | {
                name: self.one(column) for name, column in entry.columns.options.items()
            }
        options = {name: self._option(name, contest) for name in contest.options}
        missing = [name for name, position in options.items() if position is None]
        if missing:
            self.problems.append(
                Problem(
                    _("no column is found for the options {names}").format(names=_few(missing)),
                    self.shown,
                    self.line,
                    hint=_(
                        "Name them in `columns: {key}`; an option that is not named there has no "
                        "field on these sheets. The columns are: {names}"
                    ).format(key="{options: …}", names=_shown(self.header)),
                )
            )
        return figures | {name: at for name, at in options.items() if at is not None}

    def refuse_shared(self, figures: Mapping[str, int], contest: Contest) -> None:
        """Votes that are read twice would be counted twice."""
        if self.problems:
            return
        readers: dict[int, list[str]] = {}
        for name, position in figures.items():
            readers.setdefault(position, []).append(name)
        for position, names in readers.items():
            if len(names) > 1 and any(name in contest.options for name in names):
                self.problems.append(
                    Problem(
                        _("one column is read as several figures: {names}").format(
                            names=", ".join(map(quoted, names))
                        ),
                        self.shown,
                        self.line,
                        read=self.header[position] or f"column {position + 1}",
                        hint=_(
                            "Do two options share a name or an alias? Name the column of each in "
                            "`columns: {key}`."
                        ).format(key="{options: …}"),
                    )
                )

    def _option(self, name: str, contest: Contest) -> int | None:
        about = contest.options[name]
        for text in (name, about.name, *about.aliases):
            found = self._exact.get(text) or self._loose.get(normalised(text)) or []
            if len(found) == 1:
                return found[0]
        return None

    def _hint(self, name: str) -> str | None:
        if len(self.header) == 1:
            return _(
                "The file seems to have one column only: is the delimiter right? Its first line "
                "reads {text}."
            ).format(text=quoted(self.header[0][:60]))
        return suggestion(name, [known for known in self.header if known])


def _few(names: Sequence[str]) -> str:
    said, beyond = ", ".join(names[:NAMED]), len(names) - NAMED
    if beyond <= 0:
        return said
    return _("{names} and {count} more").format(names=said, count=number(beyond))


def _shown(header: Sequence[str]) -> str:
    names = [name for name in header if name.strip()]
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
