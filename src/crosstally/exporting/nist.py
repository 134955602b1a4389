"""NIST SP 1500-100 v2 election results reports in JSON, as the schema of version 2 has them.

A report has one figure for a place: that of the sheet that stands. It has no words for figures
that could not be read and none for invalid ballots: those are not said, and never as zero; the
invalid are ``BallotsRejected`` where the sheet has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

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


def write_nist(returns: Returns, contest: str, source: str, out: Path) -> dict[str, int]:
    """Write one report. Returns how many stations it has."""
    report = _Report(returns, contest, source)
    document = report.document()
    text = json.dumps(document, ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")
    return {"stations": len(report.sheets)}


class _Report:
    def __init__(self, returns: Returns, contest: str, source: str) -> None:
        self.returns = returns
        self.definition = returns.election.definition
        self.contest = contest
        self.source = source
        self.about = returns.about(contest)
        self.sheets = dict(returns.standing(contest, source))
        self.fields = _fields(returns, contest)

    def document(self) -> dict[str, Any]:
        """The whole report."""
        source = self.definition.sources[self.source]
        sheets = self.returns.store.sheets[self.contest, self.source]
        stage = max((load.entry.stage for load in sheets.loads), key=STAGE_ORDER.__getitem__)
        return {
            "@type": f"{PREFIX}ElectionReport",
            "Format": "precinct-level",
            "GeneratedDate": f"{self.definition.date[:10]}T00:00:00Z",
            "Issuer": source.name,
            "IssuerAbbreviation": self.source,
            "Notes": "GeneratedDate is the voting day: a report made again is the same.",
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": _STATES[stage],
            "VendorApplicationId": "crosstally",
            "GpUnit": [*self._areas(), *self._stations()],
            "Party": [
                {"@type": f"{PREFIX}Party", "@id": f"party-{id_}", "Name": _text(option.name)}
                for id_, option in self.about.options.items()
            ],
            "Election": [self._election()],
        }

    def _election(self) -> dict[str, Any]:
        day = self.definition.date[:10]
        ballots = [*self._ballots()]
        return {
            "@type": f"{PREFIX}Election",
            "ElectionScopeId": _unit_id(self.definition.place.id),
            "Name": _text(self.definition.title),
            "StartDate": day,
            "EndDate": day,
            "Type": "general",
            "Contest": [
                {
                    "@type": f"{PREFIX}PartyContest",
                    "@id": f"contest-{self.contest}",
                    "ElectionDistrictId": _unit_id(self.definition.place.id),
                    "Name": self.about.name or self.contest,
                    "ContestSelection": [self._selection(id_) for id_ in self.about.options],
                }
            ],
            **({"BallotCounts": ballots} if ballots else {}),
        }

    def _selection(self, option: str) -> dict[str, Any]:
        counts = [
            {
                "@type": f"{PREFIX}VoteCounts",
                "GpUnitId": station,
                "Type": "total",
                "Count": figures[option],
            }
            for station, figures in self.sheets.items()
            if option in figures
        ]
        return {
            "@type": f"{PREFIX}PartySelection",
            "@id": option,
            "PartyIds": [f"party-{option}"],
            **({"VoteCounts": counts} if counts else {}),
        }

    def _ballots(self) -> Iterator[dict[str, Any]]:
        for station, figures in self.sheets.items():
            stated = {
                key: figures[name]
                for key, name in self.fields.items()
                if key.startswith("Ballots") and name in figures
            }
            if stated:
                yield {
                    "@type": f"{PREFIX}BallotCounts",
                    "GpUnitId": station,
                    "Type": "total",
                    **stated,
                }

    def _stations(self) -> Iterator[dict[str, Any]]:
        registered = self.fields.get("VotersRegistered", "")
        for id_, figures in self.sheets.items():
            station = self.returns.stations.get(id_) or Station(id_, id_, ())
            yield {
                "@type": f"{PREFIX}ReportingUnit",
                "@id": id_,
                "Name": _text(station.name),
                "Type": "polling-place",
                **({"VotersRegistered": figures[registered]} if registered in figures else {}),
            }

    def _areas(self) -> Iterator[dict[str, Any]]:
        """The whole place and every area above a station with a sheet, with what it is made of."""
        place = self.definition.place
        made_of: dict[tuple[str, str], dict[str, None]] = {}
        root = (self.definition.levels[0], place.id)
        for id_ in self.sheets:
            known = self.returns.stations.get(id_)
            chain = [root, *(known.areas if known else ())]
            below = [*(_unit_id(area) for _level, area in chain[1:]), id_]
            for above, part in zip(chain, below, strict=True):
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
