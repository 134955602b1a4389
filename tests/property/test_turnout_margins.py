"""How few ballots change an outcome that asks for a turnout, against trying every change."""

from __future__ import annotations

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.rule import NATION, Rule
from crosstally.seats.asked_margins import margins_of_system
from crosstally.seats.goals import Goal, any_seat, seats_of
from crosstally.seats.system_votes import SystemVotes
from tests.property.test_first_round_margins import changed

Shape = dict[str, object]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, SystemVotes]:
    many = draw(st.booleans())
    areas = ["north", "south"] if many else [NATION]
    names = "abc"[: draw(st.integers(1, 2 if many else 3))]
    votes = {area: {name: draw(st.integers(0, 9)) for name in names} for area in areas}
    assume(all(any(counts.values()) for counts in votes.values()))
    cast = {area: sum(own.values()) + draw(st.integers(0, 3)) for area, own in votes.items()}
    registered = {area: size + 6 + draw(st.integers(0, 9)) for area, size in cast.items()}
    turnout: Shape = {
        "share": draw(st.sampled_from(["50%", "1/3", "70%", "25%"])),
        "counts": draw(st.sampled_from(["cast", "valid"])),
        "passes": draw(st.sampled_from(["more_than", "at_least"])),
    }
    about: Shape = {"turnout": turnout}
    if many:
        method, each = draw(st.sampled_from([("majority", 1), ("dhondt", 2), ("hare_lr", 2)]))
        about |= {"method": method, "seats": 2 * each}
        about["constituencies"] = {"level": "region", "seats": dict.fromkeys(areas, each)}
        turnout["scope"] = draw(st.sampled_from(["nation", "constituency"]))
    else:
        method = draw(st.sampled_from(["dhondt", "sainte_lague", "hare_lr", "plurality"]))
        about |= {"method": method, "seats": draw(st.integers(1, 4))}
        if draw(st.booleans()):
            about["threshold"] = {"share": "30%", "of": draw(st.sampled_from(["valid", "cast"]))}
    return Rule.model_validate(about), SystemVotes(votes, {"cast": cast, "registered": registered})


@given(cases(), st.sampled_from([any_seat, seats_of("a")]))
def test_no_fewer_ballots_do(case: tuple[Rule, SystemVotes], goal: Goal) -> None:
    rule, votes = case
    start = votes.outcome(rule)
    before = goal(start)
    margin = margins_of_system(rule, votes, [goal])[0].margin
    event("too few" if start.too_few else "enough")
    event("proved" if margin.proved else "a least number" if margin.at_least else "none")
    for change in margin.changes.values():
        assert not goal(votes.after(change.moves).outcome(rule)) & before
        assert change.ballots >= (margin.at_least or 0)
    reach = min((4 if margin.at_least is None else margin.at_least) - 1, 2)
    if margin.at_least is None and margin.changes:
        return  # nothing is said of fewer
    for after in changed(votes, reach):
        assert goal(after.outcome(rule)) & before
