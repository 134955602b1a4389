"""What seats cost in ballots, against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.seats.methods import method_named
from crosstally.seats.seat_prices import Price, price_of_losing, price_of_winning

METHODS = [
    *("dhondt", "sainte_lague", "sainte_lague_1.4", "danish", "imperiali", "adams", "macau"),
    *("huntington_hill", "dean", "dhondt_0.9"),
    *("hare_lr", "hare_lr", "hare_lr", "droop_lr", "hagenbach_bischoff_lr", "imperiali_lr"),
    "plurality",
]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, dict[str, int]]:
    names = "abcd"[: draw(st.integers(2, 4))]
    votes = {name: draw(st.integers(0, 16)) for name in names}
    assume(any(votes.values()))
    method = draw(st.sampled_from(METHODS))
    about = {
        "method": method,
        "seats": 1 if method == "plurality" else draw(st.integers(1, 7)),
        "ties": draw(st.sampled_from(["open", "earlier_registration", "more_votes"])),
    }
    return Rule.model_validate(about), votes


def span(rule: Rule, votes: Mapping[str, int]) -> tuple[int, int]:
    """The seats that a has for certain, and the most that a tie leaves to it."""
    found = method_named(rule.method)(votes, rule.seats).tie_broken(rule.ties, votes)
    return found.certain["a"], found.certain["a"] + ("a" in found.tied)


def changed(votes: Mapping[str, int], ballots: int) -> Iterator[dict[str, int]]:
    """Every way to change so many ballots at most: moved, added, removed."""
    for change in product(range(-ballots, ballots + 1), repeat=len(votes)):
        more = sum(part for part in change if part > 0)
        fewer = -sum(part for part in change if part < 0)
        after = {name: votes[name] + part for name, part in zip(votes, change, strict=True)}
        if max(more, fewer) <= ballots and min(after.values()) >= 0 and any(after.values()):
            yield after


@given(cases(), st.booleans(), st.integers(1, 3))
def test_the_price_of_seats_is_the_least(
    case: tuple[Rule, dict[str, int]], fewer: bool, number: int
) -> None:
    rule, votes = case
    certain, most = span(rule, votes)
    wanted = most - number if fewer else certain + number
    assume(0 <= wanted <= rule.seats)
    price = (price_of_losing if fewer else price_of_winning)(rule, votes, "a", wanted)

    def reached(after: Mapping[str, int]) -> bool:
        low, high = span(rule, after)
        return high <= wanted if fewer else low >= wanted

    fixed = rule.method in ("droop_lr", "hagenbach_bischoff_lr", "imperiali_lr")
    if price is not None:
        after = made(votes, price, fewer)
        assert min(after.values()) >= 0
        assert reached(after) or fixed
        event(f"proved: {price.at_least == price.ballots}")
        assert price.at_least <= price.ballots
    reach = min((price.at_least if price is not None else 0 if fixed else 4) - 1, 3)
    if len(votes) > 3:
        reach = min(reach, 2)
    assert not any(reached(after) for after in changed(votes, max(reach, 0)))


def made(votes: Mapping[str, int], price: Price, fewer: bool) -> dict[str, int]:
    sign = 1 if fewer else -1
    assert sum(price.moved.values()) == price.ballots
    after = {name: count + sign * price.moved.get(name, 0) for name, count in votes.items()}
    after["a"] -= sign * price.ballots
    return after
