"""How few ballots change seats, and that no fewer do, in elections checked by hand."""

from __future__ import annotations

import pytest

from crosstally.election.rule import Rule
from crosstally.seats.asked_margins import margins_of_system, margins_of_votes
from crosstally.seats.goals import admitted, any_seat, majority, seats_of
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_votes import SystemVotes


def test_a_majority_is_lost_to_several() -> None:
    """All four seats by D'Hondt are Ana's, with 800 votes; Ben and Cem have 140 each. With two of
    them she has no majority: both others must be above a third of her votes. 153 given to both make
    647, 216 and 217, and 647/3 = 215.7; one fewer leaves her 648, a third of which is 216, and both
    are above that only with 154 more. To Ben alone it would take 237: 563/3 = 187.7 < 377/2."""
    rule = Rule(method="dhondt", seats=4)
    votes = {"ana": 800, "ben": 140, "cem": 140}
    (asked,) = margins_of_votes(rule, votes, goals=[majority])
    change = asked.margin.changes["moved"]
    assert (change.ballots, asked.margin.proved) == (153, True)
    assert {move.given_to: move.ballots for move in change.moves} == {"ben": 77, "cem": 76}
    assert change.outcome.seats == {"ana": 2, "ben": 1, "cem": 1}


def test_a_majority_is_lost_where_constituencies_are_cheapest() -> None:
    """Ana is first in all three; two lost leave her one of three. South and west take 3 and 6."""
    areas = ("north", "south", "west")
    about = {"level": "region", "seats": dict.fromkeys(areas, 1)}
    rule = Rule.model_validate({"method": "plurality", "seats": 3, "constituencies": about})
    counts = ({"ana": 60, "ben": 40}, {"ana": 55, "ben": 50}, {"ana": 30, "ben": 20})
    votes = SystemVotes(dict(zip(areas, counts, strict=True)))
    (asked,) = margins_of_system(rule, votes, [majority])
    change = asked.margin.changes["moved"]
    assert (change.ballots, asked.margin.proved) == (9, True)
    assert {move.area: move.ballots for move in change.moves} == {"south": 3, "west": 6}


def test_a_seat_by_the_most_votes_takes_ballots_of_everybody_ahead() -> None:
    """In north c passes a with 75 of its ballots, and then b is first; 94, taken from both, do. In
    south it takes 96 of a."""
    about = {"level": "region", "seats": {"north": 1, "south": 1}}
    rule = Rule.model_validate({"method": "plurality", "seats": 2, "constituencies": about})
    votes = {"north": {"a": 400, "b": 380, "c": 250}, "south": {"a": 250, "b": 10, "c": 60}}
    (asked,) = margins_of_system(rule, SystemVotes(votes), [seats_of("c")])
    change = asked.margin.changes["moved"]
    assert (change.ballots, change.areas, asked.margin.at_least) == (94, ("north",), 94)
    assert {move.taken_from for move in change.moves} == {"a", "b"}
    (alone,) = margins_of_votes(
        Rule.model_validate({"method": "plurality"}), votes["north"], goals=[seats_of("c")]
    )
    assert (alone.margin.changes["moved"].ballots, alone.margin.at_least) == (94, 94)


def test_ballots_that_let_an_option_pass_the_threshold_count_with_those_for_seats() -> None:
    """The majority of a, 59 to 32 and 9: with 10 ballots of its own, eight for c and two for b, c
    passes 10 percent and its 17 are more than 49/3, as are 34/2."""
    rule = Rule.model_validate({"method": "dhondt", "seats": 5, "threshold": {"share": "10"}})
    (found,) = margins_of_votes(rule, {"a": 59, "b": 32, "c": 9}, goals=[majority])
    least = found.margin.least
    assert least is not None
    assert (least.ballots, found.margin.proved) == (10, True)
    assert dict(least.outcome.seats) == {"a": 2, "b": 2, "c": 1}


