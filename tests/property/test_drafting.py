"""Properties of drafts: whatever the table, a folder opens or a person is told why not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstally.drafting.cells import count_of, is_number
from crosstally.drafting.draft import about, draft
from crosstally.drafting.folder import write_folder
from crosstally.drafting.guess import Kind
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.naming import Names, slug
from crosstally.drafting.quoting import quoted
from crosstally.drafting.source import Source
from crosstally.drafting.station_lists import StationList
from crosstally.drafting.stations import match_stations
from crosstally.election.folder import open_folder
from crosstally.election.yaml_source import parse_yaml
from crosstally.problems import InputError

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
cells = st.one_of(
    texts, st.integers(0, 5000).map(str), st.sampled_from(["", "-", "Total", "12,5%"])
)


def folder_opens(rows: list[list[str]]) -> None:
    """Draft a folder from the rows and open it; a refusal is an ``InputError``."""
    try:
        guess = guess_columns(rows, "results.csv")
    except InputError:
        return
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "results.csv"
        path.write_text("as it came", encoding="utf-8")
        target = Path(name) / "mine"
        source = Source(path, guess)
        write_folder(target, draft(source, about(target, source)))
        definition = open_folder(target).definition
        assert len(definition.contests["contest"].options) == len(guess.of(Kind.OPTION))
        assert [p.name for p in Path(name).iterdir() if p.name.startswith(".")] == []


@given(st.lists(st.lists(cells, max_size=8), max_size=12))
def test_any_table_gives_a_folder_that_opens_or_a_reason(rows: list[list[str]]) -> None:
    folder_opens(rows)


@given(
    st.lists(texts, min_size=3, max_size=7),
    st.lists(st.lists(st.integers(0, 900), min_size=7, max_size=7), min_size=1, max_size=9),
)
def test_any_names_above_figures_give_a_folder_that_opens(
    names: list[str], figures: list[list[int]]
) -> None:
    header = ["Station", "Voters", *names]
    rows = [[f"s{number}", *map(str, row)][: len(header)] for number, row in enumerate(figures, 1)]
    folder_opens([header, *rows])


@given(
    st.permutations(["Valid", "Invalid", "Cast", "Voters"]),
    st.lists(
        st.tuples(*[st.integers(5, 400)] * 3, st.integers(1, 9), st.integers(0, 300)),
        min_size=4,
        max_size=30,
    ),
    st.integers(0, 4),
)
def test_fields_are_found_in_any_order_below_any_number_of_titles(
    order: list[str], sheets: list[tuple[int, ...]], titles: int
) -> None:
    rows = []
    for number, (sun, river, stone, invalid, stayed) in enumerate(sheets, 1):
        valid = sun + river + stone
        figures = {
            "Valid": valid,
            "Invalid": invalid,
            "Cast": valid + invalid,
            "Voters": valid + invalid + stayed,
        }
        rows.append([f"ps-{number}", *(str(figures[name]) for name in order)])
        rows[-1] += [str(sun), str(river), str(stone)]
    header = ["Station", *order, "Sun", "River", "Stone"]
    guess = guess_columns([*[["Title"]] * titles, header, *rows])
    assert {c.name: c.id for c in guess.of(Kind.FIELD)} == {
        "Valid": "valid",
        "Invalid": "invalid",
        "Cast": "cast",
        "Voters": "registered",
    }
    assert [c.id for c in guess.of(Kind.OPTION)] == ["sun", "river", "stone"]
    assert guess.header_row == titles + 1
    assert all(item.held == item.checked for item in guess.evidence)


@given(texts)
def test_a_quoted_text_reads_back_as_it_was(text: str) -> None:
    assume(text)
    assert parse_yaml(f"key: {quoted(text)}", "f").value == {"key": text}


@given(st.lists(texts, max_size=8))
def test_ids_are_names_that_the_format_takes(names: list[str]) -> None:
    taken = Names()
    ids = [taken.take(name) for name in names]
    assert len(set(ids)) == len(ids)
    for id_ in ids:
        assert id_[0].isalpha()
        assert slug(id_).startswith(id_[:20])


@given(st.integers(0, 10**11))
def test_a_count_is_read_with_and_without_marks(value: int) -> None:
    assert count_of(str(value)) == value
    for mark in (",", ".", " ", "\u00a0", "'"):
        written = f"{value:,}".replace(",", mark)
        assert count_of(written, mark) == value
        assert is_number(written)


@given(st.data())
def test_pairs_are_one_to_one_and_a_shuffled_list_is_found_again(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    codes = data.draw(st.lists(texts.filter(bool), min_size=size, max_size=size, unique=True))
    names = data.draw(st.lists(texts, min_size=size, max_size=size))
    areas = data.draw(
        st.lists(st.sampled_from(["North", "South", ""]), min_size=size, max_size=size)
    )
    figures = np.array(
        data.draw(
            st.lists(
                st.lists(st.integers(-1, 50), min_size=4, max_size=4), min_size=size, max_size=size
            )
        ),
        dtype=np.int64,
    )
    order = data.draw(st.permutations(range(size)))
    second = StationList(codes, names, areas, figures[:, 0], figures[:, 1:])
    first = StationList(
        [codes[i] for i in order],
        [names[i] for i in order],
        [areas[i] for i in order],
        figures[order, 0],
        figures[order, 1:],
    )
    pairs = match_stations(first, second)
    assert [pair.station for pair in pairs] == list(first.code)
    renamed = StationList(
        [f"other {i}" for i in range(size)], first.name, first.area, first.registered, first.figures
    )
    found = [pair.station for pair in match_stations(renamed, second) if pair.station]
    assert len(found) == len(set(found))
