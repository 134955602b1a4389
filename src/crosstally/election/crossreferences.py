"""Whether the names that an election's documents use are names of something."""

from __future__ import annotations

from collections.abc import Iterable

from crosstally.election.definition import (
    Contest,
    Definition,
    ReturnsFile,
)
from crosstally.election.relations import OPTIONS
from crosstally.election.rule import CONSTITUENCY, NATION
from crosstally.election.rule_references import references
from crosstally.election.sheet import MEASURES
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import Problem, meant, quoted, suggestion
from crosstally.words import _

RESERVED = frozenset(
    [
        "area",
        "channel",
        "copy",
        "figures",
        "first_act",
        "held",
        "is_copy",
        "last_act",
        "leaf",
        "name",
        "odd",
        "part",
        "row",
        "rowid",
        "stage",
        "station",
        "supersedes",
        "turn",
        "unlisted",
    ]
)
"""Columns of the tables of returns that are no figures."""


def nothing_called(kind: str) -> str:
    """That a name is the name of nothing, in the language in force."""
    messages = {
        "announcement": _("there is no announcement of that name"),
        "claim": _("there is no claim of that name"),
        "contest": _("there is no contest of that name"),
        "field": _("there is no field of that name"),
        "field or option": _("there is no field or option of that name"),
        "figure": _("there is no figure of that name"),
        "level": _("there is no level of that name"),
        "scope": _("there is no level of that name"),
        "method": _("there is no method of that name"),
        "option": _("there is no option of that name"),
        "register": _("there is no register of that name"),
        "sheet template": _("there is no sheet template of that name"),
        "source": _("there is no source of that name"),
    }
    return messages[kind]


def _other_id(taken: str) -> str:
    """What to call an option or a field whose id is taken."""
    return _("Call it otherwise, such as {id}; its `name` may be anything.").format(
        id=quoted(f"{taken}_votes")
    )


class References:
    """Gathers names that point nowhere, each with its place and the nearest known name."""

    def __init__(self, source: YamlSource, definition: Definition) -> None:
        self.source = source
        self.definition = definition
        self.found: list[Problem] = []

    def need(
        self,
        location: Location,
        kind: str,
        name: str | None,
        known: Iterable[str],
        hint: str | None = None,
    ) -> bool:
        names = list(known)
        if name is None or name in names:
            return True
        where = self.source.where(location)
        hint = hint or suggestion(name, names)
        if kind == "source" and meant(name, names) is None:
            new = _("A new one is written under `sources:` in election.yaml")
            hint = f"{hint}. {new}" if hint else new
        self.found.append(
            self.source.problem(location, f"{where}: {nothing_called(kind)}", read=name, hint=hint)
        )
        return False

    def need_contest(self, location: Location, name: str | None) -> Contest | None:
        contests = self.definition.contests
        if name is None and len(contests) > 1:
            self.found.append(
                self.source.problem(
                    location, _("which contest? there are several"), expected=", ".join(contests)
                )
            )
            return None
        if not self.need((*location, "contest"), "contest", name, contests):
            return None
        return contests[name or next(iter(contests))]


