"""A check's result as JSON; its schema is ``docs/schema/check-result.schema.json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crosstally import __version__, words
from crosstally.check.result import CheckResult, ContestResult
from crosstally.check.values import plain
from crosstally.claims.judging.evaluate import ClaimResult, ClauseResult, Verdict
from crosstally.compare.bounds import Bounds
from crosstally.compare.level_findings import LevelComparison
from crosstally.compare.source_findings import SourceComparison
from crosstally.election.printed import Interval
from crosstally.findings import CheckRun, Finding, Sentence
from crosstally.problems import Problem
from crosstally.report.json_text import Json, json_bytes
from crosstally.report.records import records_as_json
from crosstally.report.writing import write_whole
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import MISSING, FigureTable, Totals


def to_json(result: CheckResult) -> Json:
    """The result as plain dictionaries and lists, sentences in the language in force.

    Whole numbers stay numbers, fractions are strings ``"a/b"``, what is missing is null.
    """
    definition = result.election.definition
    return {
        "crosstally": result.version,
        "election": result.election.id,
        "title": definition.title,
        "date": definition.date,
        "language": words.language(),
        "exit_code": result.exit_code,
        "answer": result.answer.text,
        "contests": {id_: _contest(contest) for id_, contest in result.contests.items()},
        "claims": [_claim(claim) for claim in result.claims if not claim.claim.unconfirmed],
        "findings": [_finding(finding) for finding in result.findings],
        "runs": [_run(run) for run in result.runs],
        "truncated": dict(result.truncated),
        "files": [
            {
                "path": file.path,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "rows": file.rows,
                "source": file.source,
                "stage": file.stage,
                "contest": file.contest,
            }
            for file in result.files
        ],
        "own_files": [
            {"path": file.path, "sha256": file.sha256, "bytes": file.bytes}
            for file in result.own_files
        ],
        "statistics": _statistics(result),
        "records": records_as_json(result),
    }


def _statistics(result: CheckResult) -> Json | None:
    if result.statistics is None:
        return None
    from crosstally.report.statistics_json import statistics_as_json

    return statistics_as_json(result.statistics)


def write_json(result: CheckResult, target: Path | str) -> None:
    """Write ``to_json`` to a file (whole or not at all) or, for ``-``, to standard output."""
    write_whole(target, json_bytes(to_json(result)))


def write_problems(problems: Sequence[Problem], target: Path | str) -> None:
    """Write why the input cannot be read, every place of every problem, where the result would
    stand; its schema is ``docs/schema/problems.schema.json``.
    """
    shown = [
        {
            "text": str(problem),
            "message": problem.message,
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "read": problem.read,
            "expected": problem.expected,
            "hint": problem.hint,
            "count": problem.count,
            "cells": [{"row": row, "read": read} for row, read in problem.cells],
        }
        for problem in problems
    ]
    write_whole(target, json_bytes({"crosstally": __version__, "exit_code": 2, "problems": shown}))


def _contest(contest: ContestResult) -> Json:
    return {
        "totals": {source: _totals(totals) for source, totals in contest.totals.items()},
        "bounds": _bounds(contest.bounds) if contest.bounds else None,
        "seats": _each_seats(contest, lambda outcome: plain(outcome.seats)),
        "seat_outcomes": _each_seats(contest, _outcome),
        "levels": [_level(comparison) for comparison in contest.levels],
        "sources": [_sources(comparison) for comparison in contest.sources],
        "areas": _areas(contest.areas),
    }


def _totals(totals: Totals) -> Json:
    return {
        "area": totals.area,
        "stations_held": totals.stations_held,
        "stations_known": totals.stations_known,
        "all_held": totals.all_held,
        "complete": totals.complete,
        "fields": {name: totals.readings[name] for name in totals.fields},
        "options": {name: totals.readings[name] for name in totals.options},
        "incomplete": plain(totals.incomplete),
        "channels_lacking": list(totals.channels_lacking),
    }


def _bounds(bounds: Bounds) -> Json:
    return {
        "source": bounds.source,
        "register": bounds.register,
        "stations_held": bounds.stations_held,
        "stations_known": bounds.stations_known,
        "voters_not_held": bounds.voters_not_held,
        "disputed": bounds.disputed,
        "options": {
            option: {"held": item.held, "least": item.least, "greatest": item.greatest}
            for option, item in bounds.options.items()
        },
        "winner": bounds.winner.value,
        "threshold": {option: settled.value for option, settled in bounds.threshold.items()},
        "seats": bounds.seats.value,
        "constituencies": {
            area: {
                "seats": item.determined.value,
                "run_off": list(item.run_off),
                "witness": [
                    {
                        "votes": dict(case.votes),
                        "admitted": list(case.admitted),
                        "seats": dict(case.seats),
                        "run_off": list(case.run_off),
                        "tied": list(case.tied),
                    }
                    for case in item.witness
                ],
            }
            for area, item in bounds.constituencies.items()
        },
        "sentences": [sentence.text for sentence in bounds.sentences],
        "leaders": list(bounds.leaders),
        "lead": bounds.lead,
        "winner_if_register_below": bounds.winner_if_register_below,
        "witnesses": {
            question: [{"votes": dict(item.votes), "base": item.base} for item in pair]
            for question, pair in bounds.witnesses.items()
        },
        "others": [_bounds(other) for other in bounds.others],
    }


def _each_seats(contest: ContestResult, shape: Callable[[SeatOutcome], Json]) -> Json:
    return {
        source: {
            stage: {base: shape(outcome) for base, outcome in bases.items()}
            for stage, bases in stages.items()
        }
        for source, stages in contest.seats.items()
    }


def _outcome(outcome: SeatOutcome) -> Json:
    return {
        "admitted": list(outcome.admitted),
        "base_votes": outcome.base_votes,
        "shares": plain(outcome.shares),
        "base_interval": _interval(outcome.base_interval),
        "outcomes": plain(outcome.outcomes),
        "outcomes_count": outcome.outcomes_count,
        "tied": list(outcome.tied),
        "undecided": list(outcome.undecided),
        "run_off": list(outcome.run_off),
        "run_offs": {area: list(options) for area, options in outcome.run_offs.items()},
        "too_few": list(outcome.too_few),
    }


def _interval(interval: Interval | None) -> Json | None:
    if interval is None:
        return None
    return {
        "low": plain(interval.low),
        "high": plain(interval.high),
        "low_included": interval.low_included,
        "high_included": interval.high_included,
    }


def _level(comparison: LevelComparison) -> Json:
    return {
        "stating": comparison.stating,
        "summed": comparison.summed,
        "level": comparison.level,
        "below": comparison.below,
        "compared": comparison.compared,
        "equal": comparison.equal,
        "not_compared": comparison.not_compared,
        "explained": comparison.explained,
        "explanations": [sentence.text for sentence in comparison.explanations],
        "differences": [
            {
                "area": item.area,
                "name": item.name,
                "figures": plain(item.figures),
                "votes": item.votes,
                "held": item.held,
                "known": item.known,
                "below_held": item.below_held,
                "worthless_at_least": item.worthless,
            }
            for item in comparison.differences
        ],
    }


def _sources(comparison: SourceComparison) -> Json:
    return {
        "first": comparison.first,
        "second": comparison.second,
        "agree": comparison.agree,
        "differ": comparison.differ,
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "differing_figures": plain(comparison.differing_figures),
        "net": plain(comparison.net),
        "gross": plain(comparison.gross),
        "gains": plain(comparison.gains),
        "explanations": [sentence.text for sentence in comparison.explanations],
        "largest": [
            {
                "station": item.station,
                "name": item.name,
                "area": item.area,
                "figures": plain(item.figures),
                "votes": item.votes,
            }
            for item in comparison.largest
        ],
    }


def _areas(tables: Mapping[tuple[str, str], FigureTable]) -> Json:
    """Source → level → columns; the figures of one area stand at one place in every list."""
    shown: Json = {}
    for (source, level), table in tables.items():
        shown.setdefault(source, {})[level] = {
            "ids": list(table.areas),
            "names": list(table.names),
            "stations_held": _column(table.stations_held),
            "stations_known": _column(table.stations_known),
            "areas_known": table.areas_known,
            "figures": {name: _column(figures) for name, figures in table.columns.items()},
        }
    return shown


def _column(figures: np.ndarray[Any, Any]) -> list[int | None]:
    values: list[int | None] = figures.tolist()
    if (figures == MISSING).any():
        return [None if value == MISSING else value for value in values]
    return values


def _claim(result: ClaimResult) -> Json:
    claim = result.claim
    clauses = [_clause(clause) for clause in result.clauses]
    return {
        "id": claim.id,
        "who": claim.who,
        "at": claim.at,
        "printed_in": claim.printed_in,
        "sentence": claim.sentence,
        "note": claim.note,
        "links": [{"kind": link.kind, "claim": link.claim} for link in claim.links],
        "status": result.status.value,
        "verdict": result.verdict.value if result.verdict else None,
        "reason": result.reason.text,
        "counterexamples": [item for clause in clauses for item in clause["counterexamples"]],
        "counterexamples_count": sum(clause["counterexamples_count"] for clause in clauses),
        "missing": _what_is_missing(result, clauses),
        "provisional": any(clause.provisional for clause in result.clauses),
        "clauses": clauses,
    }


def _what_is_missing(result: ClaimResult, clauses: Sequence[Json]) -> Json:
    """What is missing for the whole claim: that of its first undecided clause, else of any."""
    undecided = [
        shown
        for clause, shown in zip(result.clauses, clauses, strict=True)
        if clause.verdict is Verdict.UNDECIDED
    ]
    for clause in (*undecided, *clauses):
        if clause["missing"]:
            missing: Json = clause["missing"]
            return missing
    return {}


def _clause(result: ClauseResult) -> Json:
    return {
        "text": result.clause.text,
        "outside": result.clause.outside,
        "status": result.status.value,
        "verdict": result.verdict.value if result.verdict else None,
        "reason": result.reason.text,
        "would_decide": _text(result.would_decide),
        "counterexamples": plain(result.counterexamples),
        "counterexamples_count": result.counterexamples_count,
        "missing": plain(result.missing),
        "provisional": result.provisional,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code.name,
        "tier": finding.code.tier.value,
        "contest": finding.contest,
        "source": finding.source,
        "area": finding.area,
        "message": finding.message,
        "figures": plain(finding.figures),
        "votes": finding.votes,
        "premises": [sentence.text for sentence in finding.premises],
        "breaking_point": _text(finding.breaking_point),
        "explanations": [sentence.text for sentence in finding.explanations],
        "because": _text(finding.because),
    }


def _run(run: CheckRun) -> Json:
    return {
        "code": run.code,
        "contest": run.contest,
        "source": run.source,
        "subject": run.subject,
        "checked": run.checked,
        "failed": run.failed,
        "not_checked": run.not_checked,
        "skipped": _text(run.skipped),
        "votes": run.votes,
    }


def _text(sentence: Sentence | None) -> str | None:
    return None if sentence is None else sentence.text
