"""Odd arrays: read where their meaning is plain, refused with every problem where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crosstally import forensics
from crosstally.forensics import ArraysError, NotApplicable

CLOSING = datetime(2024, 10, 20, 20, tzinfo=UTC)
RNG = np.random.default_rng(1)
STATIONS = 300
REGISTERED = RNG.integers(300, 2_000, STATIONS)
BALLOTS = RNG.binomial(REGISTERED, 0.6)
LEADER = RNG.binomial(BALLOTS, 0.5)
REGION = np.tile(["a", "b", "c"], 100)
PLACE = np.repeat(np.arange(30), 10).astype(str)


def round_counts(**changed: Any) -> Any:
    """Integer percentages of plain stations, some columns changed."""
    columns = {"registered": REGISTERED, "issued": BALLOTS, "ballots": BALLOTS, "leader": LEADER}
    return forensics.integer_percentages(**(columns | changed))


ALIKE: dict[str, Callable[[Any], Any]] = {
    "list": lambda column: column.tolist(),
    "series": pd.Series,
    "series with an index of its own": lambda column: pd.Series(column, index=column + 5),
    "nullable series": lambda column: pd.Series(column, dtype="Int64"),
    "small numbers": lambda column: column.astype(np.uint16),
    "floats that are whole": lambda column: column.astype(float),
    "objects": lambda column: column.astype(object),
    "text": lambda column: column.astype(str),
}


@pytest.mark.parametrize("kind", ALIKE)
def test_however_whole_numbers_come_they_are_the_same(kind: str) -> None:
    turned = ALIKE[kind]
    found = round_counts(registered=turned(REGISTERED), leader=turned(LEADER))
    assert found.either.figures == round_counts().either.figures


@pytest.mark.parametrize("nothing", [np.nan, None, pd.NA])
def test_what_is_missing_is_no_zero(nothing: object) -> None:
    registered = pd.Series(REGISTERED, dtype="Int64" if nothing is pd.NA else object)
    registered[:7] = nothing
    found = round_counts(registered=registered)
    assert [(part.reason.text, part.stations) for part in found.left_out] == [
        ("a figure is missing", 7)
    ]


def test_a_masked_region_is_none() -> None:
    masked = np.ma.masked_array(REGION, mask=REGION == "c")
    assert set(round_counts(region=masked).by_region) == {"a", "b"}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "negative": ({"leader": LEADER - 5_000}, "leader: 300 entries are no whole numbers"),
    "half votes": ({"issued": BALLOTS + 0.5}, "the first is entry 0"),
    "infinite": ({"ballots": np.where(PLACE == "3", np.inf, BALLOTS)}, "10 entries"),
    "too many": ({"registered": REGISTERED * 10**12}, "registered: 300 entries"),
    "one number": ({"registered": 500}, "no list with one entry a station"),
    "two dimensions": ({"registered": REGISTERED.reshape(3, -1)}, "(3, 100)"),
    "words": ({"leader": ["many"] * STATIONS}, "leader: is no array of numbers"),
    "truths": ({"leader": LEADER > 0}, "leader: is no array of numbers"),
    "dates": ({"leader": pd.date_range("2020", periods=STATIONS)}, "is no array of numbers"),
    "complex": ({"leader": LEADER.astype(complex)}, "is no array of numbers"),
    "generator": ({"leader": iter(LEADER)}, "is no array of numbers"),
    "shorter": ({"issued": BALLOTS[:5]}, "registered: 300, issued: 5"),
    "regions shorter": ({"region": REGION[:4]}, "region: 4"),
    "one region": ({"region": "a"}, "region: is no list with one entry a station"),
    "regions in a table": ({"region": REGION.reshape(3, -1)}, "(3, 100)"),
    "needed": ({"ballots": None, "leader": None}, "leader: is needed"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_read_is_said(kind: str) -> None:
    changed, said = WRONG[kind]
    with pytest.raises(ArraysError) as refused:
        round_counts(**changed)
    assert said in str(refused.value)


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(ArraysError) as refused:
        round_counts(registered=REGISTERED - 9_000, issued=BALLOTS + 0.5, leader=None)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "registered",
        "issued",
        "leader",
    ]


NOTHING = np.zeros(STATIONS, dtype=int)
REFUSED: dict[str, dict[str, Any]] = {
    "empty": {"registered": [], "issued": [], "ballots": [], "leader": []},
    "no voters": {"registered": NOTHING},
    "no votes": {"issued": NOTHING, "ballots": NOTHING, "leader": NOTHING},
    "turnout above 100": {"registered": REGISTERED // 3},
    "all for the leader": {"leader": BALLOTS},
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_method_that_does_not_apply_says_so(kind: str) -> None:
    found = round_counts(**REFUSED[kind])
    assert not found.applicable
    assert found.reason == "fewer than 50 stations can be looked at"
    with pytest.raises(NotApplicable):
        _ = found.either.z


OPTIONS: dict[str, Callable[[], Any]] = {
    "step of no number": lambda: round_counts(step="wide"),
    "step of nothing": lambda: round_counts(step=0),
    "windows that touch": lambda: round_counts(radius=1),
    "core of 200": lambda: forensics.shpilkin_core(REGISTERED, BALLOTS, LEADER, core=200),
    "core between": lambda: forensics.shpilkin_core(REGISTERED, BALLOTS, LEADER, core=60.5),
    "core as text": lambda: forensics.shpilkin_core(REGISTERED, BALLOTS, LEADER, core="60"),
    "no bins": lambda: forensics.fingerprint(REGISTERED, BALLOTS, LEADER, bins=0),
    "no elections": lambda: forensics.kernel_peaks(REGISTERED, BALLOTS, LEADER, resamples=0),
    "no grid": lambda: forensics.kernel_peaks(REGISTERED, BALLOTS, LEADER, grid=1),
    "no bandwidth": lambda: forensics.kernel_peaks(REGISTERED, BALLOTS, LEADER, bandwidth=0),
    "all late": lambda: forensics.late_counted(
        LEADER, BALLOTS, LEADER, BALLOTS - LEADER, PLACE, late=2
    ),
    "no hours": lambda: forensics.turnout_through_the_day({}, BALLOTS, LEADER, REGION),
    "lists without names": lambda: forensics.few_votes(PLACE, [LEADER]),
    "no lists": lambda: forensics.few_votes(PLACE, {}),
    "no places": lambda: forensics.few_votes(None, {"x": LEADER}),
    "no regions": lambda: forensics.invalid_against_share(LEADER, BALLOTS, LEADER, None),
    "no other source": lambda: forensics.one_sided_differences(LEADER, None),
}


@pytest.mark.parametrize("kind", OPTIONS)
def test_options_that_mean_nothing_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=r"expected|needed|mapping"):
        OPTIONS[kind]()


@pytest.mark.parametrize(
    "turned",
    [
        lambda order: order,
        lambda order: order + 0.25,
        lambda order: order - 10_000,
        lambda order: order.astype(np.int64) + 1_700_000_000_000_000_000,
        lambda order: np.datetime64("2024-10-20T20:00") + order.astype("timedelta64[m]"),
        lambda order: [CLOSING + timedelta(minutes=int(n)) for n in order],
        lambda order: pd.Series(pd.Timestamp("2024-10-20", tz="UTC") + order * pd.Timedelta("1s")),
    ],
)
def test_times_may_be_of_any_kind(turned: Callable[[Any], Any]) -> None:
    order = np.random.default_rng(2).permutation(STATIONS)
    others = BALLOTS - LEADER
    told = forensics.late_counted(order, BALLOTS, LEADER, others, PLACE)
    found = forensics.late_counted(turned(order), BALLOTS, LEADER, others, PLACE)
    assert found.figures == told.figures


def test_an_area_without_a_name_is_no_area_called_none() -> None:
    regions = pd.Series(REGION, dtype=object)
    regions[:60] = None
    assert sorted(round_counts(region=regions).by_region) == ["a", "b", "c"]


def test_numbers_of_areas_may_be_missing_too() -> None:
    regions = np.where(REGION == "a", np.nan, 2.0)
    assert sorted(round_counts(region=regions).by_region) == ["2.0"]
