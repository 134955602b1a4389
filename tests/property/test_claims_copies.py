"""Verdicts on claims about folders in which sheets are disputed, recounted, divided by channel,
coded otherwise, and stand beside another contest's: against every way in which the election may
have gone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.claims.result import Verdict
from tests.folders import checked, csv_of
from tests.property.test_claims_completions import (
    HEAD_OF_ALL,
    PLACES,
    REGIONS,
    SHEETS,
    VOTERS,
    Sheet,
    Votes,
    claimed,
    drawn_tests,
    inside,
    measured,
)

OTHER_CONTEST = "  council: {options: {ana: Ana Lima, ben: Ben Okoro}}\n"
COLUMNS = (
    "columns: {station: code, copy: copy, channel: channel, fields: {registered: registered, "
    "cast: cast, valid: valid, invalid: invalid}}"
)
RETURNS = {
    file: f"  - {{file: {file}, source: watch, contest: {contest}, stage: {stage}, {COLUMNS}}}\n"
    for file, contest, stage in (
        ("count.csv", "president", "count"),
        ("recount.csv", "president", "recount"),
        ("council.csv", "council", "count"),
    )
}
HEADER = "code,copy,channel,registered,cast,valid,invalid,ana,ben\n"


class Held(NamedTuple):
    """What is held of a station: copies of one sheet, maybe votes by post beside them, and maybe
    a recount, after which nothing else counts."""

    copies: tuple[Sheet, ...]
    post: Sheet | None
    recount: Sheet | None

    @property
    def possible(self) -> list[Sheet]:
        """What the voters of the station may have done."""
        if self.recount is not None:
            return [self.recount]
        more = self.post or Sheet(0, 0, 0)
        return [
            Sheet(*(own + by_post for own, by_post in zip(copy, more, strict=True)))
            for copy in self.copies
        ]


@st.composite
def holdings(draw: st.DrawFn) -> Held:
    """One station, with no more votes than voters whichever copy is right."""
    post = draw(st.none() | st.sampled_from([sheet for sheet in SHEETS if sheet.cast == 1]))
    room = VOTERS - (post.cast if post else 0)
    sheets = [sheet for sheet in SHEETS if sheet.cast <= room]
    copies = draw(st.lists(st.sampled_from(sheets), min_size=1, max_size=2, unique=True))
    recount = None if post else draw(st.none() | st.sampled_from(SHEETS))
    return Held(tuple(copies), post, recount)


@st.composite
def extremes(draw: st.DrawFn) -> dict[str, Any]:
    """A test of the highest or the lowest of its level, or of how many."""
    measure = draw(st.sampled_from(["votes", "share", "turnout", "cast"]))
    option = {"option": draw(st.sampled_from(["ana", "ben"]))} if measure[0] in "vs" else {}
    level, area = draw(st.sampled_from([("district", "hill"), ("region", "south")]))
    quantifier = draw(st.sampled_from(["highest", "lowest"]))
    return {"measure": measure, **option, "quantifier": quantifier, "level": level, "area": area}


def is_extreme(test: dict[str, Any], votes: Votes) -> bool | None:
    """Whether the area's value is the highest or lowest of its level; None where it is shared, or
    some area has none."""
    areas = list(REGIONS if test["level"] == "district" else REGIONS.values())
    values = {area: measured(test, [votes[one] for one in inside(area)]) for area in areas}
    known = [value for value in values.values() if value is not None]
    if len(known) < len(values):
        return None
    best = max(known) if test["quantifier"] == "highest" else min(known)
    if values[test["area"]] != best:
        return False
    return True if known.count(best) == 1 else None


def completions(held: dict[str, Held]) -> Iterator[Votes]:
    """Every election that the sheets allow."""
    ways = [held[place].possible if place in held else SHEETS for place in PLACES]
    for way in product(*ways):
        yield dict(zip(PLACES, way, strict=True))


def row(code: str, copy: str, channel: str, sheet: Sheet) -> str:
    """One line of a file."""
    figures = [VOTERS, sheet.cast, sheet.ana + sheet.ben, sheet.invalid, sheet.ana, sheet.ben]
    return ",".join([f"w-{code}", copy, channel, *map(str, figures)]) + "\n"


@settings(max_examples=10, deadline=None)
@given(
    held=st.dictionaries(st.sampled_from(list(PLACES)), holdings(), min_size=2),
    other=st.lists(st.sampled_from(SHEETS), min_size=4, max_size=4),
    asked=st.lists(extremes() | drawn_tests(("whole", "areas")), min_size=30, max_size=30),
)
def test_a_verdict_is_true_of_every_election_that_the_sheets_allow(
    held: dict[str, Held], other: list[Sheet], asked: list[dict[str, Any]]
) -> None:
    count = recount = HEADER
    for place, item in held.items():
        for name, sheet in zip("xy", item.copies, strict=False):
            count += row(place, name, "station", sheet)
        if item.post is not None:
            count += row(place, "x", "post", item.post)
        if item.recount is not None:
            recount += row(place, "x", "station", item.recount)
    council = HEADER + "".join(
        row(place, "x", "station", sheet) for place, sheet in zip(PLACES, other, strict=True)
    )
    claims = "claims:\n" + "".join(
        f"  - {{id: c{i}, who: A, sentence: B, test: {_flow({**test, 'contest': 'president'})}}}\n"
        for i, test in enumerate(asked)
    )
    files = {
        "count.csv": count,
        "recount.csv": recount,
        "council.csv": council,
        "areas.csv": csv_of(_areas()),
        "crosswalk.csv": "source,code,station,doubtful\n"
        + "".join(f"watch,w-{place},{place},\n" for place in PLACES),
        "claims.yaml": claims,
    }
    head = HEAD_OF_ALL + OTHER_CONTEST
    with tempfile.TemporaryDirectory() as folder:
        returns = [entry for file, entry in RETURNS.items() if files[file] != HEADER]
        result = checked(Path(folder), files, "".join(returns), head)
    every = list(completions(held))
    for claim, test in zip(result.claims, asked, strict=True):
        ask = is_extreme if test.get("quantifier") in ("highest", "lowest") else claimed
        truths = {ask(test, votes) for votes in every} - {None}
        if claim.verdict is Verdict.HOLDS:
            assert truths <= {True}, (test, claim.reason)
        elif claim.verdict is Verdict.REFUTED:
            assert truths <= {False}, (test, claim.reason)


def _areas() -> str:
    areas = "id name level parent registered\n"
    areas += "".join(f"{one} {one.title()} region all {VOTERS * 2}\n" for one in REGIONS.values())
    areas += "".join(f"{a} {a.title()} district {b} {VOTERS * 2}\n" for a, b in REGIONS.items())
    return areas + "".join(f"{a} S{a} station {b} {VOTERS}\n" for a, b in PLACES.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return str(value)
