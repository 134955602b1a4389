"""Sheets held in, what the others could still change out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crosstally.check.run import check, open_election
from crosstally.compare.bounds import (
    Bounds,
    Determined,
    Disputed,
    bounds,
    disputed_of,
    unread_rooms,
)
from crosstally.compare.threshold_margins import check_margins, what_would_matter
from crosstally.election.definition import Definition
from crosstally.election.printed import Interval, Printed
from crosstally.engine.sheets import ENDLESS
from crosstally.findings import Tier
from crosstally.tabulation.figures import MISSING, FigureTable, Totals

SEVEN = {"method": "hare_lr", "seats": 10, "threshold": {"share": "7"}}
YES, NO, UNKNOWN = Determined.YES, Determined.NO, Determined.UNKNOWN


def election(
    options: Mapping[str, Any], rule: Mapping[str, Any] | None = None, **sheet: Any
) -> Definition:
    fields = {"registered": "Registered", "invalid": "Invalid"}
    return Definition.model_validate(
        {
            "id": "here",
            "title": "Here",
            "date": "2024-07-28",
            "sources": {"party": "The party"},
            "sheets": {"sheet": {"fields": fields, **sheet}},
            "contests": {"vote": {"options": dict(options), "rule": rule}},
        }
    )


def sheets(
    held: int,
    known: int | None,
    registered: int,
    votes: Mapping[str, int],
    invalid: int = 0,
    incomplete: Mapping[str, int] | None = None,
) -> Totals:
    fields = {"registered": registered, "invalid": invalid}
    return Totals("party", "all", held, known, fields, votes, incomplete or {})


def found(
    definition: Definition, totals: Totals, registers: Mapping[str, int] | None = None, **more: Any
) -> Bounds:
    return bounds(definition, "vote", "party", totals, registers or {}, **more)


def texts(result: Bounds) -> str:
    return " ".join(sentence.text for sentence in result.sentences).replace("\u00a0", " ")


VENEZUELA = election(
    {
        "eg": "Edmundo González",
        "nm": "Nicolás Maduro",
        "rest": "Eight others",
        "others": {"name": "Other candidates", "members": ["rest"]},
    },
    {"method": "plurality"},
)
ACTAS = sheets(
    24_532,
    30_026,
    17_745_239,
    {"eg": 7_156_462, "nm": 3_241_461, "rest": 261_205},
)


def test_venezuela_2024_is_determined_on_either_register() -> None:
    result = found(VENEZUELA, ACTAS, {"june": 21_392_464, "with_foreigners": 21_620_705})
    assert (result.register, result.voters_not_held) == ("june", 3_647_225)
    assert (result.winner, result.leaders, result.lead) == (YES, ("eg",), 3_915_001)
    assert result.winner_if_register_below == 21_660_240
    assert [(other.voters_not_held, other.winner) for other in result.others] == [(3_875_466, YES)]
    eg = result.options["eg"]
    assert (eg.held, eg.least, eg.greatest) == (7_156_462, 7_156_462, 10_803_687)
    assert "others" not in result.options  # its members have columns of their own
    said = texts(result)
    assert "No missing sheet can change the winner if the register is below 21,660,240." in said
    assert "The lead is 3,915,001, and at most 3,647,225 votes can stand" in said
    assert "On the register of 21,620,705 voters" in said
    assert "the 24,532 sheets held are genuine" in said


@pytest.mark.parametrize(("register", "winner"), [(21_660_239, YES), (21_660_240, NO)])
def test_the_limit_is_exact(register: int, winner: Determined) -> None:
    result = found(VENEZUELA, ACTAS, {"r": register})
    assert result.winner is winner
    if winner is NO:
        one, two = result.witnesses["winner"]
        assert one.votes["eg"] > one.votes["nm"]
        assert two.votes["eg"] == two.votes["nm"]  # a tie is another answer


def test_without_a_register_nothing_bounds_what_is_missing() -> None:
    result = found(VENEZUELA, ACTAS)
    assert (result.register, result.voters_not_held, result.winner) == (None, None, UNKNOWN)
    assert result.options["nm"].greatest is None
    assert result.options["nm"].least == 3_241_461
    assert "register is below 21,660,240" in texts(result)


def test_a_register_below_the_lists_of_the_sheets_held_bounds_nothing() -> None:
    result = found(VENEZUELA, ACTAS, {"r": 17_000_000})
    assert (result.voters_not_held, result.winner) == (None, UNKNOWN)
    assert "cannot both be right" in texts(result)


def test_registers_of_the_missing_stations_come_first() -> None:
    result = found(VENEZUELA, ACTAS, {"june": 21_392_464}, registered_not_held=3_000_000)
    assert (result.register, result.voters_not_held) == (None, 3_000_000)
    assert [other.register for other in result.others] == ["june"]


@pytest.mark.parametrize(
    ("votes", "not_held", "winner"),
    [
        ((50, 40), 9, YES),
        ((50, 40), 10, NO),  # a tie could come of it
        ((50, 50), 0, YES),  # a tie, and nothing can change it
        ((50, 50), 1, NO),
        ((0, 0), 5, NO),
    ],
)
def test_who_has_the_most_votes(votes: tuple[int, int], not_held: int, winner: Determined) -> None:
    totals = sheets(9, 10, 100, {"a": votes[0], "b": votes[1]})
    result = found(election({"a": "A", "b": "B"}), totals, {"r": 100 + not_held})
    assert result.winner is winner


def test_every_sheet_held_leaves_nothing_open() -> None:
    totals = sheets(10, 10, 100, {"a": 50, "b": 49})
    result = found(election({"a": "A", "b": "B"}), totals, {"r": 5_000})
    assert (result.voters_not_held, result.winner, result.others) == (0, YES, ())
    assert result.options["b"].greatest == 49
    assert "A has the most votes, 1 more than the next." in texts(result)


@pytest.mark.parametrize(
    ("votes", "not_held", "winner"),
    [
        ((60, 20, 10), 29, YES),  # 60 against 59
        ((60, 20, 10), 30, NO),  # half is no majority
        ((40, 35, 10), 5, YES),  # 45 of 90 is no majority, and the same two go on
        ((40, 35, 10), 6, NO),  # 46 of 91 is one
        ((40, 35, 10), 25, NO),  # the third could be second
    ],
)
def test_a_majority_needs_more_than_half(
    votes: tuple[int, ...], not_held: int, winner: Determined
) -> None:
    definition = election({"a": "A", "b": "B", "c": "C"}, {"method": "majority"})
    totals = sheets(9, 10, 200, dict(zip("abc", votes, strict=True)))
    result = found(definition, totals, {"r": 200 + not_held})
    assert (result.winner, result.seats) == (winner, winner)


def test_disputed_stations_move_both_ends() -> None:
    disputed = Disputed(2, below={"a": 3}, above={"b": 7})
    totals = sheets(10, 10, 100, {"a": 50, "b": 40})
    result = found(election({"a": "A", "b": "B"}), totals, disputed=disputed)
    assert (result.options["a"].least, result.options["b"].greatest) == (47, 47)
    assert (result.winner, result.disputed) == (NO, 2)
    assert "Stations whose copies disagree: 2;" in texts(result)


def test_a_lower_copy_of_a_register_leaves_more_voters_elsewhere() -> None:
    disputed = Disputed(1, below={"registered": 10})
    totals = sheets(9, 10, 100, {"a": 50, "b": 40})
    result = found(election({"a": "A", "b": "B"}), totals, {"r": 105}, disputed=disputed)
    assert result.voters_not_held == 15


@pytest.mark.parametrize(("room", "winner"), [(9, YES), (10, NO), (None, UNKNOWN)])
def test_unread_figures_may_hold_votes(room: int | None, winner: Determined) -> None:
    totals = sheets(10, 10, 100, {"a": 50, "b": 40}, incomplete={"b": 1})
    rooms = None if room is None else {frozenset("b"): room}
    result = found(election({"a": "A", "b": "B"}), totals, unread_rooms=rooms)
    assert result.winner is winner
    assert result.options["a"].greatest == 50
    assert result.options["b"].greatest == (None if room is None else 40 + room)


def test_where_no_sheet_is_held_everything_is_open() -> None:
    rule = {**SEVEN, "threshold": {"share": "7", "of": "cast"}}
    definition = election({"a": "A", "b": "B"}, rule)
    result = found(definition, Totals("party", "all", 0, 10), {"r": 100})
    assert (result.winner, result.seats) == (NO, NO)
    assert result.threshold == {"a": NO, "b": NO}
    assert result.options["a"].greatest == 100
    assert "The party holds no sheet of the 10 stations." in texts(result)
    assert "genuine" not in texts(result)


def test_an_option_that_no_sheet_has_is_not_zero() -> None:
    totals = sheets(10, 10, 100, {"a": 50, "b": 40})
    result = found(election({"a": "A", "b": "B", "c": "C"}), totals)
    assert result.winner is UNKNOWN
    assert result.options["c"].greatest is None


@pytest.mark.parametrize(
    ("of", "votes", "invalid", "not_held", "expected"),
    [
        # base, votes of a and b, invalid votes held, voters not held, whether b's fate is settled
        ("valid", (92, 8), 0, 14, YES),  # 8 of 114 is 7.02 percent at the worst
        ("valid", (92, 8), 0, 15, NO),
        ("valid", (94, 6), 0, 1, YES),  # 7 of 101 is below
        ("valid", (94, 6), 0, 2, NO),
        ("cast", (92, 8), 14, 0, YES),  # 8 of 114
        ("cast", (92, 8), 15, 0, YES),  # 8 of 115 is below, and nothing is missing
        ("cast", (92, 8), 14, 1, NO),  # one more invalid vote takes it below
        ("registered", (92, 8), 0, 0, YES),  # 8 of 120 voters on the lists
        ("registered", (92, 8), 0, 1, NO),  # 9 of 121
    ],
)
def test_reaching_a_threshold(
    of: str, votes: tuple[int, int], invalid: int, not_held: int, expected: Determined
) -> None:
    rule = {**SEVEN, "threshold": {"share": "7", "of": of}}
    totals = sheets(9, 10, 120, {"a": votes[0], "b": votes[1]}, invalid)
    result = found(election({"a": "A", "b": "B"}, rule), totals, {"r": 120 + not_held})
    assert result.threshold["b"] is expected
    if expected is NO:
        below, above = result.witnesses["threshold:b"]
        assert below.base is not None
        assert above.base is not None
        assert Fraction(below.votes["b"], below.base) < Fraction(7, 100)
        assert Fraction(above.votes["b"], above.base) >= Fraction(7, 100)


def test_a_threshold_on_ballots_that_sheets_do_not_count_stays_unknown() -> None:
    rule = {**SEVEN, "threshold": {"share": "7", "of": "cast"}}
    definition = election({"a": "A", "b": "B"}, rule)
    totals = Totals("party", "all", 10, 10, {"registered": 100}, {"a": 90, "b": 10})
    result = found(definition, totals)
    assert (result.threshold, result.seats) == ({"a": UNKNOWN, "b": UNKNOWN}, UNKNOWN)
    assert result.winner is YES


@pytest.mark.parametrize(
    ("votes", "not_held", "seats"),
    [
        ((700, 300), 30, YES),  # 7 and 3 stay nearest
        ((700, 300), 80, NO),
        ((650, 350), 1, NO),  # 6.5 and 3.5 tie
    ],
)
def test_seats_by_largest_remainder(
    votes: tuple[int, int], not_held: int, seats: Determined
) -> None:
    totals = sheets(9, 10, 1_000, {"a": votes[0], "b": votes[1]})
    result = found(election({"a": "A", "b": "B"}, SEVEN), totals, {"r": 1_000 + not_held})
    assert result.seats is seats


def test_the_sentences_name_who_is_in_and_what_would_matter() -> None:
    definition = election({"a": "A", "b": "B", "c": "C"}, SEVEN)
    totals = sheets(9, 10, 2_000, {"a": 900, "b": 72, "c": 28})
    said = texts(found(definition, totals, {"r": 2_050}))
    assert "Sure to reach 7 % of the valid votes: A." in said
    assert "Open, for these, whether they reach 7 % of the valid votes: B, C." in said
    assert (
        "On the sheets held, B is 2 votes above 7 % of the valid votes; 3 moved away from it would "
        "take it below." in said
    )
    assert (
        "On the sheets held, C is below 7 % of the valid votes: reaching it would take 42 votes "
        "moved to it or 46 added." in said
    )


def test_kazakhstan_2012_what_would_matter_as_announced() -> None:
    definition = election(
        {"nur_otan": "Nur Otan", "cppk": "Communist People's Party", "osdp": "Social Democrats"},
        {**SEVEN, "threshold": {"share": "7%", "of": "cast"}},
    )
    votes = {"nur_otan": 5_621_436, "cppk": 498_788, "osdp": 116_534}
    bases: dict[str, int | Interval] = {
        "valid": 6_941_220,
        "cast": Printed.percent("75.45").rounded.times(9_303_693),
    }
    said = [item.text.replace("\u00a0", " ") for item in what_would_matter(
        definition, "vote", votes, bases
    )]  # fmt: skip
    assert said[:4] == [
        "As announced, Communist People's Party is 12,902 votes above 7 % of the valid votes; "
        "12,903 moved away from it would take it below.",
        "As announced, Communist People's Party is 7,380 to 7,446 votes above 7 % of the voters "
        "who took part, whose number was printed with rounding; 7,381 to 7,447 moved away from it "
        "would take it below.",
        "As announced, Social Democrats is below 7 % of the valid votes: reaching it would take "
        "369,352 votes moved to it or 397,153 added.",
        "As announced, Social Democrats is below 7 % of the voters who took part, whose number was "
        "printed with rounding: reaching it would take 374,808 to 374,874 votes moved to it.",
    ]


def test_the_options_next_to_the_threshold_have_a_finding_on_each_base() -> None:
    definition = election({"a": "A", "b": "B", "c": "C", "d": "D"}, SEVEN)
    votes = {"a": 850, "b": 80, "c": 60, "d": 10}
    result = check_margins(
        definition, "vote", "party", "final", votes, {"valid": 1_000, "cast": 1_100}
    )
    found = [
        (item.figures["base"], item.figures["option"], item.figures["votes_above"])
        for item in result.findings
    ]
    assert found == [
        ("valid", "b", [10, 10]),
        ("valid", "c", [-10, -10]),
        ("cast", "b", [3, 3]),
        ("cast", "c", [-17, -17]),
    ]
    assert {item.tier for item in result.findings} == {Tier.INDICATIVE}


def table(columns: Mapping[str, list[int]]) -> FigureTable:
    count = len(next(iter(columns.values())))
    ones = np.ones(count, dtype=np.int64)
    figures = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
    codes = [f"s{i}" for i in range(count)]
    return FigureTable("party", "station", codes, codes, figures, ones, ones)


def test_disputed_stations_are_measured_against_what_was_counted() -> None:
    counted = table({"a": [100, 50, MISSING], "b": [10, 20, 30]})
    versions = [
        {"station": "s0", "contradict": True, "least:a": 90, "most:a": 100, "least:b": 10}
        | {"most:b": 19},
        {"station": "s2", "contradict": True, "least:a": 40, "most:a": 40, "least:b": 30}
        | {"most:b": ENDLESS},
    ]
    result = disputed_of(versions, counted)
    assert (result.stations, set(result.codes)) == (2, {"s0", "s2"})
    assert (result.below["a"], result.above["a"]) == (10, 40)
    assert (result.below["b"], result.above["b"]) == (0, 9)
    assert (result.unread, set(result.endless)) == ({"a": 1}, {"b"})
    assert disputed_of([], counted) == Disputed()


@pytest.mark.parametrize(
    ("columns", "rooms"),
    [
        ({"a": [5, 6], "b": [1, 2], "registered": [20, 20]}, {}),
        ({"a": [5, MISSING], "b": [1, 2], "valid": [6, 9], "registered": [20, 20]}, {"a": 7}),
        (
            {"a": [5, MISSING], "b": [1, 2], "valid": [6, MISSING], "registered": [20, 20]},
            {"a": 18},
        ),
        ({"a": [5, MISSING], "b": [1, 2]}, None),
        ({"a": [5, 6], "valid": [6, 9]}, {"b": 4}),  # no sheet has b
        # each sheet's votes are those of the options that were not read there
        ({"a": [MISSING] * 3, "b": [4, MISSING, 5], "valid": [9, 9, 9]}, {"a": 9, "ab": 9}),
    ],
)
def test_the_room_of_unread_figures(
    columns: dict[str, list[int]], rooms: dict[str, int] | None
) -> None:
    expected = None if rooms is None else {frozenset(key): room for key, room in rooms.items()}
    assert unread_rooms(table(columns), ["a", "b"]) == expected


def test_votes_not_read_on_one_sheet_are_not_those_of_an_option_read_there() -> None:
    totals = sheets(10, 10, 100, {"a": 50, "b": 40}, incomplete={"a": 1, "b": 1})
    rooms = {frozenset("a"): 8, frozenset("b"): 9}
    result = found(election({"a": "A", "b": "B"}), totals, unread_rooms=rooms)
    assert (result.options["a"].greatest, result.options["b"].greatest) == (58, 49)
    assert (result.winner, result.lead) == (YES, 1)
    said = "Votes for options that are no numbers on sheets held: 2; together they can stand for"
    assert f"{said} at most 17 votes" in texts(result)


@pytest.mark.parametrize(
    ("method", "votes", "not_held", "seats"),
    [
        ("dhondt", (700, 300), 30, YES),  # 700/8 = 87.5 stays below 300/3 = 100 …
        ("dhondt", (700, 300), 100, NO),  # … until 100 more votes make the two quotients equal
        ("dhondt", (700, 300), 200, NO),
        ("sainte_lague", (700, 300), 30, YES),
        ("sainte_lague_1.2", (700, 300), 30, YES),
        ("adams", (700, 300), 30, YES),
        ("droop_lr", (700, 300), 30, YES),
        ("hagenbach_bischoff_lr", (700, 300), 30, YES),
        # Of two options one too many has full quotas, and a larger quota takes its place.
        ("imperiali_lr", (700, 310), 30, YES),
        ("huntington_hill", (700, 300), 30, YES),
        ("huntington_hill", (700, 300), 500, NO),
    ],
)
def test_seats_by_other_methods(
    method: str, votes: tuple[int, int], not_held: int, seats: Determined
) -> None:
    totals = sheets(9, 10, 1_000, {"a": votes[0], "b": votes[1]})
    definition = election({"a": "A", "b": "B"}, {"method": method, "seats": 10})
    assert found(definition, totals, {"r": 1_000 + not_held}).seats is seats


def test_a_seat_that_a_tie_leaves_open_is_not_called_determined(tmp_path: Path) -> None:
    """12, 3 and 3 votes for three seats: 2 for the first, and the third is ben's or cid's."""
    (tmp_path / "election.yaml").write_text(
        "id: e\ntitle: E\ndate: 2024-05-12\nstations: 1\nlevels: [country, station]\n"
        "sources: {cec: The commission}\n"
        "contests: {race: {options: {ana: Ana, ben: Ben, cid: Cid}, "
        "rule: {method: hare_lr, seats: 3}}}\n"
        "returns: [{file: r.csv, source: cec, columns: {station: code}}]\n",
        encoding="utf-8",
    )
    (tmp_path / "r.csv").write_text("code,ana,ben,cid\n1,12,3,3\n", encoding="utf-8")
    bounds = check(open_election(tmp_path)).contests["race"].bounds
    assert bounds is not None
    assert (
        "Determined, but for a tie: the number of seats of every option. Ben, Cid are level, and "
        "the rule does not say which of them has a seat more."
    ) in [sentence.text for sentence in bounds.sentences]
