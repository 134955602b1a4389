"""How well sheets are read: by planted sheets, by third readings, and a typist's work put back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest

from crosstally.desk.book import Book
from crosstally.desk.figures import Figures
from crosstally.desk.quality import (
    count_interval,
    draw,
    draws_of,
    put_back,
    share_interval,
    typists_of,
)
from crosstally.desk.states import (
    Act,
    Fault,
    Kind,
    Person,
    RefusedError,
    Role,
    Sheet,
    State,
    perform,
    replay,
)

ROOT, EVE = Person("root", Role.ADMINISTRATOR), Person("eve", Role.ARBITER)
ANN, CEM, DAN, FAY = (Person(name, Role.TYPIST) for name in ("ann", "cem", "dan", "fay"))
RIGHT: Figures = {"valid": 10, "invalid": 1}
WRONG: Figures = {"valid": 16, "invalid": 1}
PLACED = Act(Kind.PLACE, ROOT, station="1")


def read(by: Person, figures: Figures = RIGHT) -> Act:
    return Act(Kind.READ, by, figures)


def agreed(figures: Figures = RIGHT) -> Sheet:
    return replay([PLACED, read(ANN, figures), read(CEM, figures)])


def drawn(sheet: Sheet, of: int) -> Sheet:
    return perform(sheet, Act(Kind.DRAW, ROOT, reason="third", seed="4711", drawn_from=of))


def test_planted_sheets_measure_who_reads_them() -> None:
    planted = replay([PLACED, Act(Kind.PLANT, ROOT, RIGHT)])
    first = perform(perform(planted, read(ANN)), read(CEM, WRONG))
    second = perform(perform(planted, read(CEM)), Act(Kind.REPORT, ANN, fault=Fault.UNREADABLE))
    cem, ann = typists_of({"s1": first, "s2": second})
    assert (cem.name, cem.planted, cem.planted_wrong, cem.planted_reported) == ("cem", 2, 1, 0)
    assert (ann.name, ann.planted, ann.planted_wrong, ann.planted_reported) == ("ann", 1, 0, 1)
    with pytest.raises(RefusedError, match="You have read this sheet"):
        perform(first, read(ANN))


def test_what_was_settled_otherwise_than_at_first_read_is_counted() -> None:
    sheet = replay([PLACED, read(ANN), read(CEM, WRONG), Act(Kind.LOOK_AGAIN, CEM, RIGHT)])
    counted = {one.name: (one.settled, one.changed) for one in typists_of({"s": sheet})}
    assert sheet.state is State.SETTLED
    assert counted == {"ann": (1, 0), "cem": (1, 1)}


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [
        (0, 0, 0, 10000),
        (0, 10, 0, 3085),  # 1 - (1/40)^(1/10) = 0.30850
        (1, 10, 25, 4451),  # the textbook's 0.0025, 0.4450
        (10, 10, 6915, 10000),
        (5, 100, 164, 1129),  # 0.0164, 0.1128
    ],
)
def test_the_interval_of_a_share_is_clopper_and_pearsons(
    hits: int, tries: int, low: int, high: int
) -> None:
    found = share_interval(hits, tries)
    assert found[0] == Fraction(low, 10000)
    assert found[1] == pytest.approx(Fraction(high, 10000), abs=1e-4)


@pytest.mark.parametrize(("drawn", "of"), [(3, 12), (10, 40), (12, 12), (1, 5)])
def test_the_interval_of_a_count_covers_at_least_95_of_100_draws(drawn: int, of: int) -> None:
    """Exactly, for every number of wrong sheets that there could be."""
    for wrong in range(of + 1):
        covered = 0
        for found in range(max(0, drawn - (of - wrong)), min(drawn, wrong) + 1):
            low, high = count_interval(found, drawn, of)
            ways = comb(wrong, found) * comb(of - wrong, drawn - found)
            covered += ways if low <= wrong <= high else 0
        assert Fraction(covered, comb(of, drawn)) >= Fraction(95, 100)


def test_a_draw_can_be_done_again_by_anybody() -> None:
    sheets = {f"s{number}": agreed() for number in range(40)}
    chosen, of = draw(sheets, "4711", 8)
    assert (len(set(chosen)), of) == (8, 40)
    assert draw(dict(reversed(sheets.items())), "4711", 8) == (chosen, of)
    assert draw(sheets, "4712", 8)[0] != chosen
    for name in chosen:
        sheets[name] = drawn(sheets[name], of)
    again, left = draw(sheets, "1", 100)
    assert (left, set(again) & set(chosen)) == (32, set()), "nothing is drawn twice"


def test_what_an_arbiter_decided_is_not_drawn() -> None:
    acts = [PLACED, read(ANN), Act(Kind.ESCALATE, ROOT, reason="nobody else")]
    decided = replay([*acts, Act(Kind.DECIDE, EVE, RIGHT, "as it stands")])
    assert draw({"s": decided}, "1", 9) == ([], 0)
    with pytest.raises(RefusedError, match="arbiter has decided"):
        drawn(decided, 1)


def test_third_readings_bound_the_errors_that_remain() -> None:
    sheets = {f"s{number}": drawn(agreed(), 100) for number in range(10)}
    (made,) = draws_of(sheets)
    assert (made.drawn, made.waiting, made.interval) == (10, 10, (0, 100)), "nothing is known yet"
    assert made.remaining == (0, 100), "those that wait may be wrong, and nobody has mended them"
    sheets = {name: perform(sheet, read(DAN)) for name, sheet in sheets.items()}
    (made,) = draws_of(sheets)
    assert (made.confirmed, made.wrong) == (10, 0)
    assert made.remaining == (0, 29), "29 wrong of 100 are missed by 10 draws in 2.5 of 100 cases"
    wrong = perform(drawn(agreed(WRONG), 100), read(DAN))
    assert wrong.state is State.ARBITRATION
    sheets["s0"] = wrong
    assert draws_of(sheets)[0].waiting == 1
    assert draws_of(sheets)[0].remaining == (0, 42), "as if it were wrong, and still there"
    sheets["s0"] = perform(wrong, Act(Kind.DECIDE, EVE, RIGHT, "the words say ten"))
    (made,) = draws_of(sheets)
    assert (made.confirmed, made.wrong, made.waiting) == (9, 1, 0)
    assert made.interval[0] == 1
    assert sheets["s0"].returns[-1].replaces == 0


def test_whoever_read_a_sheet_does_not_decide_its_third_reading() -> None:
    cem = replace(CEM, role=Role.ARBITER)
    sheet = perform(drawn(agreed(WRONG), 1), read(DAN))
    with pytest.raises(RefusedError, match="another arbiter"):
        perform(sheet, Act(Kind.DECIDE, cem, RIGHT, "mine was right"))


def test_a_typists_work_is_put_back_as_a_whole(tmp_path: Path) -> None:
    book = Book(tmp_path, "desk.invalid/x")
    for name, acts in {
        "settled": [PLACED, read(ANN), read(CEM)],
        "once": [PLACED, read(CEM)],
        "others": [PLACED, read(ANN), read(DAN)],
        "decided": [
            *(PLACED, read(CEM), Act(Kind.ESCALATE, ROOT, reason="nobody else")),
            Act(Kind.DECIDE, EVE, RIGHT, "as it stands"),
        ],
        "reported": [PLACED, read(CEM), Act(Kind.REPORT, ANN, fault=Fault.INCOMPLETE)],
    }.items():
        for act in acts:
            book.add(name, act)
    before = book.sheets()
    book.add_all(put_back(before, "cem", ROOT, "typed at random"))
    after = book.sheets()
    assert {name: sheet.state.value for name, sheet in after.items()} == {
        "settled": "read-once",
        "once": "placed",
        "others": "settled",
        "decided": "settled",
        "reported": "reported",
    }
    assert all(after[name].acts[: len(before[name].acts)] == before[name].acts for name in before)
    with pytest.raises(RefusedError):
        book.add("once", read(CEM))
    anew = book.add("settled", read(FAY))
    assert anew.returns[-1].readers == ("ann", "fay")
    assert put_back(after, "cem", ROOT, "again") == {}


def test_of_several_acts_all_are_done_or_none(tmp_path: Path) -> None:
    book = Book(tmp_path, "desk.invalid/x")
    with pytest.raises(RefusedError):
        book.add_all({"s1": PLACED, "s2": read(ANN)})
    assert book.sheets() == {}
