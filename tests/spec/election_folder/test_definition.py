"""Mistakes in election.yaml, each with its place and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.spec.election_folder.written import ANNOUNCEMENTS, AREAS, ELECTION, changed, problems_of

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
        "election.yaml:3:1: date: is no day or hour that there is; read '2024-02-30'",
    ),
    "a title without a letter": (
        ("title: An example", "title: ''"),
        "election.yaml:2:1: title: does not fit; read ''; expected text",
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
    assert sorted(places) == [
        "announcements.yaml:5:5",
        "announcements.yaml:6:26",
        "announcements.yaml:7:5",
        "areas.csv:4",
        "election.yaml:10:24",
        "election.yaml:19:69",
        "election.yaml:2:1",
    ]


def test_what_follows_from_a_mistake_is_not_said_too(folder: Callable[..., Path]) -> None:
    wrong = changed(ELECTION, ("ben: {name: Ben Okoro,", "ben: {nmae: Ben Okoro,"))
    assert len(problems_of(folder(election_yaml=wrong))) == 2
    wrong = changed(ELECTION, ("levels: [country, region, station]", "levels: [country]"))
    assert len(problems_of(folder(election_yaml=wrong))) == 1


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


def test_a_threshold_is_no_more_than_the_whole(folder: Callable[..., Path]) -> None:
    definition = ELECTION + "    rule: {method: hare_lr, seats: 9, threshold: {share: 120%}}\n"
    (problem,) = problems_of(folder(election_yaml=definition))
    assert "rule.threshold.share: is more than the whole, 100 percent; read '120%'" in problem


def test_a_day_without_dashes(folder: Callable[..., Path]) -> None:
    definition = changed(ELECTION, ("date: 2024-05-12", "date: 20240512"))
    (problem,) = problems_of(folder(election_yaml=definition))
    assert "read '20240512'; expected a day or a moment such as 2012-01-15" in problem


def test_a_part_that_cannot_be_read_hides_nothing_that_stands_beside_it(
    folder: Callable[..., Path],
) -> None:
    text = changed(
        ELECTION,
        ("options == valid", "options = valid"),
        ("valid + invalid <= registered", "valid + invald <= registered"),
        ("  watch: {name: Observers, kind: observer}", "  watch: {kind: observer}"),
    )
    announcements = changed(ANNOUNCEMENTS, ("    source: cec\n", "")) + changed(
        ANNOUNCEMENTS, ("announcements:\n", ""), ("id: first", "id: second"), ("ben:", "bne:")
    )
    found = problems_of(folder(election_yaml=text, announcements_yaml=announcements))
    assert [problem.split("; read")[0] for problem in found] == [
        "election.yaml:7:3: sources.watch.name: is missing",
        "election.yaml:17:9: sheets.protocol.relations (no. 1).relation: is no relation: expected "
        "one of ==, <=, >=, <, >, read '='; equality is written == (character 9)",
        "election.yaml:18:10: sheets.protocol.relations (no. 2).relation: there is no field or "
        "option of that name",
        "announcements.yaml:2:5: announcements (first).source: is missing",
        "announcements.yaml:11:26: announcements (second).percent.bne: there is no option of that "
        "name",
    ]
