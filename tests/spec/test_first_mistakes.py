"""Mistakes of people who are new to it: each message says where it stands and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.skeletons import write_skeleton
from crosstally.problems import InputError
from crosstally.words import use_language
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_skeleton(tmp_path / "mine")
    return tmp_path / "mine"


def problems(name: str | Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        check(open_election(name))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("kazakstan-2012", "Did you mean 'kazakhstan-2012'?"),
        ("georgia-2016", "It is a public election: `crosstally fetch georgia-2016` brings it."),
        ("elsewhere", "Bundled elections: cankiri-2023, kazakhstan-2012."),
    ],
)
def test_a_name_that_is_no_folder(name: str, hint: str) -> None:
    (problem,) = problems(name)
    assert problem.startswith(f"{name}: there is no such election folder")
    assert problem.endswith(hint)


def test_a_file_of_the_folder_in_its_place(folder: Path) -> None:
    (problem,) = problems(folder / "election.yaml")
    assert problem.endswith(
        f"is a file, not an election folder. Name the folder it lies in: {folder}"
    )


def test_a_spreadsheet_in_the_folder_s_place(tmp_path: Path) -> None:
    (tmp_path / "results.xlsx").write_bytes(b"")
    (problem,) = problems(tmp_path / "results.xlsx")
    assert "`crosstally new DIR --from FILE`" in problem


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("announcements.yaml", "stage: final", "stage: last", ").stage: does not fit"),
        ("election.yaml", "date: 2026-03-01", "date: 1 March", ": date: does not fit"),
        ("election.yaml", "Station no.  #", "Code  #", "there is no column 'Code'"),
    ],
)
def test_mistakes_in_the_claims_are_said_with_those_of_other_files(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    for name, before, after in [(file, old, new), ("claims.yaml", "sentence:", "setence:")]:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = problems(folder)
    assert any(expected in problem for problem in found)
    assert any(").setence: no such key" in problem for problem in found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("announcements.yaml", "sun: 1440", "sun: 1,440"),
        ("announcements.yaml", "sun: 45.5%", "sun: 45,5"),
        ("claims.yaml", "equals: 1}", "equals: 1,0}"),
    ],
)
def test_a_comma_inside_a_number_between_braces(
    folder: Path, file: str, old: str, new: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any("between { } a comma ends the entry" in problem for problem in problems(folder))


def test_lines_of_a_block_that_are_not_indented_alike(folder: Path) -> None:
    path = folder / "election.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("      cast: Ballots", "     cast: Ballots"), encoding="utf-8")
    (problem,) = problems(folder)
    assert "Do the lines of this block begin in the same column" in problem


def test_mistakes_in_several_files_are_said_in_one_run(folder: Path) -> None:
    (folder / "announcements.yaml").write_text(
        "announcements:\n  - {id: first, source: nobody}\n", encoding="utf-8"
    )
    (folder / "holdings.csv").write_text("station,kind,standing\n1,scan,held\n", encoding="utf-8")
    (folder / "crosswalk.csv").write_text("source,code,station\nzz,1,2\n", encoding="utf-8")
    path = folder / "election.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Station no.  #", "Code  #"), encoding="utf-8")
    found = "\n".join(problems(folder))
    for expected in (
        "announcements (first).source: there is no source of that name; read 'nobody'",
        "holdings.csv:2: there is no such kind: 'scan'",
        "crosswalk.csv:2: there is no source of that name; read 'zz'",
        "there is no column 'Code'",
    ):
        assert found.count(expected) == 1, found


SLIPS_OF_KEYS = [
    ("title:", "titel:"),
    ("date: 2024-05-12", "date: May"),
    ("title: An example", "title: An example\nnoote: x"),
    ("strength: must", "strenght: must"),
    ("    options: {ana", "    rulle: x\n    options: {ana"),
]


@pytest.mark.parametrize(("old", "new"), SLIPS_OF_KEYS)
def test_a_slip_in_a_key_hides_no_mistake_in_another_file(
    tmp_path: Path, old: str, new: str
) -> None:
    head = HEAD.replace(old, new, 1)
    assert head != HEAD
    entries = [returns_entry(file) for file in ("good.csv", "lost.csv", "other.csv")]
    files = {
        "good.csv": csv_of(STATIONS),
        "other.csv": csv_of(STATIONS.replace("invalid ana", "invalid anna")),
        "holdings.csv": "station,kind,standing\n1,scan,held\n",
    }
    write_folder(tmp_path, files, "".join(entries), head)
    found = problems(tmp_path)
    assert "election.yaml" in found[0]
    others = [problem for problem in found if "election.yaml" not in problem]
    assert [problem.rpartition("/")[2].split(";")[0].split(". ")[0] for problem in others] == [
        "lost.csv: the file is not there",
        "holdings.csv:2: there is no such kind: 'scan'",
        "other.csv:1: no column is found for the options ana",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      station: code", "      statoin: code"),
        ("    source: cec", "    source: cec\n    encodding: utf-8"),
    ],
)
def test_a_slip_in_an_entry_of_returns_hides_no_other_file(
    tmp_path: Path, old: str, new: str
) -> None:
    entries = [returns_entry(file) for file in ("good.csv", "lost.csv", "other.csv")]
    files = {
        "good.csv": csv_of(STATIONS).replace("\n", "\r"),
        "other.csv": csv_of(STATIONS.replace("invalid ana", "invalid anna")),
    }
    write_folder(tmp_path, files, "".join([entries[0].replace(old, new), *entries[1:]]))
    found = problems(tmp_path)
    others = [problem for problem in found if "election.yaml" not in problem]
    assert [problem.rpartition("/")[2].split(";")[0].split(". ")[0] for problem in others] == [
        "lost.csv: the file is not there",
        "other.csv:1: no column is found for the options ana",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("levels:", "levles:"),
        ("sources:", "sorces:"),
        ("sheets:", "sheeets:"),
        ("    fields:", "    feilds:"),
        ("contests:", "contets:"),
        ("    options: {ana", "    optons: {ana"),
        ("returns:", "retuns:"),
        ("kind: observer", "kind: obsrver"),
    ],
)
def test_a_misspelt_key_is_read_as_what_was_meant_when_other_files_are_looked_at(
    tmp_path: Path, old: str, new: str
) -> None:
    files = {
        "returns.csv": csv_of(STATIONS.replace("invalid ana", "invalid anna")),
        "holdings.csv": "station,kind,standing\n1,scan,held\n",
    }
    write_folder(tmp_path, files)
    path = tmp_path / "election.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(tmp_path)
    assert [problem.rpartition("/")[2].split(";")[0].split(". ")[0] for problem in found] == [
        found[0].rpartition("/")[2].split(";")[0],
        "holdings.csv:2: there is no such kind: 'scan'",
        "returns.csv:1: no column is found for the options ana",
    ]
    assert "Did you mean '" in found[0]
    assert not any("is missing" in problem for problem in found)  # it is there, misspelt


def test_a_name_in_a_relation_that_is_not_known_hides_no_mistake_in_the_returns(
    tmp_path: Path,
) -> None:
    head = HEAD.replace("== valid", "== vlaid", 1)
    assert head != HEAD
    files = {"returns.csv": csv_of(STATIONS.replace("invalid ana", "invalid anna"))}
    write_folder(tmp_path, files, head=head)
    relation, column = problems(tmp_path)
    assert "Did you mean 'valid'?" in relation
    assert "no column is found for the options ana" in column


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("ana: Ana Lima", "ana: [Ana Lima]", "contests.president.options.ana: does not fit"),
        ("ana: Ana Lima", "ana: {nmae: Ana}", "contests.president.options.ana.nmae: no such key"),
        ("cast: Ballots", "cast: [Ballots]", "sheets.protocol.fields.cast: does not fit"),
        ("cec: Central commission", "cec: [CEC]", "sources.cec: does not fit"),
    ],
)
def test_a_wrong_option_or_field_hides_no_mistake_in_the_returns(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    returns = csv_of(STATIONS).replace("code", "kode", 1)
    write_folder(tmp_path, {"returns.csv": returns}, head=HEAD.replace(right, wrong))
    found = problems(tmp_path)
    assert any(said in item for item in found)
    assert [item for item in found if "returns.csv" in item] == [
        f"{tmp_path}/returns.csv:1: there is no column 'code', which election.yaml names. "
        "Did you mean 'kode'?"
    ]


def test_a_slip_in_the_areas_hides_no_mistake_in_another_file(tmp_path: Path) -> None:
    files = {
        "areas.csv": "id,name,level,parent\nnorth,North,region,nowhere\n",
        "returns.csv": csv_of(STATIONS.replace("invalid ana", "invalid anna")),
        "holdings.csv": "station,kind,standing\n1,scan,held\n",
    }
    write_folder(tmp_path, files)
    found = problems(tmp_path)
    assert [problem.rpartition("/")[2].partition(":")[0] for problem in found] == [
        "areas.csv",
        "holdings.csv",
        "returns.csv",
    ]


def test_nothing_follows_from_a_slip_in_the_options(tmp_path: Path) -> None:
    head = HEAD.replace("ben: {name: Ben Okoro", "ben: {nmae: Ben Okoro")
    write_folder(tmp_path, {"returns.csv": csv_of(STATIONS)}, head=head)
    assert all("election.yaml" in problem for problem in problems(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sun: 45.5%", "sun: 45,5%", "percent.sun: between { } a comma ends the entry. Write a "
         "decimal point: 45.5%"),
        ("sun: 1440", "sun: 1,440", "counts.sun: between { } a comma ends the entry. Write 1440, "
         "or 1.440 with a decimal point."),
        ("stage: final", "counted: 80%", "read '80%'; expected {share: 80%}"),
        ("at: 2026-03-03", "at: 2026", "read '2026'; expected a day or a moment such as"),
        ("stage: final", "register: 7", "read '7'; expected a short name of letters"),
    ],
)  # fmt: skip
def test_what_to_write_instead(folder: Path, old: str, new: str, expected: str) -> None:
    path = folder / "announcements.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = problems(folder)
    assert any(expected in problem for problem in found), found


def test_all_is_said_every(folder: Path) -> None:
    path = folder / "claims.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("quantifier: every", "quantifier: all"), encoding="utf-8")
    assert any("Did you mean 'every'?" in problem for problem in problems(folder))


def test_mistakes_are_said_in_the_reader_s_language(folder: Path) -> None:
    path = folder / "announcements.yaml"
    path.write_text("announcements:\n  - {id: a, source: x, at: 1}\n", encoding="utf-8")
    with use_language("ru"):
        (problem, *_) = problems(folder)
    assert "expected" not in problem
    assert "does not fit" not in problem


def test_a_needed_key_that_is_misspelt_draws_no_mistakes_of_other_files_after_it(
    tmp_path: Path,
) -> None:
    areas = "id,name,level,parent\nnorth,North,region,all\n"
    head = HEAD.replace("levels:", "levls:")
    write_folder(tmp_path, {"areas.csv": areas, "returns.csv": csv_of(STATIONS)}, head=head)
    with pytest.raises(InputError) as caught:
        open_election(tmp_path)
    (problem,) = caught.value.problems
    assert "levls: no such key" in str(problem)
    assert "Did you mean 'levels'?" in str(problem)
