"""The least change under a rule with constituencies, against trying every change there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement, product

from hypothesis import assume, event, given, reject
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.seats.goals import Goal, admitted, any_seat, majority, seats_of
from crosstally.seats.system_margins import system_margin
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.votes import ArgumentError

GOALS: dict[str, Goal] = {
    "any seat": any_seat,
    "seats of a": seats_of("a"),
    "majority": majority,
    "who passes": admitted,
}
KINDS = [
    "plain",
    "plain",
    "threshold",
    "added",
    "joint",
    "both",
    "levelled",
    "levelled",
    "bonus",
    "first",
    "guaranteed",
    "more each",
    "jointly",
    "jointly in one house",
    "direct",
    "another way",
    "quota",
    "own share",
    "most seats",
    "raised",
    "over share",
    "continued",
    "continued alone",
    "together",
    "full quotas",
    "full quotas",
    "at least",
    "best loser",
]
REACH = {2: 2, 4: 2}
"""Areas by options → how many ballots are tried, at most; else one."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, SystemVotes]:
    """A rule of several parts, and votes by area."""
    options = ["a", "b", "c"][: draw(st.integers(2, 3))]
    kind = draw(st.sampled_from(KINDS))
    areas = ["north", "south", *(["abroad"] if kind in ("added", "both") else [])]
    scale = draw(st.sampled_from([4, 12, 60]))
    votes = {area: {name: draw(st.integers(0, scale)) for name in options} for area in areas}
    if kind in ("joint", "both"):
        for counts in votes.values():
            counts["ab"] = draw(st.integers(0, 6))
    assume(all(any(counts.values()) for counts in votes.values()))
    seats = {area: draw(st.integers(1, 3)) for area in ("north", "south")}
    methods = ["dhondt", "sainte_lague", "hare_lr", "droop_lr"]
    methods += ["plurality"] if kind != "levelled" else []
    if kind in ("plain", "threshold"):
        methods += ["hagenbach_bischoff_lr", "imperiali_lr"]
    about: dict[str, object] = {
        "method": draw(st.sampled_from(methods)),
        "seats": sum(seats.values()),
        "constituencies": {"level": "region", "seats": seats, "added": areas[2:]},
    }
    if kind in ("joint", "both"):
        about["alliances"] = {"ab": {"members": ["a", "b"]}}
    if kind == "threshold":
        scope = draw(st.sampled_from(["nation", "constituency"]))
        about["threshold"] = {"share": str(draw(st.sampled_from([10, 30]))), "scope": scope}
    if kind == "levelled":
        about["seats"] = sum(seats.values()) + 2
        overhang = draw(st.sampled_from(["others_fewer", "total_grows", "levelled", "taken_back"]))
        levelling = {"at": "nation", "seats": 2, "counting": "levelling", "overhang": overhang}
        about["tiers"] = [{"at": "constituency"}, levelling]
    if kind == "bonus":
        about["seats"] = sum(seats.values()) + 1
        about["bonus"] = {"extra": 1}
    if kind == "first":
        about = {"method": about["method"], "seats": 6, "bonus": {"extra": draw(st.integers(1, 2))}}
        votes = {"nation": votes["north"]}
    if kind in ("guaranteed", "more each"):
        needs = {"needs": {"share": str(draw(st.sampled_from([20, 40])))}}
        at_least = {"guaranteed": draw(st.integers(1, 6)), **draw(st.sampled_from([needs, {}]))}
        more = {"extra": draw(st.integers(1, 3)), **needs, "more_each": "10%"}
        bonus = more if kind == "more each" else at_least
        about = {"method": about["method"], "seats": 6, "bonus": bonus}
        votes = {"nation": votes["north"]}
    if kind.startswith("jointly"):
        about["alliances"] = {"ab": {"members": ["a", "b"], "seats": "jointly"}}
    if kind == "jointly in one house":
        del about["constituencies"]
    if kind == "direct":
        del about["constituencies"]
        about["direct_seats"] = {"a": draw(st.integers(0, 3)), "b": 1}
        about["seats"] = 5
        overhang = draw(st.sampled_from(["others_fewer", "total_grows", "levelled", "taken_back"]))
        about["tiers"] = [{"at": "nation", "counting": "levelling", "overhang": overhang}]
    if kind == "another way":
        share = str(draw(st.sampled_from([20, 40])))
        scope = draw(st.sampled_from(["constituency", "nation"]))
        about["threshold"] = {"share": "30", "or": [{"share": share, "scope": scope}]}
    if kind == "quota":
        quota = {"share": str(draw(st.sampled_from([40, 80]))), "per": "seat"}
        about["threshold"] = {**quota, "scope": "constituency"}
    if kind == "own share":
        about["threshold"] = {"share": "40", "for_options": {"b": "10"}}
    if kind == "together":
        about["threshold"] = {"share": "40", "admitted_together": {"share": "70"}}
    if kind == "at least":
        about["threshold"] = {"share": "40", "admitted_at_least": 2}
    if kind == "best loser":
        about["threshold"] = {"share": "40", "best_loser": True}
        about["alliances"] = {"ab": {"members": ["a", "b"], "threshold": "each"}}
    if kind == "continued alone":
        about["method"] = "dhondt"
        upper = {"at": "nation", "seats": 2, "counting": "continued"}
        method = draw(st.sampled_from(["dhondt", "adams", "sainte_lague", "huntington_hill"]))
        about["tiers"] = [{"at": "constituency"}, {**upper, "method": method}]
        about["seats"] = sum(seats.values()) + 2
    if kind == "full quotas":
        first = {
            "at": draw(st.sampled_from(["constituency", "nation"])),
            "quota": draw(st.sampled_from(["hare", "droop", "hagenbach_bischoff", "imperiali"])),
            "rounded": draw(st.sampled_from(["no", "no", "nearest", "up"])),
            "quota_of": draw(st.sampled_from(["admitted", "valid"])),
        }
        method = draw(st.sampled_from(["hare_lr", "hagenbach_bischoff_lr", "dhondt", "block_vote"]))
        pooled: dict[str, object] = {"at": "nation", "votes": "remainders", "method": method}
        levelled: dict[str, object] = {"at": "nation", "counting": "levelling", "method": "dhondt"}
        onwards: dict[str, object] = {"at": "nation", "counting": "continued", "method": "adams"}
        ways: list[list[dict[str, object]]]
        ways = [[pooled], [levelled], [{**pooled, "at_most": 1}, onwards]]
        about["tiers"] = [first, *draw(st.sampled_from(ways))]
        if first["at"] == "nation":
            del about["constituencies"]
    if kind in ("most seats", "raised", "over share", "continued"):
        del about["constituencies"]
    if kind == "most seats":
        about |= {"seats": 5, "most_seats": 3}
    if kind == "raised":
        raised = {"options": ["b"], "by": "50%"}
        about |= {"seats": 5, "raised": {**raised, "below": {"share": "40%"}}}
        about["method"] = draw(st.sampled_from(["dhondt", "sainte_lague"]))
    if kind == "over share":
        about |= {"seats": 5, "direct_seats": {"a": 1}, "most_over_share": "10%"}
    if kind == "continued":
        about["tiers"] = [
            {"at": "nation", "quota": "hare"},
            {"at": "nation", "counting": "continued", "method": "dhondt"},
        ]
    if "constituencies" not in about and "north" in votes:
        votes = {"nation": votes["north"]}
    if kind in ("first", "levelled", "direct", "jointly") and draw(st.booleans()):
        about["threshold"] = {"share": "10"}
    return Rule.model_validate(about), SystemVotes(votes)


