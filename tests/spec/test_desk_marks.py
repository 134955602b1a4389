"""Stamps, serial numbers and signatures of a sheet: facts beside its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.desk.marks import (
    DIFFER,
    Mark,
    MarkError,
    Marks,
    Seen,
    answers_of,
    parse_mark,
    read_marks,
    together,
)
from crosstally.desk.merging import brought
from crosstally.desk.record import Entry, decode, encode, sheets_of
from crosstally.desk.states import Act, Kind, Person, Role, Sheet, State, replay
from crosstally.election.folder import open_folder
from crosstally.election.marks import MarkKind, SheetMark, plain_serial
from crosstally.election.marks import is_given as in_cell
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import Log
from crosstally.problems import InputError
from crosstally.report.records import record_sections
from tests.desk_logs import ANN, AT, CEM, DAN, FAY, HILL_1, ROOT, export
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder

MARKS = """\
    marks:
      stamp: {name: Stamp, kind: stamp}
      serial: {name: Serial number, kind: serial, pattern: "KZ-######", column: forms}
      signed: {name: Signatures, kind: signatures, expected: 5}
"""
WITH_MARKS = HEAD.replace("    relations:\n", f"{MARKS}    relations:\n")
AREAS = """\
id,name,level,parent,forms
North,North,region,all,
Hill,Hill,district,North,
1,School,station,Hill,KZ-000101..KZ-000150|KZ 000900
2,Theatre,station,Hill,
"""
SERIAL = SheetMark(name="Serial number", kind=MarkKind.SERIAL, pattern="KZ-######")
SIGNED = SheetMark(name="Signatures", kind=MarkKind.SIGNATURES, expected=5)
STAMP = SheetMark(name="Stamp", kind=MarkKind.STAMP)
GOOD: Marks = {"stamp": Seen.THERE, "serial": "KZ000101", "signed": 5}


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("KZ-000 101", "KZ000101"),
        ("kz000101", "KZ000101"),
        ("№ КZ-000101", "KZ000101"),
        ("٠٠٠١٠١", "000101"),
        ("－－", ""),
    ],
)
def test_serial_numbers_are_compared_as_they_look_on_paper(typed: str, plain: str) -> None:
    assert plain_serial(typed) == plain


@pytest.mark.parametrize(
    ("serial", "is_like"),
    [("KZ000101", True), ("KZ00101", False), ("UZ000101", False), ("KZ00010A", False)],
)
def test_a_pattern_says_what_a_serial_number_looks_like(serial: str, is_like: bool) -> None:
    assert SERIAL.is_like(serial) is is_like


@pytest.mark.parametrize(
    ("serial", "given", "is_given"),
    [
        ("000101", "000101..000150|000900", True),
        ("000150", "000101..000150|000900", True),
        ("000900", "000101..000150 | 000900", True),
        ("000151", "000101..000150|000900", False),
        ("101", "000101..000150", False),
        ("000151", "", True),
        ("000151", " | ", True),
    ],
)
def test_a_station_was_given_some_numbers(serial: str, given: str, is_given: bool) -> None:
    assert in_cell(serial, given) is is_given


@pytest.mark.parametrize(
    ("mark", "chosen", "typed", "read"),
    [
        (STAMP, "there", "", Seen.THERE),
        (STAMP, "unseen", "", Seen.UNSEEN),
        (SERIAL, "", "kz 000101", "KZ000101"),
        (SERIAL, "absent", "", Seen.ABSENT),
        (SIGNED, "", "٤", 4),
        (SIGNED, "", "0", Seen.ABSENT),
        (SIGNED, "unseen", " ", Seen.UNSEEN),
    ],
)
def test_each_mark_is_there_or_not_or_cannot_be_seen(
    mark: SheetMark, chosen: str, typed: str, read: Mark
) -> None:
    assert parse_mark(mark, chosen, typed) == read


@pytest.mark.parametrize(
    ("mark", "chosen", "typed"),
    [
        (STAMP, "", ""),
        (STAMP, "yes", ""),
        (SERIAL, "", ""),
        (SERIAL, "there", ""),
        (SERIAL, "absent", "KZ000101"),
        (SERIAL, "", "--"),
        (SERIAL, "", "1" * 41),
        (SIGNED, "", "five"),
        (SIGNED, "", "1000"),
        (SIGNED, "", "-1"),
    ],
)
def test_no_answer_is_guessed(mark: SheetMark, chosen: str, typed: str) -> None:
    with pytest.raises(MarkError):
        parse_mark(mark, chosen, typed)


def test_a_form_gives_back_what_was_typed() -> None:
    asked = {"stamp": STAMP, "serial": SERIAL, "signed": SIGNED}
    assert read_marks(asked, answers_of(GOOD)) == (GOOD, {})
    marks, errors = read_marks(asked, {})
    assert marks == {}
    assert set(errors) == {"-mark-stamp", "-mark-serial", "-mark-signed"}


def test_what_two_readers_saw_is_one_fact_or_said_to_differ() -> None:
    other: Marks = {"stamp": Seen.ABSENT, "serial": Seen.UNSEEN, "signed": 5}
    assert together((GOOD, other)) == {"stamp": DIFFER, "serial": "KZ000101", "signed": 5}
    assert together(()) == {}


def read(by: Person, marks: Marks, doubted: bool = False) -> Act:
    return Act(Kind.READ, by, HILL_1, marks=marks, serial_doubted=doubted)


PLACED = Act(Kind.PLACE, ROOT, station="1")


def test_a_missing_signature_or_stamp_rejects_nothing() -> None:
    bare: Marks = {"stamp": Seen.ABSENT, "serial": Seen.ABSENT, "signed": Seen.ABSENT}
    sheet = replay([PLACED, read(ANN, bare), read(CEM, bare)])
    assert sheet.state is State.SETTLED
    assert sheet.returns[0].marks == (bare, bare)
    seen_otherwise = replay([PLACED, read(ANN, GOOD), read(CEM, bare)])
    assert seen_otherwise.state is State.SETTLED


def test_serial_numbers_that_differ_are_looked_at_again() -> None:
    other = {**GOOD, "serial": "KZ000107"}
    sheet = replay([PLACED, read(ANN, GOOD), read(CEM, other)])
    assert (sheet.state, set(sheet.differing_fields)) == (State.SECOND_LOOK, {"serial"})
    again = Act(Kind.LOOK_AGAIN, CEM, HILL_1, marks=GOOD)
    assert replay([*sheet.acts, again]).state is State.SETTLED


def test_a_serial_number_of_another_station_is_for_an_arbiter() -> None:
    eve = Person("eve", Role.ARBITER)
    sheet = replay([PLACED, read(ANN, GOOD, True), read(CEM, GOOD, True)])
    assert sheet.state is State.ARBITRATION
    assert not sheet.returns
    decide = Act(Kind.DECIDE, eve, HILL_1, "forms were exchanged", marks=GOOD, serial_doubted=True)
    assert replay([*sheet.acts, decide]).state is State.SETTLED
    moved = replay([*sheet.acts, Act(Kind.PLACE, ROOT, station="2")])
    assert (moved.state, moved.station, moved.readings) == (State.PLACED, "2", ())


def drawn_and_read(third: Marks, doubted: bool = False) -> Sheet:
    """A settled sheet that was drawn, and how a third person read it."""
    drawn = Act(Kind.DRAW, ROOT, reason="third readings", seed="4711", drawn_from=9)
    return replay([PLACED, read(ANN, GOOD), read(CEM, GOOD), drawn, read(DAN, third, doubted)])


def test_a_third_reading_of_another_serial_number_confirms_nothing() -> None:
    assert drawn_and_read({**GOOD, "stamp": Seen.ABSENT}).state is State.SETTLED
    sheet = drawn_and_read({**GOOD, "serial": "KZ000107"})
    assert (sheet.state, set(sheet.differing_fields)) == (State.ARBITRATION, {"serial"})
    assert len(sheet.returns) == 1, "the return stands until an arbiter has decided"
    assert drawn_and_read(GOOD, doubted=True).state is State.ARBITRATION


@pytest.mark.parametrize(
    ("there", "state"),
    [
        (GOOD, State.SETTLED),
        ({**GOOD, "stamp": Seen.ABSENT, "signed": 3}, State.SETTLED),
        ({**GOOD, "serial": "KZ000107"}, State.ARBITRATION),
    ],
)
def test_a_hub_that_settled_another_paper_is_for_an_arbiter(there: Marks, state: State) -> None:
    begun = [encode(Entry("s1", AT, PLACED))]
    ours, theirs = (
        [*begun, *(encode(Entry("s1", AT, read(by, marks))) for by in two)]
        for two, marks in (((ANN, CEM), GOOD), ((DAN, FAY), there))
    )
    fresh = brought(ours, sheets_of(ours), theirs)
    sheet = sheets_of([*ours, *map(encode, fresh)])["s1"]
    assert sheet.state is state
    assert sheet.returns == sheets_of(ours)["s1"].returns
    assert [one.marks["serial"] for one in sheet.elsewhere] == (
        ["KZ000107"] if state is State.ARBITRATION else []
    )


def test_marks_stand_in_the_log() -> None:
    entry = Entry("s1", AT, read(ANN, {**GOOD, "stamp": Seen.UNSEEN}, True))
    assert decode(encode(entry)) == entry
    spoiled = encode(entry).replace(b'"KZ000101"', b'"kz000101"')
    with pytest.raises(LedgerError, match="marks"):
        decode(spoiled)


def desk_with_marks(folder: Path, *acts: Act) -> Path:
    files: dict[str, str | bytes] = {"returns.csv": csv_of(STATIONS), "areas.csv": AREAS}
    write_folder(folder, files, returns_entry("returns.csv"), WITH_MARKS)
    log = Log.create(folder / "desk" / "president" / "log", "desk.example/log")
    log.append([encode(Entry("s1", AT, act)) for act in acts])
    return folder


def test_marks_are_exported_and_counted_beside_the_figures(tmp_path: Path) -> None:
    less = {**GOOD, "signed": 3}
    folder = desk_with_marks(tmp_path / "e", PLACED, read(ANN, GOOD), read(CEM, less))
    export(folder, tmp_path / "out")
    table = (tmp_path / "out" / "records" / "desk-marks-president.csv").read_text()
    assert table == (
        "station,sheet,stamp,serial,signed,serial fits\n1,s1,there,KZ000101,differ,yes\n"
    )
    result = check(open_election(tmp_path / "out"))
    (section,) = record_sections(result)
    said = "\n".join(f"{line.label} {line.text}" for line in section.lines)
    assert "Stamps, serial numbers and signatures" in said
    assert "Stamp: is there (1)" in said
    assert "Serial number: one that the station was given: yes (1)" in said
    assert "Signatures: the readers saw it otherwise (1)" in said
    assert result.exit_code == 0, "no figure and no verdict rests on them"


def test_sheets_without_marks_make_no_table(tmp_path: Path) -> None:
    folder = desk_with_marks(tmp_path / "e", PLACED, read(ANN, {}), read(CEM, {}))
    export(folder, tmp_path / "out")
    assert not (tmp_path / "out" / "records").exists()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("stamp: {name: Stamp, kind: stamp, expected: 5}", "expected is for signatures alone"),
        ("stamp: {name: Stamp, kind: stamp, pattern: '##'}", "pattern is for serial alone"),
        ("n: {name: Number, kind: serial, pattern: '--'}", "a pattern is made of #"),
        ("station: {name: Stamp, kind: stamp}", "no mark is called station"),
        ("stamp: {name: Stamp, kind: seal}", "kind"),
        ("n: {name: Number, kind: serial, column: form}", "forms"),
    ],
)
def test_mistakes_in_a_template_are_said(tmp_path: Path, written: str, said: str) -> None:
    head = HEAD.replace("    relations:\n", f"    marks:\n      {written}\n    relations:\n")
    files: dict[str, str | bytes] = {"returns.csv": csv_of(STATIONS), "areas.csv": AREAS}
    folder = write_folder(tmp_path / "e", files, returns_entry("returns.csv"), head)
    with pytest.raises(InputError) as raised:
        open_folder(folder)
    assert said in str(raised.value)
