"""An entry of a log is put together by hand: it is the canonical JSON of what a return states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.ledger.canonical import encode
from crosstally.pack.entries import StatementsOfRows, marks_cell
from crosstally.pack.layout import RETURN_COLUMNS, Table
from crosstally.pack.opening import FolderFiles, UnreadableError
from crosstally.pack.tables import write_table
from crosstally.pack.verify_tables import rows_of

# Keys beyond U+FFFF are sorted otherwise by RFC 8785; ids of figures do not hold them.
NAMES = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Cc")), min_size=1, max_size=5
)
SAID = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5)
NUMBERS = st.none() | st.integers(-(2**53) + 1, 2**53 - 1)


@given(
    figures=st.dictionaries(NAMES, NUMBERS, max_size=6),
    marks=st.dictionaries(NAMES, st.sampled_from(["unread", "empty"]), max_size=2),
    said=st.tuples(SAID, SAID, SAID, SAID, SAID, SAID, SAID),
    replaces=st.none() | st.integers(0, 2**40),
)
def test_an_entry_is_canonical_json(
    figures: dict[str, int | None],
    marks: dict[str, str],
    said: tuple[str, ...],
    replaces: int | None,
) -> None:
    contest, source, level, place, stage, channel, copy = said
    table = Table("data/returns/x.csv", contest, source, level, tuple(figures))
    cells = ",".join("" if value is None else str(value) for value in figures.values())
    row = ["", place, "file", "1", stage, channel, copy, "1", marks_cell(marks)]
    rows = StatementsOfRows()
    for again in range(2):
        stated: dict[str, object] = {
            "act": "return" if replaces is None else "correction",
            "contest": contest,
            "source": source,
            "level": level,
            "place": place,
            "stage": stage,
            "figures": {name: value for name, value in figures.items() if value is not None},
        }
        optional = {"channel": channel, "copy": copy, "again": again, "unread": marks}
        stated |= {name: value for name, value in optional.items() if value}
        if replaces is not None:
            stated["replaces"] = replaces
        entry = rows.statement(table, row, cells).entry(replaces)
        assert entry == encode(stated)  # type: ignore[arg-type]


CELL = st.text('a,"\r\n 0é', max_size=4)
FIGURE = st.sampled_from(["", "0", "7", "-3", "1234567890123456789"])
SPELT = FIGURE | st.sampled_from(["01", "-0", "+1", " 1", "1,2", "1\n", "٣", "1e3", "9" * 20, "-"])


@given(
    st.lists(
        st.tuples(*[CELL] * len(RETURN_COLUMNS), SPELT, SPELT).map(list), min_size=1, max_size=5
    )
)
def test_rows_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    table = Table("data/returns/x.csv", "c", "s", "station", ("a", "b"))
    place = tmp_path_factory.mktemp("rows")
    write_table(place / table.path, table.header, rows)
    known = {"", "0", "7", "-3", "1234567890123456789"}
    if all(cell in known for row in rows for cell in row[-2:]):
        assert [[*fixed, *figures.split(",")] for _, fixed, figures in read(place, table)] == rows
    else:
        with pytest.raises(UnreadableError):
            read(place, table)


def read(place: Path, table: Table) -> list[tuple[int, list[str], str]]:
    return list(rows_of(FolderFiles(place), table))


def test_what_stands_instead_of_numbers_has_one_spelling() -> None:
    table = Table("data/returns/x.csv", "c", "s", "station", ("a",))
    row = ["", "1", "file", "1", "count", "", "", "1", json.dumps({"a": "unread"}, indent=1)]
    with pytest.raises(ValueError, match="not spelt as every pack"):
        StatementsOfRows().statement(table, row, "")
