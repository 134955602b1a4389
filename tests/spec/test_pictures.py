"""Pictures of statistics: in the report and as files, each with its caveat inside it."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import crosstally as ct
from crosstally import words
from crosstally.check import statistics_step
from crosstally.check.result import CheckResult
from crosstally.cli.app import app, command_line
from crosstally.forensics.calibration import (
    Calibration,
    Control,
    FalsePositives,
    Power,
    calibration,
)
from crosstally.problems import InputError
from crosstally.report.drawing import HEIGHT, WIDTH
from crosstally.report.html import render_report
from crosstally.report.picture_files import files
from crosstally.report.pictures import pictures
from tests.small_elections import folder, rows

TABLE = Calibration(
    "integer_percentages",
    (Control("Germany", "g", 0.3, 0.4, False), Control("Israel", "i", -2.0, 0.9, False)),
    (),
    FalsePositives(0, 2, 2, 0),
    {},
    None,
    {},
    None,
    (
        *(Power("rounding", 0.01, 3, 10, {}), Power("rounding", 0.1, 10, 10, {})),
        Power("stuffing", 0.1, 1, 10, {}),
    ),
    ("g",),
)


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckResult:
    monkeypatch.setattr(
        statistics_step, "calibration", lambda name: TABLE if name == TABLE.method else None
    )
    return ct.check(folder(tmp_path, rows()), forensics=True)


def kinds(result: CheckResult) -> list[str]:
    return [picture.name.rpartition("-")[0] for picture in pictures(result)]


def test_each_statistic_has_its_pictures(result: CheckResult) -> None:
    assert kinds(result) == [
        "fingerprint-fingerprint",
        "integer-percentages-turnout",
        "integer-percentages-share",
        "integer-percentages-controls",
        "integer-percentages-power",
    ]


def test_every_file_is_a_picture_of_its_own_with_caveat_title_and_description(
    result: CheckResult,
) -> None:
    for picture in pictures(result):
        tree = ElementTree.fromstring(picture.file)  # noqa: S314 -- our own
        names = [item.tag.rpartition("}")[2] for item in tree.iter()]
        assert names.count("title") == names.count("desc") == names.count("style") == 1
        inside = " ".join(tree.itertext())
        assert "An anomaly is no verdict" in inside
        assert "Small, 2024-05-12" in inside, "a picture is shown without its page"
        assert not re.search(r'\bstyle="|\bfill="|href=|url\(', picture.file.decode())


def test_a_fingerprint_says_inside_what_its_colours_are(result: CheckResult) -> None:
    (fingerprint,) = (item for item in pictures(result) if "fingerprint-f" in item.name)
    inside = " ".join(" ".join(ElementTree.fromstring(fingerprint.file).itertext()).split())  # noqa: S314 -- our own
    assert "the more registered voters stand there; each shade is three times" in inside


def test_the_data_beside_a_picture_are_all_of_it(result: CheckResult) -> None:
    content = dict(files(pictures(result)))

    def read(start: str) -> list[dict[str, str]]:
        (name,) = (n for n in content if n.startswith(start) and n.endswith("csv"))
        return list(csv.DictReader(io.StringIO(content[name].decode())))

    bins = read("integer-percentages-turnout")
    assert len(bins) == 401
    assert sum(int(row["stations"]) for row in bins) == 240
    assert sum(int(row["stations"]) for row in read("fingerprint")) == 240


def test_this_election_is_marked_among_the_controls(result: CheckResult) -> None:
    (strip,) = (picture for picture in pictures(result) if "controls" in picture.name)
    assert strip.markup.count('class="control"') == 2
    assert strip.markup.count('class="here"') == 1


def test_the_report_shows_them_under_its_strict_policy(result: CheckResult) -> None:
    page = render_report(result)
    assert page.count('<figure class="pictured">') == 5
    assert not re.search(r"<(svg|path|rect|text|g)\b[^>]*\bstyle=", page)


def test_a_report_without_statistics_has_no_pictures(tmp_path: Path) -> None:
    page = render_report(ct.check(folder(tmp_path, rows())))
    assert "pictured" not in page
    assert 'id="statistics"' not in page


def test_the_command_saves_them_and_overwrites_nothing(tmp_path: Path) -> None:
    where, out = folder(tmp_path, rows()), tmp_path / "pictures"
    asked = ["forensics", str(where), "--method", "fingerprint", "--pictures", str(out)]
    command_line()
    runner = CliRunner()
    assert runner.invoke(app, asked).exit_code == 0
    assert {path.suffix for path in out.iterdir()} == {".csv", ".json", ".svg", ".txt"}
    again = runner.invoke(app, asked)
    assert again.exception is not None
    assert "nothing was written" in str(again.exception)


def test_a_picture_as_png_is_drawn_in_colours_with_its_caveat(tmp_path: Path) -> None:
    where, out = folder(tmp_path, rows()), tmp_path / "pictures"
    command_line()
    asked = ["forensics", str(where), "--method", "fingerprint", "--pictures", str(out), "--png"]
    assert CliRunner().invoke(app, asked).exit_code == 0
    (drawn,) = out.glob("fingerprint-fingerprint-*.png")
    with Image.open(drawn) as picture:
        assert picture.width == 2 * WIDTH
        assert picture.height > 2 * HEIGHT
        pixels = np.asarray(picture.convert("RGB"))
    assert (pixels[0, 0] == (255, 255, 255)).all()
    # The squares are blue; the caveat stands below the frame.
    squares = pixels[: 2 * HEIGHT].astype(int)
    assert (squares[..., 2] - squares[..., 0] > 40).any()
    assert (pixels[2 * HEIGHT + 40 :] < 128).any()


def test_saved_pictures_need_no_variables(result: CheckResult) -> None:
    for picture in pictures(result):
        assert "var(" not in picture.file.decode()


def test_png_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: CheckResult
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(InputError, match=r"crosstally\[report\]"):
        files(pictures(result), with_png=True)
    asked = ["forensics", str(tmp_path / "election"), "--png", "--pictures"]
    command_line()
    refused = CliRunner().invoke(app, [*asked, str(tmp_path / "out")])
    assert isinstance(refused.exception, InputError)
    assert not (tmp_path / "out").exists()
    assert CliRunner().invoke(app, asked[:3]).exit_code == 2


def test_bins_above_the_band_are_said_beside_those_of_clean_elections(result: CheckResult) -> None:
    for kind, most in (("turnout", 4), ("share", 3)):
        (picture,) = (
            p for p in pictures(result) if p.name.startswith(f"integer-percentages-{kind}")
        )
        assert f"; on 10 clean elections 0 to {most}." in picture.caption


def test_titles_of_axes_stay_inside_the_picture(tmp_path: Path) -> None:
    """In the longest language too; a sign takes half of its height at the most."""
    where = folder(tmp_path, rows())
    methods = ["fingerprint", "shpilkin_core", "sobyanin_sukhovolsky", "few_votes"]
    for language in ("en", "ru"):
        with words.use_language(language):
            drawn = pictures(ct.check(where, forensics=True, methods=methods))
        for picture in drawn:
            for item in ElementTree.fromstring(picture.file).iter():  # noqa: S314 -- our own
                if item.tag.endswith("}text") and item.get("class") == "middle":
                    assert len(item.text or "") <= 55, item.text
                    assert float(item.get("y", "0")) < HEIGHT


def test_curves_that_lie_on_each_other_can_be_told_apart(result: CheckResult) -> None:
    (power,) = (picture for picture in pictures(result) if "power" in picture.name)
    radii: dict[str, float] = {}
    for found in re.finditer(r'class="dot (lead-\d)"[^>]* r="([\d.]+)"', power.markup):
        radii.setdefault(found[1], float(found[2]))
    assert len(radii) == len(set(radii.values())) == 2
    assert "stroke-dasharray" in power.file.decode()


def test_power_is_said_with_tries_and_sizes(tmp_path: Path) -> None:
    where = folder(tmp_path, rows())
    drawn = pictures(ct.check(where, forensics=True, methods=["integer_percentages"]))
    (power,) = (picture for picture in drawn if "power" in picture.name)
    shipped = calibration("integer_percentages")
    assert shipped is not None
    tries = shipped.power[0].replicates
    assert f"{tries} tries for each point, on elections of " in power.caption


def test_a_method_that_does_not_apply_has_no_picture(tmp_path: Path) -> None:
    """Clean elections alone, some with made-up figures, would say nothing of this one."""
    methods = ["late_counted", "one_sided_differences", "few_votes"]
    assert kinds(ct.check(folder(tmp_path, rows()), forensics=True, methods=methods)) == [
        "few-votes-controls"
    ]


def test_a_histogram_says_inside_it_what_is_drawn(result: CheckResult) -> None:
    for picture in pictures(result):
        keyed = "by binomial chance, on average" in picture.markup
        assert keyed == picture.name.startswith(
            ("integer-percentages-turnout", "integer-percentages-share")
        )


def test_captions_have_the_decimal_mark_of_their_language(result: CheckResult) -> None:
    with words.use_language("ru"):
        (picture,) = (item for item in pictures(result) if "percentages-share" in item.name)
    assert "0,25" in picture.caption
    assert not re.search(r"\d\.\d", picture.caption + str(picture.table))
