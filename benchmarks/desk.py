"""A desk under load: typists who read sheet after sheet, some of them wrongly, and an arbiter.

Everything runs on this machine: the desk in its processes, the typists as threads of one more.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.databases import postgresql
from tests.desk_visitors import TOKEN, Visitor
from tests.desks import EXAMPLE, PASSWORD, READ, running_desk

from benchmarks.measure import apart
from crosstally.desk.record import decode, sheets_of
from crosstally.desk.settings import Place
from crosstally.desk.states import Act, Kind, Role, State
from crosstally.ledger.log import Log

MISREAD = READ | {"erdogan": "190", "kilicdaroglu": "55"}
SECONDS = 180
THINKING = 10.0
"""Seconds that a typist looks at a sheet and types, on average; drawn evenly from half to one and a
half times as much. A sheet of six figures takes people longer."""
DISAGREEING = 0.02
SHEETS_FOR_EACH = 10
"""Sheets for each typist: so many that none runs out."""
_OPEN_SHEET = re.compile(r'href="(/sheet/[0-9a-f]{32}/)"')
_SIZE = (900, 1200)
"""Pixels of a page."""


@dataclass
class Seen:
    """What somebody met: seconds of each request by the kind of page, and what was acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)
    """(sheet, act)."""
    failed: list[str] = field(default_factory=list)


class Person:
    """Somebody with a browser that keeps its connection."""

    def __init__(self, visitor: Visitor, seen: Seen) -> None:
        self.client = httpx.Client(
            base_url=visitor.address, cookies=visitor.cookies, headers=visitor.headers, timeout=60
        )
        self.token, self.seen = "", seen

    def ask(self, kind: str, method: str, path: str, expected: int = 200, **more: Any) -> str:
        """A request, timed; the text that came."""
        begun = time.perf_counter()
        answer = self.client.request(method, path, **more)
        self.seen.seconds.setdefault(kind, []).append(time.perf_counter() - begun)
        if answer.status_code != expected:
            self.seen.failed.append(f"{kind} {path}: {answer.status_code}")
        is_page = "html" in answer.headers.get("content-type", "")
        found = TOKEN.search(answer.text) if is_page else None
        self.token = found.group(1) if found else self.token
        return answer.text if is_page else ""

    def next_sheet(self) -> str | None:
        """The path of the sheet that waits for them."""
        found = _OPEN_SHEET.search(self.ask("my work", "GET", "/"))
        return found.group(1) if found else None

    def open(self, path: str) -> str:
        """Open a sheet and its picture."""
        page = self.ask("a sheet", "GET", path)
        self.ask("a picture", "GET", f"{path}page/0.jpg")
        return page

    def send(self, path: str, act: str, figures: dict[str, str]) -> None:
        """Let the relations be checked while typing, then send the form."""
        form = {"csrfmiddlewaretoken": self.token, **figures}
        self.ask("relations", "POST", f"{path}relations/", data=form)
        before = len(self.seen.failed)
        self.ask("an act", "POST", f"{path}do/{act}/", 302, data=form)
        if len(self.seen.failed) == before:
            self.seen.kept.append((path.split("/")[2], act))


def type_until(person: Person, end: float, chance: random.Random) -> None:
    """Read sheet after sheet; few of them wrongly, and then again wrongly at the second look."""
    time.sleep(chance.uniform(0, THINKING))
    while time.monotonic() < end:
        path = person.next_sheet()
        if path is None:
            time.sleep(1)
            continue
        page = person.open(path)
        time.sleep(chance.uniform(0.5, 1.5) * THINKING)
        act = "look-again" if "/do/look-again/" in page else "read"
        again_wrongly = act == "look-again" and 'value="190"' in page
        is_wrong = again_wrongly or (act == "read" and chance.random() < DISAGREEING)
        person.send(path, act, MISREAD if is_wrong else READ)


def arbitrate_until(person: Person, end: float) -> None:
    """Decide what typists do not agree on."""
    while time.monotonic() < end:
        path = person.next_sheet()
        if path is None:
            time.sleep(1)
            continue
        person.open(path)
        person.send(path, "decide", READ | {"reason": "as the picture shows"})


