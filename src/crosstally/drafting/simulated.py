"""A made-up election with known manipulation, out of one that is held to be clean: to teach, and to
try any tool on. Everything it writes says that it is made up."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import yaml

from crosstally.check.run import bytes_of_returns
from crosstally.check.station_figures import station_figures
from crosstally.drafting.folder import check_is_free, write_folder
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.engine.station_lists import areas_of_stations
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.simulation import KINDS, Kind, Manipulated, manipulate
from crosstally.forensics.stations import Column, Stations, Whole, named
from crosstally.problems import InputError, Problem, suggestion
from crosstally.returns.store import read_returns
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import _, number

RETURNS = "stations.csv"
NOTE = "MADE UP: no result of an election"
_SHARE = re.compile(r"[0-9]{0,9}(?:\.[0-9]{1,9}|/[0-9]{1,9})?\s*%?")
FIELDS = {
    "registered": "Voters on the list",
    "issued": "Ballots handed out",
    "valid": "Valid votes",
    "invalid": "Invalid ballots",
}
README = """\
# Made up: {title}

This is no result of an election. {touched} of {stations} stations were changed on purpose: kind
"{kind}", part {part} of the stations, seed {seed}; {added} ballots were added and {moved} votes
were moved. `manipulated.csv` lists the changed stations with their figures before and after.{more}

It was made from the folder "{folder}" by `crosstally simulate`, to teach and to try tools on.
"""
MORE = """
{n} more were drawn, but stood there already, or beyond, and are as they were.
"""


@dataclass(frozen=True)
class Simulated:
    """What was written, and what was done."""

    files: Sequence[str]
    stations: int
    touched: int
    """How many of them differ."""
    drawn: int
    """How many were drawn to be changed; the others of these stood there already."""
    added: int
    """Ballots that nobody cast."""
    moved: int
    """Votes taken from others."""


@dataclass(frozen=True)
class _Clean:
    contest: str
    source: str
    codes: Sequence[str]
    areas: Mapping[str, Sequence[str]]
    stations: Stations
    leader: str


def simulate(
    election: Election,
    target: Path,
    kind: str,
    part: str,
    seed: int,
    *,
    contest: str | None = None,
    source: str | None = None,
) -> Simulated:
    """Write a folder with ``part`` ("2 %" or "0.02") of the stations of ``election`` manipulated.

    ``contest`` and ``source`` are the first ones where they are left out. Raises ``InputError``
    with every problem of the names, where no station can be changed, and where ``target`` holds
    anything.
    """
    check_is_free(target)
    share = _share(part)
    problems = [] if share is not None else [_problem(_("is no part of the stations"), part)]
    known = election.definition.contests
    if kind not in KINDS:
        problems.append(_problem(_("there is no manipulation of that name"), kind, KINDS))
    if contest is not None and contest not in known:
        problems.append(_problem(_("there is no contest of that name"), contest, [*known]))
    if source is not None and source not in election.definition.sources:
        sources = [*election.definition.sources]
        problems.append(_problem(_("there is no source of that name"), source, sources))
    if problems or share is None:
        raise InputError(problems)
    clean = _clean(election, contest or next(iter(known)), source)
    chosen: Kind = next(name for name in KINDS if name == kind)
    rng = np.random.default_rng(seed)
    missing = clean.stations.missing(("registered", "ballots", "leader"))
    if missing:
        read = ", ".join(column.text for column in named(missing))
        raise InputError(_problem(_("these figures are not there"), read))
    try:
        done = manipulate(clean.stations, chosen, float(share), rng)
    except NotApplicable as error:
        raise InputError(Problem(str(error))) from None
    touched, drawn = int(done.changed.sum()), int(done.touched.sum())
    if not drawn:
        said = _("that is less than one of {n} stations").format(n=number(len(clean.codes)))
        raise InputError(_problem(said, part))
    if not touched:
        said = _(
            "not one of the {n} stations drawn would differ: all stand where this would bring "
            "them, or beyond"
        ).format(n=number(drawn))
        raise InputError(_problem(said, kind))
    votes = _votes(clean, done, rng)
    said = README.format(
        title=election.definition.title,
        touched=touched,
        stations=len(clean.codes),
        kind=kind,
        part=part,
        seed=seed,
        added=done.added,
        moved=done.moved,
        folder=election.folder.name,
        more=MORE.format(n=drawn - touched) if drawn > touched else "",
    )
    files = {
        "README.md": said,
        "election.yaml": _definition(election, clean, done.stations, said),
        RETURNS: _returns(clean, done.stations, votes),
        "manipulated.csv": _changes(clean, done),
    }
    written = write_folder(target, files)
    return Simulated(written, len(clean.codes), touched, drawn, done.added, done.moved)


def _share(part: str) -> Fraction | None:
    text = part.strip()
    if not _SHARE.fullmatch(text):
        return None
    try:
        share = Fraction(text.rstrip("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        return None
    return share if 0 < share <= 1 else None


def _problem(said: str, read: str, known: Sequence[str] = ()) -> Problem:
    if not known:
        return Problem(said, read=read)
    return Problem(said, read=read, hint=suggestion(read, known))


def _clean(election: Election, contest: str, source: str | None) -> _Clean:
    definition = election.definition
    with Engine(bytes_of_returns(election)) as engine:
        tabulator = Tabulator(read_returns(election, engine))
        sources = tabulator.sheet_sources(contest)
        if not sources or (source is not None and source not in sources):
            raise InputError(Problem(_("nobody's sheets of this contest are held"), read=contest))
        whose = source or sources[0]
        places = tabulator.store.places
        table = tabulator.table(contest, whose, definition.station_level, places.root)
        stations = station_figures(tabulator, contest, whose)
        areas = {}
        for level in definition.levels[1:-1]:
            of = areas_of_stations(engine, places.tree_of(level), level)
            areas[level] = [of.get(code, "") for code in table.areas]
        sums = {name: int(column.values.sum()) for name, column in stations.options.items()}
        leader = max(sums, key=lambda name: sums[name], default="")
        return _Clean(contest, whose, [*table.areas], areas, stations, leader)


def _votes(clean: _Clean, done: Manipulated, rng: np.random.Generator) -> Mapping[str, Column]:
    """The options' votes: what was moved is drawn from the others as ballots from a box."""
    before, after = clean.stations, done.stations
    leader = after.column("leader")
    gained = (leader.values - before.column("leader").values)[done.touched]
    added = (after.column("ballots").values - before.column("ballots").values)[done.touched]
    left: Whole = gained - added
    others = {name: item for name, item in before.options.items() if name != clean.leader}
    listed = sum((item.values[done.touched] for item in others.values()), np.zeros_like(left))
    pool: Whole = np.maximum(listed, left)
    found: dict[str, Column] = {clean.leader: leader}
    for name, item in others.items():
        votes = item.values[done.touched]
        taken = rng.hypergeometric(votes, pool - votes, left)
        pool, left = pool - votes, left - taken
        values = item.values.copy()
        values[done.touched] = votes - taken
        found[name] = Column(values, item.known)
    return {name: found[name] for name in before.options}


