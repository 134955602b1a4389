"""Claims: a test, the figures at hand, and the verdict that partial coverage allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.evaluate import ClaimResult, Status, Verdict, evaluate
from crosstally.claims.folder import load_claims
from crosstally.claims.statement import Claim
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from crosstally.seats.rule import SeatOutcome

from .claims_evidence import HandMade, make_election, station, verdict

HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
EXAMPLE = Path(__file__).parents[2] / "src/crosstally/examples/kazakhstan-2012"


def announced(*items: dict[str, Any], **definition: Any) -> HandMade:
    return HandMade(make_election(announcements=items, **definition))


# Printed figures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "said", "expected"),
    [
        ({"red": 805, "blue": 100, "green": 95}, "81%", HOLDS),  # 80.5 rounds to 81
        ({"red": 814, "blue": 100, "green": 86}, "81%", HOLDS),
        ({"red": 815, "blue": 100, "green": 85}, "81%", REFUTED),  # 81.5 rounds to 82
        ({"red": 804, "blue": 100, "green": 96}, "81%", REFUTED),
        ({"red": 804, "blue": 100, "green": 96}, "80.4%", HOLDS),
    ],
)
def test_counts_decide_a_printed_percentage_exactly(
    counts: dict[str, int], said: str, expected: Verdict
) -> None:
    evidence = announced({"id": "final", "counts": counts})
    assert verdict(evidence, measure="share", option="red", equals=said).verdict is expected


@pytest.mark.parametrize(
    ("printed", "said", "expected"),
    [
        ("80.99", "81%", HOLDS),  # [80.985, 80.995) lies in [80.5, 81.5)
        ("81", "80.99%", UNDECIDED),  # anything from 80.5 to 81.5
        ("81", "79%", REFUTED),
        ("7.45", "7.5%", UNDECIDED),  # [7.445, 7.455): may round either way
        ("7.46", "7.5%", HOLDS),
        ("52", "52%", HOLDS),  # however it was rounded
    ],
)
def test_a_printed_announcement_is_an_interval(printed: str, said: str, expected: Verdict) -> None:
    evidence = announced({"id": "final", "percent": {"red": printed}})
    result = verdict(evidence, measure="share", option="red", equals=said)
    assert result.verdict is expected
    if expected is UNDECIDED:
        assert "more digits" in result.reason.text


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"above": "80%"}, HOLDS),
        ({"above": "80.99%"}, UNDECIDED),
        ({"below": "80%"}, REFUTED),
        ({"at_least": "80.985%"}, HOLDS),
        ({"at_most": "81%"}, HOLDS),
        ({"about": "80%"}, HOLDS),
        ({"about": "79%"}, REFUTED),
    ],
)
def test_more_than_less_than_and_about(test: dict[str, str], expected: Verdict) -> None:
    evidence = announced({"id": "final", "percent": {"red": "80.99"}})
    assert verdict(evidence, measure="share", option="red", **test).verdict is expected


def test_a_rounded_count_is_an_interval_too() -> None:
    evidence = announced({"id": "a", "counts": {"red": 6000}, "rounded_to": {"red": 1000}})
    assert verdict(evidence, measure="votes", option="red", above="5400").verdict is HOLDS
    assert verdict(evidence, measure="votes", option="red", equals="6200").verdict is UNDECIDED
    assert verdict(evidence, measure="votes", option="red", equals="7000").verdict is REFUTED


def test_the_latest_announcement_that_states_the_figure_counts_and_is_named() -> None:
    evidence = announced(
        {"id": "a", "at": "2020-05-10T22:00", "stage": "preliminary", "percent": {"red": "50"}},
        {"id": "b", "at": "2020-05-12", "percent": {"red": "52", "blue": "40"}},
        {"id": "c", "at": "2020-05-13", "percent": {"blue": "41"}},
    )
    result = verdict(evidence, measure="share", option="red", equals="52%")
    assert result.verdict is HOLDS
    assert "2020-05-12" in result.reason.text
    assert "The commission" in result.reason.text
    assert not result.clauses[0].provisional
    early = verdict(evidence, measure="share", option="red", equals="50%", stage="preliminary")
    assert early.verdict is HOLDS
    assert early.clauses[0].provisional
    assert "preliminary" in early.reason.text


def test_turnout_while_the_polls_are_open_is_provisional() -> None:
    evidence = announced({"id": "noon", "at": "2020-05-10T12:00", "turnout": "35.3"})
    result = verdict(evidence, measure="turnout", equals="35%")
    assert result.verdict is HOLDS
    assert result.clauses[0].provisional
    assert "voting day" in result.reason.text
    assert "12:00" in result.reason.text


# Every, some, none ------------------------------------------------------------------------------

FOUR = [
    station("1", red=50, blue=30, green=20),
    station("2", red=60, blue=10, green=30),
    station("3", red=40, blue=39, green=21),
    station("4", red=70, blue=20, green=10),
]
SECOND = {"measure": "rank", "option": "blue", "equals": 2, "level": "station"}


def test_one_counterexample_refutes_every_whatever_is_missing() -> None:
    result = verdict(HandMade(make_election(), FOUR, {"land": 900}), quantifier="every", **SECOND)
    assert result.verdict is REFUTED
    (clause,) = result.clauses
    assert clause.counterexamples == [{"area": "2", "name": "2", "value": "3"}]
    assert clause.counterexamples_count == 1


def test_every_holds_only_when_all_known_stations_are_held() -> None:
    rows = [FOUR[0], FOUR[2], FOUR[3]]
    complete = verdict(HandMade(make_election(), rows), quantifier="every", **SECOND)
    assert complete.verdict is HOLDS
    partial = verdict(HandMade(make_election(), rows, {"land": 10}), quantifier="every", **SECOND)
    assert partial.verdict is UNDECIDED
    assert partial.clauses[0].missing["stations"] == 7
    assert partial.clauses[0].missing["of"] == 10
    assert "7 stations" in partial.reason.text


def test_nobody_says_how_many_stations_there_are() -> None:
    evidence = HandMade(make_election(), [FOUR[0]], {"land": None})
    result = verdict(evidence, quantifier="every", **SECOND)
    assert result.verdict is UNDECIDED
    assert "does not say" in result.reason.text


def test_an_unread_figure_leaves_every_open() -> None:
    rows = [FOUR[0], station("5", red=50, blue=30)]  # green unread: blue second or third
    assert verdict(HandMade(make_election(), rows), quantifier="every", **SECOND).verdict is (
        UNDECIDED
    )


@pytest.mark.parametrize(
    ("quantifier", "n", "known", "expected"),
    [
        ("some", None, 900, HOLDS),  # one example is enough
        ("none", None, 900, REFUTED),
        ("exactly", 3, 4, HOLDS),
        ("exactly", 3, 5, UNDECIDED),
        ("exactly", 2, 900, REFUTED),  # three are held already
        ("exactly", 5, 5, REFUTED),  # four at most
        ("at_least", 3, 900, HOLDS),
        ("at_least", 5, 5, REFUTED),
        ("at_least", 4, 5, UNDECIDED),
        ("at_most", 2, 900, REFUTED),
        ("at_most", 4, 5, HOLDS),
        ("at_most", 3, 5, UNDECIDED),
    ],
)
def test_counting_quantifiers(
    quantifier: str, n: int | None, known: int, expected: Verdict
) -> None:
    evidence = HandMade(make_election(), FOUR, {"land": known})
    test = {**SECOND, "quantifier": quantifier, **({"n": n} if n is not None else {})}
    assert verdict(evidence, **test).verdict is expected  # three of the four held


def test_a_tie_shares_the_better_place() -> None:
    evidence = HandMade(make_election(), [station("1", red=50, blue=50, green=1)])
    for option in ("red", "blue"):
        assert verdict(evidence, measure="rank", option=option, equals=1).verdict is HOLDS
    assert verdict(evidence, measure="rank", option="green", equals=3).verdict is HOLDS


def test_one_option_against_another_in_every_station() -> None:
    evidence = HandMade(make_election(), FOUR)
    test = {"measure": "votes", "quantifier": "every", "level": "station"}
    more = verdict(evidence, option="red", above={"option": "blue"}, **test)
    assert more.verdict is HOLDS
    less = verdict(evidence, option="green", above={"option": "blue"}, **test)
    assert less.verdict is REFUTED
    assert less.clauses[0].counterexamples_count == 3


def test_a_station_where_nobody_voted_has_no_share_and_refutes_nothing() -> None:
    rows = [station("1", red=60, valid=100), station("2", red=0, valid=0)]
    result = verdict(
        HandMade(make_election(), rows),
        measure="share",
        option="red",
        above="50%",
        quantifier="every",
        level="station",
    )
    assert result.verdict is HOLDS


# Bounds under partial coverage ------------------------------------------------------------------


def test_sheets_in_full_are_exact_and_in_part_are_bounds() -> None:
    rows = [station("1", red=60, valid=100, registered=200)]
    full = HandMade(make_election(), rows)
    assert verdict(full, measure="share", option="red", equals="60%").verdict is HOLDS
    registers = {"roll": {"voters": 210}}
    partial = HandMade(make_election(registers=registers), rows, {"land": 2})
    # 10 voters are left: the share lies between 60/110 and 70/110
    test = {"measure": "share", "option": "red"}
    assert verdict(partial, above="54%", **test).verdict is HOLDS
    assert verdict(partial, above="64%", **test).verdict is REFUTED
    result = verdict(partial, above="60%", **test)
    assert result.verdict is UNDECIDED
    assert "the one station" in result.reason.text
    assert "between" in result.reason.text


def test_without_a_register_the_missing_sheets_are_not_bounded() -> None:
    evidence = HandMade(make_election(), [station("1", red=60, valid=100)], {"land": 2})
    assert verdict(evidence, measure="votes", option="red", at_least="60").verdict is HOLDS
    assert verdict(evidence, measure="votes", option="red", below="60").verdict is REFUTED
    assert verdict(evidence, measure="votes", option="red", above="60").verdict is UNDECIDED
    assert verdict(evidence, measure="share", option="red", above="1%").verdict is UNDECIDED


def test_best_takes_sheets_where_there_are_any_and_announcements_elsewhere() -> None:
    election = make_election(
        announcements=[{"id": "final", "counts": {"red": 10, "blue": 80, "green": 10}}]
    )
    test = {"measure": "share", "option": "red"}
    assert verdict(HandMade(election), equals="10%", **test).verdict is HOLDS
    with_sheets = HandMade(election, [station("1", red=60, valid=100)])
    assert verdict(with_sheets, equals="60%", **test).verdict is HOLDS
    assert verdict(with_sheets, equals="10%", on="announced", **test).verdict is HOLDS
    assert "A party" in verdict(with_sheets, equals="60%", **test).reason.text


def test_sheets_that_leave_every_turnout_open_give_way_to_the_announcement() -> None:
    election = make_election(
        announcements=[{"id": "final", "turnout": "41.4", "counts": {"red": 10, "blue": 90}}]
    )
    few = HandMade(
        election, [station("1", red=60, valid=100, cast=100, registered=200)], {"land": 3}
    )
    turnout = verdict(few, measure="turnout", equals="41.4%")
    assert turnout.verdict is HOLDS
    assert "final" in turnout.reason.text
    assert verdict(few, measure="turnout", equals="41.4%", on="sheets").verdict is UNDECIDED
    assert verdict(few, measure="votes", option="red", equals="10").verdict is REFUTED
    assert verdict(few, measure="share", option="red", equals="10%").verdict is UNDECIDED


def test_sheets_against_an_announcement() -> None:
    election = make_election(announcements=[{"id": "final", "counts": {"red": 50}}])
    test = {"measure": "votes", "option": "red", "on": "sheets"}
    more = HandMade(election, [station("1", red=60)], {"land": 7})
    assert verdict(more, above={"announcement": "final"}, **test).verdict is HOLDS
    none = verdict(HandMade(election), above={"announcement": "final"}, **test)
    assert none.verdict is UNDECIDED
    assert "No sheet of Land is held" in none.reason.text


# Highest and lowest -----------------------------------------------------------------------------

REGIONS = ("north", "south", "west")
LOWEST = {"measure": "turnout", "quantifier": "lowest", "level": "region", "area": "north"}


def regional(**turnout: str) -> HandMade:
    areas = {name: {"turnout": value} for name, value in turnout.items()}
    return HandMade(make_election(REGIONS, [{"id": "final", "at": "2020-05-12", "areas": areas}]))


def test_the_lowest_of_all_areas() -> None:
    result = verdict(regional(north="41.4", south="53.3", west="71"), **LOWEST)
    assert result.verdict is HOLDS
    assert "South" in result.reason.text


def test_one_lower_area_refutes_the_lowest_even_when_others_are_not_stated() -> None:
    result = verdict(regional(north="41.4", south="40"), **LOWEST)
    assert result.verdict is REFUTED
    assert result.clauses[0].counterexamples == [
        {"area": "south", "name": "South", "value": "40\u00a0%"}
    ]


def test_an_area_that_is_not_stated_leaves_the_lowest_open() -> None:
    result = verdict(regional(north="41.4", south="53.3"), **LOWEST)
    assert result.verdict is UNDECIDED
    assert result.clauses[0].missing["areas"] == ["West"]
    assert "West" in result.reason.text


def test_figures_printed_alike_leave_the_lowest_open() -> None:
    assert verdict(regional(north="41.4", south="41.4", west="70"), **LOWEST).verdict is UNDECIDED


def test_turnout_of_different_hours_is_not_compared() -> None:
    said = [
        {
            "id": "noon",
            "at": "2020-05-10T12:00",
            "areas": {"north": {"turnout": "6"}, "south": {"turnout": "5"}, "west": {"turnout": 9}},
        },
        {
            "id": "evening",
            "at": "2020-05-10T20:00",
            "areas": {"north": {"turnout": "41"}, "west": {"turnout": "70"}},
        },
    ]
    result = verdict(HandMade(make_election(REGIONS, said)), **LOWEST)
    assert result.verdict is UNDECIDED
    assert result.clauses[0].missing["areas"] == ["South"]
    noon = verdict(HandMade(make_election(REGIONS, said)), at="2020-05-10T12:00", **LOWEST)
    assert noon.verdict is REFUTED


def test_lowest_turnout_from_sheets() -> None:
    rows = [
        station("1", "north", cast=40, registered=100),
        station("2", "south", cast=50, registered=100),
        station("3", "west", cast=60, registered=100),
    ]
    assert verdict(HandMade(make_election(REGIONS), rows), **LOWEST).verdict is HOLDS
    partial = HandMade(make_election(REGIONS), rows, {"south": 2, "land": 4})
    assert verdict(partial, **LOWEST).verdict is UNDECIDED


# Options, seats, the definition -----------------------------------------------------------------


def test_number_of_options_and_stations() -> None:
    evidence = HandMade(make_election(stations=12))
    assert verdict(evidence, measure="options", equals=3).verdict is HOLDS
    assert verdict(evidence, measure="options", equals=4).verdict is REFUTED
    assert verdict(evidence, measure="stations", equals=12).verdict is HOLDS
    assert verdict(evidence, measure="stations", area="north", equals=12).verdict is UNDECIDED


def test_how_many_options_have_seats() -> None:
    joins = {
        "measure": "seats",
        "over": "options",
        "except": ["red"],
        "quantifier": "exactly",
        "n": 1,
        "above": 0,
    }
    stated = announced({"id": "final", "seats": {"red": 8, "blue": 2, "green": 0}})
    assert verdict(stated, **joins).verdict is HOLDS
    partly = announced({"id": "final", "seats": {"red": 8, "blue": 2}})  # green: nobody says
    assert verdict(partly, **joins).verdict is UNDECIDED
    rule = {"method": "hare_lr", "seats": 10}
    contests = {"main": {"options": {"red": "R", "blue": "B", "green": "G"}, "rule": rule}}
    full = announced({"id": "final", "seats": {"red": 8, "blue": 2}}, contests=contests)
    assert verdict(full, **joins).verdict is HOLDS  # the ten seats are all given
    counted = announced({"id": "final", "counts": {"red": 80, "blue": 15, "green": 5}})
    counted.seats = {"final": {"red": 8, "blue": 1, "green": 1}}
    result = verdict(counted, **joins)
    assert result.verdict is REFUTED
    assert {item["option"] for item in result.clauses[0].counterexamples} == {"blue", "green"}


def test_the_threshold_has_its_own_base() -> None:
    rule = {"method": "hare_lr", "seats": 10, "threshold": {"share": "7%", "of": "cast"}}
    contests = {"main": {"options": {"red": "R", "blue": "B", "green": "G"}, "rule": rule}}
    evidence = announced(
        {
            "id": "final",
            "counts": {"red": 88, "blue": 7, "green": 5},
            "fields": {"cast": 101, "valid": 100},
        },
        contests=contests,
    )
    test = {"measure": "share", "option": "blue"}
    assert verdict(evidence, at_least="7%", **test).verdict is HOLDS
    assert verdict(evidence, at_least={"threshold": "true"}, **test).verdict is REFUTED


@pytest.mark.parametrize(
    ("printed", "test", "expected"),
    [
        # 80.99 cut off after one digit is 80.9 too.
        ("80.9", {"at_least": "80.95%"}, UNDECIDED),
        ("80.9", {"at_least": "81%"}, REFUTED),
        ("80.9", {"below": "80.96%"}, UNDECIDED),
        ("80.9", {"above": "80.8%"}, HOLDS),
        ("80.9", {"below": "81%"}, HOLDS),
    ],
)
def test_a_verdict_survives_every_usual_rounding(
    printed: str, test: dict[str, str], expected: Verdict
) -> None:
    evidence = announced({"id": "final", "percent": {"red": printed}})
    result = verdict(evidence, measure="share", option="red", **test)
    assert result.verdict is expected


def test_of_two_figures_rounded_alike_the_larger_one_was_larger() -> None:
    evidence = announced({"id": "final", "percent": {"red": "41", "blue": "40"}})
    test = {"measure": "share", "option": "red", "above": {"option": "blue"}}
    assert verdict(evidence, **test).verdict is HOLDS


def test_votes_that_are_valid_and_for_nobody_leave_the_printed_share_as_it_is() -> None:
    relation = {"relation": "options + blank == valid"}
    form = {"fields": {"valid": "V", "blank": "B"}, "relations": [relation]}
    said = [
        {"id": "n", "counts": {"red": 500, "blue": 300, "green": 0}, "percent": {"red": "50.0"}}
    ]
    evidence = HandMade(make_election(REGIONS, said, sheets={"form": form}))
    test = {"measure": "share", "option": "red"}
    assert verdict(evidence, equals="50.0%", **test).verdict is HOLDS
    assert verdict(evidence, above="60%", **test).verdict is REFUTED


ALLIANCE = {
    "red": "Red",
    "blue": "Blue",
    "green": "Green",
    "grey": "Grey",
    "both": {"name": "Blue-Green", "members": ["blue", "green"]},
}


@pytest.mark.parametrize(
    ("counts", "test", "expected"),
    [
        # An alliance whose members are stated is their sum, and no vote is counted twice.
        (
            {"red": 710, "blue": 290, "green": 0, "grey": 0, "both": 290},
            {"measure": "share", "equals": "71%"},
            HOLDS,
        ),
        # Grey, which is not stated, may have 310 of the 1,000.
        ({"both": 490, "blue": 450, "red": 200}, {"measure": "rank", "equals": 3}, UNDECIDED),
        ({"both": 490, "blue": 450, "red": 320}, {"measure": "rank", "equals": 2}, HOLDS),
    ],
)
def test_an_alliance_and_its_members_are_one_list(
    counts: dict[str, int], test: dict[str, Any], expected: Verdict
) -> None:
    said = [{"id": "n", "counts": counts, "fields": {"valid": 1000}}]
    contests = {"main": {"options": ALLIANCE}}
    evidence = HandMade(make_election(REGIONS, said, contests=contests))
    assert verdict(evidence, option="red", **test).verdict is expected


def test_with_several_votes_a_ballot_one_list_takes_nothing_from_another() -> None:
    said = [{"id": "n", "counts": {"red": 80, "blue": 70}, "fields": {"valid": 100}}]
    contests = {
        "main": {
            "options": {"red": "Red", "blue": "Blue", "green": "Green"},
            "rule": {"method": "plurality", "seats": 2},
        }
    }
    evidence = HandMade(make_election(REGIONS, said, contests=contests))
    result = verdict(evidence, measure="rank", option="blue", equals=2)
    assert result.verdict is UNDECIDED


# Whole claims -----------------------------------------------------------------------------------


def claim(**more: Any) -> Claim:
    return Claim.model_validate({"id": "c", "who": "X", "sentence": "S.", **more})


def test_a_claim_is_refuted_when_a_clause_is_and_undecided_when_one_is() -> None:
    evidence = announced({"id": "final", "percent": {"red": "60"}})
    right = {"text": "a", "test": {"measure": "share", "option": "red", "equals": "60%"}}
    wrong = {"text": "b", "test": {"measure": "share", "option": "red", "equals": "50%"}}
    unclear = {"text": "c", "test": {"measure": "share", "option": "blue", "equals": "50%"}}
    outside = {"text": "d", "outside": "It speaks of another year."}
    given: list[tuple[list[dict[str, Any]], Verdict]] = [
        ([right, outside], HOLDS),
        ([right, unclear], UNDECIDED),
        ([right, unclear, wrong], REFUTED),
    ]
    for clauses, expected in given:
        (result,) = evaluate([claim(clauses=clauses)], evidence)
        assert result.verdict is expected
        assert result.status is Status.TESTED
        assert len(result.clauses) == len(clauses)
    (recorded,) = evaluate([claim(clauses=[outside])], evidence)
    assert recorded.status is Status.RECORDED
    assert recorded.verdict is None
    assert "another year" in recorded.clauses[0].reason.text


def test_claims_that_nobody_confirmed_are_left_out() -> None:
    test = {"measure": "options", "equals": 3}
    unconfirmed = claim(test=test, unconfirmed=True)
    assert evaluate([unconfirmed], announced({"id": "a", "turnout": 50})) == []


# The founding case ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def founding() -> dict[str, ClaimResult]:
    election = open_folder(EXAMPLE)
    evidence = HandMade(election)
    final = {"nur_otan": 83, "ak_zhol": 8, "cppk": 7}
    evidence.seats = {
        item.id: final for item in election.announcements if item.counts and not item.seats
    }
    return {item.claim.id: item for item in evaluate(load_claims(election), evidence)}


@pytest.mark.parametrize("id_", ["s1", "s2", "s3", "s4", "s6", "s8"])
def test_what_holds_of_what_was_said_about_kazakhstan_2012(
    founding: dict[str, ClaimResult], id_: str
) -> None:
    assert founding[id_].verdict is HOLDS, founding[id_].reason.text


def test_the_first_time_in_twenty_years_is_outside(founding: dict[str, ClaimResult]) -> None:
    assert [item.status for item in founding["s4"].clauses] == [Status.TESTED, Status.RECORDED]


def test_the_figure_holds_and_the_conviction_is_undecided(founding: dict[str, ClaimResult]) -> None:
    figure, conviction = founding["s5"].clauses
    assert figure.verdict is HOLDS
    assert conviction.verdict is UNDECIDED
    assert founding["s5"].verdict is UNDECIDED
    pytest.importorskip("crosstally.seats.margins")
    assert "369,352 votes moved to it or 397,153 added" in founding["s5"].reason.text
    assert "9,764" in founding["s5"].reason.text


def test_second_in_every_station_of_almaty_needs_the_sheets(
    founding: dict[str, ClaimResult],
) -> None:
    result = founding["s7"]
    assert result.verdict is UNDECIDED
    assert "No sheet of Almaty (city) is held" in result.reason.text
    assert "does not say" in result.reason.text


def test_the_lowest_turnout_rests_on_the_figures_of_the_evening(
    founding: dict[str, ClaimResult],
) -> None:
    assert founding["s8"].clauses[0].provisional
    assert "20:00" in founding["s8"].reason.text


@pytest.mark.parametrize("id_", ["s9", "s10a", "s10b", "s11"])
def test_what_is_no_arithmetic_is_recorded(founding: dict[str, ClaimResult], id_: str) -> None:
    assert founding[id_].status is Status.RECORDED
    assert founding[id_].verdict is None


def test_seats_that_a_rounded_base_leaves_open_are_undecided() -> None:
    evidence = announced({"id": "a", "counts": {"red": 90, "blue": 7, "green": 3}})
    outcome = SeatOutcome({"red": 9, "blue": 1}, ["red"], undecided=["blue"])
    evidence.announced_seats = lambda contest: [  # type: ignore[method-assign]
        type("S", (), {"announcement": evidence.election.announcements[0], "outcome": outcome})()
    ]
    assert verdict(evidence, measure="seats", option="blue", equals=1).verdict is UNDECIDED


# Reading claims.yaml ----------------------------------------------------------------------------


def test_every_mistake_in_claims_yaml_is_named_at_once(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(
        """claims:
  - id: a
    who: X
    sentence: One.
    test: {measure: share, option: nur_otann, equals: 81%}
  - id: a
    who: X
    sentence: Two.
    test: {measure: turnout, quantifier: lowest, level: regions, area: Almatty}
    links: [{kind: denies, claim: zz}]
  - id: b
    who: X
    sentence: Three.
    clauses:
      - text: t
        test: {measure: share, option: cppk, equals: 7.2}
      - text: u
        test: {measure: votes, option: cppk, on: sheets, above: {announcement: finale}}
      - text: v
        test: {measure: rank, option: cppk, quantifier: every, equals: 2}
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_claims(open_folder(tmp_path))
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 8
    for piece in (
        ":5:28: claims (a).test.option: there is no option of that name",
        "'nur_otan'?",
        ":6:5: claims (a).id: another claim has this id",
        "no level of that name; read 'regions'. Did you mean 'region'?",
        "no such area; read 'Almatty'. Did you mean 'Almaty",
        "no claim of that name; read 'zz'",
        "share is a percentage; read '7.2'. Write 7.2% if that is meant.",
        "no announcement of that name; read 'finale'. Did you mean 'final'?",
        "the quantifier every needs a level",
    ):
        assert any(piece in line for line in said), (piece, said)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("measure: rank, option: cppk, equals: 0", "the first place is 1; read '0'"),
        ("measure: share, option: cppk, equals: 500%", "is more than the whole, 100 percent"),
        ("measure: turnout, option: cppk, above: 3%", "turnout is of all voters and has no option"),
        ("measure: turnout, over: options, quantifier: every, above: 3%", "has no option"),
        (
            "measure: seats, over: options, except: [OPTIONS], quantifier: every, above: 0",
            "every option is excepted: none is asked",
        ),
        ("measure: seats, over: options, quantifier: exactly, n: 1.0, above: 0", "digits alone"),
    ],
)
def test_a_test_that_asks_nothing_is_refused(tmp_path: Path, test: str, said: str) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    opened = open_folder(tmp_path)
    test = test.replace(
        "OPTIONS", ", ".join(next(iter(opened.definition.contests.values())).options)
    )
    (tmp_path / "claims.yaml").write_text(
        f"claims:\n  - {{id: a, who: X, sentence: S, test: {{{test}}}}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        load_claims(opened)
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_a_turnout_above_one_hundred_percent_can_be_claimed(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(
        "claims:\n  - {id: a, who: X, sentence: S, test: {measure: turnout, above: 104%}}\n"
    )
    assert len(load_claims(open_folder(tmp_path))) == 1


def test_a_folder_without_claims_has_none(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    assert load_claims(open_folder(tmp_path)) == ()
