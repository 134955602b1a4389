"""Pictures of statistics: each with its caveat inside it and its data beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup

from crosstally.check.result import CheckResult
from crosstally.check.statistics import MethodRun
from crosstally.forensics.calibration import Calibration, short
from crosstally.forensics.methods.fingerprint import Fingerprint
from crosstally.forensics.methods.integer_percentages import percentages
from crosstally.forensics.overdispersion import shipped_bins_above
from crosstally.forensics.percentage_histogram import PercentageHistogram, percentage_histogram
from crosstally.forensics.simulation import KIND_NAMES
from crosstally.report import drawing
from crosstally.report.drawing import Axis, Frame, count_axis, marks_between, percent_axis
from crosstally.report.names import Names
from crosstally.report.picture_columns import BINS, CLEAN, FOUND, SQUARES, Column
from crosstally.report.statistics import looked_at
from crosstally.words import N_, _, number, printed

CAVEAT = N_(
    "An anomaly is no verdict: villages, minorities and the way sheets are made leave traces too. "
    "A picture without an anomaly is no clean bill."
)
BAND_CAVEAT = N_(
    "The band is of binomial chance, station by station; clean elections are known to leave it."
)
SHADES = N_(
    "The stronger a square's colour, the more registered voters stand there; each shade is three "
    "times the one before."
)
_KEYS = {
    "bars": N_("stations"),
    "bars above": N_("stations, more than the band holds"),
    "expected": N_("by binomial chance, on average"),
    "band": N_("where chance leaves their number, 99.9 percent"),
}
"""What a histogram shows."""
THIS = N_("this election")
ROWS = 40
"""Rows of the table beside a picture; the CSV has them all."""
DARKNESS = 6
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Picture:
    """One picture of a statistic of one source's sheets of a contest."""

    name: str
    """For files and ids: letters, digits, hyphens."""
    title: str
    caption: str
    markup: Markup
    header: tuple[str, ...]
    table: Sequence[Row]
    """What the picture shows, in rows that a person can read."""
    columns: tuple[Column, ...]
    data: Sequence[Row]
    """All of what is drawn."""
    election: str
    """Its title and day."""
    caveats: tuple[str, ...]
    """What stands inside the picture, and must stand beside its data."""
    beside: tuple[str, ...]
    """Of the method: what it says here beside clean elections, what it looked at, what it cannot
    see."""

    @property
    def file(self) -> bytes:
        """The picture as a file of its own, its style inside it."""
        style = Markup("<style>{}</style><title ").format(Markup(_style()))  # noqa: S704 -- ours
        return self.markup.replace("<title ", style, 1).encode("utf-8")


def pictures(result: CheckResult) -> list[Picture]:
    """The pictures of all statistics that were run and apply."""
    if result.statistics is None:
        return []
    names = Names(result)
    return [picture for run in result.statistics.runs for picture in _of(run, names)]


def _of(run: MethodRun, names: Names) -> Iterator[Picture]:
    whose = _Whose(
        f"{names.definition.title}, {names.definition.date}",
        f"{names.contest(run.contest)}, {names.source(run.source)}",
    )
    if not run.outcome.applicable:
        return  # nothing of this election could be shown beside the clean ones
    if isinstance(run.outcome, Fingerprint):
        yield _fingerprint(run, run.outcome, whose)
    if run.method.name == "integer_percentages":
        for kind, (part, whole) in percentages(run.stations).items():
            yield _histogram(run, kind, percentage_histogram(part, whole), whose)
    if run.calibration is not None and run.calibration.controls:
        yield _strip(run, run.calibration, whose)
    if run.calibration is not None and run.calibration.power:
        yield _power(run, run.calibration, whose)


class _Whose(NamedTuple):
    """Whose figures a picture shows."""

    election: str
    """Inside every picture, which may be shown without its page."""
    sheets: str
    """The contest and the source."""