def changed(votes: SystemVotes, ballots: int) -> Iterator[SystemVotes]:
    """Every way to change so many ballots at most: moved inside an area, added, removed."""
    places = [(area, name) for area, counts in votes.votes.items() for name in counts]
    chosen = [
        several
        for number in range(ballots + 1)
        for several in combinations_with_replacement(places, number)
    ]
    for more, fewer in product(chosen, chosen):
        after = {area: dict(counts) for area, counts in votes.votes.items()}
        ups, downs = Counter(area for area, _ in more), Counter(area for area, _ in fewer)
        for area, name in more:
            after[area][name] += 1
        for area, name in fewer:
            after[area][name] -= 1
        touched = sum(max(ups[area], downs[area]) for area in after)
        if touched <= ballots and all(min(counts.values()) >= 0 for counts in after.values()):
            yield SystemVotes(after)


@given(cases(), st.sampled_from(list(GOALS)))
def test_a_witness_gives_another_answer_and_what_is_proved_is_the_least(
    case: tuple[Rule, SystemVotes], asked: str
) -> None:
    rule, votes = case
    goal = GOALS[asked]
    try:
        before = goal(votes.outcome(rule))
    except ArgumentError:  # no house is large enough for seats won directly
        reject()
    margin = system_margin(rule, votes, goal)
    for change in margin.changes.values():
        after = votes.after(change.moves)
        assert not goal(after.outcome(rule)) & before
        assert all(min(counts.values()) >= 0 for counts in after.votes.values())
    kind = "first" if rule.bonus else "levelled" if rule.tiers else "constituencies"
    kind = "shared" if rule.alliances or len(votes.votes) > 2 else kind
    kind = "direct" if rule.direct_seats else kind
    found = "proved" if margin.proved else "an upper bound" if margin.changes else "none found"
    found += " with a bound" if margin.at_least and not margin.proved else ""
    event(f"{kind}: {found}")
    if margin.at_least is None or margin.at_least < 2:
        return
    places = sum(map(len, votes.votes.values()))
    for after in changed(votes, min(margin.at_least - 1, REACH.get(places, 1))):
        try:
            outcome = after.outcome(rule)
        except ArgumentError:  # a constituency without votes
            continue
        assert goal(outcome) & before


def test_a_first_vote_wins_seats_that_nobody_has() -> None:
    """Only b takes part, and has no vote in y: with one, both seats there are its."""
    about = {
        "method": "hare_lr",
        "seats": 3,
        "threshold": {"share": "90", "exempt": ["b"]},
        "constituencies": {"level": "region", "seats": {"x": 1, "y": 2}},
    }
    votes = SystemVotes({"x": {"a": 9, "b": 30}, "y": {"a": 9, "b": 0}})
    assert system_margin(Rule.model_validate(about), votes).at_least == 1


def test_where_the_first_has_every_seat_its_lead_is_what_counts() -> None:
    rule = Rule.model_validate({"method": "dhondt", "seats": 2, "bonus": {"extra": 2}})
    least = system_margin(rule, SystemVotes({"all": {"a": 10, "b": 7}})).least
    assert least is not None
    assert least.ballots == 2  # moved: 8 to 9


def test_a_first_vote_wins_the_seats_of_a_constituency_where_nobody_takes_part() -> None:
    """Only b is let in, and has no vote in the north."""
    about = {
        "method": "dhondt",
        "seats": 2,
        "threshold": {"share": "40", "admitted_together": {"share": "70"}},
        "constituencies": {"level": "region", "seats": {"north": 1, "south": 1}},
    }
    votes = SystemVotes({"north": {"a": 1, "b": 0}, "south": {"a": 0, "b": 6}})
    assert system_margin(Rule.model_validate(about), votes).at_least == 1
