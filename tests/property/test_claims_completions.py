"""Verdicts on claims about small folders, against every way in which the missing stations may have
voted and unread figures may have been written: what holds is true in each of them, and what is
refuted in none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import event, given, settings
from hypothesis import strategies as st

from crosstally.claims.result import Verdict
from tests.folders import HEAD, checked, csv_of, returns_entry

VOTERS = 2
"""On the list of every station: few, so that every completion can be looked at."""
PLACES = {"1": "hill", "2": "hill", "3": "lake", "4": "lake"}
REGIONS = {"hill": "north", "lake": "south"}
HEAD_OF_ALL = (
    HEAD.replace("cast <= registered, strength: should", "cast <= registered")
    .replace("sources:", f"stations: {len(PLACES)}\nsources:")
    .replace("sheets:", f"registers: {{all: {{voters: {VOTERS * len(PLACES)}}}}}\nsheets:")
)
COLUMNS = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
WHOLE: tuple[Any, ...] = ({}, {"area": "hill"}, {"area": "north"}, {"area": "lake"})
QUANTIFIED: tuple[dict[str, Any], ...] = (
    {"quantifier": "every"},
    {"quantifier": "some"},
    {"quantifier": "none"},
    {"quantifier": "exactly", "n": 1},
    {"quantifier": "exactly", "n": 0},
    {"quantifier": "at_least", "n": 2},
    {"quantifier": "at_most", "n": 1},
)


class Sheet(NamedTuple):
    """What the voters of a station did."""

    ana: int
    ben: int
    invalid: int

    @property
    def cast(self) -> int:
        """Ballots in the box."""
        return sum(self)


SHEETS = [Sheet(*one) for one in product(range(VOTERS + 1), repeat=3) if sum(one) <= VOTERS]
Votes = dict[str, Sheet]
"""Station → sheet."""


def measured(test: dict[str, Any], sheets: Sequence[Sheet]) -> Fraction | None:
    """What a test measures over stations; None where it is a share of nothing."""
    ana, ben, invalid = (sum(column) for column in zip(*sheets, strict=True))
    own, other = (ana, ben) if test.get("option") == "ana" else (ben, ana)
    cast, listed = ana + ben + invalid, VOTERS * len(sheets)
    bases = {"valid": ana + ben, "cast": cast, "registered": listed}
    match test["measure"]:
        case "votes":
            return Fraction(own)
        case "rank":
            return Fraction(1 + (other > own))
        case "share":
            return _ratio(own, bases[test.get("of", "valid")])
        case "turnout":
            return _ratio(cast, listed)
        case "invalid_share":
            return _ratio(invalid, cast)
        case "cast":
            return Fraction(cast)
    raise AssertionError(test)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def true_of(test: dict[str, Any], votes: Votes, stations: Sequence[str]) -> bool | None:
    """Whether the comparison is true of some stations; None where no usual rounding says."""
    sheets = [votes[station] for station in stations]
    value = measured(test, sheets)
    comparison = next(key for key in COMPARISONS if key in test)
    operand = test[comparison]
    if isinstance(operand, dict):
        option, area = operand.get("option"), operand.get("area")
        other = measured(
            {**test, "option": option or test.get("option")},
            [votes[one] for one in inside(area)] if area else sheets,
        )
        width = Fraction(0)
    else:
        percent = operand.endswith("%")
        other = Fraction(operand.rstrip("%")) / (100 if percent else 1)
        width = Fraction(1, 200) if percent and comparison == "equals" else Fraction(0)
    if value is None or other is None or (width and abs(value - other) == width):
        return None
    match comparison:
        case "equals":
            return abs(value - other) <= width
        case "above":
            return value > other
        case "below":
            return value < other
        case "at_least":
            return value >= other
    return value <= other


COMPARISONS = ("equals", "above", "below", "at_least", "at_most")


def inside(area: str | None) -> list[str]:
    """The stations of an area, or of all."""
    if area is None:
        return list(PLACES)
    return [
        station
        for station, district in PLACES.items()
        if area in (station, district, REGIONS[district])
    ]


def claimed(test: dict[str, Any], votes: Votes) -> bool | None:
    """Whether a whole claim is true of an election; None where that is left to a definition."""
    stations = [test["station"]] if "station" in test else inside(test.get("area"))
    over_options = test.get("over") == "options"
    if test.get("quantifier") in ("highest", "lowest"):
        return most_of_options(test, votes, stations) if over_options else most(test, votes)
    if "quantifier" not in test:
        return true_of(test, votes, stations)
    if over_options:
        options = [one for one in ("ana", "ben") if one not in test.get("except", [])]
        truths = [true_of({**test, "option": one}, votes, stations) for one in options]
    else:
        level = test["level"]
        parts = [[one] for one in stations] if level == "station" else [inside(d) for d in REGIONS]
        truths = [true_of(test, votes, part) for part in parts]
    outcomes = {
        _counted(test, [way[i] if one is None else one for i, one in enumerate(truths)])
        for way in product((True, False), repeat=len(truths))
    }
    return outcomes.pop() if len(outcomes) == 1 else None


def most(test: dict[str, Any], votes: Votes) -> bool | None:
    """Whether an area has the highest or lowest value of its level; None where one is of nothing.

    An area that shares the place with another has it.
    """
    values = {one: measured(test, [votes[each] for each in inside(one)]) for one in REGIONS}
    own, known = values[test["area"]], [value for value in values.values() if value is not None]
    if own is None or len(known) < len(values):
        return None
    return own == (max(known) if test["quantifier"] == "highest" else min(known))


def most_of_options(test: dict[str, Any], votes: Votes, stations: Sequence[str]) -> bool | None:
    """Whether an option has the highest or lowest value of both; None where there is none."""
    sheets = [votes[one] for one in stations]
    own, other = (measured({**test, "option": one}, sheets) for one in _both(test["option"]))
    if own is None or other is None:
        return None
    return own >= other if test["quantifier"] == "highest" else own <= other


def _both(option: str) -> tuple[str, str]:
    """An option, and the other one."""
    return option, "ben" if option == "ana" else "ana"


def _counted(test: dict[str, Any], truths: list[bool]) -> bool:
    count = sum(truths)
    match test["quantifier"]:
        case "every":
            return count == len(truths)
        case "some":
            return count > 0
        case "none":
            return count == 0
        case "exactly":
            return bool(count == test["n"])
        case "at_least":
            return bool(count >= test["n"])
    return bool(count <= test["n"])


@st.composite
def drawn_tests(
    draw: st.DrawFn, kinds: Sequence[str] = ("whole", "areas", "areas", "options", "station")
) -> dict[str, Any]:
    """A test of a claim; ``kinds``: what it may be asked of."""
    measure = draw(st.sampled_from(["votes", "share", "rank", "turnout", "invalid_share", "cast"]))
    test: dict[str, Any] = {"measure": measure}
    if measure in ("votes", "share", "rank"):
        test["option"] = draw(st.sampled_from(["ana", "ben"]))
    if measure == "share":
        test["of"] = draw(st.sampled_from(["valid", "cast", "registered"]))
    if measure != "rank" and draw(st.integers(0, 4)) == 0:
        quantifier = draw(st.sampled_from(["highest", "lowest"]))
        area = draw(st.sampled_from(list(REGIONS)))
        return {**test, "quantifier": quantifier, "level": "district", "area": area}
    operands: list[Any] = [str(n) for n in range(1 if measure == "rank" else 0, 4)]
    if measure in ("share", "turnout", "invalid_share"):
        operands = ["0%", "25%", "33%", "50%", "67%", "37.5%", "100%"]
    kind = draw(st.sampled_from(kinds))
    if kind == "options" and "option" in test:
        return draw(_tests_of_options(test, operands))
    if kind == "station":
        test["station"] = draw(st.sampled_from(list(PLACES)))
    elif kind == "areas":
        test |= draw(st.sampled_from(QUANTIFIED))
        test["level"] = draw(st.sampled_from(["district", "station"]))
        if test["level"] == "station":
            test |= draw(st.sampled_from(WHOLE))
    else:
        test |= draw(st.sampled_from(WHOLE))
        operands += [{"area": "lake"}] if measure != "rank" else []
    if measure in ("votes", "share"):
        operands.append({"option": "ben" if test["option"] == "ana" else "ana"})
    return {**test, draw(st.sampled_from(COMPARISONS)): draw(st.sampled_from(operands))}


def _tests_of_options(
    test: dict[str, Any], operands: Sequence[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """A test of every, some or a number of options, or of the one that has most."""
    of_all = {key: said for key, said in test.items() if key != "option"} | {"over": "options"}
    where = st.sampled_from(WHOLE)
    counted = st.builds(
        lambda place, so, left_out, comparison, operand: {
            **of_all,
            **place,
            **so,
            **left_out,
            comparison: operand,
        },
        where,
        st.sampled_from(QUANTIFIED),
        st.sampled_from(({}, {}, {"except": ["ben"]})),
        st.sampled_from(COMPARISONS),
        st.sampled_from(operands),
    )
    if test["measure"] == "rank":
        return counted
    extremes = st.builds(
        lambda place, quantifier: {
            **of_all,
            **place,
            "option": test["option"],
            "quantifier": quantifier,
        },
        where,
        st.sampled_from(["highest", "lowest"]),
    )
    return counted | extremes


FIGURES = ("registered", "cast", "valid", "invalid", "ana", "ben")


def figures(sheet: Sheet) -> dict[str, int]:
    """What a sheet states."""
    stated = (VOTERS, sheet.cast, sheet.ana + sheet.ben, sheet.invalid, sheet.ana, sheet.ben)
    return dict(zip(FIGURES, stated, strict=True))


class Held(NamedTuple):
    """A sheet that is held, and its figures that nobody could read."""

    sheet: Sheet
    unread: frozenset[str]

    @property
    def row(self) -> list[str]:
        """Its figures as a row of the table."""
        shown = figures(self.sheet).items()
        return ["." if name in self.unread else str(value) for name, value in shown]

    @property
    def possible(self) -> list[Sheet]:
        """What the sheet may have been."""
        mine = figures(self.sheet)
        read = set(FIGURES) - self.unread
        return [one for one in SHEETS if all(figures(one)[name] == mine[name] for name in read)]


def completions(held: dict[str, Held]) -> Iterator[Votes]:
    """Every way in which the stations may have voted."""
    possible = [held[one].possible if one in held else SHEETS for one in PLACES]
    for way in product(*possible):
        yield dict(zip(PLACES, way, strict=True))


SHEETS_HELD = st.builds(
    Held,
    st.sampled_from(SHEETS),
    st.one_of(st.just(frozenset[str]()), st.frozensets(st.sampled_from(FIGURES), max_size=2)),
)


@settings(max_examples=8, deadline=None)
@given(
    held=st.dictionaries(st.sampled_from(list(PLACES)), SHEETS_HELD, min_size=2),
    asked=st.lists(drawn_tests(), min_size=30, max_size=30),
)
def test_a_verdict_is_true_of_every_completion(
    held: dict[str, Held], asked: list[dict[str, Any]]
) -> None:
    areas = "id name level parent registered\n"
    areas += "".join(f"{one} {one.title()} region all {VOTERS * 2}\n" for one in REGIONS.values())
    areas += "".join(f"{a} {a.title()} district {b} {VOTERS * 2}\n" for a, b in REGIONS.items())
    areas += "".join(f"{a} S{a} station {b} {VOTERS}\n" for a, b in PLACES.items())
    rows = "code registered cast valid invalid ana ben\n" + "".join(
        f"{code} {' '.join(one.row)}\n" for code, one in held.items()
    )
    claims = "claims:\n" + "".join(
        f"  - {{id: c{i}, who: A, sentence: B, test: {_flow(test)}}}\n"
        for i, test in enumerate(asked)
    )
    files = {"returns.csv": csv_of(rows), "areas.csv": csv_of(areas), "claims.yaml": claims}
    with tempfile.TemporaryDirectory() as folder:
        result = checked(
            Path(folder), files, returns_entry("returns.csv", columns=COLUMNS), HEAD_OF_ALL
        )
    every = list(completions(held))
    for claim, test in zip(result.claims, asked, strict=True):
        truths = {claimed(test, votes) for votes in every}
        if claim.verdict is Verdict.HOLDS:
            assert truths <= {True, None}, (test, claim.reason)
        elif claim.verdict is Verdict.REFUTED:
            assert truths <= {False, None}, (test, claim.reason)
        elif len(truths) == 1 and None not in truths:
            quantifier = test.get("quantifier", "itself")
            event(f"needlessly undecided: {test['measure']}, {quantifier}")
            if not any(one.unread for one in held.values()):
                assert not settled_by_counting(test, held), (test, claim.reason)


def settled_by_counting(test: dict[str, Any], held: Mapping[str, object]) -> bool:
    """Whether the register alone must settle what is true of every completion: votes or voters
    against a number, of an area, or of stations of which one is missing.

    What else is needlessly undecided is counted: ``pytest --hypothesis-show-statistics``.
    """
    operand = next((test[key] for key in COMPARISONS if key in test), None)
    if test["measure"] not in ("votes", "cast") or not isinstance(operand, str):
        return False
    if "station" in test or "over" in test:
        return False
    return "quantifier" not in test or (
        test["level"] == "station"
        and len(held) == len(PLACES) - 1
        and any(station in held for station in inside(test.get("area")))
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value)
