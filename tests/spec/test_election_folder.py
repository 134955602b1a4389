"""Opening an election folder: what is read, and what is said where it cannot be read.

Each case names only what differs from a folder that is in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.check.run import check
from crosstally.election.definition import Stage
from crosstally.election.folder import Election, open_folder
from crosstally.problems import InputError

ELECTION = """\
id: example
title: An example
date: 2024-05-12
levels: [country, region, station]
sources:
  cec: Central commission
  watch: {name: Observers, kind: observer}
registers:
  june: {voters: 1000, source: cec}
sheets:
  protocol:
    fields:
      registered: Voters on the list
      valid: Valid ballots
      invalid: Invalid ballots
    relations:
      - relation: options == valid
      - {relation: valid + invalid <= registered, strength: should, tolerance: 3}
contests:
  president:
    options:
      ana: Ana Lima
      ben: {name: Ben Okoro, aliases: [B. Okoro]}
"""
ANNOUNCEMENTS = """\
announcements:
  - id: first
    source: cec
    stage: preliminary
    at: 2024-05-12T23:00
    percent: {ana: 60.0, ben: 40.0}
    turnout: 70.20%
"""
AREAS = """\
id,name,level,parent
north,The North,region,all
south,The South,region,all
1,School,station,north
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder in order; what a test names replaces a file, and None leaves one out."""

    def make(**files: str | bytes | None) -> Path:
        given: dict[str, str | bytes | None] = {
            "election.yaml": ELECTION,
            "announcements.yaml": ANNOUNCEMENTS,
            "areas.csv": AREAS,
        }
        for name, text in files.items():
            given[name.replace("_yaml", ".yaml").replace("_csv", ".csv")] = text
        for name, content in given.items():
            if content is not None:
                raw = content.encode() if isinstance(content, str) else content
                (tmp_path / name).write_bytes(raw)
        return tmp_path

    return make


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced once by the second; it must be there."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def problems_of(folder: Path) -> list[str]:
    """What is said of a folder, with the folder's own path left out."""
    with pytest.raises(InputError) as caught:
        open_folder(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_folder_in_order(folder: Callable[..., Path]) -> None:
    election = open_folder(folder())
    assert isinstance(election, Election)
    assert election.id == "example"
    assert [area.id for area in election.areas] == ["all", "north", "south", "1"]
    assert election.areas.find("the  NORTH")[0].id == "north"
    first = election.announcements[0]
    assert first.stage is Stage.PRELIMINARY
    assert first.percent == {"ana": "60.0", "ben": "40.0"}, "every printed digit is kept"
    assert first.turnout == "70.20%"
    assert election.contest_of(first) == "president"
    relations = election.definition.sheet_of("president").relations
    assert [(item.relation, item.strength, item.tolerance) for item in relations] == [
        ("options == valid", "must", 0),
        ("valid + invalid <= registered", "should", 3),
    ]


# What is changed in election.yaml, and what is said: place, what was read, what to do.
MISTAKES = {
    "a tab": (
        ("  cec: Central commission", "\tcec: Central commission"),
        "election.yaml:6:1: a tab stands where YAML wants spaces; read "
        "'\\tcec: Central commission'. Indent with spaces.",
    ),
    "a typo in a key": (
        ("contests:", "contest:"),
        "election.yaml:19:1: contest: no such key; read 'contest'. Did you mean 'contests'?",
    ),
    "a typo in a key further in": (
        ("strength: should", "strenght: should"),
        "election.yaml:18:51: sheets.protocol.relations (no. 2).strenght: no such key; read "
        "'strenght'. Did you mean 'strength'?",
    ),
    "a key twice": (
        ("title: An example", "title: An example\ntitle: Another"),
        "election.yaml:3:1: the key 'title' stands here twice",
    ),
    "an unknown field in a relation": (
        ("valid + invalid <= registered", "valid + invald <= registered"),
        "election.yaml:18:10: sheets.protocol.relations (no. 2).relation: there is no field or "
        "option of that name; read 'invald'. Did you mean 'invalid'?",
    ),
    "a minus without blanks": (
        ("valid + invalid <= registered", "registered-invalid >= valid"),
        "election.yaml:18:10: sheets.protocol.relations (no. 2).relation: there is no field or "
        "option of that name; read 'registered-invalid'. A minus between names stands between "
        "blanks: registered - invalid",
    ),
    "a relation that is none": (
        ("options == valid", "options = valid"),
        "election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: "
        "expected one of ==, <=, >=, <, >, read '='; equality is written == (character 9); read "
        "'options = valid'",
    ),
    "code instead of a relation": (
        ("options == valid", "__import__('os').getcwd() == valid"),
        'election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: "\'" '
        "has no meaning in a relation (character 12); read \"__import__('os').getcwd() == valid\"",
    ),
    "two figures multiplied": (
        ("options == valid", "options == valid * invalid"),
        "election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: two "
        "figures cannot be multiplied (character 18); read 'options == valid * invalid'",
    ),
    "a coefficient that no sum holds": (
        ("options == valid", "99999999999999 * options == valid"),
        "election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: a number "
        "is 1,000,000,000,000 at the most (character 1); read '99999999999999 * options == valid'",
    ),
    "a coefficient that is too large": (
        ("options == valid", "2 * 1000000 * options == valid"),
        "election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: a figure "
        "is multiplied by 1,000,000 at the most (character 13); "
        "read '2 * 1000000 * options == valid'",
    ),
    "no such day": (
        ("date: 2024-05-12", "date: 2024-02-30"),
        "election.yaml:3:1: date: day is out of range for month; read '2024-02-30'",
    ),
    "a source that is not there": (
        ("source: cec}", "source: cecc}"),
        "election.yaml:9:24: registers.june.source: there is no source of that name; read "
        "'cecc'. Did you mean 'cec'?",
    ),
    "a number that is a text": (
        ("{voters: 1000, source: cec}", '{voters: "1,000"}'),
        "election.yaml:9:10: registers.june.voters: does not fit; read '1,000'; "
        "expected a whole number written with digits alone",
    ),
    "a name with a blank": (
        ("ana: Ana Lima", "ana lima: Ana Lima"),
        "election.yaml:22:7: contests.president.options.ana lima: does not fit; read "
        "'ana lima'; expected a short name of letters, digits, _ and -, beginning with a letter",
    ),
    "a day as people write it": (
        ("date: 2024-05-12", "date: 12.5.2024"),
        "election.yaml:3:1: date: does not fit; read '12.5.2024'; expected a day or a "
        "moment such as 2012-01-15 or 2012-01-15T20:00",
    ),
    "a list that is none": (
        ("levels: [country, region, station]", "levels: country"),
        "election.yaml:4:1: levels: does not fit; read 'country'; expected a list "
        "(lines that begin with `- `)",
    ),
    "an alias": (
        ("ana: Ana Lima", "ana: &x {name: Ana}\n      carl: *x"),
        "election.yaml:23:13: repeats a part of itself by a YAML alias (*x). Write the part out.",
    ),
    "a field called like an option": (
        ("ana: Ana Lima", "valid: Ana Lima"),
        "election.yaml:22:7: 'valid' is both a field and an option",
    ),
    "something missing": (
        ("title: An example\n", ""),
        "election.yaml:1:1: title: is missing",
    ),
    "a second document": (
        ("levels:", "---\nlevels:"),
        "election.yaml:4:1: holds a second document",
    ),
    "not a mapping": (
        (ELECTION, "- id: x"),
        "election.yaml:1:1: the document: does not fit; expected keys with values (`key: value`)",
    ),
    "an empty file": ((ELECTION, ""), "election.yaml: id: is missing"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_definition(name: str, folder: Callable[..., Path]) -> None:
    change, expected = MISTAKES[name]
    assert expected in problems_of(folder(election_yaml=changed(ELECTION, change)))


def test_several_mistakes_are_all_said_at_once(folder: Callable[..., Path]) -> None:
    text = changed(
        ELECTION,
        ("valid + invalid <= registered", "valid + invald <= registerd"),
        ("source: cec}", "source: cce}"),
    )
    found = problems_of(
        folder(
            election_yaml=text,
            announcements_yaml=changed(
                ANNOUNCEMENTS, ("source: cec", "source: tec"), ("ben: 40.0", "bne: 40.0")
            ),
            areas_csv=changed(
                AREAS, ("south,The South,region", "south,The South,rgion"), (",north\n", ",nrth\n")
            ),
        )
    )
    places = [problem.split(": ")[0] for problem in found]
    assert places == [
        "election.yaml:18:10",
        "election.yaml:18:10",
        "election.yaml:9:24",
        "areas.csv:3",
        "areas.csv:4",
        "announcements.yaml:3:5",
        "announcements.yaml:6:26",
    ]


def test_a_mistake_hides_no_other_one(folder: Callable[..., Path]) -> None:
    found = problems_of(
        folder(
            election_yaml=changed(
                ELECTION,
                ("tolerance: 3", "tolerance: 3.0"),
                ("source: cec}", "source: cce}"),
                ("title:", "titel: x\ntitle:"),
            ),
            announcements_yaml=changed(
                ANNOUNCEMENTS, ("70.20%", "seventy"), ("ben: 40.0", "bne: 40.0"), ("23:00", "25:00")
            ),
            areas_csv=changed(AREAS, (",north\n", ",nrth\n")),
        )
    )
    places = [problem.split(": ")[0] for problem in found]
    assert (
        sorted(places)
        == [
            "announcements.yaml:5:5",
            "announcements.yaml:6:26",
            "announcements.yaml:7:5",
            "areas.csv:4",
            "election.yaml:18:68",
            "election.yaml:2:1",
            "election.yaml:9:24",
        ]
        or places
    )


def test_what_follows_from_a_mistake_is_not_said_too(folder: Callable[..., Path]) -> None:
    wrong = changed(ELECTION, ("ben: {name: Ben Okoro,", "ben: {nmae: Ben Okoro,"))
    assert len(problems_of(folder(election_yaml=wrong))) == 2
    wrong = changed(ELECTION, ("levels: [country, region, station]", "levels: [country]"))
    assert len(problems_of(folder(election_yaml=wrong))) == 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("north,region,nowhere,", "areas.csv:2: area 'north': its parent is not there; read"),
        ("north,region,,", "areas.csv:2: area 'north': has no parent. The outermost areas stand"),
        ("north,regoin,all,", "area 'north': no such level; read 'regoin'. Did you mean 'region'?"),
        (
            "north,region,south,\nsouth,region,north,",
            "(a cycle of parents)",
        ),
        ("north,region,north,", "areas.csv:2: area 'north': lies inside itself"),
        (
            "north,region,all,\nsouth,region,all,\n1,station,north,\n1,station,south,",
            "areas.csv:5: area '1': has two parents in one tree: 'north' and 'south'. An area that",
        ),
        (
            "1,station,all,\n1,station,all,seats",
            "areas.csv:3: area '1': no such tree; read 'seats'",
        ),
        (",region,all,", "areas.csv:2: a row has no id"),
        (
            "north,region,all,\nnorth,region,all,",
            "areas.csv:3: area 'north': stands twice, the first time in line 2",
        ),
        (
            "north,region,all,\n1,station,north,\nroom,region,1,",
            "areas.csv:4: area 'room': lies in a station, and stations hold no areas; read '1'",
        ),
        (
            "north,region,all,\nsouth,region,north,",
            "areas.csv:3: area 'south': is of the level 'region' and lies in 'north' of the level "
            "'region'. The levels are, outermost first: country, region, station",
        ),
    ],
    ids=[
        "parent not there",
        "no parent",
        "no such level",
        "cycle of two",
        "cycle of one",
        "two parents in one tree",
        "no such tree",
        "no id",
        "twice",
        "inside a station",
        "levels out of order",
    ],
)
def test_a_mistake_in_the_areas(rows: str, expected: str, folder: Callable[..., Path]) -> None:
    found = problems_of(folder(areas_csv=f"id,level,parent,tree\n{rows}\n"))
    assert any(expected in problem for problem in found), found


def test_a_cycle_is_said_once(folder: Callable[..., Path]) -> None:
    rows = "id,level,parent\na,region,b\nb,region,c\nc,region,a\nd,station,a\n"
    found = problems_of(folder(areas_csv=rows))
    assert len([problem for problem in found if "cycle" in problem]) == 1


def test_a_station_in_two_trees_is_no_error(folder: Callable[..., Path]) -> None:
    election = open_folder(
        folder(
            election_yaml=changed(
                ELECTION,
                ("sources:", "trees:\n  seats: [country, constituency, station]\nsources:"),
            ),
            areas_csv="id,level,parent,tree\nnorth,region,all,\nc1,constituency,all,seats\n"
            "1,station,north,\n1,station,c1,seats\n",
        )
    )
    (station,) = election.areas.find("1")
    assert station.parents == {"": "north", "seats": "c1"}
    assert [area.id for area in election.areas.below("c1", "station")] == ["1"]
    assert [area.id for area in election.areas.below("north", "station")] == ["1"]


def test_the_columns_of_areas_that_are_not_there(folder: Callable[..., Path]) -> None:
    found = problems_of(folder(areas_csv="id,name,levle\n1,School,station\n"))
    assert found[0] == "areas.csv:1: there is no column 'level'. Did you mean 'levle'?"
    assert found[1].startswith("areas.csv:1: there is no column 'parent'")


@pytest.mark.parametrize("areas", ["", "\n\n", "\x00", 'id,level,parent\n"1,station,all\n'])
def test_areas_that_are_no_table(areas: str, folder: Callable[..., Path]) -> None:
    assert problems_of(folder(areas_csv=areas))[0].startswith("areas.csv:")


def test_text_that_is_not_utf_8(folder: Callable[..., Path]) -> None:
    cyrillic = changed(ELECTION, ("An example", "Пример")).encode("cp1251")
    assert problems_of(folder(election_yaml=cyrillic)) == [
        "election.yaml:2: is not written in UTF-8. Save it as UTF-8."
    ]


def test_a_column_of_areas_that_is_nearly_one_of_ours(folder: Callable[..., Path]) -> None:
    areas = "id,level,parent,registerd,wing\nnorth,region,all,7,left\n"
    (problem,) = problems_of(folder(areas_csv=areas))
    assert problem == (
        "areas.csv:1: the column 'registerd' is nearly called 'registered'. "
        "Mend it, or call a column of your own otherwise."
    )


def test_registered_voters_of_an_area_are_digits_alone(folder: Callable[..., Path]) -> None:
    areas = 'id,level,parent,registered\nnorth,region,all,"1,440"\n'
    (problem,) = problems_of(folder(areas_csv=areas))
    assert "registered is no whole number; read '1,440'. Write digits alone" in problem


def test_areas_that_are_not_utf_8(folder: Callable[..., Path]) -> None:
    areas = changed(AREAS, ("The South", "Юг")).encode("cp1251")
    assert problems_of(folder(areas_csv=areas)) == [
        "areas.csv:3: is not written in UTF-8. Save it as UTF-8."
    ]


def test_neither_returns_nor_announcements(folder: Callable[..., Path]) -> None:
    assert problems_of(folder(announcements_yaml=None)) == [
        "election.yaml: names neither returns nor announcements: there is nothing to check. "
        "Add `returns:` here, or an announcements.yaml beside it."
    ]


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such election folder"):
        open_folder(tmp_path / "nothing")


def test_a_folder_without_a_definition(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == ["election.yaml: the file is not there"]


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


def test_a_threshold_is_no_more_than_the_whole(folder: Callable[..., Path]) -> None:
    definition = ELECTION + "    rule: {method: hare_lr, seats: 9, threshold: {share: 120%}}\n"
    (problem,) = problems_of(folder(election_yaml=definition))
    assert "rule.threshold.share: is more than the whole, 100 percent; read '120%'" in problem


def test_a_day_without_dashes(folder: Callable[..., Path]) -> None:
    definition = changed(ELECTION, ("date: 2024-05-12", "date: 20240512"))
    (problem,) = problems_of(folder(election_yaml=definition))
    assert "read '20240512'; expected a day or a moment such as 2012-01-15" in problem


def test_markup_in_names_stays_text(folder: Callable[..., Path]) -> None:
    name = "<script>alert(1)</script> & co"
    election = open_folder(
        folder(
            election_yaml=changed(ELECTION, ("title: An example", f"title: {name!r}")).replace(
                "Ana Lima", "<b>Ana</b>"
            ),
            areas_csv=AREAS.replace("The South", "<i>South</i> مصر"),
        )
    )
    assert election.definition.contests["president"].options["ana"].name == "<b>Ana</b>"
    assert election.areas.areas["south"].name == "<i>South</i> مصر"


def test_nested_aliases_are_refused_without_being_unrolled(folder: Callable[..., Path]) -> None:
    bomb = 'a: &a ["x", "x"]\n'
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    found = problems_of(folder(election_yaml=bomb))
    assert len(found) == 8 * 9
    assert all("repeats a part of itself" in problem for problem in found)


def test_every_file_that_was_read_has_its_fingerprint(folder: Callable[..., Path]) -> None:
    path = folder(announcements_yaml=ANNOUNCEMENTS, areas_csv=AREAS)
    (path / "claims.yaml").write_text("claims: []\n", encoding="utf-8")
    opened = open_folder(path)
    before = (path / "areas.csv").read_bytes()
    (path / "areas.csv").write_bytes(before + b"\n")
    result = check(opened)
    known = {file.path: file.sha256 for file in result.own_files}
    assert list(known) == ["election.yaml", "areas.csv", "announcements.yaml", "claims.yaml"]
    assert known["areas.csv"] == hashlib.sha256(before).hexdigest(), "as it was when it was read"
