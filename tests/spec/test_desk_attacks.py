"""What attackers try on a desk behind a web server with a certificate, and what they get."""

from __future__ import annotations

import io
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from crosstally.ledger.log import Log
from tests.desk_visitors import TAKEN, TOKEN, ProxiedVisitor
from tests.desks import (
    PASSWORD,
    PUBLIC,
    READ,
    ROOT,
    STATION,
    RunningDesk,
    photograph,
)
from tests.desks import running_desk as started

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with started(tmp_path_factory.mktemp("desk") / "election", PUBLIC) as desk:
        yield desk


@pytest.fixture(scope="module")
def people(desk: RunningDesk) -> dict[str, ProxiedVisitor]:
    root = ProxiedVisitor(desk).join(desk.link, "root")
    roles = {"ann": "typist", "cem": "typist", "aud": "auditor", "eve": "arbiter"}
    return {"root": root} | {
        name: ProxiedVisitor(desk).join(root.invite(role), name) for name, role in roles.items()
    }


@pytest.fixture(scope="module")
def sheet(people: dict[str, ProxiedVisitor]) -> str:
    found = TAKEN.search(people["root"].send_picture(photograph("attacked")).text)
    assert found
    return found[1]


def test_pages_of_others_are_not_opened_by_their_address(
    people: dict[str, ProxiedVisitor], sheet: str
) -> None:
    ann = people["ann"]
    ann.get(f"/sheet/{sheet}/")
    figures = READ | {"registered": "31337"}
    assert ann.post(f"/sheet/{sheet}/do/read/", figures).status_code == 302
    for name in ("cem", "root", "eve"):
        assert "31337" not in people[name].get(f"/sheet/{sheet}/").text, "not even the arbiter yet"
    for name in ("ann", "cem", "aud", "eve"):
        assert people[name].get("/invite/").status_code == 403
        assert people[name].get("/upload/").status_code == 403
    people["aud"].get("/progress/")
    for act in ("place", "read", "decide", "set-aside", "reopen"):
        said = people["aud"].post(f"/sheet/{sheet}/do/{act}/", figures | {"reason": "x"})
        assert said.status_code in (403, 409)


def test_nobody_gets_a_picture_without_logging_in(desk: RunningDesk, sheet: str) -> None:
    answer = ProxiedVisitor(desk).get(f"/sheet/{sheet}/page/0.jpg")
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("path", ["/invite/", "/upload/", "/logout/", "/sheet/NAME/do/set-aside/"])
def test_a_form_from_elsewhere_is_refused(
    desk: RunningDesk, people: dict[str, ProxiedVisitor], sheet: str, path: str
) -> None:
    root = people["root"]
    before = Log(desk.kept / "log").checkpoint.size
    asked = {"role": "typist", "reason": "x"}
    for headers in ({}, {"Referer": "https://evil.example/"}, {"Origin": "https://evil.example"}):
        token = {"csrfmiddlewaretoken": root.token} if headers else {}
        answer = root.ask("POST", path.replace("NAME", sheet), data=asked | token, headers=headers)
        assert answer.status_code == 403
    assert Log(desk.kept / "log").checkpoint.size == before


def test_who_opened_which_page_is_written_down_nowhere(
    desk: RunningDesk, people: dict[str, ProxiedVisitor]
) -> None:
    visit, came_from = "seen-by-nobody", "203.0.113.77"
    headers = {"X-Forwarded-For": came_from, "User-Agent": "A browser of one person"}
    assert people["ann"].get(f"/records/?{visit}", headers=headers).status_code == 200
    kept = [path for path in desk.folder.rglob("*") if path.is_file()]
    assert desk.kept / "desk.sqlite3" in kept
    for path in (*kept, desk.folder.with_suffix(".said")):
        data = path.read_bytes()
        for trace in (visit, came_from, headers["User-Agent"]):
            assert trace.encode() not in data, path


def test_names_and_reasons_are_never_markup(
    people: dict[str, ProxiedVisitor], desk: RunningDesk
) -> None:
    root = people["root"]
    answer = root.send_picture(b"no picture", "<img src=x onerror=alert(1)>.jpg")
    assert answer.status_code == 400
    assert "<img" not in answer.text
    assert "&lt;img src=x" in answer.text
    link = root.invite("typist")
    ProxiedVisitor(desk).join(link, SCRIPT)
    name = TAKEN.search(root.send_picture(photograph("reason")).text)
    assert name
    root.get(f"/sheet/{name[1]}/")
    root.post(f"/sheet/{name[1]}/do/set-aside/", {"reason": SCRIPT})
    for who in ("root", "aud"):
        assert SCRIPT not in people[who].get(f"/sheet/{name[1]}/").text


def polyglot() -> bytes:
    """A JPEG that a careless browser could take for a page."""
    return photograph("polyglot") + f"<html>{SCRIPT}</html>".encode()


def test_what_comes_out_is_a_picture_and_nothing_but(people: dict[str, ProxiedVisitor]) -> None:
    root = people["root"]
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode()
    for data in (svg, b"<?xml version='1.0'?>" + svg, b"GIF89a" + svg, b"\xff\xd8\xff" + svg):
        assert root.send_picture(data, "sheet.jpg").status_code == 400
    name = TAKEN.search(root.send_picture(polyglot(), "sheet.html").text)
    assert name
    shown = root.get(f"/sheet/{name[1]}/page/0.jpg")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert SCRIPT.encode() not in shown.content


