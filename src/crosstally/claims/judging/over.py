"""Quantified tests: over the areas of a level, or over the options of the ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crosstally.claims.judging.absent import COUNTED, settled
from crosstally.claims.judging.judge import EXTREMES, SHOWN, Answer, Question, verdict_of
from crosstally.claims.judging.measured import Basis, Measured, sheets_basis
from crosstally.claims.judging.operand import Against, Fixed, Nothing, Option
from crosstally.claims.judging.quantify import Tally, quantified
from crosstally.claims.judging.rows import (
    FALSE,
    OPEN,
    TRUE,
    Bounds,
    SheetRows,
    StatedRows,
    States,
    compared,
    single,
)
from crosstally.claims.judging.sheets import room_of
from crosstally.claims.judging.span import Span
from crosstally.claims.judging.wording import (
    announcements_would_decide,
    areas_would_decide,
    both,
    by_room,
    extreme_sentence,
    measured_sentence,
    no_figures,
    quantified_sentence,
    sheets_would_decide,
    tally_sentence,
)
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Comparison, Quantifier
from crosstally.findings import Sentence
from crosstally.words import N_


class Areas:
    """The values of a measure in the areas of a level, from sheets or from announcements."""

    def __init__(self, question: Question) -> None:
        self.question = question
        test, evidence = question.effective, question.evidence
        assert test.level is not None
        self.level = test.level
        self.level_name = question.evidence.election.definition.level_name(test.level)
        extreme = test.quantifier in EXTREMES
        self.within = evidence.election.definition.place.id if extreme else question.area
        self.source = question.sheets()
        self.sheet_rows: SheetRows | None = None
        self.bounds: Bounds | None = None
        self.stated: StatedRows | None = None
        known = [area.id for area in evidence.areas.below(self.within, self.level)]
        self.listed = known
        if self.source is not None:
            table = evidence.table(question.contest, self.source, self.level, self.within)
            self.sheet_rows = SheetRows(evidence, question.contest, table, test, self.within)
            self.bounds = self.sheet_rows.bounds(test.option)
        if self.bounds is None and test.on != "sheets":
            self.sheet_rows = None
            self.stated = StatedRows(evidence, question.contest, known, test, question.rounding)

    @property
    def ids(self) -> Sequence[str]:
        """The areas that have a value."""
        rows = self.sheet_rows if self.bounds is not None else self.stated
        return rows.ids if rows is not None else ()

    def name(self, i: int) -> str:
        """The name of a row's area."""
        rows = self.sheet_rows or self.stated
        assert rows is not None
        return rows.names[i]

    def span(self, i: int) -> Span:
        """The value of a row."""
        if self.bounds is not None:
            return self.bounds.span(i)
        assert self.stated is not None
        return self.stated.found[self.ids[i]].span

    def shown(self, i: int) -> object:
        """The value of a row, for people."""
        if self.bounds is not None and self.sheet_rows is not None:
            return self.sheet_rows.shown(self.bounds, i)
        assert self.stated is not None
        return self.stated.found[self.ids[i]].shown

    def states(self, comparison: Comparison, other: Fixed | Option) -> States:
        """Whether the comparison is true of each row."""
        if self.bounds is None or self.sheet_rows is None:
            assert self.stated is not None
            return self.stated.states(comparison, other)
        theirs = (
            self.sheet_rows.bounds(other.option)
            if isinstance(other, Option)
            else single(other.span)
        )
        if theirs is None:
            return np.full(len(self.ids), OPEN, dtype=np.int8)
        states = compared(self.bounds, comparison, theirs)
        if isinstance(other, Option) and comparison is Comparison.EQUALS:
            states[(states == TRUE) & ~theirs.exact] = OPEN
        return states

    def basis(self) -> Basis | None:
        """What the values rest on."""
        if self.bounds is not None and self.source is not None:
            totals = self.question.evidence.totals(self.question.contest, self.source, self.within)
            return sheets_basis(totals, self.question.evidence.election)
        if self.stated is None or not self.stated.found:
            return None
        bases = [item.basis for item in self.stated.found.values()]
        return next((basis for basis in bases if basis.provisional), bases[0])

    def absent(self) -> int | None:
        """How many areas of the level have no row at all; None where nobody says."""
        known = self.areas_known()
        return None if known is None else max(0, known - len(self.ids))

    def areas_known(self) -> int | None:
        """How many areas of the level there are."""
        election = self.question.evidence.election
        if self.bounds is not None and self.sheet_rows is not None:
            table = self.sheet_rows.table
            if table.areas_known is not None:
                return table.areas_known
            if self.level == election.definition.station_level:
                return self.question.evidence.totals(
                    self.question.contest, table.source, self.within
                ).stations_known
        listed = len(election.areas.below(self.within, self.level))
        return listed or None

    def room(self) -> int | None:
        """The most voters on all sheets that are missing inside the area asked for; None where
        nothing bounds them, or the measure is no count."""
        question = self.question
        if self.bounds is None or self.source is None or question.test.measure not in COUNTED:
            return None
        if self.some_in_none:
            return None  # an area without a row may have sheets that are held
        return room_of(question.evidence, question.contest, self.source, self.within)

    @property
    def some_in_none(self) -> bool:
        """Whether some sheets held inside the area asked for stand in no area of the level."""
        if self.sheet_rows is None or self.source is None:
            return False
        question, placed = self.question, int(self.sheet_rows.table.stations_held.sum())
        totals = question.evidence.totals(question.contest, self.source, self.within)
        return totals.stations_held > placed

    def missing(self) -> dict[str, Any]:
        """What is not held: stations, and areas by name."""
        question = self.question
        known = question.stations_known() if self.within == question.area else None
        held = 0
        if self.source is not None:
            totals = question.evidence.totals(question.contest, self.source, self.within)
            held, known = totals.stations_held, totals.stations_known or known
        with_rows = set(self.ids)
        lookup = question.evidence.areas.areas
        names = []
        if self.absent() != 0:
            for id_ in self.listed:
                if id_ not in with_rows:
                    names.append(lookup[id_].name)
                    if len(names) == SHOWN:
                        break
        return {
            "stations": None if known is None else max(0, known - held),
            "of": known,
            "areas": names,
        }


