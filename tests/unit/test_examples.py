"""The elections that ship with the program say what was announced, and hold together."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction

import pytest

from crosstally.claims.statement import Claims
from crosstally.election.definition import Stage
from crosstally.election.folder import Election, open_folder
from crosstally.election.printed import Printed
from crosstally.election.validation import validated
from crosstally.election.yaml_source import read_yaml
from crosstally.examples import bundled, bundled_folder


@pytest.fixture(scope="module")
def kazakhstan() -> Election:
    return _opened("kazakhstan-2012")


def _opened(name: str) -> Election:
    folder = bundled_folder(name)
    assert folder is not None
    return open_folder(folder)


def _claims(name: str) -> Claims:
    path = bundled()[name] / "claims.yaml"
    return validated(Claims, read_yaml(path, "claims.yaml"))


def test_bundled_elections_go_by_name() -> None:
    assert list(bundled()) == ["cankiri-2023", "kazakhstan-2012"]
    assert bundled_folder("atlantis-1999") is None


@pytest.mark.parametrize("name", ["cankiri-2023", "kazakhstan-2012"])
def test_a_bundled_folder_opens_under_its_own_name(name: str) -> None:
    assert _opened(name).id == name


def test_final_percentages_are_those_of_the_final_counts(kazakhstan: Election) -> None:
    final = next(item for item in kazakhstan.announcements if item.stage is Stage.FINAL)
    valid = sum(final.counts.values())
    assert valid == 6_941_220
    for option, text in final.percent.items():
        assert Fraction(final.counts[option], valid) in Printed.percent(text).rounded, option
    assert final.seats == {
        "nur_otan": 83,
        "ak_zhol": 8,
        "cppk": 7,
        "osdp": 0,
        "auyl": 0,
        "patriots": 0,
        "adilet": 0,
    }


def test_almaty_city_had_the_lowest_turnout_of_sixteen_regions_at_20(kazakhstan: Election) -> None:
    evening = next(item for item in kazakhstan.announcements if item.at == "2012-01-15T20:00")
    turnout = {
        area: Printed.percent(figures.turnout).value
        for area, figures in evening.areas.items()
        if figures.turnout is not None
    }
    assert len(turnout) == 16
    assert min(turnout, key=lambda area: turnout[area]) == "almaty_city"


@pytest.mark.parametrize("text", ["Almaty (city)", "Almaty", "almaty_city", "Алматы"])
def test_almaty_city_is_found_as_people_write_it(kazakhstan: Election, text: str) -> None:
    assert [area.id for area in kazakhstan.areas.find(text)] == ["almaty_city"]


def test_every_statement_is_kept_and_links_to_statements_that_are_there() -> None:
    claims = _claims("kazakhstan-2012").claims
    ids = [claim.id for claim in claims]
    assert ids == ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10a", "s10b", "s11"]
    assert [claim.id for claim in claims if not claim.parts] == ["s9", "s10a", "s10b", "s11"]
    assert {link.claim for claim in claims for link in claim.links} <= set(ids)


def test_tests_of_statements_name_things_of_the_election(kazakhstan: Election) -> None:
    contest = kazakhstan.definition.contests["party_list"]
    for claim in _claims("kazakhstan-2012").claims:
        for clause in claim.parts:
            if clause.test is None:
                continue
            assert clause.test.option is None or clause.test.option in contest.options
            assert set(clause.test.leave_out) <= set(contest.options)
            assert clause.test.area is None or len(kazakhstan.areas.find(clause.test.area)) == 1
            assert clause.test.level in (None, *kazakhstan.definition.all_levels)


def test_district_rows_of_the_province_are_the_sums_of_their_boxes() -> None:
    folder = bundled()["cankiri-2023"] / "returns"
    figures = ("registered", "voted", "valid", "invalid", "erdogan", "kilicdaroglu")
    sums: dict[str, Counter[str]] = {}
    over = 0
    with (folder / "boxes.csv").open(encoding="utf-8", newline="") as stream:
        boxes = list(csv.DictReader(stream))
    for row in boxes:
        read = {name: int(row[name]) for name in figures}
        assert read["valid"] + read["invalid"] == read["voted"]
        assert read["erdogan"] + read["kilicdaroglu"] == read["valid"]
        over += read["voted"] > read["registered"]
        sums.setdefault(row["district"], Counter()).update(read)
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as stream:
        stated = {
            row["district"]: {name: int(row[name]) for name in figures}
            for row in csv.DictReader(stream)
        }
    assert stated == {district: dict(total) for district, total in sums.items()}
    assert (len(boxes), len(stated), over) == (701, 12, 28)
    assert len({(row["district"], row["box"]) for row in boxes}) == 701
