"""How fast sheets are settled: counts of work, and never of votes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.desk.pace import counts_by_area, pace_of
from crosstally.desk.record import Course, Entry
from crosstally.desk.states import Act, Kind, Person, Role, Sheet, State
from crosstally.ledger.errors import LedgerError

NOW = datetime(2024, 5, 12, 22, 0, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("minutes_ago", "open_sheets", "per_hour", "in_minutes"),
    [
        ([], 10, 0, None),
        ([5, 10], 10, 12, None),  # two sheets foretell nothing
        ([1, 2, 3], 6, 18, 20),  # begun three minutes ago: taken for ten
        ([10, 20, 30], 6, 6, 60),
        ([10, 20, 59, 300], 9, 3, 180),  # of today's work the last hour
        ([100, 200, 300], 9, 0, None),
        ([10, 20, 30], 0, 6, None),
    ],
)
def test_the_end_is_foretold_from_the_last_hour(
    minutes_ago: list[float], open_sheets: int, per_hour: int, in_minutes: int | None
) -> None:
    pace = pace_of(ago(*minutes_ago), open_sheets, NOW)
    assert pace.per_hour == per_hour
    assert pace.end == (None if in_minutes is None else NOW + timedelta(minutes=in_minutes))


@given(
    st.lists(st.integers(0, 300), max_size=40),
    st.integers(0, 500),
)
def test_an_end_lies_ahead_and_further_with_more_to_do(minutes: list[int], to_do: int) -> None:
    fewer, more = (pace_of(ago(*minutes), count, NOW).end for count in (to_do, to_do + 10))
    if fewer is not None:
        assert more is not None
        assert NOW <= fewer <= more


def sheet(state: State, station: str = "") -> Sheet:
    return Sheet(state=state, station=station)


def test_areas_count_their_sheets_and_those_of_no_area_stand_last() -> None:
    sheets = [
        sheet(State.SETTLED, "1"),
        sheet(State.SETTLED, "1"),
        sheet(State.ARBITRATION, "2"),
        sheet(State.RECEIVED),
        sheet(State.PLACED, "no such station"),
    ]
    rows = counts_by_area(
        sheets, {"1": "h", "2": "h", "3": "l"}, {"l": "Lake", "h": "Hill"}, {"h": 2, "l": 1}
    )
    assert [(row.name, row.sheets, row.stations_settled, row.in_trouble) for row in rows] == [
        ("Lake", 0, 0, 0),
        ("Hill", 3, 1, 1),
        ("", 2, 0, 0),
    ]


def entry(kind: Kind, role: Role, who: str, minute: int, **more: object) -> Entry:
    act = Act(kind, Person(who, role), **more)  # type: ignore[arg-type]
    return Entry("s1", NOW + timedelta(minutes=minute), act)


def test_a_sheet_is_settled_when_the_log_says() -> None:
    course = Course()
    course.follow(
        [
            entry(Kind.PLACE, Role.ADMINISTRATOR, "root", 0, station="1"),
            entry(Kind.READ, Role.TYPIST, "ann", 1, figures={"valid": 1}),
        ]
    )
    assert course.settled_at == {}
    course.follow([entry(Kind.READ, Role.TYPIST, "cem", 2, figures={"valid": 1})])
    course.follow([entry(Kind.REOPEN, Role.ADMINISTRATOR, "root", 3, reason="why")])
    assert course.settled_at == {"s1": NOW + timedelta(minutes=2)}, "reopening settles nothing"
    with pytest.raises(LedgerError, match="entry 4"):
        course.follow([entry(Kind.DECIDE, Role.ARBITER, "eve", 4, figures={"valid": 1})])
