"""Mistakes in announcements.yaml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.election.folder import open_folder
from tests.spec.election_folder.written import ANNOUNCEMENTS, ELECTION, changed, problems_of


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("percent: {ana", "percent: {anna"), "there is no option of that name; read 'anna'"),
        (("70.20%", "seventy"), "'seventy' is no printed number such as 7, 7.5 or 80.99"),
        (
            ("stage: preliminary", "stage: prelim"),
            "announcements.yaml:4:5: announcements (first).stage: does not fit; read 'prelim'; "
            "expected preliminary, count, canvass, recount, ruling, rerun, final. "
            "Did you mean 'preliminary'?",
        ),
        (
            ("at: 2024-05-12T23:00", "area: The Nrth"),
            "announcements.yaml:5:5: there is no such area; read 'The Nrth'."
            " Did you mean 'The North'?",
        ),
        (("    turnout", "    register: july\n    turnout"), "there is no register of that name"),
        (("announcements:", "announcement:"), "Did you mean 'announcements'?"),
    ],
)
def test_a_mistake_in_an_announcement(
    change: tuple[str, str], expected: str, folder: Callable[..., Path]
) -> None:
    found = problems_of(folder(announcements_yaml=changed(ANNOUNCEMENTS, change)))
    assert any(expected in problem for problem in found), found


def test_an_announcements_id_twice(folder: Callable[..., Path]) -> None:
    twice = ANNOUNCEMENTS + ANNOUNCEMENTS.removeprefix("announcements:\n")
    (problem,) = problems_of(folder(announcements_yaml=twice))
    assert problem == ("announcements.yaml:8:5: another announcement has this id; read 'first'")


WHOLE = "expected a whole number written with digits alone"


@pytest.mark.parametrize("written", ["1.000", "1440.0", "1_440", "+1440", "-0", "true", "' 5 '"])
@pytest.mark.parametrize(
    "change",
    [
        ("{voters: 1000,", "{voters: N,"),
        ("tolerance: 3", "tolerance: N"),
        ("levels:", "stations: N\nlevels:"),
        ("      ana: Ana", "      ana: Ana"),
    ],
)
def test_a_number_is_digits_alone_wherever_it_stands(
    written: str, change: tuple[str, str], folder: Callable[..., Path]
) -> None:
    definition = changed(ELECTION, (change[0], change[1].replace("N", written)))
    announcements = ANNOUNCEMENTS
    if change[0] == change[1]:
        announcements += f"    counts: {{ana: {written}}}\n    rounded_to: {{ana: {written}}}\n"
    found = problems_of(folder(election_yaml=definition, announcements_yaml=announcements))
    assert [WHOLE in problem for problem in found] == [True] * (1 + (change[0] == change[1]))


def test_a_number_may_begin_with_zeros_or_stand_in_quotes(folder: Callable[..., Path]) -> None:
    text = ANNOUNCEMENTS + "    counts: {ana: 0600, ben: '400'}\n"
    assert open_folder(folder(announcements_yaml=text)).announcements[0].counts == {
        "ana": 600,
        "ben": 400,
    }


@pytest.mark.parametrize("written", ["9" * 19, "9" * 5000])
def test_a_number_of_too_many_digits(written: str, folder: Callable[..., Path]) -> None:
    (problem,) = problems_of(
        folder(election_yaml=changed(ELECTION, ("levels:", f"stations: {written}\nlevels:")))
    )
    assert "expected at most a number of 18 digits" in problem


SECOND = """\
  - id: second
    source: {source}
    at: {at}
    percent: {{ana: 61.0, ben: 39.0}}
    replaces: {replaces}
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"replaces": "second"}, "an announcement replaces itself, or one that replaces it"),
        ({"source": "watch"}, "replaces an announcement of another source: 'cec'"),
        (
            {"at": "2024-05-12T22:00"},
            "replaces an announcement of a later moment: 2024-05-12T23:00",
        ),
        ({"at": "2024-05-11"}, "replaces an announcement of a later moment: 2024-05-12T23:00"),
        (
            {"at": "2024-05-13\n    area: north"},
            "replaces an announcement for another area: 'All areas'",
        ),
    ],
)
def test_an_announcement_replaces_only_an_earlier_one_of_its_own_kind(
    given: dict[str, str], expected: str, folder: Callable[..., Path]
) -> None:
    values = {"source": "cec", "at": "2024-05-13", "replaces": "first", **given}
    text = ANNOUNCEMENTS + SECOND.format(**values)
    (problem,) = problems_of(folder(announcements_yaml=text))
    assert expected in problem


@pytest.mark.parametrize("at", ["2024-05-12", "2024-05-12T23:00", "2024-05-13T01:00+05:00"])
def test_a_correction_replaces_what_it_corrects(at: str, folder: Callable[..., Path]) -> None:
    text = ANNOUNCEMENTS + SECOND.format(source="cec", at=at, replaces="first")
    assert len(open_folder(folder(announcements_yaml=text)).announcements) == 2


def test_announcements_that_replace_each_other(folder: Callable[..., Path]) -> None:
    text = ANNOUNCEMENTS + "    replaces: second\n"
    text += SECOND.format(source="cec", at="2024-05-13", replaces="first")
    found = problems_of(folder(announcements_yaml=text))
    assert ["replaces itself" in problem for problem in found] == [True, True]


def test_an_announcement_of_another_contest_is_not_replaced(folder: Callable[..., Path]) -> None:
    text = ANNOUNCEMENTS.replace("    source: cec", "    source: cec\n    contest: president")
    text += SECOND.format(source="cec", at="2024-05-13", replaces="first")
    text += "    contest: mayor\n"
    definition = ELECTION + "  mayor: {options: {ana: Ana Lima, ben: Ben Okoro}}\n"
    (problem,) = problems_of(folder(election_yaml=definition, announcements_yaml=text))
    assert "replaces an announcement of another contest: 'president'" in problem


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("counted: {share: 400%}", "counted.share: is more than the whole, 100 percent"),
        ("counted: {share: 40%, of_stations: 0}", "counted.of_stations: does not fit"),
        (f"percent: {{ana: {'9' * 5000}}}", "a printed number has at most 100 characters"),
    ],
)
def test_shares_that_cannot_be(line: str, expected: str, folder: Callable[..., Path]) -> None:
    text = ANNOUNCEMENTS.replace("    percent: {ana: 60.0, ben: 40.0}", f"    {line}")
    (problem,) = problems_of(folder(announcements_yaml=text))
    assert expected in problem
