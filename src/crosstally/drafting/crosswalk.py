"""Drafting ``crosswalk.csv`` for an election whose sources code their stations differently."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from crosstally.drafting.station_lists import MISSING, Pair, StationList
from crosstally.drafting.stations import match_stations
from crosstally.election.definition import SourceKind
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.engine.station_lists import station_columns
from crosstally.problems import InputError, Problem, shown_path, suggestion
from crosstally.returns.crosswalk import guarded
from crosstally.returns.load import Load, load_files
from crosstally.words import _

FILE = "crosswalk.csv"
HEADER = (
    "source",
    "code",
    "name",
    "station",
    "station_name",
    "how",
    "doubtful",
    "differs",
    "note",
)


@dataclass(frozen=True)
class Draft:
    """The pairs of one source with the stations of the election."""

    source: str
    reference: str
    pairs: tuple[Pair, ...]
    only_there: tuple[str, ...]
    """Stations of the reference that no code was paired with."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The source's code → its station's name."""
    station_names: Mapping[str, str] = field(default_factory=dict)
    """The reference's code → its station's name."""
    differing: Mapping[str, str] = field(default_factory=dict)
    """The source's code → the figures of its pair that differ: ``valid 90 / 99; sun 40 / 49``."""

    @property
    def counted(self) -> dict[str, int]:
        """How many pairs each step found; doubtful ones apart."""
        return dict(
            Counter(
                "unmatched" if p.how is None else "doubtful" if p.doubtful else p.how.value
                for p in self.pairs
            )
        )


def draft_crosswalk(
    election: Election, first: str | None = None, second: str | None = None
) -> list[Draft]:
    """Match the stations of ``first`` (left out, every other source) with those of ``second``
    (left out, the first source that is an authority). Raises ``InputError``."""
    with Engine() as engine:
        loads = load_files(election, engine)
        station = election.definition.station_level
        by_source: dict[str, list[Load]] = {}
        for load in loads:
            if load.level == station:
                by_source.setdefault(load.entry.source, []).append(load)
        reference, others = _chosen(election, list(by_source), first, second)
        drafts = []
        for source in others:
            figures = _shared_figures(by_source[source], by_source[reference])
            ours = _stations(election, engine, by_source[source], figures)
            theirs = _stations(election, engine, by_source[reference], figures)
            pairs = match_stations(ours, theirs)
            others = [name for name in figures[1] if name != "registered"]
            taken = {pair.station for pair in pairs}
            drafts.append(
                Draft(
                    source,
                    reference,
                    tuple(pairs),
                    tuple(code for code in theirs.code if code not in taken),
                    _names(ours),
                    _names(theirs),
                    _differing(pairs, ours, theirs, others),
                )
            )
        return drafts


def _names(stations: StationList) -> dict[str, str]:
    return dict(zip(stations.code, stations.name, strict=True)) if stations.name else {}


def _differing(
    pairs: Sequence[Pair], ours: StationList, theirs: StationList, figures: Sequence[str]
) -> dict[str, str]:
    """What a person who settles a pair has to see: each figure that both have and that differs."""
    place = {code: i for i, code in enumerate(theirs.code)}
    found: dict[str, str] = {}
    for i, pair in enumerate(pairs):
        if pair.station is None:
            continue
        j = place[pair.station]
        both: list[tuple[str, int, int]] = []
        if ours.registered is not None and theirs.registered is not None:
            both.append(("registered", int(ours.registered[i]), int(theirs.registered[j])))
        if ours.figures is not None and theirs.figures is not None:
            counts = zip(figures, ours.figures[i], theirs.figures[j], strict=True)
            both += [(name, int(a), int(b)) for name, a, b in counts]
        differ = [f"{name} {a} / {b}" for name, a, b in both if a != b and MISSING not in (a, b)]
        if differ:
            found[pair.code] = "; ".join(differ)
    return found


def _chosen(
    election: Election, held: Sequence[str], first: str | None, second: str | None
) -> tuple[str, list[str]]:
    shown = shown_path(election.folder / "election.yaml")
    problems = [
        Problem(
            _("the source {source} holds no stations").format(source=repr(name)),
            shown,
            hint=suggestion(name, held),
        )
        for name in (first, second)
        if name is not None and name not in held
    ]
    if not problems and len(held) < 2:
        problems.append(
            Problem(
                _("only one source holds stations: there is nothing to match"),
                shown,
                read=", ".join(held) or None,
                expected=_("two sources with a file of returns each"),
            )
        )
    if not problems and first is not None and first == second:
        problems.append(Problem(_("the two sources are the same"), read=first))
    if problems:
        raise InputError(problems)
    kinds = election.definition.sources
    free = [name for name in held if name != first]
    authorities = [name for name in free if kinds[name].kind is SourceKind.AUTHORITY]
    reference = second or (authorities or free)[0]
    return reference, [first] if first else [name for name in held if name != reference]


