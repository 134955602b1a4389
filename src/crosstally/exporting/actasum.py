"""actasum's statements, official totals and log (``actasum/statement/v0.1``).

Its blank and null are our fields of these names, else ``blank`` and what the sheet's template
takes for invalid; a figure that the sheet has no field for is marked so, and never zero. Stages
that actasum does not have are said as the nearest lawful act: a recount as a ruling, a
preliminary figure as the count, a final one as the canvass. How votes came and of which copy they
are stands in ``extra``, which actasum keeps and our reader looks at.
Source: actasum 0.1.0, ``docs/spec/core.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from crosstally.election.definition import STAGE_ORDER, SourceKind, Stage
from crosstally.engine.statements import TOLD
from crosstally.exporting.returns import Return, Returns
from crosstally.ledger import canonical, tree
from crosstally.ledger.canonical import Json
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.notes import Note

STATEMENT, OFFICIAL = "actasum/statement/v0.1", "actasum/official-totals/v0.1"
PROFILE = "crosstally"
_STAGES = {
    Stage.PRELIMINARY: "count",
    Stage.COUNT: "count",
    Stage.CANVASS: "canvass",
    Stage.RECOUNT: "ruling",
    Stage.RULING: "ruling",
    Stage.RERUN: "rerun",
    Stage.FINAL: "canvass",
}
_REASONS = {"unread": "illegible", "empty": "empty"}
_OTHER, _CANDIDATURE = "other:", "candidature:"


def write_actasum(
    returns: Returns, contest: str, source: str, out: Path, key: PrivateKey | None = None
) -> dict[str, int | list[str]]:
    """Write ``statements.jsonl``, ``official.json`` where totals are stated, and ``log/``, which
    is signed where there is a key. Returns how many of each were written, and what is not in
    them."""
    writer = _Writer(returns, contest, source)
    out.mkdir()
    entries = [canonical.encode(statement) for statement in writer.statements()]
    (out / "statements.jsonl").write_bytes(b"".join(entry + b"\n" for entry in entries))
    official = writer.official()
    if official is not None:
        text = json.dumps(official, ensure_ascii=False, indent=2, sort_keys=True)
        (out / "official.json").write_text(text + "\n", encoding="utf-8")
    _write_log(out / "log", entries, key, f"{PROFILE}/{returns.election.definition.id}")
    areas = official["areas"] if official is not None else {}
    said = [*writer.sheet.single.values(), *writer.sheet.other.values()]
    return {
        "statements": len(entries),
        "areas": len(areas) if isinstance(areas, dict) else 0,
        "left_out": returns.left_out(contest, said),
        "of_same": writer.of_same,
        "not_asked": returns.not_asked(contest, source),
    }


def _write_log(folder: Path, entries: list[bytes], key: PrivateKey | None, origin: str) -> None:
    """A log in actasum's layout: an entry a line, and the checkpoint."""
    folder.mkdir()
    distinct = list(dict.fromkeys(entries))
    hashes = tree.leaf_hashes(distinct)
    root = tree.root(tree.nodes_of(hashes), len(distinct)) if distinct else tree.EMPTY_ROOT
    text = str(Checkpoint(key.name if key else origin, len(distinct), root))
    signed = str(Note(text, (key.sign(text),))) if key else text
    (folder / "leaves.jsonl").write_bytes(b"".join(entry + b"\n" for entry in distinct))
    (folder / "checkpoint").write_text(signed, encoding="utf-8", newline="")


@dataclass(frozen=True)
class _Sheet:
    """Which field of the sheet is which of actasum's figures."""

    single: Mapping[str, str]
    """``blank``, ``null``, ``registered``, ``candidature_total`` → our field."""
    other: Mapping[str, str]
    """Category → our field."""


