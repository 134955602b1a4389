"""NIST SP 1500-100 v2 election results reports in JSON, as the schema of version 2 has them.

A report has one figure for a place: that of the sheet that stands. It has no words for figures
that could not be read and none for invalid ballots: those are not said, and never as zero; the
invalid are ``BallotsRejected`` where the sheet has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from crosstally.election.definition import STAGE_ORDER, Stage
from crosstally.exporting.returns import Returns, Station

PREFIX = "ElectionResults."
_STATES = {
    Stage.PRELIMINARY: "unofficial-partial",
    Stage.COUNT: "unofficial-complete",
    Stage.CANVASS: "unofficial-complete",
    Stage.RECOUNT: "recount",
    Stage.RULING: "correction",
    Stage.RERUN: "correction",
    Stage.FINAL: "certified",
}
_UNITS = ("country", "state", "county", "city", "town", "township", "municipality", "ward")


def write_nist(
    returns: Returns, contest: str, source: str, out: Path
) -> dict[str, int | list[str]]:
    """Write one report, piece by piece: with a million stations it has gigabytes. Returns how many
    stations it has, and what is not in it."""
    report = _Report(returns, contest, source)
    with out.open("w", encoding="utf-8") as stream:
        report.write(stream)
    return {
        "stations": len(report.stations),
        "left_out": returns.left_out(contest, report.fields.values()),
        "missing": sum(column.count(None) for column in report.columns.values()),
        "not_asked": returns.not_asked(contest, source),
    }


class _Report:
    def __init__(self, returns: Returns, contest: str, source: str) -> None:
        self.returns = returns
        self.definition = returns.election.definition
        self.contest = contest
        self.source = source
        self.about = returns.about(contest)
        self.fields = _fields(returns, contest)
        self.stations: list[str] = []
        self.columns: dict[str, list[int | None]] = {
            name: [] for name in (*self.fields.values(), *self.about.options)
        }
        for station, figures in returns.standing(contest, source):
            self.stations.append(station)
            for name, column in self.columns.items():
                column.append(figures.get(name))

    def write(self, stream: TextIO) -> None:
        """Write the whole report."""
        stream.write(_begun(self._head()) + '"GpUnit": ')
        _write_array(stream, chain(self._areas(), self._units()))
        parties = [
            {"@type": f"{PREFIX}Party", "@id": f"party-{id_}", "Name": _text(option.name)}
            for id_, option in self.about.options.items()
        ]
        stream.write(',\n"Party": ')
        _write_array(stream, parties)
        stream.write(',\n"Election": [' + _begun(self._election()))
        stream.write('"Contest": [' + _begun(self._contest()) + '"ContestSelection": [')
        for number, option in enumerate(self.about.options):
            selection = {
                "@type": f"{PREFIX}PartySelection",
                "@id": f"selection-{option}",  # a station may have the code of an option
                "PartyIds": [f"party-{option}"],
            }
            stream.write(("," if number else "") + _begun(selection) + '"VoteCounts": ')
            _write_array(stream, self._votes(option))
            stream.write("}")
        stream.write(']}],\n"BallotCounts": ')
        _write_array(stream, self._ballots())
        stream.write("}]}\n")

    def _head(self) -> dict[str, Any]:
        sheets = self.returns.store.sheets[self.contest, self.source]
        stage = max((load.entry.stage for load in sheets.loads), key=STAGE_ORDER.__getitem__)
        return {
            "@type": f"{PREFIX}ElectionReport",
            "Format": "precinct-level",
            "GeneratedDate": f"{self.definition.date[:10]}T00:00:00Z",
            "Issuer": self.definition.sources[self.source].name,
            "IssuerAbbreviation": self.source,
            "Notes": "GeneratedDate is the voting day: a report made again is the same.",
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": _STATES[stage],
            "VendorApplicationId": "crosstally",
        }

    def _election(self) -> dict[str, Any]:
        day = self.definition.date[:10]
        return {
            "@type": f"{PREFIX}Election",
            "ElectionScopeId": _unit_id(self.definition.place.id),
            "Name": _text(self.definition.title),
            "StartDate": day,
            "EndDate": day,
            "Type": "general",
        }

    def _contest(self) -> dict[str, Any]:
        return {
            "@type": f"{PREFIX}PartyContest",
            "@id": f"contest-{self.contest}",
            "ElectionDistrictId": _unit_id(self.definition.place.id),
            "Name": self.about.name or self.contest,
        }

    def _votes(self, option: str) -> Iterator[dict[str, Any]]:
        for station, count in zip(self.stations, self.columns[option], strict=True):
            if count is not None:
                yield {
                    "@type": f"{PREFIX}VoteCounts",
                    "GpUnitId": station,
                    "Type": "total",
                    "Count": count,
                }

    def _ballots(self) -> Iterator[dict[str, Any]]:
        names = {key: name for key, name in self.fields.items() if key.startswith("Ballots")}
        for place, station in enumerate(self.stations):
            values = {key: self.columns[name][place] for key, name in names.items()}
            stated = {key: value for key, value in values.items() if value is not None}
            if stated:
                yield {
                    "@type": f"{PREFIX}BallotCounts",
                    "GpUnitId": station,
                    "Type": "total",
                    **stated,
                }

    def _units(self) -> Iterator[dict[str, Any]]:
        registered = self.columns.get(self.fields.get("VotersRegistered", ""))
        for place, id_ in enumerate(self.stations):
            station = self.returns.stations.get(id_) or Station(id_, id_, ())
            voters = registered[place] if registered is not None else None
            yield {
                "@type": f"{PREFIX}ReportingUnit",
                "@id": id_,
                "Name": _text(station.name),
                "Type": "polling-place",
                **({"VotersRegistered": voters} if voters is not None else {}),
            }

    def _areas(self) -> Iterator[dict[str, Any]]:
        """The whole place and every area above a station with a sheet, with what it is made of."""
        place = self.definition.place
        made_of: dict[tuple[str, str], dict[str, None]] = {}
        root = (self.definition.levels[0], place.id)
        for id_ in self.stations:
            known = self.returns.stations.get(id_)
            path = [root, *(known.areas if known else ())]
            below = [*(_unit_id(area) for _level, area in path[1:]), id_]
            for above, part in zip(path, below, strict=True):
                made_of.setdefault(above, {}).setdefault(part)
        for (level, area), parts in made_of.items():
            name = place.name if area == place.id else self.returns.area_name(area)
            yield {
                "@type": f"{PREFIX}ReportingUnit",
                "@id": _unit_id(area),
                "Name": _text(name),
                "ComposingGpUnitIds": [*parts],
                **_kind(level),
            }


def _fields(returns: Returns, contest: str) -> dict[str, str]:
    """NIST's figure → the field of the sheet that is it."""
    template = returns.template(contest)
    found = {}
    for key, measure, own in (
        ("BallotsCast", "cast", "cast"),
        ("BallotsRejected", "invalid", "rejected"),
        ("VotersRegistered", "registered", "registered"),
    ):
        linear = template.measure(measure)
        names = [*linear.terms] if linear is not None else []
        if len(names) != 1 or names[0] not in template.fields:
            names = [own]
        if names[0] in template.fields:
            found[key] = names[0]
    return found


def _begun(fields: Mapping[str, Any]) -> str:
    """An object that goes on: its closing bracket is left out."""
    return json.dumps(fields, ensure_ascii=False)[:-1] + ",\n"


def _write_array(stream: TextIO, items: Iterable[Mapping[str, Any]]) -> None:
    """An array with a line for each item, of which one is in memory at a time."""
    stream.write("[")
    for number, item in enumerate(items):
        stream.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
    stream.write("]")


def _text(content: str) -> dict[str, Any]:
    """A text of no stated language."""
    return {
        "@type": f"{PREFIX}InternationalizedText",
        "Text": [{"@type": f"{PREFIX}LanguageString", "Content": content, "Language": "und"}],
    }


def _kind(level: str) -> Mapping[str, str]:
    return {"Type": level} if level in _UNITS else {"Type": "other", "OtherType": level}


def _unit_id(area: str) -> str:
    """An area's code, told from a station's of the same code."""
    return f"area-{area}"