def prepare(folder: Path, database: str | None, sheets: int) -> None:
    """A desk with sheets whose stations are known. In a process of its own: Django is set up."""
    import os

    from PIL import Image
    from tests.desks import photograph

    from crosstally.desk.serve import set_up

    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"DATABASE_URL": database} if database else {}
    place = Place(folder, "president", "http://127.0.0.1:8000")
    set_up(place)
    from django.core.files.uploadedfile import SimpleUploadedFile

    from crosstally.desk.doors import book
    from crosstally.desk.intake import keep
    from crosstally.desk.models import Account

    root = Account(name="prepared", role=Role.ADMINISTRATOR)
    root.set_password(PASSWORD)
    root.save()
    acts = {}
    for number in range(sheets):
        image = Image.open(io.BytesIO(photograph(f"{number}", _SIZE)))
        image.putpixel((0, 0), (number % 256, number // 256, 0))
        written = io.BytesIO()
        image.save(written, "JPEG", quality=95)
        received, _pages = keep(SimpleUploadedFile("a.jpg", written.getvalue()), "")
        if received.error:
            raise RuntimeError(received.error)
        acts[received.sheet] = Act(Kind.PLACE, root.person, station=f"ATKARACALAR/{1001 + number}")
    book().add_all(acts)


@contextmanager
def prepared_desk(typists: int, on_postgresql: bool) -> Iterator[Any]:
    """A running desk with sheets enough."""
    import shutil

    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-")))
        folder = temporary / "election"
        shutil.copytree(EXAMPLE, folder)
        database = stack.enter_context(postgresql()).make("desk") if on_postgresql else None
        begun = time.perf_counter()
        count = typists * SHEETS_FOR_EACH
        apart(prepare, folder, database, count)
        print(f"{count} pictures were taken in in {time.perf_counter() - begun:.0f} s.")
        yield stack.enter_context(running_desk(folder, database=database))


def under_load(typists: int, on_postgresql: bool, seconds: int = SECONDS) -> str:
    """Typists at work, and what they met."""
    with prepared_desk(typists, on_postgresql) as desk:
        root = Visitor(desk)
        root.log_in("prepared", PASSWORD)
        people = [
            Visitor(desk).join(root.invite("typist"), f"typist{number}")
            for number in range(typists)
        ]
        eve = Visitor(desk).join(root.invite("arbiter"), "eve")
        seen = [Seen() for _person in range(typists + 1)]
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(typists + 1) as at_once:
            jobs = [
                at_once.submit(type_until, Person(who, met), end, random.Random(number))  # noqa: S311
                for number, (who, met) in enumerate(zip(people, seen, strict=False))
            ]
            jobs.append(at_once.submit(arbitrate_until, Person(eve, seen[-1]), end + 3))
            for job in jobs:
                job.result()
        return _told(seen, Log(desk.kept / "log"), typists, on_postgresql)


def _told(seen: list[Seen], log: Log, typists: int, on_postgresql: bool) -> str:
    entries = list(log.entries())
    there = [(one.sheet, one.act.kind.value) for one in map(decode, entries)]
    lost = sum(
        there.count(kept) < sum(k == kept for s in seen for k in s.kept)
        for kept in {k for s in seen for k in s.kept}
    )
    failed = [said for one in seen for said in one.failed]
    states = [sheet.state for sheet in sheets_of(entries).values()]
    decided = sum(act == "decide" for _sheet, act in there)
    name = "PostgreSQL" if on_postgresql else "SQLite"
    lines = [
        f"{typists} typists on {name}: {sum(len(one.kept) for one in seen)} acts acknowledged, "
        f"{lost} lost, {len(failed)} refused or failed; {states.count(State.SETTLED)} sheets "
        f"settled, {decided} of them by the arbiter.",
        "",
        "| page | requests | median | p95 | p99 | longest |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    kinds = sorted({kind for one in seen for kind in one.seconds})
    for kind in ["every page", *kinds]:
        times = sorted(
            t
            for one in seen
            for k, v in one.seconds.items()
            if kind in ("every page", k)
            for t in v
        )
        shown = [times[int(len(times) * q)] for q in (0.5, 0.95, 0.99)] + [times[-1]]
        figures = " | ".join(f"{1000 * one:.0f} ms" for one in shown)
        lines.append(f"| {kind} | {len(times)} | {figures} |")
    return "\n".join([*lines, *(f"failed: {said}" for said in failed[:5])])
