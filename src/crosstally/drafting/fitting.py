"""A guessed table in the words of an election that is there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from crosstally.drafting.fitted_places import levels_in_order, levels_of_columns
from crosstally.drafting.guess import ColumnGuess, Guess, Kind
from crosstally.drafting.likeness import in_latin
from crosstally.drafting.source import Source
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Definition, normalised
from crosstally.election.sheet import MEASURES, SheetTemplate
from crosstally.problems import InputError, Problem
from crosstally.words import N_, _

ALIKE = 85.0
"""Less alike names are not those of one option; of 100."""
APART = 5.0
"""By how much the likest has to be liker than any other."""
SHORTEST = 3
"""Letters of a word that is cut short."""
INITIALS = 5
"""So few letters in one word are initials, in which each letter tells parties apart."""


@dataclass(frozen=True)
class Fit:
    """A guess with the election's ids, and what did not fit."""

    guess: Guess
    options: tuple[tuple[str, str, bool], ...]
    """Column of votes, the option it is, and whether the name is the very same."""
    unknown: tuple[str, ...]
    """Columns of votes that are no option of the contest: they are left out."""
    left_out: tuple[str, ...]
    """Columns of figures and areas that the election does not have."""
    areas: tuple[tuple[str, str], ...] = ()
    """Column and level, where the areas in it say which level it is, and not its name."""


def contest_of_file(source: Source, definition: Definition, contest: str, shown: str) -> Source:
    """Of a file that holds several contests the one with the most of the contest's options.

    Raises ``InputError`` where none has any.
    """
    if not source.others:
        return source
    problems: list[Problem] = []
    best: tuple[int, Source] | None = None
    for one in (replace(source, others=()), *source.others):
        try:
            found = len(fitted(one.guess, definition, contest, shown).options)
        except InputError as error:
            problems += error.problems
            continue
        if best is None or found > best[0]:
            best = (found, one)
    if best is None:
        raise InputError(problems)
    return best[1]


def fitted(
    guess: Guess,
    definition: Definition,
    contest: str,
    shown: str,
    areas: AreaLookup | None = None,
) -> Fit:
    """Find the election's options, fields and levels in a guess. ``areas``: those of the election.

    Raises ``InputError`` where no column is an option of the contest.
    """
    options = _options(guess.of(Kind.OPTION), definition, contest)
    names = [option.name for option in definition.contests[contest].options.values()]
    if not options:
        raise InputError(
            Problem(
                _("no column of votes is called like an option of the contest"),
                shown,
                read=", ".join(column.name for column in guess.of(Kind.OPTION)),
                expected=", ".join(names),
                hint=_(
                    "Add the spellings of this file as `aliases` of the options in election.yaml."
                ),
            )
        )
    template = definition.sheet_of(contest)
    levels = levels_of_columns(guess, definition, areas or AreaLookup(()))
    headers = _headers_of_fields(definition, contest)
    columns: list[ColumnGuess] = []
    for read in guess.columns:
        column = read
        if column.index in levels:  # what nobody understood may hold areas that are known
            column = replace(column, kind=Kind.AREA, id=levels[column.index][0])
        elif column.kind is Kind.LEFT_OUT and normalised(column.name) in headers:
            column = replace(column, kind=Kind.FIELD, id=headers[normalised(column.name)])
        id_: str | None = column.id
        if column.kind is Kind.OPTION:
            id_ = options[column.index][0] if column.index in options else None
        elif column.kind is Kind.FIELD:
            taken = {c.id for c in columns if c.kind is Kind.FIELD}
            id_ = _field(column, template, headers, taken)
        elif column.kind is Kind.AREA:
            id_ = levels[column.index][0] if column.index in levels else None
        if column.id is not None and id_ is None:
            why = N_("nothing that this election has")
            columns.append(replace(column, kind=Kind.LEFT_OUT, id=None, why=why))
        else:
            columns.append(replace(column, id=id_))
    before = {column.index: column.kind for column in guess.columns}
    gone = [c for c in columns if c.kind is Kind.LEFT_OUT and before[c.index] is not c.kind]
    return Fit(
        replace(
            guess,
            columns=tuple(columns),
            levels=tuple(levels_in_order(definition, levels)),
            trees=(),  # those that the election has are among its levels
        ),
        tuple(
            (column.name, *options[column.index])
            for column in columns
            if column.kind is Kind.OPTION
        ),
        tuple(c.name for c in gone if before[c.index] is Kind.OPTION),
        tuple(c.name for c in gone if before[c.index] is not Kind.OPTION),
        tuple((guess.columns[i].name, level) for i, (level, said) in levels.items() if not said),
    )


