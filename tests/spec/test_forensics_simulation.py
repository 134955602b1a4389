"""Known manipulation: what each kind does to a sheet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.forensics.binomial import RoundPercentages
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.simulation import KINDS, Kind, Manipulated, manipulate
from crosstally.forensics.stations import Stations

ROUND = RoundPercentages()


def election(stations: int = 1000) -> Stations:
    """Alike stations: 1,013 voters, 507 ballots of which 7 invalid, 203 for the leader."""
    return Stations.of(
        registered=[1013] * stations,
        issued=[510] * stations,
        ballots=[507] * stations,
        valid=[500] * stations,
        invalid=[7] * stations,
        leader=[203] * stations,
    )


def done(kind: Kind, part: float = 0.1) -> tuple[Manipulated, np.ndarray, np.ndarray]:
    """The election after manipulation: ballots and leader's votes of the stations touched."""
    found = manipulate(election(), kind, part, np.random.default_rng(1))
    ballots = found.stations.column("ballots").values[found.touched]
    return found, ballots, found.stations.column("leader").values[found.touched]


def test_stuffing_adds_ballots_and_all_of_them_are_the_leaders() -> None:
    found, ballots, leader = done("stuffing")
    assert found.touched.sum() == 100
    assert (ballots - 507 == leader - 203).all()
    assert found.moved == 0
    assert found.added == (ballots - 507).sum()
    assert 0.4 < found.added / (100 * (1013 - 507)) < 0.6
    assert (found.stations.column("issued").values[found.touched] == ballots + 3).all()


def test_transfer_moves_votes_and_adds_none() -> None:
    found, ballots, leader = done("transfer")
    assert (ballots == 507).all()
    assert found.added == 0
    assert found.moved == (leader - 203).sum()
    assert (leader <= 500).all(), "invalid votes stay invalid"


def test_rounding_raises_turnout_and_share_to_whole_percents() -> None:
    _, ballots, leader = done("rounding")
    assert set(ballots) == {517}  # 51 percent of 1,013 is 516.63
    assert set(leader) == {217}  # 213 of 517 are 41.2 percent; 42 percent are 217.14


def test_made_up_sheets_are_round_and_evading_ones_are_not() -> None:
    large = Stations.of(registered=[10_130] * 100, ballots=[5_070] * 100, leader=[2_030] * 100)
    kinds: tuple[tuple[Kind, bool], ...] = (("made_up", True), ("evading", False))
    for kind, is_round in kinds:
        found = manipulate(large, kind, 1, np.random.default_rng(1)).stations
        registered, ballots, leader = (
            found.column(name).values for name in ("registered", "ballots", "leader")
        )
        assert (ROUND.near(ballots, registered) == is_round).all()
        assert (ROUND.near(leader, ballots) == is_round).all()
        assert (ballots >= 7_091).all()


def test_nothing_is_touched_beyond_the_part_asked_for() -> None:
    found, _, _ = done("stuffing", 0)
    assert not found.touched.any()
    assert (found.stations.column("leader").values == 203).all()


def test_an_election_that_cannot_be_manipulated_says_so() -> None:
    full = Stations.of(registered=[200] * 9, ballots=[200] * 9, leader=[100] * 9)
    with pytest.raises(NotApplicable, match="no station has figures that could be changed"):
        manipulate(full, "stuffing", 0.5, np.random.default_rng(1))


@pytest.mark.parametrize(("kind", "part"), [("fraud", 0.1), ("stuffing", 1.5)])
def test_a_kind_or_part_that_is_none_is_refused(kind: Kind, part: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        manipulate(election(), kind, part, np.random.default_rng(1))


sheets = st.tuples(st.integers(100, 3000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2))


@given(
    st.lists(sheets, min_size=1, max_size=30),
    st.sampled_from(KINDS),
    st.floats(0, 1),
    st.integers(0, 2**32),
)
def test_every_sheet_still_obeys_its_sums(
    drawn: list[tuple[int, float, float, float]], kind: Kind, part: float, seed: int
) -> None:
    registered = np.array([voters for voters, _, _, _ in drawn])
    ballots = np.array([max(1, int(voters * turnout)) for voters, turnout, _, _ in drawn])
    invalid = np.array([int(b * bad) for b, (_, _, _, bad) in zip(ballots, drawn, strict=True)])
    valid = ballots - invalid
    leader = np.array([int(v * share) for v, (_, _, share, _) in zip(valid, drawn, strict=True)])
    before = Stations.of(
        registered=registered, ballots=ballots, valid=valid, invalid=invalid, leader=leader
    )
    try:
        found = manipulate(before, kind, part, np.random.default_rng(seed))
    except NotApplicable:
        return
    after = {
        name: found.stations.column(name).values
        for name in ("registered", "ballots", "valid", "invalid", "leader")
    }
    assert (after["ballots"] <= after["registered"]).all()
    assert (after["valid"] + after["invalid"] == after["ballots"]).all()
    assert (after["leader"] <= after["valid"]).all()
    assert (after["leader"] >= leader).all()
    assert (after["leader"] - leader).sum() == found.added + found.moved
    untouched = ~found.touched
    assert (after["ballots"] == ballots)[untouched].all()
