"""Integer percentages: which stations are round, how many would be by chance, what is left out."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from crosstally.forensics import integer_percentages
from crosstally.forensics.binomial import RoundPercentages
from crosstally.forensics.methods.integer_percentages import METHOD
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.overdispersion import LEAST_P, Dispersion, OverdispersedExcess
from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.forensics.running import run, run_by_region
from crosstally.forensics.stations import ArraysError, Stations

WHOLE = RoundPercentages()
HALVES = RoundPercentages(step=Fraction(1, 2))


@pytest.mark.parametrize(
    ("part", "whole", "is_round"),
    [
        (500, 1000, True),  # 50 percent
        (501, 1000, False),  # 50.1
        (1001, 2000, True),  # 50.05: the edge itself is round
        (999, 2000, True),  # 49.95
        (10011, 20000, False),  # 50.055
        (1, 3, False),
        (0, 700, True),  # 0 percent
        (7, 10, True),
        (505, 1000, False),  # 50.5
    ],
)
def test_a_percentage_is_round_within_a_twentieth(part: int, whole: int, is_round: bool) -> None:
    assert WHOLE.near(np.array([part]), np.array([whole])).tolist() == [is_round]


def test_with_a_step_of_a_half_halves_are_round_too() -> None:
    assert HALVES.near(np.array([505, 502]), np.array([1000, 1000])).tolist() == [True, False]


def test_windows_that_touch_are_refused() -> None:
    with pytest.raises(ValueError, match="0 < 2 radius < step"):
        RoundPercentages(step=Fraction(1, 10))


@pytest.mark.parametrize(
    ("part", "whole", "chance"),
    [
        # Of ten voters, every count is a whole percentage.
        (4, 10, 1.0),
        # Of 200, every second count is: even binomial counts have (1 + (1 - 2p)^n) / 2.
        (100, 200, 0.5),
        (1, 200, (1 + (1 - 2 / 200) ** 200) / 2),
        (0, 1000, 1.0),
        (1000, 1000, 1.0),
    ],
)
def test_the_chance_of_a_round_percentage(part: int, whole: int, chance: float) -> None:
    found = WHOLE.probability(np.array([part]), np.array([whole]))
    assert found.tolist() == pytest.approx([chance], abs=1e-6)


def alike(number: int, *station: float) -> list[list[float]]:
    """So many stations with the same figures, as columns."""
    return [[figure] * number for figure in station]


def test_stations_alike_give_a_binomial_number_of_round_ones() -> None:
    #                                        voters issued ballots leader
    found = integer_percentages(*alike(100, 200, 100, 200, 101))
    assert (found.turnout.observed, found.share.observed) == (100, 0)
    assert (found.either.observed, found.both.observed) == (100, 0)
    assert found.turnout.expected == pytest.approx(50)
    assert found.turnout.sd == pytest.approx(5)
    assert found.turnout.excess == pytest.approx(50)
    assert found.turnout.z == pytest.approx(10)
    assert found.turnout.p == pytest.approx(2.0**-100)
    assert found.turnout.quantile(0.999) == 65
    # Turnout and share are drawn independently.
    assert found.either.expected == pytest.approx(75, abs=1e-3)
    assert found.both.expected == pytest.approx(25, abs=1e-3)


def test_what_is_left_out_is_counted_by_its_first_reason() -> None:
    stations = [
        *[(1000, 600, 600, 300)] * 60,
        (99, 50, 50, 20),
        (1000, 0, 0, 0),
        (1000, 1100, 600, 300),
        (1000, 995, 995, 400),
        (1000, 600, 600, 600),
        (1000, 600, 600, float("nan")),
        (2_000_000, 600_000, 600_000, 1000),
    ]
    found = integer_percentages(*np.array(stations, dtype=float).T)
    assert found.stations == 60
    assert [(item.reason.text, item.stations) for item in found.left_out] == [
        ("a figure is missing", 1),
        ("fewer than 100 voters", 1),
        ("more than 1,000,000 voters: no single station", 1),
        ("no ballots found", 1),
        ("turnout above 99 %", 2),
        ("share above 99 %", 1),
    ]


def test_few_stations_are_refused_with_the_reason() -> None:
    found = integer_percentages(*alike(49, 1000, 600, 600, 300))
    assert not found.applicable
    assert found.reason == "fewer than 50 stations can be looked at"
    assert found.headline is None
    assert found.figures == {}
    with pytest.raises(NotApplicable, match="fewer than 50 stations"):
        _ = found.either.z


def test_without_a_register_the_share_is_looked_at_alone() -> None:
    found = integer_percentages(None, None, [600] * 60, [300] * 60)
    assert found.applicable
    assert found.share.observed == 60
    assert not found.turnout.applicable
    assert "turnout cannot be told" in found.either.reason
    assert found.overdispersed.observed == 60


def test_below_one_percent_the_overdispersed_figure_does_not_look() -> None:
    stations = [*alike(60, 500, 300, 300, 150), *alike(60, 500, 301, 301, 1)]
    columns = [a + b for a, b in zip(stations[:4], stations[4:], strict=True)]
    found = integer_percentages(*columns)
    assert (found.either.stations, found.inner.stations) == (120, 60)
    assert found.overdispersed.observed == 60


def test_the_overdispersed_null_is_wider_and_the_headline() -> None:
    found = integer_percentages(*alike(400, 200, 100, 199, 101))
    wide = found.overdispersed
    assert wide.excess == pytest.approx(found.inner.excess)
    assert wide.sd > found.inner.sd
    assert found.headline == wide.z < found.inner.z
    assert wide.p > found.inner.p


def test_where_stations_are_few_p_is_exact_and_not_normal() -> None:
    """15 of 60 stations round, of 6 by chance: the normal tail would say 5 in 100,000."""
    found = integer_percentages(None, None, [1_000] * 60, [505] * 45 + [510] * 15)
    assert (found.overdispersed.observed, round(found.overdispersed.expected, 3)) == (15, 6.0)
    assert found.overdispersed.p == pytest.approx(0.000666, rel=0.01)
    assert found.overdispersed.p >= found.inner.p


@pytest.mark.parametrize(("observed", "expected"), [(380, 300.0), (300, 300.0), (250, 300.0)])
def test_where_stations_are_many_p_is_that_of_a_normal_misfit_beside_chance(
    observed: int, expected: float
) -> None:
    chance = PoissonBinomial(np.full(3_000, 0.1))
    misfit = Dispersion(0.05, ("a", "b", "c"), 3)
    exact = OverdispersedExcess(observed, expected, chance.sd, misfit, chance)
    drawn = np.random.default_rng(1)
    counts = drawn.binomial(3_000, 0.1, 200_000) + drawn.normal(0, 15, 200_000)
    assert exact.p == pytest.approx((np.rint(counts) >= observed).mean(), abs=0.003)
    far = OverdispersedExcess(1_000, expected, chance.sd, misfit, chance)
    assert far.p == LEAST_P


def test_regions_apart() -> None:
    columns = alike(120, 200, 100, 200, 101)
    columns[1][60:] = [101] * 60
    found = integer_percentages(*columns, region=["north"] * 60 + ["south"] * 60)
    assert found.turnout.observed == 60
    regions = {name: part.turnout.observed for name, part in found.by_region.items()}
    assert regions == {"north": 60, "south": 0}
    stations = Stations.of(
        registered=columns[0],
        issued=columns[1],
        ballots=columns[2],
        leader=columns[3],
        region=["a"] * 100 + ["b"] * 20,
    )
    assert {n: o.applicable for n, o in run_by_region(METHOD, stations).items()} == {
        "a": True,
        "b": False,
    }


def test_an_election_without_the_leaders_votes_is_refused() -> None:
    found = run("integer_percentages", Stations.of(ballots=[600] * 60))
    assert not found.applicable
    assert found.reason == "these figures are not there: the leader's votes"


def test_ballots_found_stand_for_those_handed_out_where_nobody_has_these() -> None:
    stations = Stations.of(registered=[1000] * 60, ballots=[600] * 60, leader=[301] * 60)
    assert run("integer_percentages", stations).figures["turnout.observed"] == 60


def test_arrays_that_cannot_be_read_are_named_all_at_once() -> None:
    with pytest.raises(ArraysError) as caught:
        integer_percentages([1000, 10.5], [[600]], ["many", 2], [-1, 5])
    assert str(caught.value).splitlines() == [
        "registered: 1 entry is no whole number of at least zero; the first is entry 1; "
        "read '10.5'",
        "issued: is no list with one entry a station; read '(1, 1)'",
        "ballots: is no array of numbers; read \"['many', 2]\"",
        "leader: 1 entry is no whole number of at least zero; the first is entry 0; read '-1'",
    ]
    with pytest.raises(ArraysError, match="different lengths"):
        integer_percentages([1000], [600], [600, 2], [1])
