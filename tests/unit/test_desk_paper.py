"""Forms to print: their codes lead back to stations, their check digit is the desk's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crosstally.desk.check_digit import check_digit, start_of
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.ledger.damm import TABLE
from tests.desk_clients import joined

STATION = "ATKARACALAR/1001"


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


def test_a_form_asks_for_every_figure_and_says_where_the_station_leads(root: Any) -> None:
    page = root.get("/paper/", {"of": STATION}).content.decode()
    assert page.count('class="paper"') == 1
    assert f"<span>{start_of(STATION)}</span>" in page
    for label in ("Voters on the box&#39;s list", "Invalid votes", "Recep Tayyip"):
        assert label in page
    assert page.count("<i>0</i>") == 6
    rows = re.findall(r'<tr><th scope="row">(\d)</th>((?:<td>\d</td>){10})', page)
    assert {int(row): "".join(re.findall(r"<td>(\d)", cells)) for row, cells in rows} == dict(
        enumerate(TABLE)
    )


def test_a_finger_on_the_printed_table_finds_the_check_digit_of_the_desk() -> None:
    """As the form tells it: from the station's digit on, a 0 before each figure."""
    figures = [300, 250, 245, 5, 200, 45]
    so_far = start_of(STATION)
    for figure in figures:
        for digit in f"0{figure}":
            so_far = int(TABLE[so_far][int(digit)])
    assert so_far == check_digit(STATION, figures)


def test_the_code_on_the_form_is_the_stations(root: Any) -> None:
    import qrcode
    import zxingcpp

    page = root.get("/paper/", {"of": STATION}).content.decode()
    drawn = qrcode.make(STATION, box_size=12, border=4)
    assert zxingcpp.read_barcodes(drawn.get_image())[0].text == STATION
    from qrcode.image.svg import SvgPathFillImage

    same = qrcode.make(STATION, image_factory=SvgPathFillImage, box_size=12, border=4)
    assert same.to_string(encoding="unicode") in page


def test_an_area_has_a_form_for_each_station_so_many_at_a_time(root: Any) -> None:
    from crosstally.desk import paper

    answer = root.get("/paper/", {"of": "MERKEZ"}).content.decode()
    assert answer.count('class="paper"') == paper.MOST_FORMS
    rest = re.search(r'href="(/paper/[^"]*from=100)"', answer)
    assert rest
    first = re.findall(r"<bdi>(MERKEZ/\d+)</bdi>", answer)
    second = re.findall(
        r"<bdi>(MERKEZ/\d+)</bdi>", root.get(rest[1].replace("&amp;", "&")).content.decode()
    )
    assert len(second) > 1
    assert not {*first} & {*second}


def test_what_is_typed_is_never_markup(root: Any) -> None:
    page = root.get("/paper/", {"of": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