def _fingerprint(run: MethodRun, found: Fingerprint, whose: _Whose) -> Picture:
    voters = found.voters_in
    bins = len(voters)
    frame = Frame(percent_axis(_("Turnout, percent")), percent_axis(_("Leader's share, percent")))
    top = max(1, int(voters.max()))
    # Each shade is three times as many voters as the one before it.
    shade = np.where(voters > 0, DARKNESS - np.log(top / np.maximum(voters, 1)) / np.log(3), 0)
    shade = np.where(voters > 0, np.clip(np.ceil(shade), 1, DARKNESS), 0).astype(int)
    step = 100 / bins
    drawn = [frame.axes()]
    for level in range(1, DARKNESS + 1):
        boxes = [
            (i * step, (i + 1) * step, j * step, (j + 1) * step)
            for i, j in np.argwhere(shade == level).tolist()
        ]
        drawn.append(frame.boxes(f"shade-{level}", boxes))
    title = _("Turnout and the leader's share: {whose}").format(whose=whose.sheets)
    caption = _(
        "Each square is one percent of turnout by one percent of the leader's share. {stations} "
        "stations; {corner} percent of the voters stand at 90 percent or more of both."
    ).format(stations=number(found.stations), corner=printed(f"{100 * found.corner_voters:.2g}"))
    data = [
        (i * step, j * step, int(found.stations_in[i, j]), int(voters[i, j]))
        for i, j in np.argwhere(found.stations_in > 0).tolist()
    ]
    tens = voters.reshape(10, bins // 10, 10, bins // 10).sum(axis=(1, 3))
    table = [
        (f"{10 * i}–{10 * i + 10}", f"{10 * j}–{10 * j + 10}", number(int(tens[i, j])))
        for i, j in sorted(np.argwhere(tens > 0).tolist(), key=lambda at: -int(tens[at[0], at[1]]))
    ]
    return _picture(
        run,
        whose,
        "fingerprint",
        title,
        caption,
        Markup("").join(drawn),
        (_("Turnout, percent"), _("Leader's share, percent"), _("Voters")),
        table,
        SQUARES,
        data,
        (_(SHADES),),
    )


def _histogram(run: MethodRun, kind: str, found: PercentageHistogram, whose: _Whose) -> Picture:
    what = _("Turnout, percent") if kind == "turnout" else _("Leader's share, percent")
    middle, half = found.middle, float(found.width) / 2
    most = float(max(found.observed.max(), found.high.max()))
    frame = Frame(percent_axis(what), count_axis(_("Stations"), most))
    band = [*zip(middle, found.high, strict=True), *zip(middle[::-1], found.low[::-1], strict=True)]
    above, clean = found.observed > found.high, shipped_bins_above(kind)
    boxes = [
        (max(m - half, 0), min(m + half, 100), 0, int(n))
        for m, n in zip(middle.tolist(), found.observed.tolist(), strict=True)
    ]
    drawn = [
        frame.axes(),
        frame.boxes("bars", [box for box, out in zip(boxes, above, strict=True) if not out]),
        frame.boxes("bars above", [box for box, out in zip(boxes, above, strict=True) if out]),
        frame.area("band", band),
        frame.line("expected", zip(middle, found.expected, strict=True)),
    ]
    heading = (
        _("Stations by turnout: {whose}") if kind == "turnout" else _("Stations by share: {whose}")
    )
    caption = _(
        "{stations} stations in bins of {width} percentage points. The band is where chance leaves "
        "the number in 99.9 percent of cases, bin by bin. Bins above it: {above} of {bins}; on {n} "
        "clean elections {least} to {most}."
    ).format(
        stations=number(int(found.observed.sum())),
        width=printed(f"{float(found.width):g}"),
        bins=number(len(found.observed)),
        above=number(found.above),
        n=len(clean),
        least=min(clean),
        most=max(clean),
    )
    data = [
        (float(m), int(o), round(float(e), 3), int(low), int(high))
        for m, o, e, low, high in zip(
            middle, found.observed, found.expected, found.low, found.high, strict=True
        )
    ]
    table = [
        (printed(f"{m:g}"), number(o), printed(f"{e:.1f}"), f"{number(low)}–{number(high)}")
        for m, o, e, low, high in sorted(data, key=lambda row: row[4] - row[1])
    ]
    return _picture(
        run,
        whose,
        kind,
        heading.format(whose=whose.sheets),
        caption,
        Markup("").join(drawn),
        (what, _("Stations"), _("Expected by chance"), _("Band of 99.9 percent")),
        table,
        BINS,
        data,
        (_(BAND_CAVEAT),),
        [(kind, _(name)) for kind, name in _KEYS.items() if kind != "bars above" or found.above],
    )


def _strip(run: MethodRun, table: Calibration, whose: _Whose) -> Picture:
    headline = run.outcome.headline
    values = [control.headline for control in table.controls]
    shown = [*values, *([] if headline is None else [headline])]
    room = (max(shown) - min(shown)) * 0.05 or 1.0
    low, high = min(shown) - room, max(shown) + room
    ticks = [(value, printed(f"{value:.4g}")) for value in marks_between(low, high)]
    rows = [*table.countries, *([] if headline is None else [THIS])]
    places = {country: len(rows) - i for i, country in enumerate(rows)}
    up = Axis("", 0.5, len(rows) + 0.5, [(place, _(name)) for name, place in places.items()])
    frame = Frame(Axis(_(run.method.figure), low, high, ticks), up, left=120)
    drawn = [
        frame.axes(),
        frame.dots("control", [(item.headline, places[item.country]) for item in table.controls]),
    ]
    if headline is not None:
        drawn.append(frame.dots("here", [(headline, places[rows[-1]])], 7))
    data: list[Row] = [(c.country, c.election, c.headline) for c in table.controls]
    if headline is not None:
        data.append((THIS, "", headline))
    return _picture(
        run,
        whose,
        "controls",
        _("{method} on clean elections and here: {whose}").format(
            method=_(run.title), whose=whose.sheets
        ),
        run.said.text,
        Markup("").join(drawn),
        (_("Country"), _("Election"), _("Figure")),
        [
            (_(country) if country else "", *rest, printed(short(value)))
            for country, *rest, value in data
        ],
        CLEAN,
        data,
        () if table.made_up is None else (run.said.text,),
    )


def _power(run: MethodRun, table: Calibration, whose: _Whose) -> Picture:
    sizes = sorted({item.size for item in table.power})
    across = Axis(
        _("Stations manipulated, percent"),
        0,
        100 * max(sizes),
        [(100 * size, printed(f"{100 * size:g}")) for size in sizes if size >= max(sizes) / 10],
    )
    frame = Frame(across, percent_axis(_("Found, percent")))
    drawn = [frame.axes()]
    kinds = list(dict.fromkeys(item.kind for item in table.power))
    for place, kind in enumerate(kinds, 1):
        points = [(100 * p.size, 100 * p.rate) for p in table.power if p.kind == kind]
        drawn.append(frame.line(f"curve lead-{place}", sorted(points)))
        # Smaller and smaller, so that each is seen around those that lie on it.
        drawn.append(frame.dots(f"dot lead-{place}", points, 8 - 1.2 * place))
    data = [(p.kind, p.size, p.found, p.replicates, *p.interval) for p in table.power]
    return _picture(
        run,
        whose,
        "power",
        _("{method}: how often known manipulation is found").format(method=_(run.title)),
        _(
            "Manipulation of a known kind, put into clean elections ({tries} tries for each point, "
            "on {elections}). Where little of it is found, that nothing is found is no clean bill."
        ).format(tries=_tries(table), elections=table.tried_on.text),
        Markup("").join(drawn),
        (_("Manipulation"), _("Stations manipulated, percent"), _("Found"), _("Tried")),
        [
            (
                _(KIND_NAMES[p.kind]),
                printed(f"{100 * p.size:g}"),
                number(p.found),
                number(p.replicates),
            )
            for p in table.power
        ],
        FOUND,
        data,
        keys=[(f"lead-{place}", _(KIND_NAMES[kind])) for place, kind in enumerate(kinds, 1)],
    )


def _tries(table: Calibration) -> str:
    """How often each kind and size was tried."""
    tries = {item.replicates for item in table.power}
    least, most = min(tries), max(tries)
    return number(most) if least == most else f"{number(least)}–{number(most)}"


def _picture(
    run: MethodRun,
    whose: _Whose,
    kind: str,
    title: str,
    caption: str,
    drawn: Markup,
    header: tuple[str, ...],
    table: Sequence[Row],
    columns: tuple[Column, ...],
    data: Sequence[Row],
    more: tuple[str, ...] = (),
    keys: Sequence[tuple[str, str]] = (),
) -> Picture:
    name, caveats = _name(run, kind), (*more, _(CAVEAT))
    below = (title, whose.election, *caveats)
    return Picture(
        name=name,
        title=title,
        caption=caption,
        markup=drawing.svg(name, title, caption, drawn, below, keys),
        header=header,
        table=table[:ROWS],
        columns=columns,
        data=data,
        election=whose.election,
        caveats=caveats,
        beside=(
            run.said.text,
            looked_at(run),
            _("It cannot see: {what}").format(what=_(run.method.cannot_see)),
        ),
    )


def _name(run: MethodRun, kind: str) -> str:
    """Unlike for every source and contest, whatever signs their ids hold."""
    whose = hashlib.sha256(f"{run.contest}/{run.source}".encode("utf-8", "replace")).hexdigest()
    method = run.method.name.replace("_", "-")
    return f"{method}-{kind}-{whose[:6]}"


@cache
def _style() -> str:
    """The pictures' classes in the page's colours, light and dark, written out: most programs that
    show SVG know no variables."""
    assets = Path(__file__).parent / "assets"
    classes = (assets / "pictures.css").read_text(encoding="utf-8")
    page = (assets / "report.css").read_text(encoding="utf-8").partition("*, *::before")[0]
    light, _mark, dark = page.partition("@media (prefers-color-scheme: dark)")
    colours = dict(_VARIABLE.findall(light))
    in_the_dark = colours | dict(_VARIABLE.findall(dark))

    def written_out(values: dict[str, str]) -> str:
        return re.sub(r"var\((--[\w-]+)\)", lambda found: values[found[1]], classes)

    dark_classes = f"@media (prefers-color-scheme: dark) {{\n{written_out(in_the_dark)}}}\n"
    return written_out(colours) + dark_classes


_VARIABLE = re.compile(r"(--[\w-]+):\s*([^;]+);")
