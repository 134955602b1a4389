"""Acts in the log: they read back, they replay, and what was never allowed is noticed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosstally.desk.figures import Figures, NoFigure
from crosstally.desk.record import Entry, decode, encode, pseudonym, sheets_of
from crosstally.desk.states import Act, Fault, Kind, Person, Role, State
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import Log

AT = datetime(2012, 1, 15, 22, 5, 7, tzinfo=UTC)
ROOT = Person(pseudonym("root", b"r" * 32), Role.ADMINISTRATOR)
ANN = Person(pseudonym("ann", b"a" * 32), Role.TYPIST, "north")
CEM = Person(pseudonym("cem", b"c" * 32), Role.TYPIST, "south")
EVE = Person(pseudonym("eve", b"e" * 32), Role.ARBITER)
FIGURES: Figures = {"valid": 400, "invalid": NoFigure.UNREAD}
PLACED = Entry("s1", AT, Act(Kind.PLACE, ROOT, station="Алматы-1"))
READ = Entry("s1", AT, Act(Kind.READ, ANN, FIGURES, several_coordinators=True))
READ_TOO = Entry("s1", AT, Act(Kind.READ, CEM, FIGURES, several_coordinators=True))
SET_ASIDE = Entry("s2", AT, Act(Kind.SET_ASIDE, ROOT, reason="of another election"))


DUPLICATE = Entry("s2", AT, Act(Kind.SET_ASIDE, ROOT, fault=Fault.DUPLICATE))
DRAWN = Entry("s1", AT, Act(Kind.DRAW, ROOT, reason="weekly", seed="4711", drawn_from=240))
PUT_BACK = Entry("s1", AT, Act(Kind.PUT_BACK, ROOT, reason="typed at random", whose=ANN.name))
EVERY = [PLACED, READ, SET_ASIDE, DUPLICATE, DRAWN, PUT_BACK]


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.act.kind)
def test_an_act_reads_back(entry: Entry) -> None:
    assert decode(encode(entry)) == entry


def test_sheets_come_out_of_a_log_on_disk(tmp_path: Path) -> None:
    log = Log.create(tmp_path / "log", "desk.example/log")
    log.append(map(encode, [PLACED, READ, SET_ASIDE, READ_TOO]))
    sheets = sheets_of(Log(tmp_path / "log").entries())
    assert {name: sheet.state for name, sheet in sheets.items()} == {
        "s1": State.SETTLED,
        "s2": State.SET_ASIDE,
    }
    made = sheets["s1"].returns[0]
    assert (made.station, made.figures, made.arbiter) == ("Алматы-1", FIGURES, None)
    assert made.readers == (ANN.name, CEM.name)


def test_a_code_hangs_on_the_salt_and_not_on_the_name_alone() -> None:
    assert pseudonym("ann", b"a" * 32) != pseudonym("ann", b"b" * 32)
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym("ann", b"short")


def test_an_act_that_was_never_allowed_is_noticed() -> None:
    decision = Entry("s1", AT, Act(Kind.DECIDE, EVE, FIGURES, "I know better"))
    with pytest.raises(LedgerError, match="entry 2: The sheet has moved on"):
        sheets_of(map(encode, [PLACED, READ, decision]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b'"valid":400', b'"valid":-1'), "between 0"),
        ((b'"valid":400', b'"valid":true'), "valid"),
        ((b'"valid":400', b'"valid":"many"'), "valid"),
        ((b'"act":"read"', b'"act":"erase"'), "act"),
        ((b'"act":"read"', b'"act": "read"'), "canonical"),
        ((b'"sheet":"s1"', b'"sheet":""'), "sheet"),
        ((b'"sheet":"s1"', b'"sheet":"s1","vote":1'), "vote"),
        ((b"05:07Z", b"05:07"), "at"),
    ],
)
def test_what_is_no_act_is_refused(change: tuple[bytes, bytes], said: str) -> None:
    data = encode(READ)
    assert change[0] in data
    with pytest.raises(LedgerError, match=said):
        decode(data.replace(*change))


def test_an_act_too_long_for_the_log_is_not_written() -> None:
    with pytest.raises(LedgerError, match="reason"):
        encode(Entry("s2", AT, Act(Kind.SET_ASIDE, ROOT, reason="a" * 2001)))


def test_a_declaration_that_figures_stand_so_is_kept() -> None:
    declared = Entry("s1", AT, Act(Kind.READ, ANN, FIGURES, as_written=True))
    assert decode(encode(declared)).act.as_written
    assert not decode(encode(READ)).act.as_written
    assert b"as_written" not in encode(READ)


def test_an_act_with_more_figures_than_an_entry_holds_is_not_written() -> None:
    many: Figures = {f"{number:03}" + "я" * 190: 1 for number in range(200)}
    with pytest.raises(LedgerError, match="65,535 bytes"):
        encode(Entry("s1", AT, Act(Kind.READ, ANN, many)))