def over_areas(question: Question) -> Answer:
    """A comparison that is said to be true of every, some, no or a number of areas."""
    test, areas = question.test, Areas(question)
    if not areas.ids:
        return _nothing_held(question, areas)
    pair = test.comparison
    assert pair is not None
    other: Against = question.against()
    if not isinstance(other, Fixed | Option):
        other = question.fixed(other)
    if isinstance(other, Nothing):
        return Answer(Verdict.UNDECIDED, other.reason, missing=areas.missing())
    comparison = pair[0]
    states = areas.states(comparison, other)
    open_operand = isinstance(other, Fixed) and not other.printed and other.span.value is None
    if open_operand and comparison is Comparison.EQUALS:
        states[states == TRUE] = OPEN
    return _counted(question, areas, states, other)


def _counted(question: Question, areas: Areas, states: States, other: Fixed | Option) -> Answer:
    test = question.test
    counts = tuple(int((states == state).sum()) for state in (TRUE, FALSE, OPEN))
    true, false, left_open = counts
    pair, room = test.comparison, areas.room()
    tally = bare = Tally(true, false, left_open, areas.absent())
    if pair is not None and room is not None and isinstance(other, Fixed):
        tally = settled(bare, pair[0], other, room)
    verdict = quantified(test.quantifier, test.n, tally)
    basis = areas.basis()
    assert basis is not None
    counted = tally_sentence(
        areas.level_name, question.area_name, basis.said, (true, false, left_open)
    )
    refuting = FALSE if test.quantifier is Quantifier.EVERY else TRUE
    examples: list[dict[str, Any]] = []
    count = 0
    if verdict is Verdict.REFUTED and (test.quantifier is Quantifier.EVERY or true):
        examples, count = _examples(areas, states, refuting)
    reason = quantified_sentence(verdict, counted, test)
    if room is not None and quantified(test.quantifier, test.n, bare) is not verdict:
        reason = both(reason, by_room(room))
    return _answer(question, areas, verdict, reason, examples, count)


