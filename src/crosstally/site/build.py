"""Builds the site of a pack: the same bytes for the same pack and language."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crosstally import words
from crosstally.pack.archive import write_zip
from crosstally.pack.layout import (
    ANNOUNCED,
    CHECKPOINT,
    FINDINGS,
    PAYLOAD,
    PICTURE_TABLE,
    PICTURES,
    PROGRAM,
    REPORT,
    TOTALS,
    VERIFY_PAGE,
)
from crosstally.pack.opening import (
    FolderFiles,
    PackFiles,
    UnreadableError,
    open_pack,
    reading,
    small,
)
from crosstally.pack.verification import visible
from crosstally.pack.verify import describe, verify
from crosstally.pack.verify_findings import read_findings
from crosstally.pack.verify_log import read_checkpoint
from crosstally.problems import InputError, Problem
from crosstally.site import pages, shards
from crosstally.site.announced import Stating
from crosstally.site.names import Names
from crosstally.site.own_report import is_harmless
from crosstally.site.places import Area, Places, Station, in_order
from crosstally.site.proofs import write_proofs
from crosstally.site.sentences import Sentences
from crosstally.site.shape import refuse_other_shapes
from crosstally.site.stated_areas import StatedAreas
from crosstally.whole_folder import refuse_in_use, whole_folder
from crosstally.words import N_, _, languages, use_language

Progress = Callable[[str], None]
ZIP = "pack.zip"


def build_site(
    pack: Path, target: Path, *, language: str | None = None, progress: Progress | None = None
) -> None:
    """Verify a pack and write its site into the folder ``target``, which must not be there.

    ``language``: of the pages (left out: that of the pack's findings, which stay in theirs).
    Raises ``InputError`` where the pack is broken or cannot be read; nothing is left behind then.
    """
    asked_in = words.language()

    def say(what: str) -> None:
        """In the language of whoever asked: the pages may speak another."""
        if progress:
            with use_language(asked_in):
                progress(_(what))

    refuse_in_use(target, empty_will_do=False)
    try:
        say(N_("verifying the pack"))
        files = open_pack(pack)
        with _without_looking_for_cycles():
            _build(files, pack, target, language, say)
    except (UnreadableError, UnicodeDecodeError) as error:
        message = _("this pack cannot be read")
        raise InputError(Problem(f"{message}: {error}", str(pack))) from None


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Millions of lists are held, none in a cycle: Python would look through them again and again,
    which takes as long as reading them."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _build(files: PackFiles, pack: Path, target: Path, language: str | None, say: Progress) -> None:
    _refuse_broken(files, pack)
    findings = read_findings(files)
    refuse_other_shapes(findings, describe(files))
    spoken = language or str(findings.get("language"))
    with (
        whole_folder(target, empty_will_do=False) as folder,
        use_language(spoken if spoken in languages() else "en"),
    ):
        _Site(files, pack, folder, findings, say).write()


def _refuse_broken(files: PackFiles, pack: Path) -> None:
    said = verify(files)
    if not said.is_sound:
        message = _("this pack is broken; nothing was written")
        hint = _("`crosstally pack verify` says more.")
        raise InputError(
            [Problem(message, str(pack), read=visible(str(one)), hint=hint) for one in said.broken]
        )


class _Site:
    def __init__(
        self,
        files: PackFiles,
        pack: Path,
        folder: Path,
        findings: Mapping[str, Any],
        say: Progress,
    ) -> None:
        self.files, self.pack, self.folder, self.say = files, pack, folder, say
        self.findings = findings
        self.about = describe(files)
        self.names = Names(files, self.about)
        self.stated = StatedAreas(files, self.names)
        self.places = Places(files, self.about, self.stated.places)
        self.stating = Stating(files, findings, self.names, str(self.about.get("place")))
        self.log = read_checkpoint(small(files, CHECKPOINT).decode())
        self.sentences = Sentences(findings, self.names, self.places.called())
        self.found: dict[str, list[list[object]]] = {}
        for finding in findings["findings"]:
            if isinstance(finding.get("area"), str):
                said = self.sentences.parts(str(finding["message"]))
                row: list[object] = [finding["tier"], said, self.sentences.about(finding)]
                self.found.setdefault(finding["area"], []).append(row)

    def write(self) -> None:
        """Everything, the pages last."""
        self.say(N_("stations and areas"))
        stations, areas = self.places.stations, self.places.areas
        counts = {
            "station": shards.write_records(
                self.folder,
                "station",
                [(id_, self._station(one)) for id_, one in stations.items()],
            ),
            "area": shards.write_records(self.folder, "area", self._areas()),
        }
        self.say(N_("search"))
        firsts = shards.write_search(
            self.folder,
            [
                *(("a", one.id, one.name) for one in areas.values()),
                *(("s", one.id, one.name) for one in stations.values()),
            ],
        )
        self.say(N_("log"))
        write_proofs(self.folder, self.files, self.log[1].size)
        self._copy_pictures()
        downloads = self._copy_downloads()
        pages.write_pages(
            self.folder,
            self.about,
            self.findings,
            self.names,
            self.places,
            self.stating,
            self.sentences,
            self.log,
            downloads,
        )
        pages.write_settings(
            self.folder,
            self.names,
            self.places,
            self.stated,
            self.sentences,
            self._lacking_channels(),
            self.log,
            counts,
            firsts,
        )

    def _lacking_channels(self) -> list[int]:
        """Tables of sheets that lack a way of voting which other returns have."""
        contests = self.findings.get("contests") or {}
        return [
            number
            for number, table in enumerate(self.places.sheets)
            if contests.get(table.contest, {})
            .get("totals", {})
            .get(table.source, {})
            .get("channels_lacking")
        ]

    def _station(self, station: Station) -> str:
        figures = {str(sheet[2]) for sheet in station.sheets}
        # What a sheet says already is not said again for the return that it comes from.
        returns = [
            [*one[:9], "=" if one[7] and one[9] in figures else one[9]] for one in station.returns
        ]
        found = self.found.get(station.id, [])
        said = [station.id, station.name, station.areas, station.sheets, returns, found]
        said.append(
            [
                [
                    self.names.source(str(one[0])),
                    one[1] and self.names.contest(str(one[1])),
                    *one[2:],
                ]
                for one in station.pictures
            ]
        )
        return shards.encoded(said)

    def _areas(self) -> list[tuple[str, str]]:
        """The records of areas, with where the lists of what lies in them begin."""
        rows: list[str] = []
        records = []
        for area in self.places.areas.values():
            start = len(rows)
            below = self.places.below(area)
            for level, inside in below.items():
                said = self.names.level(level) if len(below) > 1 else ""
                rows += [self._listed_area(name, said) for name in in_order(inside)]
            rows += [self._listed_station(name) for name in in_order(area.stations)]
            listed = [start, len(area.areas), len(area.stations)]
            records.append((area.id, self._area(area, listed)))
        shards.write_list(self.folder, "list", rows)
        return records

    def _area(self, area: Area, listed: list[int]) -> str:
        totals = [
            [number, held, known, ",".join(sums), ",".join(read)]  # type: ignore[arg-type]
            for number, held, known, sums, read in area.totals
        ]
        path = self.places.path(area.id)[:-1]
        found = self.found.get(area.id, [])
        said = [area.id, area.name, area.level, path, totals, area.returns, found, listed]
        said.append(self.stated.of(area.id))
        return shards.encoded(said)

    def _listed_area(self, name: str, level: str) -> str:
        area = self.places.areas[name]
        coverage = [[one[0], one[1], one[2]] for one in area.totals]
        return shards.encoded(["a", area.id, area.name, coverage, level])

    def _listed_station(self, name: str) -> str:
        station = self.places.stations[name]
        return shards.encoded(["s", station.id, station.name, len(station.sheets)])

    def _copy_downloads(self) -> dict[str, int]:
        """Copy what visitors may want to have: path below the site → bytes."""
        self.say(N_("downloads"))
        tables = [*self.places.sheets, *self.places.returns]
        wanted = {CHECKPOINT: CHECKPOINT, PROGRAM: PROGRAM, VERIFY_PAGE: VERIFY_PAGE}
        report = [REPORT] if is_harmless(small(self.files, REPORT)) else []
        shown = [PICTURE_TABLE] if PICTURE_TABLE in self.files.sizes else []
        payload = [FINDINGS, *report, TOTALS, ANNOUNCED, *shown, *(table.path for table in tables)]
        wanted |= {path: f"files/{path.removeprefix('data/')}" for path in payload}
        for path, place in wanted.items():
            self._copy(path, place)
        self._write_zip()
        every = [ZIP, *wanted.values()]
        return {
            place: (self.folder / place).stat().st_size
            for place in every
            if (self.folder / place).exists()
        }

    def _copy_pictures(self) -> None:
        for path in self.files.sizes:
            if path.startswith(PICTURES):
                self._copy(path, path.removeprefix(PAYLOAD))

    def _copy(self, path: str, place: str) -> None:
        """Copy a file of the pack to a place in the site."""
        target = self.folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        with reading(self.files, path) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)

    def _write_zip(self) -> None:
        if not isinstance(self.files, FolderFiles):
            shutil.copyfile(self.pack, self.folder / ZIP)
            return
        try:
            write_zip(self.pack.resolve(), self.folder / ZIP)
        except ValueError:
            self.say(N_("the pack is too large for one zip: the site offers its tables alone"))
