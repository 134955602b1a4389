"""Statistics in a terminal and on a page: each method beside clean elections, none a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import typer

from crosstally.check.result import CheckResult
from crosstally.check.statistics import MethodRun, Statistics
from crosstally.findings import Tier
from crosstally.forensics import power_in_regions
from crosstally.forensics.calibrating import declaration_of
from crosstally.forensics.calibration import least_stations, short
from crosstally.forensics.many_tests import Family
from crosstally.report.lines import Line, Section, plain_text
from crosstally.report.names import Names
from crosstally.words import N_, _, ngettext, number, printed

AREAS_SHOWN = 20
"""Areas that are named; the JSON has all."""
FIRED = N_("Beyond what clean elections show: an anomaly. Ask these stations why; it is no verdict")
BELOW = N_("p lies below {level}: an anomaly. Ask these stations why; it is no verdict")
METHODS = {Tier.STRONG: N_("strong method"), Tier.INDICATIVE: N_("indicative method")}
"""Said of the method: a tier alone would be read of what it found."""
QUIET = N_("No alarm: that is no clean bill")


def print_statistics(result: CheckResult) -> None:
    """Print what the methods say, the protocol first."""
    typer.echo(plain_text(statistics_sections(result)), nl=False)


def statistics_sections(result: CheckResult) -> list[Section]:
    """The statistics in sections; none where none were run."""
    statistics = result.statistics
    if statistics is None:
        return []
    names = Names(result)
    sections = [Section(_("Statistics: anomalies, no verdict"), list(_protocol(statistics)))]
    for contest in dict.fromkeys(run.contest for run in statistics.runs):
        lines = [
            line
            for run in statistics.runs
            if run.contest == contest
            for line in _method(run, names, statistics)
        ]
        sections.append(Section(names.heading(_("Methods"), contest), lines))
    return sections


def _protocol(statistics: Statistics) -> Iterator[Line]:
    fixed = statistics.protocol
    if fixed.protocol is None:
        yield Line(
            _(
                "No protocol.yaml says which methods were fixed before the figures were read: "
                "whoever tries enough of them finds something in every election."
            )
        )
    else:
        yield Line(
            _("protocol.yaml, fixed on {day}; SHA-256 {digest}").format(
                day=fixed.protocol.fixed_on, digest=fixed.sha256
            )
        )
        if statistics.fixed_after_voting_day:
            yield Line(
                _("That is after voting day: figures may have been known when it was fixed.")
            )
        if statistics.not_run:
            yield Line(
                _("The protocol names these methods too, which were not run: {names}").format(
                    names=", ".join(statistics.not_run)
                )
            )
    if not statistics.runs:
        yield Line(_("No sheets of polling stations are held: no statistic could be run."))
        return
    if statistics.stations_not_stated:
        yield Line(
            _(
                "Neither election.yaml nor areas.csv says how many stations there are: whether "
                "sheets are still missing cannot be told. Of a running count no statistic says "
                "anything: late stations are like no others."
            )
        )
    yield Line(
        _(
            "Read each figure beside those of clean elections. One that lies among them is nothing "
            "unusual, and no clean bill; one beyond them is a question to these stations, and no "
            "answer."
        )
    )
    if statistics.family is not None:
        told = _("Tests of whole contests, all together")
        yield Line(_family_said(statistics.family, float(fixed.significance)), told, "muted")


def _method(run: MethodRun, names: Names, statistics: Statistics) -> Iterator[Line]:
    tone = run.method.tier.value if run.fired else "muted"
    who = names.source(run.source)
    label = f"{_(run.title)} ({_(METHODS[run.method.tier])}, {who})"
    yield Line(run.said.text, label, tone)
    if statistics.protocol.protocol is not None and not run.fixed:
        yield from (Line(said, depth=2) for said in _added(run))
    if run.outcome.applicable:
        yield from _whole(run)
    elif run.outcome.left_out:
        yield Line(looked_at(run), depth=2)
    if statistics.by is not None and not _refused_everywhere(run):
        yield from _areas(run, names, statistics.by)
    if run.outcome.applicable:
        yield Line(_("It cannot see: {what}").format(what=_(run.method.cannot_see)), depth=2)


def _refused_everywhere(run: MethodRun) -> bool:
    """Whether every area refuses for the reason that the whole has, which was said."""
    return not run.by_area and set(run.refused_areas.values()) <= {run.outcome.reason}


def _added(run: MethodRun) -> Iterator[str]:
    """What the protocol did not fix."""
    if not run.named:
        yield _("added afterwards: the protocol does not name it")
        return
    if not run.step_named:
        yield _("the method was fixed beforehand, its step was not: the protocol has another one")
    if not run.level_named:
        yield _(
            "the method was fixed beforehand, its areas were not: the protocol names other ones"
        )


def _whole(run: MethodRun) -> Iterator[Line]:
    """What a method says of all stations together."""
    if run.is_calibrated:
        yield Line(_fired(run) if run.fired else _(QUIET), depth=2)
        yield from _small(run)
    for sentence in run.outcome.details:
        yield Line(sentence.text, depth=2)
    if run.is_calibrated and run.calibration is not None and run.calibration.controls:
        yield Line(run.calibration.false_alarms.text, depth=2)
        if run.calibration.example is None:
            yield Line(_("How often it finds known manipulation was not measured"), depth=2)
    if run.p is not None:
        said = _("p is at most {p}") if run.is_least else _("p = {p}")
        yield Line(said.format(p=printed(f"{run.p:.2g}")), depth=2)
    yield Line(looked_at(run), depth=2)


def _fired(run: MethodRun) -> str:
    """By what a method fired: a p-value may be small where the figure lies among clean ones."""
    if run.method.p is None:
        return _(FIRED)
    return _(BELOW).format(level=printed(f"{run.method.alarm_below:g}"))


def _small(run: MethodRun) -> Iterator[Line]:
    """Of one that fired by its figure: that so few stations are like a region, not like a
    country."""
    regions = run.calibration.regions if run.calibration else None
    if not run.fired or run.method.p is not None or regions is None:
        return
    if run.outcome.stations < least_stations():
        yield Line(
            _(
                "The clean elections are of whole countries, {least} stations or more; here are "
                "{n}. In {alarms} of {regions} regions of clean elections it fires too"
            ).format(
                least=number(least_stations()),
                n=number(run.outcome.stations),
                alarms=number(regions.alarms),
                regions=number(regions.looked_at),
            ),
            depth=2,
        )


def looked_at(run: MethodRun) -> str:
    """How many stations a method looked at, and how many it left out for which reason."""
    looked = ngettext(
        "{n} station looked at", "{n} stations looked at", run.outcome.stations
    ).format(n=number(run.outcome.stations))
    out = [f"{_('excluded by the protocol')}: {number(run.excluded)}"] if run.excluded else []
    out += [f"{part.reason.text}: {number(part.stations)}" for part in run.outcome.left_out]
    return "; ".join([looked, *([_("left out") + ": " + ", ".join(out)] if out else [])])


def _areas(run: MethodRun, names: Names, level: str) -> Iterator[Line]:
    """What a method says of the areas of a level."""
    of = names.level(level)
    for said in (_range_said(run, names, of), *_nowhere_said(run, names, of)):
        if said:
            yield Line(said, depth=2)
    if run.refused_areas:
        why = Counter(run.refused_areas.values())
        said = "; ".join(f"{reason}: {number(count)}" for reason, count in why.most_common())
        yield Line(
            _("{level}: not applicable in {n}: {why}").format(
                n=number(len(run.refused_areas)), level=of, why=said
            ),
            depth=2,
        )
    if run.family is None:
        return
    yield Line(_family_said(run.family, run.family.level), depth=2)
    if run.is_calibrated and run.family.level != run.method.alarm_below:
        said = _("{level}: the false alarms on clean elections are those of p below {tried}")
        tried = printed(f"{run.method.alarm_below:g}")
        yield Line(said.format(level=of, tried=tried), depth=2)
    if run.areas_left:
        told = _headlines(run)
        shown = _shown(
            f"{names.area(area)} ({printed(short(told[area]))})" for area in run.areas_left
        )
        yield Line(_("left after Holm's adjustment: {areas}").format(areas=shown), depth=2)


def _shown(areas: Iterable[str]) -> str:
    """Areas in a row, as many as a person reads."""
    named = [*areas]
    shown = ", ".join(named[:AREAS_SHOWN])
    if len(named) <= AREAS_SHOWN:
        return shown
    return _("{shown} and {n} more").format(shown=shown, n=number(len(named) - AREAS_SHOWN))


def _headlines(run: MethodRun) -> dict[str, float]:
    """Area → its headline, where it has one."""
    found = {area: outcome.headline for area, outcome in run.by_area.items()}
    return {area: value for area, value in found.items() if value is not None}


def _range_said(run: MethodRun, names: Names, level: str) -> str:
    """The least and the greatest headline; empty where there is none."""
    told = _headlines(run)
    if not told:
        return ""
    least, most = min(told, key=lambda area: told[area]), max(told, key=lambda area: told[area])
    low, high = printed(short(told[least])), printed(short(told[most]))
    if low == high:
        form = ngettext(
            "{level}: {value} in {n} area", "{level}: {value} in each of {n} areas", len(told)
        )
        return form.format(level=level, value=low, n=number(len(told)))
    return _("{level}: {n} areas between {low} ({first}) and {high} ({last})").format(
        level=level,
        n=number(len(told)),
        low=low,
        first=names.area(least),
        high=high,
        last=names.area(most),
    )


def _nowhere_said(run: MethodRun, names: Names, level: str) -> Iterator[str]:
    """Which stations are in no area, and what is known of areas of clean elections."""
    region = run.stations.region
    nowhere = 0 if region is None else int((region == "").sum())
    if nowhere:
        yield ngettext(
            "{level}: {n} station lies in none that is named",
            "{level}: {n} stations lie in none that is named",
            nowhere,
        ).format(level=level, n=number(nowhere))
    areas_by_count: dict[str, list[str]] = {}
    for area, clean in run.calibration_in.items():
        if clean is not None and clean.made_up is None and clean.power:
            areas_by_count.setdefault(clean.method, []).append(area)
    for name, areas in areas_by_count.items():
        of = level
        if len(areas_by_count) > 1:  # some lack a register: which were counted how
            of += f", {_(declaration_of(name).title)} ({_shown(map(names.area, areas))})"
        measured = power_in_regions.said(name)
        if measured is not None:
            yield f"{of}: {measured.text}"
        else:
            yield _(
                "{level}: what it finds in areas, which have fewer stations, was not measured"
            ).format(level=of)


def _family_said(family: Family, level: float) -> str:
    said = _(
        "{fired} of {tests} tests below {level}; by chance some {chance} would be. After Holm's "
        "adjustment {holm}, after Benjamini and Hochberg's {bh}"
    ).format(
        fired=number(family.fired),
        tests=number(len(family.p)),
        level=printed(f"{level:.3g}"),
        chance=printed(f"{family.by_chance:.2g}"),
        holm=number(family.fired_after_holm),
        bh=number(family.fired_after_benjamini_hochberg),
    )
    if family.within_reach:
        return said
    return _(
        "{said}. No p of this method is below {least}, which so many tests raise above the level: "
        "that none is left says nothing"
    ).format(said=said, least=printed(f"{family.least_p:.2g}"))
