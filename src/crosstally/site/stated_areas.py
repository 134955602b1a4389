"""What was announced for each area, as the pack's table has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crosstally import words
from crosstally.election.definition import STAGE_ORDER
from crosstally.pack.layout import ANNOUNCED, ANNOUNCED_COLUMNS
from crosstally.pack.opening import PackFiles
from crosstally.pack.verify_tables import csv_rows
from crosstally.report import names as labels
from crosstally.report.templating import printed_percent
from crosstally.site.names import Names

_ORDER = {stage.value: number for stage, number in STAGE_ORDER.items()}
_TURNOUT = ""
"""The figure that turnout is here: an option may be called so."""
FIGURES_SHOWN = 2_000
"""Of all announcements for one area together: its page has room for no more."""


@dataclass
class _Figure:
    """A figure as it was printed, empty where it was not announced."""

    votes: str = ""
    rounded_to: str = ""
    percent: str = ""
    seats: str = ""


@dataclass
class _Stated:
    """What one announcement states for one area."""

    contest: str
    source: str
    stage: str
    at: str
    printed_in: str
    counted: str
    percent_of: str = ""
    figures: dict[str, _Figure] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, int]:
        """By moment and act."""
        return self.at, _ORDER.get(self.stage, -1)


class StatedAreas:
    """The announcements that no other one corrects, by the area they state something for, so many
    as an area's page has room for. Raises ``UnreadableError`` where the pack has none."""

    def __init__(self, files: PackFiles, names: Names) -> None:
        self._names = names
        self._by_area: dict[str, dict[str, _Stated]] = {}
        self.places: dict[str, tuple[str, str]] = {}
        """Area → its name and its level."""
        for _line, row in csv_rows(files, ANNOUNCED, ANNOUNCED_COLUMNS):
            self._enter(dict(zip(ANNOUNCED_COLUMNS, row, strict=True)))

    def of(self, area: str) -> list[list[object]]:
        """What an area's page shows, the last word first: the announcements, as [contest, source,
        act and moment, printed in, share of sheets counted, what percentages are shares of,
        figures], a figure as [id, votes, unit they are rounded to, percent, seats]. Of those that
        there is no room for the last item says how many they are."""
        every = sorted(self._by_area.get(area, {}).values(), key=lambda one: one.order)[::-1]
        shown: list[list[object]] = []
        room = FIGURES_SHOWN
        for one in every:
            room -= len(one.figures)
            if room < 0:
                break
            shown.append(self._shown(one))
        return [*shown, [len(every) - len(shown)]] if every else []

    @property
    def figures(self) -> list[list[object]]:
        """For each contest: [id, name, [figure, name] …] of all that was announced anywhere."""
        found: dict[str, dict[str, None]] = {}
        for stated in self._by_area.values():
            for one in stated.values():
                found.setdefault(one.contest, {}).update(dict.fromkeys(one.figures))
        return [
            [
                contest,
                self._names.contest(contest),
                [[id_, self._name(contest, id_)] for id_ in ids],
            ]
            for contest, ids in found.items()
        ]

    def _enter(self, row: Mapping[str, str]) -> None:
        self.places.setdefault(row["area"], (row["name"], row["level"]))
        about = _Stated(
            contest=row["contest"],
            source=row["source"],
            stage=row["stage"],
            at=row["at"],
            printed_in=row["printed_in"],
            counted=row["counted"],
        )
        stated = self._by_area.setdefault(row["area"], {}).setdefault(row["announcement"], about)
        stated.percent_of = stated.percent_of or row["percent_of"]
        id_ = _TURNOUT if row["kind"] == "turnout" else row["figure"]
        figure = stated.figures.setdefault(id_, _Figure())
        match row["kind"]:
            case "votes" | "field":
                figure.votes, figure.rounded_to = row["printed"], row["rounded_to"]
            case "seats":
                figure.seats = row["printed"]
            case _:
                figure.percent = row["printed"]

    def _shown(self, one: _Stated) -> list[object]:
        when = [labels.stage_label(one.stage), one.at.replace("T", " ")]
        figures: Sequence[tuple[str, _Figure]] = [
            (id_, one.figures[id_]) for id_ in self._names.in_order(one.contest, one.figures)
        ]
        return [
            one.contest,
            self._names.source(one.source),
            ", ".join(filter(None, when)),
            one.printed_in,
            printed_percent(one.counted) if one.counted else "",
            labels.base_label(one.percent_of) if one.percent_of else "",
            [
                [
                    id_,
                    figure.votes,
                    "" if figure.rounded_to in ("", "1") else figure.rounded_to,
                    printed_percent(figure.percent) if figure.percent else "",
                    figure.seats,
                ]
                for id_, figure in figures
            ],
        ]

    def _name(self, contest: str, id_: str) -> str:
        return words._("Turnout") if id_ == _TURNOUT else self._names.figure(contest, id_)