def test_who_is_let_in_for_having_more_votes_than_others_is_counted() -> None:
    """a, 50 of 100, and the next one, b with 21, have 65 percent together; with 2 ballots from
    b to c, c is let in instead; with one nothing changes."""
    threshold = {"share": "30", "admitted_together": {"share": "65"}}
    rule = Rule.model_validate({"method": "dhondt", "seats": 4, "threshold": threshold})
    votes = SystemVotes({"nation": {"a": 50, "b": 21, "c": 18, "d": 11}})
    (found,) = margins_of_system(rule, votes, [admitted])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.at_least) == (2, 2)


def test_full_quotas_and_what_is_left_by_them_are_bounded() -> None:
    """Quotas of 100: a and b have 4 and 3 and are left with 60 and 30, so that the last seat is
    a's; 16 moved bring b before it. A ballot may change the quota too, and with it what is left:
    fewer than 9 do not is all that is known."""
    tiers = [
        {"at": "nation", "quota": "hare"},
        {"at": "nation", "votes": "remainders", "method": "block_vote"},
    ]
    rule = Rule.model_validate({"method": "hare_lr", "seats": 10, "tiers": tiers})
    votes = SystemVotes({"nation": {"a": 460, "b": 330, "c": 210}})
    (found,) = margins_of_system(rule, votes, [any_seat])
    least = found.margin.least
    assert least is not None
    assert (found.margin.at_least, least.ballots) == (9, 16)


def test_seats_that_stay_whoever_else_passes() -> None:
    """Kazakhstan 2012, with seven percent of 7,020,000 ballots: 7,389 votes fewer would stop the
    Communists from passing, and Ak Zhol had its 8 seats still. Nur Otan loses the majority with the
    fewest votes moved where others are let pass as well."""
    threshold = {"share": "7%", "of": "cast"}
    rule = Rule.model_validate({"method": "hare_lr", "seats": 98, "threshold": threshold})
    votes = {"nur_otan": 5_621_436, "ak_zhol": 518_405, "cppk": 498_788, "others": 302_591}
    first, second, most = margins_of_votes(
        rule, votes, 7_020_000, [seats_of("cppk"), seats_of("ak_zhol"), majority]
    )
    assert [one.margin.at_least for one in (first, second, most)] == [7_389, 9_809, 2_097_705]
    assert all(one.margin.proved for one in (first, second, most))
    assert (first.margin.proved, second.margin.proved) == (True, True)


def test_the_nearest_to_the_threshold_is_let_in_first() -> None:
    """With 7 of 27 votes d passes, and takes two seats of b; a is two votes further away, also
    where the base is smaller."""
    threshold = {"share": "25", "of": "cast", "passes": "more_than"}
    about = {"method": "sainte_lague_1.4", "seats": 7, "ties": "lot", "threshold": threshold}
    rule, votes = Rule.model_validate(about), {"a": 5, "b": 15, "c": 1, "d": 6}
    (found,) = margins_of_votes(rule, votes, 27, [seats_of("b")])
    assert found.margin.at_least == 1
    assert found.margin.proved


def test_the_runner_up_keeps_its_seats_where_changes_are_tried() -> None:
    """Only c passes, and a takes part as the next one with two seats: it has the majority, as it
    has with 11 votes to 9, where both pass."""
    about = {
        "method": "dutch",
        "seats": 3,
        "threshold": {"share": "30", "of": "registered"},
        "runner_up": {"seats_at_least": 2},
    }
    rule, votes = Rule.model_validate(about), {"a": 8, "b": 1, "c": 12}
    (found,) = margins_of_votes(rule, votes, 29, [majority])
    assert found.margin.changes
    for change in found.margin.changes.values():
        after = SystemVotes({"nation": votes}).after(change.moves).votes["nation"]
        assert majority(apply_rule(rule, after, 29)) != {"a"}


