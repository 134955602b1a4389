"""What a terminal says of a result, line by line, before any colour or box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crosstally import words
from crosstally.check.result import CheckResult, ContestResult
from crosstally.findings import CheckRun, Finding, Tier
from crosstally.report.lines import Line, Section
from crosstally.report.names import (
    Names,
    base_label,
    code_title,
    coverage,
    stage_label,
    tier_label,
    tier_meaning,
    verdict_label,
)
from crosstally.report.second_rounds import nobody_elected
from crosstally.report.tiers import Alike, because, was_run
from crosstally.words import NO_BREAK_SPACE, _, ngettext, number, percent, signed

if TYPE_CHECKING:
    from crosstally.claims.result import ClaimResult

DECISIVE_SHOWN = 20
OTHERS_SHOWN = 3
RUNS_SHOWN = 80


def outline(result: CheckResult) -> list[Section]:
    """The result in sections: the answer, what was found, the claims, then the figures behind them.
    Sections that have nothing to say are left out."""
    names = Names(result)
    definition = result.election.definition
    sections = [
        Section(
            f"{definition.title} ({result.election.id}, {definition.date})",
            [Line(result.answer.text, depth=0)],
        )
    ]
    sections += [_tier(result, tier, names) for tier in Tier]
    sections.append(Section(_("Claims"), list(_claims(result.claims.confirmed))))
    sections += [
        section
        for contest in result.contests.values()
        for section in _contest(contest, result, names)
    ]
    if result.statistics is not None:
        from crosstally.report.statistics import statistics_sections

        sections += statistics_sections(result)
    if result.records:
        from crosstally.report.records import record_sections

        sections += record_sections(result)
    sections.append(Section(_("What was checked"), list(_runs(result.runs, names))))
    return [section for section in sections if section.lines]


def _contest(contest: ContestResult, result: CheckResult, names: Names) -> Iterator[Section]:
    def titled(heading: str, lines: Iterable[Line]) -> Section:
        return Section(names.heading(heading, contest.contest), list(lines))

    yield titled(_("Announced"), _announced(contest.contest, result, names))
    yield titled(_("Totals"), _totals(contest, names))
    yield titled(_("Comparisons"), [*_levels(contest, names), *_sources(contest, names)])
    if contest.bounds is not None:
        lines = [Line(sentence.text) for sentence in contest.bounds.sentences]
        yield titled(_("What missing sheets could change"), lines)
    yield titled(_("Seats"), _seats(contest, names))


def _announced(contest: str, result: CheckResult, names: Names) -> Iterator[Line]:
    """One line an announcement for the whole place: each option with what was printed of it."""
    for item in result.election.announcements:
        if result.election.contest_of(item) != contest:
            continue
        parts = [names.source(item.source), stage_label(item.stage), item.at, item.area]
        figures = []
        for id_ in dict.fromkeys((*item.counts, *item.percent, *item.fields)):
            count = item.counts.get(id_, item.fields.get(id_))
            printed = item.percent.get(id_)
            shown = [] if count is None else [number(count)]
            if printed is not None:
                share = words.printed(printed).strip().rstrip("%").rstrip() + f"{NO_BREAK_SPACE}%"
                shown.append(share if count is None else f"({share})")
            figures.append(f"{names.figure(contest, id_)} {' '.join(shown)}")
        if item.turnout is not None:
            figures.append(
                _("turnout {share} %").format(
                    share=words.printed(item.turnout).strip().rstrip("% ")
                )
            )
        if item.areas:
            figures.append(
                ngettext(
                    "figures of {n} area (in the report)",
                    "figures of {n} areas (in the report)",
                    len(item.areas),
                ).format(n=number(len(item.areas)))
            )
        yield Line(", ".join(figures), ", ".join(part for part in parts if part))


def _totals(contest: ContestResult, names: Names) -> Iterator[Line]:
    for source, totals in contest.totals.items():
        who = names.source(source)
        yield Line(coverage(totals.stations_held, totals.stations_known), who)
        shares = names.shares(contest.contest, totals)
        for id_, votes in totals.readings.items():
            share = f" ({percent(shares[id_])})" if id_ in shares else ""
            shown = "–" if votes is None else number(votes)
            text = f"{names.figure(contest.contest, id_)}: {shown}{share}"
            missing = totals.incomplete.get(id_, 0)
            if missing:
                text += "; " + ngettext(
                    "at {n} station held it is no number",
                    "at {n} stations held it is no number",
                    missing,
                ).format(n=number(missing))
            yield Line(text, who, depth=2)


def _levels(contest: ContestResult, names: Names) -> Iterator[Line]:
    for item in contest.levels:
        text = _(
            "{equal} of {compared} equal the sum of the level below ({below}, {summed})"
        ).format(
            equal=number(item.equal),
            compared=number(item.compared),
            below=names.level(item.below),
            summed=names.source(item.summed),
        )
        if item.not_compared:
            text += "; " + _("{n} could not be compared").format(n=number(item.not_compared))
        yield Line(text, f"{names.level(item.level)}, {names.source(item.stating)}")
        for sentence in item.explanations:
            yield Line(sentence.text, _("plain explanation"), "muted", 2)


def _sources(contest: ContestResult, names: Names) -> Iterator[Line]:
    for item in contest.sources:
        first, second = names.source(item.first), names.source(item.second)
        yield Line(
            _(
                "stations that agree: {agree}, that differ: {differ}, only in the first: "
                "{only_first}, only in the second: {only_second}"
            ).format(
                agree=number(item.agree),
                differ=number(item.differ),
                only_first=number(item.only_first),
                only_second=number(item.only_second),
            ),
            _("{first} against {second}").format(first=first, second=second),
        )
        for sentence in item.explanations:
            yield Line(sentence.text, _("plain explanation"), "muted", 2)
        for id_, net in item.net.items():
            gains = item.gains.get(id_)
            if not net and not any(gains or ()):
                continue
            text = _("{net} in the second").format(net=signed(net))
            if gains is not None:
                said = _("{net} in the second; stations with more: {more}, with fewer: {fewer}")
                more, fewer = gains
                text = said.format(net=signed(net), more=number(more), fewer=number(fewer))
            yield Line(text, names.figure(contest.contest, id_), depth=2)


def _seats(contest: ContestResult, names: Names) -> Iterator[Line]:
    def named(ids: Sequence[str]) -> list[str]:
        return [names.figure(contest.contest, id_) for id_ in ids]

    rule = names.definition.contests[contest.contest].rule
    for source, stages in contest.seats.items():
        for stage, bases in stages.items():
            for base, outcome in bases.items():
                seats = ", ".join(
                    f"{names.figure(contest.contest, option)} {number(count)}"
                    for option, count in outcome.seats.items()
                    if count
                )
                said_by = {"source": names.source(source), "stage": stage_label(stage)}
                label = ", ".join(said_by.values())
                if rule is not None and rule.shares_of:
                    template = _("{source}, {stage}, threshold of {base}")
                    label = template.format(**said_by, base=base_label(base))
                said = [] if rule is None else list(nobody_elected(outcome, rule, named))
                if seats or not said:
                    yield Line(seats or _("no seat is given"), label)
                for sentence in said:
                    yield Line(sentence.text, label)
                if outcome.tied:
                    yield Line(", ".join(named(outcome.tied)), _("tie left open"), "undecided", 2)


def _runs(runs: Sequence[CheckRun], names: Names) -> Iterator[Line]:
    # What failed comes first; what could not be checked is said, too.
    ordered = sorted(runs, key=lambda run: (not run.failed, run.skipped is not None))
    for run in ordered[:RUNS_SHOWN]:
        contest = names.contest(run.contest) if len(names.definition.contests) > 1 else ""
        parts = [run.code, contest, names.source(run.source), names.subject(run)]
        if run.skipped is not None:
            text = _("not run: {why}").format(why=run.skipped.text)
        else:
            text = _("checked {checked}, of which {failed} failed").format(
                checked=number(run.checked), failed=number(run.failed)
            )
        if run.not_checked:
            text += "; " + _("{n} could not be checked").format(n=number(run.not_checked))
        yield Line(text, ", ".join(part for part in parts if part), "muted" if run.skipped else "")
    if len(runs) > RUNS_SHOWN:
        yield Line(_("and {n} more checks").format(n=number(len(runs) - RUNS_SHOWN)))


def _tier(result: CheckResult, tier: Tier, names: Names) -> Section:
    findings = result.findings.of_tier(tier)
    title = f"{tier_label(tier)} ({number(len(findings))})"
    if not findings:
        quiet = (
            _("Nothing found.") if was_run(result, tier) else _("No check of this kind was run.")
        )
        return Section(title, [Line(quiet)] if tier is Tier.DECISIVE else [])
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code.name, []).append(finding)
    lines = [Line(tier_meaning(tier))]
    for code, items in by_code.items():
        count = len(items) + result.truncated.get(code, 0)
        lines.append(Line(f"{code_title(items[0].code)} ({number(count)})", code, tier.value))
        shown = DECISIVE_SHOWN if tier is Tier.DECISIVE else OTHERS_SHOWN
        lines += [Line(said.text, "", "muted", 2) for said in because(items)]
        alike = Alike.of(items[:shown])
        lines += _shared(alike)
        for item in alike.findings:
            lines += _finding(item, alike, names)
        if count > shown:
            more = _("and {n} more; the report and --json list them").format(
                n=number(count - shown)
            )
            lines.append(Line(more, code, "muted", 2))
    return Section(title, lines)


def _shared(alike: Alike) -> Iterator[Line]:
    """What several findings of a code have in common, said once before them."""
    for sentence in alike.premises:
        yield Line(sentence.text, _("premise of each"), "muted", 2)
    if alike.breaking_point is not None:
        yield Line(alike.breaking_point.text, _("breaking point of each"), "muted", 2)


def _finding(finding: Finding, alike: Alike, names: Names) -> Iterator[Line]:
    where = names.area(finding.area)
    text = finding.message
    if where and where not in text:
        text = f"{where}: {text}"
    for said in (names.whose(finding), names.which(finding)):
        if said:
            text = f"{said}: {text}"
    if finding.size is not None:
        text += f" [{finding.size}]"
    yield Line(text, finding.code.name, finding.tier.value, 2)
    for sentence in alike.own_premises(finding):
        yield Line(sentence.text, _("premise"), "muted", 3)
    if finding.breaking_point is not None and alike.breaking_point is None:
        yield Line(finding.breaking_point.text, _("breaking point"), "muted", 3)
    for sentence in finding.explanations:
        if sentence.text in text:  # what explains every difference is the finding itself
            continue
        yield Line(sentence.text, _("plain explanation"), "muted", 3)


def _claims(claims: Sequence[ClaimResult]) -> Iterator[Line]:
    counted = Counter(verdict_label(claim.verdict) for claim in claims)
    if claims:
        yield Line(", ".join(f"{label}: {number(n)}" for label, n in counted.items()))
    for result in claims:
        tone = result.verdict.value if result.verdict else "muted"
        claim = result.claim
        yield Line(
            f"{claim.id}, {claim.who}: “{claim.sentence}”", verdict_label(result.verdict), tone
        )
        if not result.clauses:
            yield Line(result.reason.text, claim.id, "muted", 2)
        several = len(result.clauses) > 1
        for part in result.clauses:
            if several:
                tone = part.verdict.value if part.verdict else "muted"
                yield Line(f"“{part.clause.text}”", verdict_label(part.verdict), tone, 2)
            yield Line(part.reason.text, claim.id, "muted", 2 + several)
            if part.would_decide is not None:
                label = _("would decide it")
                yield Line(part.would_decide.text, label, "muted", 2 + several)


def where_written(report: Path | None, json_file: Path | str | None) -> list[Line]:
    """The last lines: where the report and the JSON are, and how to read a code."""
    lines = []
    if report is not None:
        lines.append(Line(str(report), _("Report"), depth=0))
    if json_file is not None and str(json_file) != "-":
        lines.append(Line(str(json_file), _("JSON"), depth=0))
    return lines
