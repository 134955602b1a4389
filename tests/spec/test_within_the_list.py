"""That no station has more votes than voters on its list is said where it is taken for granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from tests.folders import HEAD, checked, csv_of

MUST = HEAD.replace("cast <= registered, strength: should", "cast <= registered")
TABLE = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    500        300  300   0       200 100
    North  Hill     2    500        200  200   0       50  150
"""


def of(
    folder: Path, stations: int, announced: str, table: str = TABLE, head: str = MUST
) -> CheckResult:
    """Two sheets of so many stations beside an announcement."""
    files = {
        "returns.csv": csv_of(table),
        "announcements.yaml": f"announcements:\n  - {{id: n, source: cec, {announced}}}\n",
    }
    return checked(folder, files, head=head.replace("sources:", f"stations: {stations}\nsources:"))


def bounds_said(result: CheckResult) -> str:
    """What the bounds say."""
    bounds = result.contests["president"].bounds
    assert bounds is not None
    return " ".join(sentence.text for sentence in bounds.sentences)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (MUST, "No station has more votes than voters on its list."),
        (
            HEAD,
            "No station has more votes than voters on its list, although the law here lets some "
            "vote beyond it.",
        ),
    ],
)
def test_what_is_left_for_the_stations_not_held_rests_on_it(
    tmp_path: Path, head: str, said: str
) -> None:
    announced = "counts: {ana: 400, ben: 500}, fields: {registered: 1300}"
    (found,) = of(tmp_path, 3, announced, head=head).findings.of("RESIDUAL-EXCEEDS-VOTERS")
    assert said in [str(premise) for premise in found.premises]


def test_a_breaking_point_within_the_lists_says_so(tmp_path: Path) -> None:
    # A worthless sheet may really have had a vote of everybody on its list: 300 and 450 more.
    (found,) = of(tmp_path, 2, "counts: {ana: 750}").findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert str(found.breaking_point) == (
        "At least 2 of the 2 held sheets, taken in the order worst for it, would have to be "
        "worthless for it to vanish. That is so if no station has more votes than voters on its "
        "list."
    )


def test_a_breaking_point_of_fewer_votes_needs_no_list(tmp_path: Path) -> None:
    (found,) = of(tmp_path, 2, "counts: {ana: 100}").findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert "list" not in str(found.breaking_point)


def test_a_share_that_the_lists_of_worthless_sheets_must_make_possible(tmp_path: Path) -> None:
    (found,) = of(tmp_path, 2, "percent: {ana: 90.0}").findings.of("ANNOUNCED-SHARE-DIFFERS")
    assert "voters on its list" in str(found.breaking_point)


def test_what_bounds_a_vote_that_could_not_be_read_is_said(tmp_path: Path) -> None:
    unread = TABLE.replace("200  200   0       50  150", "???  ???   ???     50  ???")
    said = bounds_said(of(tmp_path, 2, "counts: {ana: 250}", unread))
    assert "could not be read" in said
    assert "voters on its list" in said


def test_where_everything_was_read_nothing_of_it_is_said(tmp_path: Path) -> None:
    assert "could not be read" not in bounds_said(of(tmp_path, 2, "counts: {ana: 250}"))


def test_a_list_that_another_count_may_exceed_is_still_the_voters_list(tmp_path: Path) -> None:
    """Ballots handed out *should* be no more than the list; ballots found *must* be."""
    head = MUST.replace("valid: Valid,", "valid: Valid, issued: Issued,").replace(
        "    relations:\n",
        "    relations:\n      - {relation: issued <= registered, strength: should}\n",
    )
    announced = "counts: {ana: 400, ben: 500}, fields: {registered: 1300}"
    table = TABLE.replace("registered cast", "registered issued cast").replace("500   ", "500 300 ")
    (found,) = of(tmp_path, 3, announced, table, head).findings.of("RESIDUAL-EXCEEDS-VOTERS")
    assert not any("the law here lets" in str(premise) for premise in found.premises)