def test_who_alone_takes_part_loses_its_seats_without_a_vote() -> None:
    """Only b, exempt, takes part: without its 6 votes in the south two seats stay vacant; 8 votes
    more of a in the north would let that pass."""
    threshold = {"share": "40", "of": "registered", "passes": "more_than", "exempt": ["b"]}
    places = {"level": "region", "seats": {"north": 1, "south": 2}}
    about = {"method": "danish", "seats": 3, "constituencies": places, "threshold": threshold}
    votes = {"north": {"a": 4, "b": 17}, "south": {"a": 10, "b": 6}}
    bases = {"registered": {"north": 29, "south": 24}}
    (found,) = margins_of_system(
        Rule.model_validate(about), SystemVotes(votes, bases), [seats_of("b")]
    )
    assert (found.margin.changes["removed"].ballots, found.margin.at_least) == (6, 6)


def test_a_turnout_of_each_constituency_counts_among_what_changes_seats() -> None:
    """In the south 601 of 1,200 took part: two ballots removed, and its seats stay vacant."""
    about = {
        "method": "dhondt",
        "seats": 6,
        "turnout": {"share": "50%", "scope": "constituency"},
        "constituencies": {"level": "region", "seats": {"north": 3, "south": 3}},
    }
    votes = {"north": {"a": 600, "b": 300}, "south": {"a": 500, "b": 100}}
    bases = {"cast": {"north": 900, "south": 601}, "registered": {"north": 1000, "south": 1200}}
    (found,) = margins_of_system(Rule.model_validate(about), SystemVotes(votes, bases), [any_seat])
    assert (found.margin.changes["removed"].ballots, found.margin.at_least) == (2, 2)


def test_no_fewer_change_a_small_dutch_council() -> None:
    """1,000 votes for 10 seats: quotas of 100 give 5, 2 and 1, and the two seats left go to the
    remainders of b, 80, and of c, 75; a has 45. With 16 votes moved from c to a these are 59 and
    61; with 15 they are level. A further quota of b would take 20."""
    rule = Rule.model_validate({"method": "dutch", "seats": 10})
    (found,) = margins_of_votes(rule, {"a": 545, "b": 280, "c": 175}, None, [any_seat])
    assert found.margin.proved
    (move,) = found.margin.changes["moved"].moves
    assert (move.ballots, move.taken_from, move.given_to) == (16, "c", "a")


def by_constituency(method: str, **parts: object) -> Rule:
    seats = {"north": 3, "south": 4}
    constituencies = {"level": "constituency", "seats": seats}
    return Rule.model_validate(
        {"method": method, "seats": 7, "constituencies": constituencies, **parts}
    )


@pytest.mark.parametrize(
    ("method", "least"),
    [
        # South, quota 200: c has one and nothing is left of it. 46 moved from it to a leave 154,
        # and a has 156 beside two quotas; with 45, 155 and 155 stand level.
        ("hagenbach_bischoff_lr", 46),
        # Quota 201: with 46 moved, 154 and 154 stand level; with 45 moved and one removed the quota
        # is 200, and a has 155 beside two.
        ("droop_lr", 46),
        # Quota 1000/6: three of a, one of b, one of c are more than the four seats, and a larger
        # one is used. As long as c has a full quota it has the seat: 34 leave 166.
        ("imperiali_lr", 34),
        # North, quota 1000/3: 500 - 24 leaves a 142 2/3, and c has 144.
        ("hare_lr", 24),
    ],
)
def test_in_constituencies_a_seat_by_any_quota_is_proved(method: str, least: int) -> None:
    votes = {
        "north": {"a": 500, "b": 380, "c": 120},
        "south": {"a": 510, "b": 290, "c": 200},
    }
    (found,) = margins_of_system(by_constituency(method), SystemVotes(votes), [seats_of("c")])
    assert SystemVotes(votes).outcome(by_constituency(method)).seats == {"a": 4, "b": 2, "c": 1}
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (least, True)


def test_who_passes_in_a_constituency_is_asked_there() -> None:
    """North: 5 percent of 1,000; c has 60, and with 11 moved from it 49."""
    votes = {
        "north": {"a": 560, "b": 380, "c": 60},
        "south": {"a": 510, "b": 290, "c": 200},
    }
    threshold = {"share": "5%", "of": "valid", "scope": "constituency"}
    rule = by_constituency("dhondt", threshold=threshold)
    (found,) = margins_of_system(rule, SystemVotes(votes), [admitted])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (11, True)
    assert found.margin.least.areas == ("north",)


