"""Sheets of a part of a file on which two figures changed places."""

from __future__ import annotations

from pathlib import Path

from crosstally.check.result import CheckResult
from tests.folders import checked, returns_entry

HEADER = "region,district,code,registered,cast,valid,invalid,ana,ben\n"


def sheet(number: int, cast: int, valid: int, invalid: int, ana: int) -> str:
    """A sheet of station ``number``; the votes for ben are what ana lacks of 200 + number."""
    return f"R,D,{number:02},900,{cast},{valid},{invalid},{ana},{200 + number - ana}\n"


def right(number: int) -> str:
    """One on which everything adds up."""
    return sheet(number, 200 + number + number % 7, 200 + number, number % 7, 90 + number)


def exchanged(number: int) -> str:
    """The same with ballots for valid votes, and the reverse."""
    return sheet(number, 200 + number, 200 + number + number % 7, number % 7, 90 + number)


def of(folder: Path, *rows: str) -> CheckResult:
    """The sheets of one source."""
    return checked(folder, {"r.csv": HEADER + "".join(rows)}, returns_entry("r.csv"))


def explained(result: CheckResult) -> list[tuple[str | None, list[str]]]:
    """The stations of decisive findings, with what explains them."""
    return [
        (item.area, [str(one) for one in item.explanations])
        for item in result.findings.of("SHEET-MUST")
    ]


def test_the_stations_are_named_each_with_the_explanation(tmp_path: Path) -> None:
    rows = [exchanged(n) if n in range(8, 14) else right(n) for n in range(1, 40)]
    found = explained(of(tmp_path, *rows))
    assert {area for area, _ in found} == {f"{n:02}" for n in range(8, 14)}
    assert {tuple(said) for _, said in found} == {
        (
            "on the sheets of 6 stations Ballots and Valid may have changed places: nearly all "
            "that is off there vanishes with that",
        )
    }


def test_errors_of_other_kinds_are_not_explained_by_it(tmp_path: Path) -> None:
    wrong = [sheet(n, 230 + 3 * n, 200 + n, n % 7, 90 + n) for n in range(8, 14)]
    rows = [right(n) for n in range(14, 40)]
    assert all(not said for _, said in explained(of(tmp_path, *wrong, *rows)))


def test_a_few_sheets_are_no_part_of_a_file(tmp_path: Path) -> None:
    rows = [exchanged(n) if n in (8, 9) else right(n) for n in range(1, 40)]
    assert all(not said for _, said in explained(of(tmp_path, *rows)))
