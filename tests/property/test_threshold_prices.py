"""The least change of the majority and of one option's seats where a threshold decides who shares,
against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.seats.asked_margins import margins_of_votes
from crosstally.seats.goals import Goal, any_seat, majority, seats_of
from crosstally.seats.rule import apply_rule

METHODS = [
    *("dhondt", "sainte_lague", "sainte_lague_1.4", "danish", "imperiali", "adams", "macau"),
    *("huntington_hill", "dean", "hare_lr", "hare_lr", "imperiali_lr"),
]
REACH = 4
"""Ballots that are tried at most."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, dict[str, int], int]:
    votes = {name: draw(st.integers(0, 15)) for name in "abcd"[: draw(st.integers(2, 4))]}
    assume(any(votes.values()))
    threshold = {
        "share": str(draw(st.sampled_from([5, 10, 20, 30]))),
        "of": draw(st.sampled_from(["valid", "cast", "registered"])),
        "passes": draw(st.sampled_from(["at_least", "more_than"])),
    }
    about = {
        "method": draw(st.sampled_from(METHODS)),
        "seats": draw(st.integers(1, 7)),
        "ties": draw(st.sampled_from(["open", "earlier_registration", "more_votes"])),
        "threshold": threshold,
    }
    if draw(st.integers(0, 3)) == 0:
        about["runner_up"] = {"seats_at_least": 1}
    beside = 0 if threshold["of"] == "valid" else draw(st.integers(0, 12))
    return Rule.model_validate(about), votes, sum(votes.values()) + beside


def changed(
    votes: Mapping[str, int], base: int, counts: bool, most: int
) -> Iterator[tuple[int, dict[str, int], int]]:
    """Every way to change so many ballots at most, the fewest first: (ballots, votes, base)."""
    names = list(votes)
    seen = {tuple(votes.values())}
    last = [(tuple(votes.values()), base)]
    for ballots in range(1, most + 1):
        found: dict[tuple[int, ...], int] = {}
        for counted, size in last:
            for giver in (None, *range(len(names))):
                for taker in (None, *range(len(names))):
                    if giver == taker or (giver is not None and not counted[giver]):
                        continue
                    after = list(counted)
                    if giver is not None:
                        after[giver] -= 1
                    if taker is not None:
                        after[taker] += 1
                    more = (taker is not None) - (giver is not None)
                    if tuple(after) not in seen:
                        found[tuple(after)] = size + more * counts
        seen.update(found)
        last = list(found.items())
        for row, size in last:
            if any(row) and (counts or sum(row) <= size):
                yield ballots, dict(zip(names, row, strict=True)), size


@given(cases(), st.sampled_from([majority, seats_of("a")]))
def test_what_is_proved_is_the_least(case: tuple[Rule, dict[str, int], int], goal: Goal) -> None:
    rule, votes, base = case
    start = apply_rule(rule, votes, base)
    (found,) = margins_of_votes(rule, votes, base, [goal])
    margin, before = found.margin, found.goal(start)
    event(f"proved: {margin.proved}")
    assert rule.threshold is not None
    for change in margin.changes.values():
        assert not found.goal(change.outcome) & before
    for ballots, after, size in changed(votes, base, rule.threshold.of != "registered", REACH):
        if margin.at_least is not None and ballots >= margin.at_least:
            break
        assert found.goal(apply_rule(rule, after, size)) & before


@given(cases(), st.sampled_from([majority, seats_of("a"), any_seat]), st.integers(1, 6))
def test_what_is_proved_for_two_bases_is_for_those_between(
    case: tuple[Rule, dict[str, int], int], goal: Goal, apart: int
) -> None:
    rule, votes, base = case
    assert rule.threshold is not None
    assume(rule.threshold.of != "valid")
    starts = [apply_rule(rule, votes, size) for size in range(base, base + apart + 1)]
    assume(len({tuple(one.admitted) for one in starts}) == 1)
    (low,) = margins_of_votes(rule, votes, base, [goal], other_base=base + apart)
    (high,) = margins_of_votes(rule, votes, base + apart, [goal], other_base=base)
    if low.margin.at_least is None or high.margin.at_least is None:
        return
    proved = min(low.margin.at_least, high.margin.at_least)
    event(f"proved up to {min(proved, 3)}")
    counts = rule.threshold.of != "registered"
    for between in range(base, base + apart + 1):
        for ballots, after, size in changed(votes, between, counts, min(proved - 1, 2)):
            assert ballots < proved
            assert goal(apply_rule(rule, after, size)) & goal(starts[0])
