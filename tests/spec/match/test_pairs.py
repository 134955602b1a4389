"""Stations of two sources found to be the same, by codes, figures and names."""

from __future__ import annotations

import numpy as np
import pytest

from crosstally.drafting.codes import plain_code
from crosstally.drafting.station_lists import How, Pair, StationList
from crosstally.drafting.stations import match_stations


def found(pairs: list[Pair]) -> dict[str, str | None]:
    """Code → station."""
    return {pair.code: pair.station for pair in pairs}


def ways(pairs: list[Pair]) -> list[tuple[str | None, bool]]:
    """How each pair was found, and whether it is doubtful."""
    return [(pair.how, pair.doubtful) for pair in pairs]


def voters(*counts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(counts, dtype=np.int64)


def test_the_same_codes() -> None:
    pairs = match_stations(StationList(["2", "9", "1"]), StationList(["1", "2", "3"]))
    assert found(pairs) == {"2": "2", "9": None, "1": "1"}
    assert ways(pairs) == [(How.EXACT, False), (None, False), (How.EXACT, False)]


@pytest.mark.parametrize(
    ("code", "station"),
    [
        ("0007", "7"),
        ("ab-12", "AB 12"),
        ("A/03/4", "a-3-4"),
        ("Мектеп-5", "МЕКТЕП 005"),
        ("١٠٧", "107"),
    ],
)
def test_codes_but_for_zeros_case_spaces_dashes_and_scripts(code: str, station: str) -> None:
    assert plain_code(code) == plain_code(station)
    [pair] = match_stations(StationList([code]), StationList([station, "something else"]))
    assert (pair.station, pair.how, pair.doubtful) == (station, How.NORMALISED, False)


def test_codes_that_become_one_are_not_guessed_at() -> None:
    pairs = match_stations(StationList(["1-1"]), StationList(["1 1", "01/01"]))
    assert found(pairs) == {"1-1": None}


def test_a_word_that_every_code_has_falls_away() -> None:
    ours, theirs = StationList(["УИК-101", "УИК-102"]), StationList(["101", "102", "103"])
    pairs = match_stations(ours, theirs)
    assert found(pairs) == {"УИК-101": "101", "УИК-102": "102"}
    assert ways(pairs) == [(How.NORMALISED, False), (How.NORMALISED, False)]
    mixed = match_stations(StationList(["UIK-101", "TIK-102"]), theirs)
    assert found(mixed) == {"UIK-101": None, "TIK-102": None}


def test_a_word_falls_away_only_where_figures_do_not_speak_against_it() -> None:
    ours = StationList(
        ["P-1", "P-2", "P-3"], figures=np.array([[10, 20, 30], [1, 2, 3], [4, 5, 6]])
    )
    theirs = StationList(["1", "2", "3"], figures=np.array([[7, 8, 9], [10, 20, 30], [1, 2, 3]]))
    assert found(match_stations(ours, theirs)) == {"P-1": "2", "P-2": "3", "P-3": None}


def test_a_prefix_falls_away_within_an_area() -> None:
    first = StationList(["УИК №5", "УИК №6"], area=["North", "South"], registered=voters(500, 600))
    second = StationList(
        ["n5", "s5", "s6"], area=["NORTH", "South", "South"], registered=voters(500, 700, 601)
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"УИК №5": "n5", "УИК №6": "s6"}
    assert ways(pairs) == [(How.NUMBER, False), (How.NUMBER, False)]


def test_a_number_and_nothing_else_is_doubtful() -> None:
    first = StationList(["PS 5", "PS 8"], area=["North", "South"])
    pairs = match_stations(first, StationList(["x5", "y8"], area=["North", "South"]))
    assert ways(pairs) == [(How.NUMBER, True), (How.NUMBER, True)]


def test_the_same_figures() -> None:
    first = StationList(["a", "b"], figures=np.array([[200, 180, 70], [90, 88, 30]]))
    second = StationList(["1", "2"], figures=np.array([[90, 88, 30], [200, 180, 70]]))
    pairs = match_stations(first, second)
    assert found(pairs) == {"a": "2", "b": "1"}
    assert ways(pairs) == [(How.FIGURES, False), (How.FIGURES, False)]


def test_a_station_that_differs_in_some_figures_is_doubtful_and_not_lost() -> None:
    """What sources differ in is what comparing them is for."""
    ours = np.array([[500, 121, 71, 30, 6], [400, 88, 92, 21, 3]], dtype=np.int64)
    theirs = np.array([[400, 88, 92, 21, 3], [500, 71, 121, 30, 6]], dtype=np.int64)
    pairs = match_stations(
        StationList(["a", "b"], figures=ours), StationList(["x1", "x2"], figures=theirs)
    )
    assert found(pairs) == {"a": "x2", "b": "x1"}
    assert ways(pairs) == [(How.FIGURES, True), (How.FIGURES, False)]
    assert pairs[0].note == "most of the same figures, but not all"


def test_figures_that_two_stations_share_or_that_are_small_prove_little() -> None:
    twice = np.array([[200, 180, 70], [200, 180, 70]])
    pairs = match_stations(
        StationList(["a"], figures=twice[:1]), StationList(["1", "2"], figures=twice)
    )
    assert found(pairs) == {"a": None}
    small = np.array([[2, 1, 7]])
    [pair] = match_stations(StationList(["a"], figures=small), StationList(["1"], figures=small))
    assert (pair.station, pair.doubtful) == ("1", True)


def test_names_in_the_same_area() -> None:
    first = StationList(
        ["x", "y", "z"],
        name=["School No. 5, Mill St", "SCHOOL 05", "Town Hall"],
        area=["North", "South", "South"],
    )
    second = StationList(
        ["1", "2", "3", "4"],
        name=["school no 5 mill st.", "School 5", "Town hall", "School 6"],
        area=["north", "south", "south", "south"],
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"x": "1", "y": "2", "z": "3"}
    assert {pair.how for pair in pairs} == {How.NAME}
    assert not any(pair.doubtful for pair in pairs)


def test_school_5_is_not_school_6() -> None:
    first = StationList(["x"], name=["Secondary school 5"], area=["North"])
    second = StationList(
        ["1", "2"], name=["Secondary school 6", "Library"], area=["North", "South"]
    )
    assert found(match_stations(first, second)) == {"x": None}


def test_names_without_areas_are_doubtful() -> None:
    first = StationList(["x"], name=["School, Mill Street"])
    second = StationList(["1", "2"], name=["school mill street", "Town hall"])
    [pair] = match_stations(first, second)
    assert (pair.station, pair.how, pair.doubtful) == ("1", How.NAME, True)


def test_the_only_one_with_as_many_voters_is_doubtful() -> None:
    first = StationList(["x"], area=["North"], registered=voters(731))
    second = StationList(["p", "q"], area=["North", "South"], registered=voters(731, 731))
    [pair] = match_stations(first, second)
    assert (pair.station, pair.how, pair.doubtful) == ("p", How.VOTERS, True)


def test_two_numberings_that_mean_different_stations_are_not_matched_by_code() -> None:
    """Both sources count from 1, but in another order: figures say which is which."""
    figures = np.array([[200, 180, 70], [90, 88, 30], [300, 150, 60], [120, 150, 36]])
    names = ["Mill Street School", "Town Hall", "Library", "Fire Station"]
    codes = ["1", "2", "3", "4"]
    first = StationList(codes, name=names, registered=voters(700, 300, 900, 500), figures=figures)
    order = [2, 3, 1, 0]
    second = StationList(
        codes,
        name=[names[i] for i in order],
        registered=first.registered[order] if first.registered is not None else None,
        figures=figures[order],
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"1": "4", "2": "3", "3": "1", "4": "2"}
    assert {pair.how for pair in pairs} == {How.FIGURES}


def test_a_code_that_everything_else_contradicts_is_doubtful() -> None:
    n = 10
    figures = np.arange(3 * n).reshape(n, 3) * 7 + 50
    codes = [str(i) for i in range(n)]
    names = [f"Hall {chr(97 + i) * 6}" for i in range(n)]
    other = figures.copy()
    other[0] += 13
    first = StationList(codes, name=names, registered=voters(*range(500, 500 + n)), figures=figures)
    second = StationList(
        codes,
        name=["Quite elsewhere", *names[1:]],
        registered=voters(900, *range(501, 500 + n)),
        figures=other,
    )
    pairs = match_stations(first, second)
    assert [pair.doubtful for pair in pairs] == [True] + [False] * (n - 1)


def test_areas_of_other_names_are_learnt_from_stations_already_found() -> None:
    first = StationList(
        ["1", "2", "3", "x"],
        name=["", "", "", "Library"],
        area=["Nord", "Nord", "Nord", "Nord"],
    )
    second = StationList(
        ["1", "2", "3", "8", "9"],
        name=["", "", "", "Library", "Library"],
        area=["North", "North", "North", "North", "South"],
    )
    assert found(match_stations(first, second))["x"] == "8"


@pytest.mark.parametrize(
    ("ours", "theirs", "doubtful"),
    [
        ("Лицей Абай", "Лицей Абай", False),
        ("Лицей Абай", "Litsey Abay", True),
        ("自力小学", "字里小学", True),  # two schools, which Latin letters make one
    ],
)
def test_names_in_other_letters_are_sure_only_with_figures(
    ours: str, theirs: str, doubtful: bool
) -> None:
    areas = ["North", "South"]
    first, second = (["a", "b"], [ours, "Hall"], areas), (["x", "y"], [theirs, "Mill"], areas)
    pair, _ = match_stations(StationList(*first), StationList(*second))
    assert (pair.station, pair.how, pair.doubtful) == ("x", How.NAME, doubtful)
    lists = [StationList(*one, voters(812, 400)) for one in (first, second)]
    pair, _ = match_stations(*lists)
    assert (pair.station, pair.how, pair.doubtful) == ("x", How.NAME, False)