class DefinitionReferences(References):
    """The names in ``election.yaml``."""

    def problems(self) -> list[Problem]:
        """Every name that points nowhere."""
        definition = self.definition
        self._trees()
        for name, sheet in definition.sheets.items():
            for i, relation in enumerate(sheet.relations):
                self._known_terms(
                    ("sheets", name, "relations", i, "relation"), relation.parsed.names, name
                )
            for measure in MEASURES:
                linear = getattr(sheet.measures, measure)
                if linear is not None:
                    parsed = sheet.measure(measure)
                    assert parsed is not None
                    self._known_terms(("sheets", name, "measures", measure), parsed.names, name)
        for name, contest in definition.contests.items():
            self._contest(name, contest)
        for i, entry in enumerate(definition.returns):
            self._returns(i, entry)
        for name, register in definition.registers.items():
            self.need(("registers", name, "source"), "source", register.source, definition.sources)
        return self.found

    def _trees(self) -> None:
        """Every tree is one over the same stations."""
        first, last = self.definition.levels[0], self.definition.levels[-1]
        for name, levels in self.definition.trees.items():
            if (levels[0], levels[-1]) != (first, last):
                place = ("trees", name)
                said = _("must begin with {first} and end with {last}, as the levels do")
                said = said.format(first=quoted(first), last=quoted(last))
                said = f"{self.source.where(place)}: {said}"
                self.found.append(self.source.problem(place, said, read=", ".join(levels)))

    def _known_terms(self, location: Location, names: Iterable[str], sheet: str) -> None:
        known = {OPTIONS, *self.definition.sheets[sheet].fields}
        for contest in self.definition.contests.values():
            if contest.sheet in (None, sheet):
                known |= set(contest.options)
        for term in sorted(names):
            parts = term.split("-")
            if len(parts) > 1 and term not in known and all(part in known for part in parts):
                hint = _("A minus between names stands between blanks: {sum}").format(
                    sum=" - ".join(parts)
                )
                self.need(location, "field or option", term, known, hint)
            else:
                self.need(location, "field or option", term, known)

    def _contest(self, name: str, contest: Contest) -> None:
        definition, location = self.definition, ("contests", name)
        self.need((*location, "sheet"), "sheet template", contest.sheet, definition.sheets)
        if contest.rule is not None:
            known = {"level": definition.all_levels}
            known["scope"] = [*definition.all_levels, NATION, CONSTITUENCY]
            known["option"] = [*contest.options, *contest.rule.alliances]
            for place, kind, named in references(contest.rule):
                self.need((*location, "rule", *place), kind, named, known[kind])
        if contest.sheet is None and len(definition.sheets) > 1:
            self.found.append(
                self.source.problem(
                    location,
                    f"contests.{name}: " + _("which sheet template? there are several"),
                    expected=", ".join(definition.sheets),
                )
            )
        sheet = definition.sheet_of(name) if contest.sheet in (None, *definition.sheets) else None
        fields = list(sheet.fields) if sheet else []
        for both in sorted(set(fields) & set(contest.options)):
            self.found.append(
                self.source.problem(
                    (*location, "options", both),
                    _("{name} is both a field and an option").format(name=quoted(both)),
                )
            )
        self._columns(location, name, [*fields, *contest.options])
        for option in contest.options:
            if option.casefold() in (*MEASURES, "turnout") and option not in fields:
                self.found.append(
                    self.source.problem(
                        (*location, "options", option),
                        f"contests.{name}: "
                        + _(
                            "{name} is a figure of all voters, and cannot be the id of an option"
                        ).format(name=quoted(option)),
                        hint=_other_id(option),
                    )
                )
        if OPTIONS in contest.options:
            self.found.append(
                self.source.problem(
                    (*location, "options", OPTIONS), _("'options' means the sum of all options")
                )
            )
        for option, about in contest.options.items():
            for member in about.members:
                self.need(
                    (*location, "options", option, "members"), "option", member, contest.options
                )
        for i, publication in enumerate(contest.publication):
            place = (*location, "publication", i)
            self.need((*place, "level"), "level", publication.level, definition.all_levels)
            for j, what in enumerate(publication.what):
                self.need(
                    (*place, "what", j),
                    "field or option",
                    what,
                    [*fields, *MEASURES, *contest.options],
                )
        for i, other in enumerate(contest.parallel_to):
            self.need((*location, "parallel_to", i), "contest", other, definition.contests)

    def _columns(self, location: Location, contest: str, figures: list[str]) -> None:
        """Fields and options are columns of one table, where case does not count."""
        seen: dict[str, str] = {}
        for figure in figures:
            same = seen.setdefault(figure.casefold(), figure)
            if same != figure:
                self.found.append(
                    self.source.problem(
                        location,
                        f"contests.{contest}: "
                        + _("{one} and {other} differ in case only").format(
                            one=quoted(same), other=quoted(figure)
                        ),
                        hint=_("Call one of them otherwise."),
                    )
                )
            if figure.casefold() in RESERVED:
                self.found.append(
                    self.source.problem(
                        location,
                        f"contests.{contest}: "
                        + _("{name} cannot be the id of a field or an option").format(
                            name=quoted(figure)
                        ),
                        hint=_other_id(figure),
                    )
                )

    def _returns(self, index: int, entry: ReturnsFile) -> None:
        definition, location = self.definition, ("returns", index)
        self.need((*location, "source"), "source", entry.source, definition.sources)
        self.need((*location, "level"), "level", entry.level, definition.all_levels)
        for level in entry.columns.areas:
            self.need(
                (*location, "columns", "areas", level), "level", level, definition.all_levels[:-1]
            )
        contest = self.need_contest(location, entry.contest)
        if contest is None:
            return
        sheet = definition.sheet_of(self._name_of(contest))
        for name in entry.columns.fields:
            self.need((*location, "columns", "fields", name), "field", name, sheet.fields)
        for name in entry.columns.options:
            self.need((*location, "columns", "options", name), "option", name, contest.options)
        self._read_once((*location, "columns"), entry)
        if entry.layout == "long" and not (entry.columns.option and entry.columns.votes):
            self.found.append(
                self.source.problem(
                    (*location, "columns"),
                    _("a long file needs the columns `option` (its name) and `votes` (its figure)"),
                )
            )

    def _read_once(self, location: Location, entry: ReturnsFile) -> None:
        """What is read as one option is not read as another figure too."""
        seen: dict[str, str] = {}
        for kind in ("options", "fields"):
            for name, text in getattr(entry.columns, kind).items():
                same = seen.setdefault(text.strip(), name)
                if same != name and same in entry.columns.options:
                    self.found.append(
                        self.source.problem(
                            (*location, kind, name),
                            _("{figure} is read from the same column as {other}").format(
                                figure=quoted(name), other=quoted(same)
                            ),
                            read=text,
                        )
                    )

    def _name_of(self, contest: Contest) -> str:
        return next(name for name, item in self.definition.contests.items() if item is contest)
