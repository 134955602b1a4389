"""Small folders against everything that their sheets leave possible: bounds, verdicts on claims and
contradictions hold whichever copy is right, whatever was not read, and whatever was not held."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.claims.result import Verdict
from crosstally.compare.bounds import Determined
from crosstally.findings import Tier
from tests.folders import COLUMNS, HEAD, checked, returns_entry

OPTIONS = ("ana", "ben")
VOTERS = 5
"""On the list of every station: few, so that every completion can be looked at."""


class Copy(NamedTuple):
    """What one copy of a sheet says; None where it could not be read."""

    valid: int | None
    ana: int | None
    ben: int | None


@st.composite
def copies(draw: st.DrawFn) -> Copy:
    """A copy whose votes add up to its valid votes, some figures of it unread."""
    ana = draw(st.integers(0, VOTERS))
    ben = draw(st.integers(0, VOTERS - ana))
    unread = draw(st.sampled_from(["", "", "", "valid", "ana", "ben"]))
    figures = {"valid": ana + ben, "ana": ana, "ben": ben}
    return Copy(**{name: None if name == unread else value for name, value in figures.items()})


def truths(copy: Copy) -> Iterator[tuple[int, int]]:
    """Votes for ana and ben that a copy allows."""
    most = VOTERS if copy.valid is None else copy.valid
    for ana, ben in product(range(VOTERS + 1), repeat=2):
        fits = copy.ana in (None, ana) and copy.ben in (None, ben)
        if fits and (ana + ben <= most or (copy.ana is not None and copy.ben is not None)):
            yield ana, ben


def completions(held: list[list[Copy]], missing: int) -> Iterator[dict[str, int]]:
    """The totals that some choice of copies, unread figures and missing sheets gives."""
    per_station = [{one for copy in station for one in truths(copy)} for station in held]
    free = {(a, b) for a in range(VOTERS + 1) for b in range(VOTERS + 1 - a)}
    for chosen in product(*per_station, *[free] * missing):
        yield {name: sum(votes[at] for votes in chosen) for at, name in enumerate(OPTIONS)}


def contradicts(station: list[Copy]) -> bool:
    """Whether copies differ in something that both of them say."""
    return any(
        len({value for value in column if value is not None}) > 1
        for column in zip(*station, strict=True)
    )


@settings(max_examples=60)
@given(
    held=st.lists(
        st.lists(copies(), min_size=1, max_size=2).filter(
            lambda one: len(one) == 1 or contradicts(one)
        ),
        min_size=1,
        max_size=3,
    ),
    missing=st.integers(0, 1),
    data=st.data(),
)
def test_what_is_said_of_a_folder_holds_for_every_completion(
    held: list[list[Copy]], missing: int, data: st.DataObject
) -> None:
    every = list(completions(held, missing))
    asked = data.draw(st.integers(0, 3 * VOTERS))
    true = data.draw(st.sampled_from(every))
    rows = "region,district,code,copy,registered,cast,valid,invalid,ana,ben\n"
    for number, station in enumerate(held):
        for name, copy in zip("xy", station, strict=False):
            valid, ana, ben = ("" if value is None else str(value) for value in copy)
            rows += f"North,Hill,{number},{name},{VOTERS},{valid},{valid},0,{ana},{ben}\n"
    tests = [
        f"{{measure: votes, option: ana, at_least: {asked}}}",
        f"{{measure: votes, option: ben, equals: {asked}}}",
        "{measure: rank, option: ana, equals: 1}",
    ]
    claims = "claims:\n" + "".join(
        f"  - {{id: c{i}, who: A, sentence: B, test: {test}}}\n" for i, test in enumerate(tests)
    )
    counts = ", ".join(f"{name}: {votes}" for name, votes in true.items())
    announced = f"announcements:\n  - {{id: n, source: watch, counts: {{{counts}}}}}\n"
    files = {"returns.csv": rows, "claims.yaml": claims, "announcements.yaml": announced}
    columns = COLUMNS.replace("station: code\n", "station: code\n      copy: copy\n")
    stations = len(held) + missing
    head = HEAD.replace("sources:", f"stations: {stations}\nsources:").replace(
        "sheets:", f"registers: {{all: {{voters: {VOTERS * stations}}}}}\nsheets:"
    )
    with tempfile.TemporaryDirectory() as folder:
        result = checked(Path(folder), files, returns_entry("returns.csv", columns=columns), head)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    for name in OPTIONS:
        found = [one[name] for one in every]
        greatest = bounds.options[name].greatest
        assert bounds.options[name].least <= min(found)
        assert greatest is None or greatest >= max(found)
    leaders = {
        tuple(name for name in OPTIONS if one[name] == max(one.values()) and any(one.values()))
        for one in every
    }
    if bounds.winner is Determined.YES:
        assert len(leaders) == 1
    truth = [
        {one["ana"] >= asked for one in every},
        {one["ben"] == asked for one in every},
        {one["ana"] >= one["ben"] for one in every},
    ]
    for claim, answers in zip(result.claims, truth, strict=True):
        if claim.verdict is Verdict.HOLDS:
            assert answers == {True}
        if claim.verdict is Verdict.REFUTED:
            assert answers == {False}
    # One of the completions is announced: nothing contradicts it.
    about = [item for item in result.findings if item.tier is Tier.DECISIVE]
    assert [item.message for item in about if "announcement" in item.figures] == []