def _shared_figures(ours: Sequence[Load], theirs: Sequence[Load]) -> tuple[str, tuple[str, ...]]:
    """A contest that both sources hold, and the figures that both have of it."""
    for load in ours:
        for other in theirs:
            if load.contest == other.contest:
                shared = tuple(name for name in load.figures if name in other.figures)
                return load.contest, shared
    return "", ()


def _stations(
    election: Election, engine: Engine, loads: Sequence[Load], shared: tuple[str, tuple[str, ...]]
) -> StationList:
    """One source's stations, each once: what its files say of them, and what ``areas.csv`` does."""
    contest, figures = shared
    listed = {area.id: area for area in election.areas.of_level(election.definition.station_level)}
    codes: dict[str, int] = {}
    names: list[str] = []
    areas: list[str] = []
    rows: list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = []
    nothing = np.full(len(figures), MISSING, dtype=np.int64)
    for load in sorted(loads, key=lambda load: load.contest != contest):
        texts = [name for name in load.texts if name == "name" or name.startswith("area:")]
        own = figures if load.contest == contest else ()
        found = station_columns(engine, load.table, texts, own)
        counts = np.stack([found[name] for name in own], axis=1) if own else None
        for row, code in enumerate(found["station"]):
            if not code or code in codes:
                continue
            codes[code] = len(codes)
            known = listed.get(code)
            name = found["name"][row] if "name" in load.texts else ""
            names.append(name or (known.name if known else ""))
            written = [found[f"area:{level}"][row] for level in load.area_levels]
            areas.append("/".join(filter(None, written)) or _listed_area(election, code))
            rows.append(counts[row] if counts is not None else nothing)
    matrix = np.stack(rows) if rows else np.zeros((0, len(figures)), dtype=np.int64)
    voters = figures.index("registered") if "registered" in figures else None
    others = [i for i in range(len(figures)) if i != voters]
    return StationList(
        code=list(codes),
        name=names if any(names) else None,
        area=areas if any(areas) else None,
        registered=None if voters is None else matrix[:, voters],
        figures=matrix[:, others] if len(others) >= 3 else None,
    )


def _listed_area(election: Election, code: str) -> str:
    """The areas above a station that ``areas.csv`` lists, by their names, outermost first."""
    known = election.areas.areas.get(code)
    names: list[str] = []
    while known is not None and len(names) < 20:
        parent = next(iter(known.parents.values()), None)
        known = election.areas.areas.get(parent) if parent else None
        if known is not None and known.parents:
            names.insert(0, known.name)
    return "/".join(names)


def crosswalk_csv(drafts: Sequence[Draft]) -> str:
    """The drafts as ``crosswalk.csv``: one row for each code; sure pairs count at once, a doubtful
    one when somebody empties its cell ``doubtful``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for draft in drafts:
        stations = {pair.station for pair in draft.pairs} | set(draft.only_there)
        for pair in draft.pairs:
            station, note = pair.station or "", pair.note
            if pair.station is None and pair.code in stations:
                # Left as it is, the code would mean another station of the election.
                station = f"{draft.source}:{pair.code}"
                note = "no station found; its code is another station's"
            writer.writerow(
                (
                    draft.source,
                    guarded(pair.code),
                    guarded(draft.names.get(pair.code, "")),
                    guarded(station),
                    guarded(draft.station_names.get(pair.station or "", "")),
                    pair.how.value if pair.how else "",
                    "yes" if pair.doubtful else "",
                    guarded(draft.differing.get(pair.code, "")),
                    guarded(note),
                )
            )
    return text.getvalue()


def write_crosswalk(path: Path, text: str, force: bool) -> None:
    """Write the file, whole or not at all; never over another unless ``force``."""
    if path.exists() and not force:
        raise InputError(
            Problem(
                _("is there already; nothing was written"),
                str(path),
                hint=_("Look at the draft with `-o -`, or replace the file with `--force`."),
            )
        )
    try:
        handle, name = tempfile.mkstemp(prefix=".crosswalk-", dir=path.parent, text=True)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as error:
        message = _("cannot be written: {reason}").format(reason=error.strerror or error)
        raise InputError(Problem(message, str(path))) from None
