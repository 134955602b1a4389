"""`crosstally snapshot`: a page is kept as it came, and a changed one is seen to change."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.datasets import address, snapshots, visible_text
from crosstally.datasets.address import without_secrets
from crosstally.datasets.snapshots import compared
from crosstally.datasets.visible_text import html_lines, visible_lines
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.log import Log
from crosstally.problems import InputError

FIRST = """<html><head><title>x</title><script>var at = 1;</script></head><body>
<h1>First bulletin</h1><table><tr><td>NM</td><td>5,150,092</td></tr>
<tr><td>EG</td><td>4,445,978</td></tr></table></body></html>"""
SECOND = FIRST.replace("5,150,092", "6,408,844").replace("First", "Second")
RELOADED = FIRST.replace("var at = 1;", "var at = 2;")


class Site:
    """A server on this machine whose one page a test changes."""

    def __init__(self) -> None:
        self.body: bytes = FIRST.encode()
        self.kind = "text/html; charset=utf-8"
        self.told = 0
        """How many bytes the server says that it sends; 0 where it does not say."""
        self.seen: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append(dict(self.headers))
                if self.path.startswith("/away"):
                    self.send_response(302)
                    self.send_header("Location", "file:///etc/hostname")
                    self.end_headers()
                    return
                self.send_response(200 if self.path.startswith("/results") else 404)
                self.send_header("Content-Type", site.kind)
                self.send_header("Set-Cookie", "session=secret")
                if site.told:
                    self.send_header("Content-Length", str(site.told))
                self.end_headers()
                self.wfile.write(site.body)

            def log_message(self, *_about: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/results"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is a second after the one before."""
    seconds = iter(range(60))
    monkeypatch.setattr(
        snapshots, "moment", lambda: dt.datetime(2012, 1, 16, 6, 0, next(seconds), tzinfo=dt.UTC)
    )


