"""Photographs come in: what is recognised, what is asked about, and copies side by side."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from errno import ENOSPC
from threading import Barrier, local
from typing import Any

import pytest
from PIL import Image, ImageDraw

from crosstally.desk import quota
from crosstally.desk.settings import Place
from crosstally.desk.states import Fault, Kind, Role, State
from tests.desk_clients import READ, joined, photograph, sheets, uploaded

STATION, OTHER = "ATKARACALAR/1001", "ATKARACALAR/1002"


@pytest.fixture(scope="module", autouse=True)
def _listed(place: Place) -> Iterator[None]:
    """An election folder that lists its stations."""
    areas = place.election / "areas.csv"
    rows = "".join(f"ATKARACALAR/100{n},Box,station,ATKARACALAR\n" for n in range(1, 6))
    head = "id,name,level,parent\nATKARACALAR,Atkaracalar,district,cankiri\n"
    areas.write_text(head + rows)
    yield
    areas.unlink()


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "intake-root")


@pytest.fixture(scope="module")
def typists(place: Place) -> list[Any]:
    return [joined(Role.TYPIST, f"intake-{name}") for name in ("ann", "cem", "dia", "eli")]


def form(figures: str, barcode: str = "") -> Image.Image:
    """A printed form on which somebody wrote eight numbers."""
    image = Image.new("RGB", (900, 1200), "#f7f5ef")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        top = 120 * row + 180
        draw.line((40, top, 860, top), fill="#444", width=3)
        draw.text((60, top - 70), f"Printed words {row}", fill="black", font_size=40)
        draw.text((640, top - 80), figures[row:] + figures[:row], fill="navy", font_size=56)
    if barcode:
        import qrcode

        made = qrcode.make(barcode).get_image().convert("RGB").resize((220, 220))
        image.paste(made, (640, 0))
    return image


def file_of(image: Image.Image, name: str = "sheet.jpg", **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    file.seek(0)
    file.name = name
    return file


def sent(client: Any, *images: Image.Image, station: str = "", **headers: str) -> Any:
    form = {"files": [file_of(image) for image in images], "station": station}
    return client.post("/upload/", form, headers=headers)


def newest(count: int = 1) -> list[str]:
    from crosstally.desk.models import PicturePage

    return [row.sheet for row in PicturePage.objects.order_by("-pk")[:count]]


def test_the_same_picture_encoded_anew_is_taken_in_with_a_warning(root: Any) -> None:
    first = form("90417")
    sent(root, first)
    (name,) = newest()
    answer = root.post(
        "/upload/", {"files": [file_of(first.resize((600, 800)), quality=50)]}
    ).content.decode()
    assert "Taken in: 1" in answer
    assert "Looks like:" in answer
    assert f"/sheet/{name}/" in answer
    (again,) = newest()
    assert f"/sheet/{name}/" in root.get(f"/sheet/{again}/").content.decode()


def test_another_sheet_of_the_same_form_is_not_warned_of(root: Any) -> None:
    sent(root, form("33333"))
    assert "Looks like:" not in sent(root, form("81726")).content.decode()


def test_typists_are_told_of_no_other_sheet(root: Any, typists: list[Any]) -> None:
    sent(root, form("55555"), station=STATION)
    sent(root, form("55555").resize((450, 600)), station=STATION)
    page = typists[0].get(f"/sheet/{newest()[0]}/").content.decode()
    assert "Looks like" not in page
    assert "several copies" not in page


@pytest.mark.parametrize("text", [OTHER, f"https://example.org/sheet?station={OTHER}&v=1"])
def test_the_barcode_says_the_station(place: Place, root: Any, text: str) -> None:
    answer = sent(root, form("12321", text)).content.decode()
    assert "(by the barcode on it)" in answer
    assert sheets(place)[newest()[0]].station == OTHER


def test_a_barcode_that_is_no_station_says_nothing(place: Place, root: Any) -> None:
    sent(root, form("45654", "https://example.org/about"))
    assert newest()[0] not in sheets(place)


def test_a_barcode_that_contradicts_what_was_typed_leaves_it_to_a_person(
    place: Place, root: Any
) -> None:
    answer = sent(root, form("78987", OTHER), station=STATION).content.decode()
    assert f"Typed was {STATION}, the barcode says {OTHER}" in answer
    assert newest()[0] not in sheets(place), "of no station yet"


def test_hundreds_of_files_come_in_one_by_one_or_at_once(root: Any) -> None:
    small = [Image.new("RGB", (40, 30), (n, 255 - n, 7 * n % 256)) for n in range(150)]
    answer = sent(root, *small).content.decode()
    assert "Taken in: 150" in answer
    part = sent(root, form("10101"), **{"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert newest()[0] in part
    assert 'capture="environment"' in root.get("/upload/").content.decode()


def test_the_same_file_sent_by_many_at_the_same_time_becomes_one_sheet(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connections

    from crosstally.desk import intake
    from crosstally.desk.models import Account, PicturePage

    account = Account.objects.get(name="intake-root")
    before = PicturePage.objects.count(), len(list((place.folder / "pictures").iterdir()))
    data, at_once, looked = file_of(form("60606")).read(), 4, local()
    all_have_looked = Barrier(at_once, timeout=60)
    known_before = intake._known_before

    def looking_together(*arguments: Any) -> bool:
        found = known_before(*arguments)
        if not hasattr(looked, "once"):
            looked.once = True
            all_have_looked.wait()
        return found

    def send(_number: int) -> intake.Received:
        try:
            return intake.receive(SimpleUploadedFile("a.jpg", data), STATION, account)
        finally:
            connections.close_all()

    monkeypatch.setattr(intake, "_known_before", looking_together)
    with ThreadPoolExecutor(at_once) as many:
        received = list(many.map(send, range(at_once)))
    assert sorted(one.known for one in received) == [False, True, True, True]
    (taken,) = [one.sheet for one in received if one.sheet]
    assert {twin for one in received if one.known for twin in one.twins} == {taken}
    after = PicturePage.objects.count(), len(list((place.folder / "pictures").iterdir()))
    assert after == (before[0] + 1, before[1] + 1), "no file is left of the others"
    assert [act.kind for act in sheets(place)[taken].acts] == [Kind.PLACE]


def test_a_disk_that_is_full_keeps_no_half_of_a_picture(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.models import PicturePage

    pictures = place.folder / "pictures"
    before = sorted(pictures.iterdir()), PicturePage.objects.count()

    def full(_descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as faulty:
        faulty.setattr("crosstally.desk.shelves.os.fsync", full)
        answer = sent(root, form("20304050"))
    assert answer.status_code == 400
    assert "It could not be kept: No space left on device." in answer.content.decode()
    assert (sorted(pictures.iterdir()), PicturePage.objects.count()) == before
    assert sent(root, form("20304050")).status_code == 200, "once there is space again"


def test_a_sheet_is_reported_and_set_aside_by_its_fault(
    place: Place, root: Any, typists: list[Any]
) -> None:
    sent(root, form("20202"), station=STATION)
    (name,) = newest()
    assert typists[0].post(f"/sheet/{name}/do/report/").status_code == 409, "say what is wrong"
    assert typists[0].post(f"/sheet/{name}/do/report/", {"fault": "incomplete"}).status_code == 302
    page = root.get(f"/sheet/{name}/").content.decode()
    assert "incomplete" in page.split('class="beside"')[0]
    assert root.post(f"/sheet/{name}/do/set-aside/", {"fault": "duplicate"}).status_code == 302
    found = sheets(place)[name]
    assert (found.state, found.acts[-1].fault) == (State.SET_ASIDE, Fault.DUPLICATE)


def test_copies_that_disagree_are_shown_side_by_side(
    place: Place, root: Any, typists: list[Any]
) -> None:
    station = "ATKARACALAR/1003"
    sent(root, form("30303"), form("40404"), station=station)
    copies = newest(2)
    second = READ | {"erdogan": "199", "kilicdaroglu": "46"}
    for name, figures in zip(copies, (READ, second), strict=True):
        for client in typists[:2]:
            assert client.post(f"/sheet/{name}/do/read/", figures).status_code == 302
    listed = root.get("/copies/").content.decode()
    assert listed.index(station) < listed.index(STATION), "disputed ones first"
    shown = root.get("/copies/", {"station": station}).content.decode()
    assert "the station is disputed" in shown
    assert shown.count('class="differs"') == 4, "two fields in both copies"
    assert all(f"/sheet/{name}/page/0.jpg" in shown for name in copies)
    assert "several copies" in root.get(f"/sheet/{copies[0]}/").content.decode()


def test_a_coordinators_uploads_wait_within_a_quota_that_grows(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.models import Account

    monkeypatch.setattr(quota, "OF_ONE_COORDINATOR", 1)
    root, cora = joined(Role.ADMINISTRATOR, "root90"), joined(Role.COORDINATOR, "cora90")
    first = uploaded(cora, 90)
    refused = cora.post("/upload/", {"files": [photograph(91)]})
    assert refused.status_code == 400
    assert "not settled: 1; at the most 1. An administrator" in refused.content.decode()
    uploaded(root, 92)
    for typist in (joined(Role.TYPIST, "ann90"), joined(Role.TYPIST, "cem90")):
        assert typist.post(f"/sheet/{first}/do/read/", READ).status_code == 302
    for shade in (93, 94, 95, 96):
        uploaded(cora, shade)
    assert cora.post("/upload/", {"files": [photograph(97)]}).status_code == 400
    page = f"/people/{Account.objects.get(name='cora90').pk}/"
    assert cora.post(page, {"more": "yes"}).status_code == 409, "it is not hers to grant"
    assert "not settled: 4; at the most 4." in root.get(page).content.decode()
    assert root.post(page, {"more": "yes"}).status_code == 302
    uploaded(cora, 97)