def extreme(question: Question) -> Answer:
    """An area that is said to have the highest or the lowest value of its level."""
    test, areas = question.test, Areas(question)
    if question.area not in areas.ids:
        return _nothing_held(question, areas)
    place = list(areas.ids).index(question.area)
    own = areas.span(place)
    comparison = EXTREMES[test.quantifier]
    states = areas.states(comparison, Fixed(own, ""))
    states[place] = FALSE  # an area is not beyond itself
    others = len(areas.ids) - 1
    true, left_open = int((states == TRUE).sum()), int((states == OPEN).sum())
    tally = bare = Tally(true, others - true - left_open, left_open, areas.absent())
    room = areas.room()
    if room is not None:
        tally = settled(bare, comparison, Fixed(own, ""), room)
    verdict = quantified(test.quantifier, None, tally)
    if verdict is Verdict.REFUTED and not true:
        verdict = Verdict.UNDECIDED  # by an area that nobody can name
    basis = areas.basis()
    assert basis is not None
    measured = measured_sentence(
        test,
        question.option_name(test.option),
        areas.name(place),
        Measured(own, basis, areas.shown(place)),
    )
    examples, count = _examples(areas, states, TRUE) if verdict is Verdict.REFUTED else ([], 0)
    nearest = _nearest(areas, place, test.quantifier is Quantifier.LOWEST)
    reason = extreme_sentence(
        measured,
        areas.level_name,
        (verdict, test.quantifier),
        (others, true),
        None if nearest is None else (areas.name(nearest), areas.shown(nearest)),
    )
    if room is not None and quantified(test.quantifier, None, bare) is not verdict:
        reason = both(reason, by_room(room))
    return _answer(question, areas, verdict, reason, examples, count)


def _answer(
    question: Question,
    areas: Areas,
    verdict: Verdict,
    reason: Sentence,
    examples: Sequence[Mapping[str, Any]],
    count: int,
) -> Answer:
    return Answer(
        verdict,
        reason,
        _would_decide(question, areas) if verdict is Verdict.UNDECIDED else None,
        examples,
        count,
        areas.missing() if areas.absent() != 0 else {},
        areas.basis(),
    )


def _nearest(areas: Areas, place: int, lowest: bool) -> int | None:
    """The other area that is nearest to being beyond it (or farthest beyond it)."""
    candidates = [i for i in range(len(areas.ids)) if i != place][:20_000]
    if not candidates:
        return None
    if lowest:
        return min(candidates, key=lambda i: areas.span(i).low)
    return max(candidates, key=lambda i: areas.span(i).low)


def _nothing_held(question: Question, areas: Areas) -> Answer:
    name = question.area_name
    reason = no_figures(name, question.test.on)
    if areas.ids:
        lookup = question.evidence.areas.areas
        reason = no_figures(lookup[question.area].name, question.test.on)
    if question.test.on != "announced" and (
        areas.level == question.evidence.election.definition.station_level
    ):
        reason = Sentence(N_("No sheet of {area} is held."), {"area": name})
    missing = areas.missing()
    decide = sheets_would_decide(name, 0, question.stations_known() or missing["of"])
    return Answer(verdict_of(None), reason, decide, missing=missing)


def _would_decide(question: Question, areas: Areas) -> Sentence:
    missing = areas.missing()
    if areas.bounds is None:
        return announcements_would_decide(
            areas.level_name, areas.absent(), areas.missing()["areas"]
        )
    totals_held = (missing["of"] or 0) - (missing["stations"] or 0)
    if missing["of"] is None and areas.source is not None:
        totals_held = question.evidence.totals(
            question.contest, areas.source, areas.within
        ).stations_held
    name = question.area_name
    if areas.within != question.area:
        name = question.evidence.election.definition.place.name
    if areas.some_in_none and missing["stations"] == 0:
        return areas_would_decide(name)
    return sheets_would_decide(name, totals_held, missing["of"])


def _examples(areas: Areas, states: States, state: int) -> tuple[list[dict[str, Any]], int]:
    places = np.flatnonzero(states == state)
    listed = [
        {"area": areas.ids[i], "name": areas.name(i), "value": str(areas.shown(i))}
        for i in places[:SHOWN].tolist()
    ]
    return listed, len(places)
