"""Observers' records in an election folder: counted beside the figures, never mixed with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.election.records import Crossed, RecordForm, Records
from crosstally.problems import InputError
from crosstally.report.html import render_report
from crosstally.report.json_output import to_json
from crosstally.report.outline import outline
from tests.folders import STATIONS, csv_of, write_folder

FORMS = """\
forms:
  media:
    name: Media monitoring
    file: media.csv
    count_by: [party]
    sum: [minutes]
    crossed: {rows: party, columns: tone, sum: minutes}
"""
MEDIA = """
day        party tone    minutes
2024-05-01 ana   good    12
2024-05-01 ben   neutral 3
2024-05-02 ana   good    8
2024-05-02 ana   bad     .
"""


def folder(path: Path, forms: str = FORMS, media: str = MEDIA) -> Path:
    files = {"returns.csv": csv_of(STATIONS), "records/forms.yaml": forms}
    return write_folder(path, files | {"records/media.csv": csv_of(media)})


def test_records_are_counted_and_added_up(tmp_path: Path) -> None:
    result = check(open_election(folder(tmp_path)))
    assert result.records == (
        Records(
            id="media",
            file="records/media.csv",
            form=RecordForm(
                name="Media monitoring",
                file="media.csv",
                count_by=["party"],
                sum=["minutes"],
                crossed=Crossed(rows="party", columns="tone", sum="minutes"),
            ),
            records=4,
            counted={"party": {"ana": 3, "ben": 1}},
            sums={"minutes": 23},
            crossed={("ana", "good"): 20, ("ben", "neutral"): 3, ("ana", "bad"): 0},
        ),
    )


def test_of_many_answers_none_is_lost(tmp_path: Path) -> None:
    rows = "".join(f"2024-05-01 party{n} good 1\n" for n in range(60))
    result = check(open_election(folder(tmp_path, media="day party tone minutes\n" + rows)))
    (media,) = result.records
    assert len(media.counted["party"]) == 50
    assert media.other_answers == {"party": 10}
    section = next(one for one in outline(result) if one.title == "Observers' records")
    assert "; other answers: 10" in section.lines[2].plain


def test_every_face_shows_them(tmp_path: Path) -> None:
    result = check(open_election(folder(tmp_path)))
    section = next(one for one in outline(result) if one.title == "Observers' records")
    assert [line.plain.strip() for line in section.lines][1:] == [
        "Media monitoring: 4 records",
        "party: ana (3), ben (1)",
        "minutes, all in all: 23",
        "ana: good (20), bad (0)",
        "ben: neutral (3)",
    ]
    assert "Media monitoring" in render_report(result)
    (as_json,) = to_json(result)["records"]
    assert as_json["crossed"][0] == {"row": "ana", "column": "good", "size": 20}


def test_columns_and_answers_are_shown_as_people_call_them(tmp_path: Path) -> None:
    named = FORMS + (
        "    labels: {party: Партия, minutes: Минуты}\n"
        "    answers: {party: {ana: Анна}, tone: {good: хороший}}\n"
    )
    result = check(open_election(folder(tmp_path, named)))
    section = next(one for one in outline(result) if one.title == "Observers' records")
    assert [line.plain.strip() for line in section.lines][2:] == [
        "Партия: Анна (3), ben (1)",
        "Минуты, all in all: 23",
        "Анна: хороший (20), bad (0)",
        "ben: neutral (3)",
    ]
    (as_json,) = to_json(result)["records"]
    assert as_json["counted"] == {"party": {"ana": 3, "ben": 1}}, "a program reads what is written"


def test_no_figure_and_no_verdict_rests_on_them(tmp_path: Path) -> None:
    with_records = to_json(check(open_election(folder(tmp_path / "with"))))
    without = to_json(
        check(open_election(write_folder(tmp_path / "without", {"returns.csv": csv_of(STATIONS)})))
    )
    assert with_records.pop("records")
    assert without.pop("records") == []
    assert with_records == without


@pytest.mark.parametrize(
    ("forms", "media", "said"),
    [
        (FORMS.replace("[party]", "[partie]"), MEDIA, "there is no such column"),
        (FORMS, MEDIA.replace("12", "12.5"), "expected a whole number"),
        (FORMS, MEDIA.replace("12", "-1"), "expected a whole number"),
        (FORMS, MEDIA.replace("12", "9" * 5_000), "expected a whole number"),
        (FORMS.replace("media.csv", "other.csv"), MEDIA, "there is no such file"),
        (FORMS.replace("media.csv", "../media.csv"), MEDIA, "file"),
        (FORMS.replace("sum: [minutes]", "add: [minutes]"), MEDIA, "add"),
    ],
)
def test_what_cannot_be_counted_is_said_with_its_place(
    tmp_path: Path, forms: str, media: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        check(open_election(folder(tmp_path, forms, media)))
    assert said in str(refused.value)
    assert "records/" in str(refused.value)