class _Writer:
    def __init__(self, returns: Returns, contest: str, source: str) -> None:
        self.returns = returns
        self.contest = contest
        self.source = source
        self.elections: set[str] = set()
        self.of_same = 0
        """How many statements are of a station and act that an earlier one is of, too: a copy, or
        another way of voting, which a statement has no words for."""
        self._read: dict[Path, list[bytes]] = {}
        self.sheet = self._sheet_of()
        self.level, self.totals = self._totals()

    def statements(self) -> Iterator[dict[str, Json]]:
        """A statement for each return; one that replaces another names it by its new id."""
        renamed: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        for item in self.returns.of(self.contest, self.source):
            before = self._line(item)
            statement = self._statement(item) if before is None else self._as_it_came(item, before)
            replaced = statement.get("supersedes")
            if isinstance(replaced, str):
                statement["supersedes"] = renamed.get(replaced, replaced)
            if before is not None:
                renamed[_identifier(before)] = _identifier(statement)
            act = (item.station, str(statement.get("stage", "count")))
            self.of_same += act in seen and "supersedes" not in statement
            seen.add(act)
            self.elections.add(str(statement["election"]))
            yield statement

    def _as_it_came(self, item: Return, before: Mapping[str, Json]) -> dict[str, Json]:
        """A return that came as a statement, in its own shape, with the figures that were read."""
        counts = before["counts"]
        listed = counts.get("candidatures") if isinstance(counts, dict) else None
        known = {code: name for name, code in self._codes(item).items()}
        candidatures: dict[str, Json] = {
            code: item.figures[known[code]] for code in (listed if isinstance(listed, dict) else {})
        }
        whole = {**counts, "candidatures": candidatures} if isinstance(counts, dict) else counts
        return {**before, "station": item.station, "counts": whole}

    def _statement(self, item: Return) -> dict[str, Json]:
        codes = self._codes(item)
        marks = self._marks(item, codes)
        unread = {key: _REASONS[mark] for key, mark in marks.items() if mark in _REASONS}
        parts: dict[str, dict[str, Json]] = {
            "candidatures": _valued(item, {code: name for name, code in codes.items()}),
            "other": _valued(item, self.sheet.other),
            "unread": {**unread},
            "not_on_sheet": {key: "no-field" for key in marks if key not in unread},
        }
        counts = _valued(item, self.sheet.single)
        counts |= {name: part for name, part in parts.items() if part or name == "candidatures"}
        statement: dict[str, Json] = {
            "spec": STATEMENT,
            "profile": PROFILE,
            "election": self.returns.election.definition.id,
            "station": item.station,
            "constituency": self._constituency(item.station),
            "counts": counts,
        }
        stage = _STAGES[item.load.entry.stage]
        told = {"channel": item.load.entry.channel, **item.texts}
        extra: dict[str, Json] = {name: told[name] for name in TOLD if told.get(name)}
        statement |= {"stage": stage} if stage != "count" else {}
        return statement | ({"extra": extra} if extra else {})

    def _marks(self, item: Return, codes: Mapping[str, str]) -> dict[str, str]:
        """actasum's figures that have no value here → why."""
        wanted = {name: f"{_CANDIDATURE}{code}" for name, code in codes.items()}
        wanted |= {name: f"{_OTHER}{key}" for key, name in self.sheet.other.items()}
        wanted |= {name: key for key, name in self.sheet.single.items() if key in ("blank", "null")}
        on_sheet = set(item.load.figures)
        marks = {
            key: item.marks.get(name, "empty") if name in on_sheet else "no-field"
            for name, key in wanted.items()
            if name not in item.figures
        }
        missing = {"blank", "null"} - set(self.sheet.single)
        return marks | dict.fromkeys(sorted(missing), "no-field")

    def _codes(self, item: Return) -> dict[str, str]:
        """Option → the code that its file calls it by, else its id."""
        columns = item.load.entry.columns.options
        return {
            option: columns[option].removeprefix(_CANDIDATURE)
            if columns.get(option, "").startswith(_CANDIDATURE)
            else option
            for option in self.returns.about(self.contest).options
        }

    def _sheet_of(self) -> _Sheet:
        template = self.returns.template(self.contest)
        fields = set(template.fields)
        single = {}
        for key, names in {
            "blank": ("blank",),
            "null": ("null", _field_of(template.measures.invalid), "invalid"),
            "registered": (_field_of(template.measures.registered), "registered"),
            "candidature_total": (
                "candidature_total",
                _field_of(template.measures.valid),
                "valid",
            ),
        }.items():
            found = next((name for name in names if name in fields), None)
            if found is not None:
                single[key] = found
        other = {
            column.removeprefix(_OTHER): name
            for load in self.returns.store.loads
            if load.contest == self.contest
            for name, column in load.entry.columns.fields.items()
            if column.startswith(_OTHER)
        }
        return _Sheet(single, other)

    def _constituency(self, station: str) -> str:
        place = self.returns.election.definition.place.id
        known = self.returns.stations.get(station)
        return dict(known.areas).get(self.level, place) if known else place

    def _line(self, item: Return) -> dict[str, Json] | None:
        """The statement that a row was read from, where it was one."""
        if item.load.entry.format != "actasum" and "supersedes" not in item.load.texts:
            return None
        path = item.load.raw.local
        if path not in self._read:
            with path.open("rb") as stream:
                self._read[path] = [line for line in stream if line.strip()]
        found: dict[str, Json] = json.loads(self._read[path][item.row - 1])
        return found

    def _totals(self) -> tuple[str, dict[str, dict[str, int]]]:
        """The outermost level below the whole place at which totals are stated, with them; else
        the whole place's own, and else no totals at the outermost level of areas."""
        definition = self.returns.election.definition
        found: dict[str, dict[str, dict[str, int]]] = {}
        for level, area, figures in self.returns.stated(self.contest):
            found.setdefault(level, {})[area] = figures
        for level, area, figures in self._announced():
            found.setdefault(level, {})[area] = figures
        root = definition.levels[0]
        levels = [*definition.levels[1:-1], root]
        level = next((level for level in levels if level in found), levels[0])
        return level, found.get(level, {})

    def _announced(self) -> Iterator[tuple[str, str, dict[str, int]]]:
        """Counts that an authority announced, the latest stage last."""
        election = self.returns.election
        said = [
            item
            for item in election.announcements
            if election.definition.sources[item.source].kind is SourceKind.AUTHORITY
            and self.contest == (item.contest or self.contest)
        ]
        lookup = self.returns.store.places.lookup
        for item in sorted(said, key=lambda item: STAGE_ORDER[item.stage]):
            whole = item.area or election.definition.place.id
            for text, figures in ((whole, item), *item.areas.items()):
                areas = lookup.find(text)
                exact = {k: v for k, v in figures.counts.items() if k not in figures.rounded_to}
                if len(areas) == 1 and exact:
                    yield areas[0].level, areas[0].id, {**figures.fields, **exact}

    def official(self) -> dict[str, Json] | None:
        """The totals that an authority states, or nothing where it states none."""
        if not self.totals:
            return None
        return {
            "spec": OFFICIAL,
            "profile": PROFILE,
            "election": min(self.elections, default=self.returns.election.definition.id),
            "level": self.level,
            "grouping": "constituency",
            "areas": {area: self._area(figures) for area, figures in self.totals.items()},
        }

    def _area(self, figures: Mapping[str, int]) -> dict[str, Json]:
        options = self.returns.about(self.contest).options
        area: dict[str, Json] = {
            "candidatures": {name: figures[name] for name in options if name in figures}
        }
        area |= {
            key: figures[name]
            for key, name in self.sheet.single.items()
            if name in figures and key != "registered"
        }
        other: dict[str, Json] = {
            key: figures[name] for key, name in self.sheet.other.items() if name in figures
        }
        return area | ({"other": other} if other else {})


def _field_of(measure: str | None) -> str:
    """The field that a measure is, where it is one field alone."""
    return measure.strip() if measure and measure.strip().isidentifier() else ""


def _valued(item: Return, names: Mapping[str, str]) -> dict[str, Json]:
    """actasum's figure → its value, of those that the return states."""
    return {key: item.figures[name] for key, name in names.items() if name in item.figures}


def _identifier(statement: dict[str, Json]) -> str:
    return f"sha256:{sha256(canonical.encode(statement)).hexdigest()}"
