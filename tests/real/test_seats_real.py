"""Published seats of real elections come out of the published votes, every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.real_seats import Contest, in_the_district, read_contests, recomputed

SCOPED = {
    "es_aut_canarias_2011 / El Hierro",
    "es_aut_canarias_2011 / Fuerteventura",
    "es_aut_canarias_2011 / Gran Canaria",
    "es_aut_canarias_2011 / La Gomera",
    "es_aut_canarias_2011 / La Palma",
    "es_aut_canarias_2011 / Lanzarote",
    "es_aut_canarias_2011 / Tenerife",
    "es_aut_extremadura_2011 / Cáceres",
}
"""Their thresholds look beyond the district: 30 percent of an island or 6 percent of all islands;
5 percent of a province or of the region."""


@pytest.fixture(scope="module")
def contests(data: Path) -> list[Contest]:
    return read_contests(data)


def test_every_published_seat_is_recomputed(contests: list[Contest]) -> None:
    wrong = {
        contest.name: (contest.seats, found)
        for contest in contests
        if (found := recomputed(contest, contests)) != contest.seats
    }
    assert wrong == {}
    assert len(contests) == 765
    assert sum(len(contest.votes) for contest in contests) == 10_081


def test_the_district_alone_explains_all_but_eight(contests: list[Contest]) -> None:
    other = {one.name for one in contests if in_the_district(one).certain != one.seats}
    assert other == SCOPED


def test_the_left_of_caceres_is_below_five_percent_there_and_above_in_the_region(
    contests: list[Contest],
) -> None:
    caceres, badajoz = (
        next(one for one in contests if one.name == f"es_aut_extremadura_2011 / {province}")
        for province in ("Cáceres", "Badajoz")
    )
    left = "IU-V-SIEX"
    assert (caceres.votes[left], badajoz.votes[left]) == (12_826, 25_331)
    assert (caceres.base, badajoz.base) == (257_072, 409_480)
    assert 100 * 12_826 < 5 * 257_072
    assert 100 * (12_826 + 25_331) >= 5 * (257_072 + 409_480)
    assert recomputed(caceres, contests)[left] == 1


def test_kazakhstan_2012(contests: list[Contest]) -> None:
    majilis = next(one for one in contests if one.name == "KZ Majilis 2012")
    assert list(recomputed(majilis, contests).values())[:3] == [83, 8, 7]