def test_from_an_open_tie_the_least_change_is_proved() -> None:
    """North: 300/3, 100 and 100 stand level for the third seat, so that a has four or five in all.
    With one moved from b to a the third is a's. South: 510/3 = 170 is behind 200; with 23 moved
    from c to a 533/3 = 177 2/3 is ahead of 177. Then it has six for certain."""
    votes = {
        "north": {"a": 300, "b": 100, "c": 100},
        "south": {"a": 510, "b": 290, "c": 200},
    }
    rule = by_constituency("dhondt")
    start = SystemVotes(votes).outcome(rule)
    assert (start.seats["a"], "a" in start.tied) == (4, True)
    (found,) = margins_of_system(rule, SystemVotes(votes), [seats_of("a")])
    assert found.margin.least is not None
    assert found.margin.proved
    assert found.margin.least.ballots == 24
    assert found.margin.least.outcome.seats["a"] == 6


def test_under_a_majority_guarantee_the_least_change_is_proved() -> None:
    """Nine seats, quota 1,111 1/9: ana has four and 495 votes left, and the last two go to ben and
    cem, who have 679 and 659 left. With 61 more ana has 5,001 of 10,000, more than half, and gets
    the seat that was given last (Kieswet, P 9); by remainders it would take 82."""
    votes = SystemVotes({"nation": {"ana": 4940, "ben": 1790, "cem": 1770, "dia": 1500}})
    rule = Rule.model_validate({"method": "dutch", "seats": 9, "majority_guarantee": True})
    assert votes.outcome(rule).seats == {"ana": 4, "ben": 2, "cem": 2, "dia": 1}
    (found,) = margins_of_system(rule, votes, [majority])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (61, True)
    assert found.margin.least.outcome.seats["ana"] == 5


def test_what_a_list_without_candidates_leaves_may_be_nearer_to_another() -> None:
    """Seven seats by D'Hondt, and two candidates of ana. Of five ben and cem have two each, dia
    one: 1500/2 against 1490/2, so that six moved from cem to dia do."""
    votes = SystemVotes({"nation": {"ana": 5020, "ben": 1990, "cem": 1500, "dia": 1490}})
    rule = Rule.model_validate({"method": "dhondt", "seats": 7, "candidates": {"ana": 2}})
    assert votes.outcome(rule).seats == {"ana": 2, "ben": 2, "cem": 2, "dia": 1}
    (found,) = margins_of_system(rule, votes, [any_seat])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (6, True)


def test_what_the_others_share_beside_the_seats_of_the_first_is_proved() -> None:
    """Ana is first and has six; the others share four: 300/3 against 130. With 23 moved 323/3 is
    more than 107, with 22 322/3 is less than 108."""
    votes = SystemVotes({"nation": {"ana": 400, "ben": 300, "cem": 150, "dia": 130}})
    rule = Rule.model_validate({"method": "dhondt", "seats": 10, "bonus": {"guaranteed": 6}})
    assert votes.outcome(rule).seats == {"ana": 6, "ben": 2, "cem": 1, "dia": 1}
    (found,) = margins_of_system(rule, votes, [any_seat])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (23, True)


def test_a_majority_is_proved_however_many_lists_are_near_the_threshold() -> None:
    """298 apart in the first constituency: with 150 moved it is ben's, and so are two of three.
    Each of the eight small lists needs more to fail than that, and fewer than a majority of all."""
    small = {f"small{number}": 100 for number in range(8)}
    votes = {
        "one": {"ana": 1000, "ben": 702, **small},
        "two": {"ana": 1000, "ben": 702, **small},
        "three": {"ana": 702, "ben": 1000, **small},
    }
    rule = Rule.model_validate(
        {
            "method": "plurality",
            "seats": 3,
            "constituencies": {"level": "district", "seats": dict.fromkeys(votes, 1)},
            "threshold": {"share": "1%"},
        }
    )
    (found,) = margins_of_system(rule, SystemVotes(votes), [majority])
    assert found.margin.least is not None
    assert (found.margin.least.ballots, found.margin.proved) == (150, True)