def _options(
    columns: Sequence[ColumnGuess], definition: Definition, contest: str
) -> dict[int, tuple[str, bool]]:
    """Column → the option it is, and whether the name is the very same; each option once."""
    about = definition.contests[contest].options
    names = {id_: (id_, option.name, *option.aliases) for id_, option in about.items()}
    found: dict[int, tuple[str, bool]] = {}
    for column in columns:
        texts = {normalised(text) for text in (column.name, column.title or "", column.id or "")}
        for id_, own in names.items():
            if texts & {normalised(name) for name in own} and not _taken(found, id_):
                found[column.index] = (id_, True)
                break
    left = {id_: own for id_, own in names.items() if not _taken(found, id_)}
    scored = [
        (score, column.index, id_)
        for column in columns
        if column.index not in found
        for score, id_ in _likest(column.title or column.name, left)
    ]
    for _score, index, id_ in sorted(scored, reverse=True):
        if index not in found and not _taken(found, id_):
            found[index] = (id_, False)
    return found


def _taken(found: Mapping[int, tuple[str, bool]], id_: str) -> bool:
    return any(option == id_ for option, _ in found.values())


def _likest(name: str, names: Mapping[str, Sequence[str]]) -> list[tuple[float, str]]:
    """The option with the likest name, where no other comes near; at most one."""
    scored = (
        (max(_likeness(in_latin(name), in_latin(own)) for own in own_names), id_)
        for id_, own_names in names.items()
    )
    scores = sorted(scored, reverse=True)
    if not scores or scores[0][0] < ALIKE:
        return []
    if len(scores) > 1 and scores[0][0] - scores[1][0] < APART:
        return []
    return scores[:1]


def _likeness(one: str, other: str) -> float:
    """How alike two names are, of 100: words left out and words cut short do little harm."""
    from rapidfuzz import fuzz

    if not one or not other:
        return 0.0  # nothing but marks, or a script without Latin letters for it
    fewer, more = sorted((one.split(), other.split()), key=len)
    if len(more) == 1 and max(len(one), len(other)) <= INITIALS:
        return 100.0 if one == other else 0.0
    is_short = bool(fewer) and all(
        len(word) >= SHORTEST and any(longer.startswith(word) for longer in more) for word in fewer
    )
    return max(
        fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other), 95.0 if is_short else 0
    )


def _headers_of_fields(definition: Definition, contest: str) -> dict[str, str]:
    """What the columns of fields are called in the contest's files that are there already → the
    field; nothing that two of them call by one name."""
    found: dict[str, set[str]] = {}
    for entry in definition.returns:
        if entry.contest in (None, contest) and entry.columns is not None:
            for id_, header in entry.columns.fields.items():
                found.setdefault(normalised(header), set()).add(id_)
    return {header: next(iter(ids)) for header, ids in found.items() if len(ids) == 1}


def _field(
    column: ColumnGuess,
    template: SheetTemplate,
    headers: Mapping[str, str],
    taken: Collection[str | None],
) -> str | None:
    """The sheet's field that a column is: by what other files call it, by its id, by the law's word
    for it, by its name."""
    found = headers.get(normalised(column.name))
    if found is None and column.id in template.fields:
        found = column.id
    elif found is None and column.id in MEASURES:
        linear = template.measure(column.id)
        names = [] if linear is None else list(linear.terms)
        found = names[0] if len(names) == 1 and names[0] in template.fields else None
    if found is None:
        said = {normalised(column.name), normalised(column.title or column.name)}
        found = next(
            (id_ for id_, field in template.fields.items() if normalised(field.name) in said), None
        )
    return None if found in taken else found
