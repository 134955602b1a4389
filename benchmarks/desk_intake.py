"""A desk that takes in 5,000 photographs while people open its pages.

Everything runs on this machine: the desk, those who upload, and those who look.
"""

from __future__ import annotations

import io
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import Image, ImageDraw
from tests.databases import postgresql
from tests.desk_visitors import TAKEN, Visitor
from tests.desks import EXAMPLE, PASSWORD, RunningDesk, running_desk

from benchmarks.desk import Person, Seen
from crosstally.ledger.log import Log

PHOTOGRAPHS = 5_000
AT_ONCE = 4
"""Telephones that send, each one photograph after the other, as the page of uploads does."""
LOOKING = 4
PAUSE = 1.0
"""Seconds between two pages that somebody looks at."""
_SIZE, _ROWS = (1200, 1600), 12
"""Pixels, as messengers send photographs; rows of the form."""


class Forms:
    """Forms that somebody filled in, no two alike, on paper as a camera sees it."""

    def __init__(self) -> None:
        noise = Image.effect_noise(_SIZE, 18).convert("RGB")
        self._blank = Image.blend(Image.new("RGB", _SIZE, "#f4f1e8"), noise, 0.25)
        draw = ImageDraw.Draw(self._blank)
        for row in range(_ROWS):
            top = 120 * row + 150
            draw.line((60, top, _SIZE[0] - 60, top), fill="#555", width=3)
            draw.text((80, top - 70), f"Printed words {row}", fill="#333", font_size=44)
        self._digits = []
        for digit in range(10):
            written = Image.new("L", (48, 90))
            ImageDraw.Draw(written).text((2, 0), str(digit), fill=255, font_size=72)
            self._digits.append(written)

    def filled_in(self, number: int) -> bytes:
        """The JPEG of one of them."""
        chance = random.Random(number)  # noqa: S311
        image = self._blank.copy()
        for row in range(_ROWS):
            left = 820 + chance.randrange(60)
            for place in range(chance.randint(2, 4)):
                at = (left + 46 * place, 120 * row + 55)
                image.paste("#1a2f7a", at, self._digits[chance.randrange(10)])
        written_out = io.BytesIO()
        image.save(written_out, "JPEG", quality=85)
        return written_out.getvalue()


class _Photographs:
    """Those that are still to be sent, shared out between telephones."""

    def __init__(self, count: int) -> None:
        self._numbers = iter(range(count))
        self._lock = threading.Lock()
        self.done: list[float] = []
        """When each was taken in."""

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        with self._lock:
            return next(self._numbers)


def send(person: Person, waiting: _Photographs, forms: Forms, known: list[str]) -> list[str]:
    """Send photographs until none is left; the names of their sheets, which others come to know."""
    names: list[str] = []
    person.ask("the form", "GET", "/upload/")
    for number in waiting:
        data = forms.filled_in(number)
        form = {"csrfmiddlewaretoken": person.token, "station": f"ATKARACALAR/{10_000 + number}"}
        told = person.ask(
            "an upload",
            "POST",
            "/upload/",
            data=form,
            files={"files": ("sheet.jpg", data, "image/jpeg")},
            headers={"HX-Request": "true"},
        )
        found = TAKEN.search(told)
        names += [found.group(1)] if found else []
        known.extend(names[-1:])
        waiting.done.append(time.monotonic())
    return names


def look(person: Person, names: list[str], is_over: threading.Event) -> None:
    """Open the pages that people of the desk have open, over and over."""
    chance = random.Random(len(names))  # noqa: S311
    while not is_over.wait(PAUSE):
        person.ask("my work", "GET", "/")
        person.ask("progress", "GET", "/progress/")
        if names:
            name = chance.choice(names)
            person.ask("a sheet", "GET", f"/sheet/{name}/")
            person.ask("a picture", "GET", f"/sheet/{name}/page/0.jpg")


@contextmanager
def _desk(on_postgresql: bool) -> Iterator[RunningDesk]:
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-")))
        shutil.copytree(EXAMPLE, temporary / "election")
        database = stack.enter_context(postgresql()).make("desk") if on_postgresql else None
        yield stack.enter_context(running_desk(temporary / "election", database=database))


def taken_in(count: int = PHOTOGRAPHS, on_postgresql: bool = False) -> str:
    """Take photographs in, and tell how fast, with how much memory, and how long pages took."""
    with _desk(on_postgresql) as desk:
        Visitor(desk).join(desk.link, "root")
        uploading, looking = ([Seen() for _each in range(n)] for n in (AT_ONCE, LOOKING))
        people = []
        for seen in [*uploading, *looking]:
            root = Visitor(desk)
            root.log_in("root", PASSWORD)
            people.append(Person(root, seen))
        waiting, forms, is_over = _Photographs(count), Forms(), threading.Event()
        known: list[str] = []
        begun = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE + LOOKING) as at_once:
            lookers = [at_once.submit(look, one, known, is_over) for one in people[AT_ONCE:]]
            senders = [at_once.submit(send, one, waiting, forms, known) for one in people[:AT_ONCE]]
            names = [name for job in senders for name in job.result()]
            is_over.set()
            for job in lookers:
                job.result()
        pictures = len(list((desk.kept / "pictures").glob("*.jpg")))
        acts = Log(desk.kept / "log").checkpoint.size
        failed = [said for seen in [*uploading, *looking] for said in seen.failed]
        whole = len(set(names)), pictures, acts
        lines = [
            f"{count} photographs on {'PostgreSQL' if on_postgresql else 'SQLite'}: {whole[0]} "
            f"acknowledged, {whole[1]} pictures and {whole[2]} acts kept, {len(failed)} requests "
            f"refused or failed, in {waiting.done[-1] - begun:.0f} s; the desk took "
            f"{desk.most_memory() / 2**20:.0f} MB at the most.",
            "",
            *_by_thousands(waiting.done, begun),
            "",
            *_pages([*uploading, *looking]),
        ]
        return "\n".join([*lines, *(f"failed: {said}" for said in failed[:5])])


def _by_thousands(done: list[float], begun: float) -> Iterator[str]:
    """Whether it slows down with what is there already."""
    yield "| of the photographs | taken in within | each second |"
    yield "| --- | --- | --- |"
    step = max(1, len(done) // 5)
    times = [begun, *sorted(done)]
    for first in range(0, len(done) - step + 1, step):
        seconds = times[first + step] - times[first]
        yield f"| {first + 1} to {first + step} | {seconds:.0f} s | {step / seconds:.1f} |"


def _pages(every: list[Seen]) -> Iterator[str]:
    yield "| page | requests | median | p95 | longest |"
    yield "| --- | --- | --- | --- | --- |"
    for kind in sorted({kind for seen in every for kind in seen.seconds}):
        times = sorted(t for seen in every for t in seen.seconds.get(kind, []))
        shown = (times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])
        figures = " | ".join(f"{1000 * one:.0f} ms" for one in shown)
        yield f"| {kind} | {len(times)} | {figures} |"