def test_file_names_lead_nowhere(people: dict[str, ProxiedVisitor], desk: RunningDesk) -> None:
    before = {path for path in desk.folder.parent.rglob("*") if "pictures" not in path.parts}
    for number, name in enumerate(("../../evil.jpg", "/etc/evil.jpg", "..\\evil.jpg", "a\0b.jpg")):
        answer = people["root"].send_picture(photograph(f"path {number}"), name)
        assert answer.status_code in (200, 400)
    after = {path for path in desk.folder.parent.rglob("*") if "pictures" not in path.parts}
    assert not [path for path in after - before if "evil" in path.name]
    kept = [path.name for path in (desk.kept / "pictures").iterdir()]
    assert all(re.fullmatch(r"[0-9a-f]{32}-\d+\.(jpg|exif)", name) for name in kept)
    for path in ("/static/../desk.sqlite3", "/static/%2e%2e/%2e%2e/secret", "/sheet/..%2fx/"):
        assert people["root"].get(path).status_code in (400, 404)


def test_pictures_that_unpack_to_more_than_memory_holds(
    people: dict[str, ProxiedVisitor], desk: RunningDesk
) -> None:
    written = io.BytesIO()
    Image.new("1", (10_000, 8_001)).save(written, "PNG")
    assert people["root"].send_picture(written.getvalue()).status_code == 400, (
        "80 million are the most"
    )
    people["root"].get("/upload/")

    def largest(shade: int) -> int:
        written = io.BytesIO()
        Image.new("1", (10_000, 7_900 + shade)).save(written, "PNG")
        form = {"station": STATION, "csrfmiddlewaretoken": people["root"].token}
        files = {"files": ("a.png", written.getvalue())}
        return people["root"].ask("POST", "/upload/", data=form, files=files).status_code

    began = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(largest, range(3))) == [200] * 3
    assert time.monotonic() - began < 90
    assert desk.most_memory() < 1_200_000_000


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_logging_in_leads_nowhere_else(
    desk: RunningDesk, people: dict[str, ProxiedVisitor], elsewhere: str
) -> None:
    visitor = ProxiedVisitor(desk)
    visitor.get("/login/")
    entered = {"username": "cem", "password": PASSWORD, "next": elsewhere}
    answer = visitor.post("/login/", entered)
    assert (answer.status_code, answer.headers["location"]) == (302, "/")


def test_a_session_is_a_new_one_after_logging_in(
    desk: RunningDesk, people: dict[str, ProxiedVisitor]
) -> None:
    visitor = ProxiedVisitor(desk)
    visitor.given["sessionid"] = "a" * 32
    assert visitor.log_in("cem", PASSWORD).status_code == 302
    first = visitor.given["sessionid"]
    assert first != "a" * 32
    with closing(sqlite3.connect(desk.kept / "desk.sqlite3")) as database:
        ((ends,),) = database.execute("select max(expire_date) from django_session")
    left = datetime.fromisoformat(ends).replace(tzinfo=UTC) - datetime.now(UTC)
    assert left <= timedelta(hours=8)
    visitor.get("/progress/")
    assert visitor.post("/logout/", {}).status_code == 302
    visitor.given["sessionid"] = first
    assert visitor.get("/progress/").status_code == 302, "a session that ended opens nothing"


def test_who_has_an_account_cannot_be_found_out(
    desk: RunningDesk, people: dict[str, ProxiedVisitor]
) -> None:
    pages, seconds = [], []
    for name in ("eve", "nobody-of-this-name"):
        visitor = ProxiedVisitor(desk)
        visitor.get("/login/")
        began = time.monotonic()
        answer = visitor.post("/login/", {"username": name, "password": "wrong"})
        seconds.append(time.monotonic() - began)
        pages.append((answer.status_code, TOKEN.sub("", answer.text)))
    assert pages[0] == pages[1]
    assert min(seconds) > 0.02, "a password is hashed for a name that is not there, too"


def test_guessing_is_stopped_and_told(desk: RunningDesk, people: dict[str, ProxiedVisitor]) -> None:
    visitor = ProxiedVisitor(desk)
    for _guess in range(6):
        visitor.log_in("aud", "wrong")
    answer = visitor.log_in("aud", PASSWORD)
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.text


@pytest.mark.parametrize("path", ["/login/", "/join/x/", "/nowhere/", "/", "/static/desk/desk.css"])
def test_every_answer_tells_the_browser_what_it_may_not_do(desk: RunningDesk, path: str) -> None:
    headers = ProxiedVisitor(desk).get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "max-age=31536000" in headers["strict-transport-security"]
    if "static" not in path:
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_cookies_are_for_the_desk_alone(people: dict[str, ProxiedVisitor]) -> None:
    given = [line for visitor in people.values() for line in visitor.set_cookies]
    assert {line.split("=")[0] for line in given} == {"csrftoken", "sessionid"}
    for line in given:
        assert {"HttpOnly", "SameSite=Strict", "Secure"} <= set(line.split("; "))


def test_another_host_name_and_an_unprotected_line_are_refused(desk: RunningDesk) -> None:
    assert ProxiedVisitor(desk).get("/login/", headers={"Host": "evil.example"}).status_code == 400
    answer = ProxiedVisitor(desk).get("/login/", headers={"X-Forwarded-Proto": "http"})
    assert answer.headers["location"] == f"{PUBLIC}/login/"


def test_django_finds_nothing_to_warn_of(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from crosstally.desk.serve import set_up;"
        "from crosstally.desk.settings import Place;"
        f"set_up(Place(Path({str(tmp_path)!r}), 'president', {PUBLIC!r}));"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_browser_keeps_no_page_and_no_picture(
    people: dict[str, ProxiedVisitor], sheet: str
) -> None:
    for path in ("/", f"/sheet/{sheet}/", f"/sheet/{sheet}/page/0.jpg", "/progress/"):
        assert people["root"].get(path).headers["cache-control"] == "private, no-store"
    session = [line for line in people["root"].set_cookies if line.startswith("sessionid=")]
    assert "max-age" not in session[0].lower(), "it ends with the browser"