def snapshot(*words: object) -> tuple[int, str]:
    load_verbs()
    result = CliRunner().invoke(app, ["snapshot", *map(str, words)])
    if isinstance(result.exception, InputError | LedgerError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_changed_announcement_is_seen_to_change(site: Site, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    code, output = snapshot(site.address, "--into", kept)
    assert (code, "This is the first snapshot of it." in output) == (0, True)
    assert hashlib.sha256(site.body).hexdigest() in output
    assert snapshot(site.address, "--into", kept)[0] == 0
    site.body = SECOND.encode()
    code, output = snapshot(site.address, "--into", kept)
    assert code == 1
    assert output.splitlines()[2:] == [
        "It has changed since 2012-01-16T06:00:01Z:",
        "  was: First bulletin",
        "  was: NM | 5,150,092",
        "  now: Second bulletin",
        "  now: NM | 6,408,844",
    ]
    assert snapshot(site.address, "--into", kept)[0] == 0


def test_a_clock_that_was_set_back_is_said(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which snapshot came before is then a guess."""
    said = "The clock of this machine stands before that snapshot of 2012-01-16T06:00:00Z"
    assert said not in snapshot(site.address, "--into", tmp_path)[1]
    earlier = dt.datetime(2011, 1, 16, tzinfo=dt.UTC)
    monkeypatch.setattr(snapshots, "moment", lambda: earlier)
    assert said in snapshot(site.address, "--into", tmp_path)[1]


def test_what_nobody_sees_is_no_change(site: Site, tmp_path: Path) -> None:
    snapshot(site.address, "--into", tmp_path)
    site.body = RELOADED.encode()
    code, output = snapshot(site.address, "--into", tmp_path)
    assert (code, "what a person sees is the same" in output) == (0, True)


def test_bytes_are_kept_as_they_came_and_once(site: Site, tmp_path: Path) -> None:
    for _look in range(2):
        snapshot(site.address, "--into", tmp_path)
    (home,) = tmp_path.iterdir()
    (page,) = home.glob("*.html")
    assert page.read_bytes() == site.body
    looks = [json.loads(path.read_text()) for path in sorted(home.glob("*.json"))]
    assert [look["at"] for look in looks] == ["2012-01-16T06:00:00Z", "2012-01-16T06:00:01Z"]
    assert {look["file"] for look in looks} == {page.name}
    assert "secret" not in str(looks)
    assert not {"Cookie", "Authorization"} & {name for seen in site.seen for name in seen}


def test_each_look_is_entered_in_the_log(site: Site, tmp_path: Path) -> None:
    key = PrivateKey.new("observers.example/x")
    key.write(tmp_path / "key")
    Log.create(tmp_path / "log", key.name, key)
    where = ("--into", tmp_path / "kept", "--log", tmp_path / "log")
    assert snapshot(site.address, *where, "--key", tmp_path / "key")[0] == 0
    (entry,) = Log(tmp_path / "log").entries()
    assert json.loads(entry) == {
        "act": "snapshot",
        "address": site.address,
        "at": "2012-01-16T06:00:00Z",
        "bytes": len(site.body),
        "content_type": "text/html; charset=utf-8",
        "sha256": hashlib.sha256(site.body).hexdigest(),
    }
    assert snapshot(site.address, *where)[0] == 2  # a signed log needs its key
    assert len(list((tmp_path / "kept").rglob("*.json"))) == 1


def test_a_saved_page_is_held_against_the_one_on_the_web(site: Site, tmp_path: Path) -> None:
    snapshot(site.address, "--into", tmp_path / "kept")
    saved = tmp_path / "saved.html"
    saved.write_text(SECOND)
    code, output = snapshot(saved, "--of", site.address, "--into", tmp_path / "kept")
    assert (code, "  now: NM | 6,408,844" in output) == (1, True)
    assert str(tmp_path) not in json.dumps(
        [json.loads(path.read_text()) for path in (tmp_path / "kept").rglob("*.json")]
    )


def warc(page: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(http)}\r\n\r\n".encode()
    return head + http + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "first", "second", "said"),
    [
        ("page.warc", warc(FIRST), warc(SECOND), "now: NM | 6,408,844"),
        ("page.warc.gz", gzip.compress(warc(FIRST)), gzip.compress(warc(SECOND)), "now: NM |"),
        ("screen.png", b"\x89PNG1", b"\x89PNG2", "its text cannot be compared"),
        ("totals.csv", b"NM,5\n", b"NM,6\n", "now: NM,6"),
        ("broken.pdf", b"%PDF-1", b"%PDF-2", "its text cannot be compared"),
    ],
)
def test_files_of_every_kind_are_kept_and_compared(
    tmp_path: Path, name: str, first: bytes, second: bytes, said: str
) -> None:
    file, kept = tmp_path / name, tmp_path / "kept"
    file.write_bytes(first)
    assert snapshot(file.as_uri(), "--into", kept)[0] == 0
    file.write_bytes(second)
    code, output = snapshot(file, "--into", kept)
    assert (code, said in output) == (1, True)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("ftp://cec.example/x", "such an address is not followed"),
        ("http://me:secret@127.0.0.1/x", "with a name and password is not followed"),
        ("file://other.example/x", "a file of another machine is not read"),
        ("gone.html", "the file is not there"),
        ("/dev/zero", "no ordinary file but a pipe or a device"),
        ("http://127.0.0.1:9/x", "cannot be had"),
    ],
)
def test_what_cannot_be_had_leaves_nothing(tmp_path: Path, where: str, said: str) -> None:
    code, output = snapshot(where, "--into", tmp_path / "kept")
    assert (code, said in output, "secret" in output) == (2, True, False)
    assert not (tmp_path / "kept").exists()


def test_a_page_that_is_not_there_or_leads_astray_is_refused(site: Site, tmp_path: Path) -> None:
    base = site.address.removesuffix("/results")
    assert "it answers 404" in snapshot(f"{base}/none", "--into", tmp_path / "kept")[1]
    code, output = snapshot(f"{base}/away", "--into", tmp_path / "kept")
    assert (code, "leads to an address that is not followed" in output) == (2, True)
    assert not (tmp_path / "kept").exists()


def test_a_page_that_did_not_come_whole_is_refused(site: Site, tmp_path: Path) -> None:
    site.told = len(site.body) + 1
    code, output = snapshot(site.address, "--into", tmp_path / "kept")
    assert (code, "ended before all of it had come" in output) == (2, True), output
    assert not (tmp_path / "kept").exists()
    site.told = len(site.body)
    assert snapshot(site.address, "--into", tmp_path / "kept")[0] == 0


CUT, EMPTY = "It does not end as a file of its kind does", "It is empty"
PAGE = b"<!DOCTYPE html><html><body>NM 5</body>"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("page.html", b"", EMPTY),
        ("page.html", PAGE, CUT),
        ("page.html", PAGE + b"</HTML>\n<!-- 0.2 s -->", None),
        ("plain.html", b"<html><body>NM 5</body>", CUT),
        ("news.xml", b"<?xml version='1.0'?><rss>&lt;p>of <html</rss>", None),
        ("part.html", b"<p>NM 5", None),
        ("page.pdf", b"%PDF-1.7\n1 0 obj", CUT),
        ("page.pdf", b"%PDF-1.7\n%%EOF\n", None),
        ("screen.png", b"\x89PNG\r\n\x1a\nIDAT", CUT),
        ("screen.png", b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82", None),
        ("photo.jpg", b"\xff\xd8\xff\xe0", CUT),
        ("photo.jpg", b"\xff\xd8\xff\xe0\xff\xd9", None),
        ("totals.xlsx", b"PK\x03\x04", CUT),
        ("totals.csv", b"NM,5", None),
    ],
)
def test_what_is_empty_or_cut_is_kept_and_said(
    tmp_path: Path, name: str, data: bytes, said: str | None
) -> None:
    (tmp_path / name).write_bytes(data)
    code, output = snapshot(tmp_path / name, "--into", tmp_path / "kept")
    assert code == 0
    assert [one for one in (EMPTY, CUT) if one in output] == ([said] if said else []), output


def test_an_endless_page_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "MOST_BYTES", 100)
    code, output = snapshot(site.address, "--into", tmp_path / "kept")
    assert (code, "is larger than a snapshot may be" in output) == (2, True)


def test_a_snapshot_that_was_tampered_with_is_said(site: Site, tmp_path: Path) -> None:
    snapshot(site.address, "--into", tmp_path)
    (page,) = tmp_path.rglob("*.html")
    page.write_text(SECOND)
    site.body = SECOND.encode() + b" "
    code, output = snapshot(site.address, "--into", tmp_path)
    assert (code, "was kept was changed or taken away" in output) == (2, True)
    site.body = FIRST.encode()
    code, output = snapshot(site.address, "--into", tmp_path)
    assert (code, "was kept was changed or taken away" in output) == (2, True)
    (look,) = tmp_path.rglob("*.json")
    look.write_text("{}")
    code, output = snapshot(site.address, "--into", tmp_path)
    assert (code, "is no record of a snapshot" in output) == (2, True)


def test_an_older_snapshot_that_was_tampered_with_is_said_too(site: Site, tmp_path: Path) -> None:
    snapshot(site.address, "--into", tmp_path)
    (page,) = tmp_path.rglob("*.html")
    site.body = SECOND.encode()
    snapshot(site.address, "--into", tmp_path)
    page.write_bytes(page.read_bytes().swapcase())
    code, output = snapshot(site.address, "--into", tmp_path)
    assert (code, "was kept was changed or taken away" in output) == (2, True)


def test_no_secret_of_an_address_is_kept() -> None:
    kept = without_secrets("https://me:pw@cec.example/r?page=2&access_token=abc&x=#top")
    assert kept == "https://cec.example/r?page=2&access_token=REMOVED&x="
    assert without_secrets("https://cec.example/r?a=1&b=%20") == "https://cec.example/r?a=1&b=%20"


def test_what_a_person_does_not_see_is_no_text() -> None:
    assert html_lines("<head><title>t</title><body>a<b>b</b><p>c<style>d</style>e") == ["ab", "ce"]
    assert html_lines("<svg><svg>a</svg>b</svg>c<div>d") == ["c", "d"]
    assert html_lines("<script>a<p>b</script>c") == ["c"]


@given(st.text(alphabet="<>/ab scriptbody!-&;\n\"'", max_size=200))
def test_no_page_breaks_the_reader(text: str) -> None:
    assert visible_lines(text.encode(), "text/html") == visible_lines(text.encode(), "text/html")


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_changes_lead_from_one_text_to_the_other(was: list[str], now: list[str]) -> None:
    changes = compared(was, now)
    assert changes is not None
    assert (changes == ()) == (was == now)
    gone = [line for change in changes for line in change.was]
    new = [line for change in changes for line in change.now]
    assert sorted([*was, *new]) == sorted([*now, *gone])


def test_a_page_that_takes_hours_to_read_is_left_to_its_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visible_text, "LONGEST", 0.2)
    assert html_lines("<p>" + "a<b " * 20_000) is None


def test_texts_that_take_hours_to_compare_are_left_to_their_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshots, "LONGEST", 0.01)
    was = [str(i % 150) for i in range(5_000)]
    assert compared(was, was[::-1]) is None