def _definition(election: Election, clean: _Clean, stations: Stations, note: str) -> str:
    """``election.yaml``; the title says that it is made up."""
    whole = election.definition
    contest, source = whole.contests[clean.contest], whole.sources[clean.source]
    fields = {name: text for name, text in FIELDS.items() if getattr(stations, name) is not None}
    relations = [{"relation": "options <= valid"}] if "valid" in fields else []
    document = {
        "crosstally": 1,
        "id": f"made-up-{whole.id}",
        "title": f"MADE UP: {whole.title}",
        "date": whole.date,
        "place": {"id": whole.place.id, "name": whole.place.name},
        "levels": [*whole.levels],
        "stations": len(clean.codes),
        "sources": {clean.source: {"name": f"Made up from: {source.name}"}},
        "sheets": {"sheet": {"fields": fields, "relations": relations}},
        "contests": {
            clean.contest: {
                "options": {name: contest.options[name].name for name in stations.options}
            }
        },
        "returns": [
            {
                "file": RETURNS,
                "source": clean.source,
                "columns": {
                    "station": "station",
                    "areas": {level: level for level in clean.areas},
                    "fields": {name: name for name in fields},
                    "options": {name: f"votes {name}" for name in stations.options},
                },
            }
        ],
        "note": " ".join(note.partition("\n")[2].split()),
    }
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return "# Made up: no result of an election.\n" + text


def _returns(clean: _Clean, stations: Stations, votes: Mapping[str, Column]) -> str:
    columns: dict[str, Sequence[str] | Column] = {"station": clean.codes, **clean.areas}
    columns |= {name: column for name in FIELDS if (column := getattr(stations, name)) is not None}
    columns |= {f"votes {name}": column for name, column in votes.items()}
    return _csv(columns)


def _changes(clean: _Clean, done: Manipulated) -> str:
    """The stations that were changed, with their figures before and after."""
    place = np.flatnonzero(done.changed).tolist()
    columns: dict[str, Sequence[str] | Column] = {"station": [clean.codes[i] for i in place]}
    for name in ("registered", "ballots", "leader"):
        for when, stations in (("before", clean.stations), ("after", done.stations)):
            columns[f"{name} {when}"] = stations.column(name).of(done.changed)
    return _csv(columns)


def _csv(columns: Mapping[str, Sequence[str] | Column]) -> str:
    """Columns as CSV; what is unknown is empty. Every row says that it is made up: a table is
    passed on without its folder."""
    rows = len(next(iter(columns.values())))
    columns = {**columns, "note": [NOTE] * rows}
    arrays = {
        name: pa.array(item.values, mask=~item.known)
        if isinstance(item, Column)
        else pa.array(item, pa.string())
        for name, item in columns.items()
    }
    out = io.BytesIO()
    pcsv.write_csv(pa.table(arrays), out)
    return out.getvalue().decode("utf-8")
