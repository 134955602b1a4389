"""A desk in the process of the tests, and browsers of people who have joined it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from crosstally.desk.record import sheets_of
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.ledger.log import Log

EXAMPLE = Path(__file__).parents[1] / "src" / "crosstally" / "examples" / "cankiri-2023"
PASSWORD = "correct horse battery"
READ = {
    "registered": "300",
    "voted": "250",
    "valid": "245",
    "invalid": "5",
    "erdogan": "200",
    "kilicdaroglu": "45",
}


def browser(**more: Any) -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1:8000"}, **more)


def joined(role: Role, name: str, answers_to: str = "", area: str = "") -> Any:
    """A browser in which somebody has just joined by a link; they answer to the coordinator of this
    name, or are coordinator of an area."""
    from crosstally.desk.models import Account, Invitation

    client = browser()
    link, _made = Invitation.make(role, Account.objects.filter(name=answers_to).first(), area)
    answer = client.post(link, {"name": name, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return client


def photograph(shade: int) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (shade * 25 % 256, 90, 120)).save(file, "JPEG")
    file.seek(0)
    file.name = f"sheet{shade}.jpg"
    return file


def uploaded(client: Any, shade: int, station: str = "ATKARACALAR/1001") -> str:
    """The name of a sheet that a client uploads."""
    answer = client.post("/upload/", {"files": [photograph(shade)], "station": station})
    assert answer.status_code == 200
    from crosstally.desk.models import PicturePage

    name: str = PicturePage.objects.order_by("-pk")[0].sheet
    assert name[:8] in answer.content.decode()
    return name


def sheets(place: Place) -> Any:
    return sheets_of(Log(place.folder / "log").entries())
