"""Whether what stands beside the findings follows from them and from the tables: the answer, the
figures of areas, what the bounds hold, the verdicts. Standard library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from crosstally import words
from crosstally.answers import Counted, answered
from crosstally.pack.layout import FINDINGS, Table
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead

_AREAS = Remark("{path}: the figures of the areas ({level}) of {source} are not those of {totals}")
_UNREAD = "SHEET-UNREAD"
_MOST_CHECKS = 10_000


def check_areas(
    found: Mapping[str, Any], sheets: Sequence[Table], read: SheetsRead
) -> list[Remark]:
    """What is wrong with the figures of areas."""
    mistakes = Mistakes()
    for table in sheets:
        contest = _within(found, "contests", table.contest)
        for level, shown in _within(contest, "areas", table.source).items():
            if level in table.areas and not _are_sums(shown, table, level, read):
                mistakes.add(
                    _AREAS.at(
                        path=FINDINGS, level=level, source=table.source, totals="data/totals.csv"
                    )
                )
    return mistakes.remarks()


def _within(value: object, *names: str) -> Mapping[str, Any]:
    """What stands inside objects under these names; nothing where it is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _are_sums(shown: object, table: Table, level: str, read: SheetsRead) -> bool:
    """Whether lists of figures, in each of which one place is one area's, are the sheets' sums."""
    columns, head = _within(shown, "figures"), _within(shown)
    names = ("ids", "stations_known", "stations_held")
    lists = [*map(head.get, names), *map(columns.get, table.figures)]
    if not all(isinstance(one, list) for one in lists):
        return False
    of_level = {
        key[3]: (read.known.get(key), sums.held, *sums.sums)
        for key, sums in read.sums.items()
        if key[:3] == (table.contest, table.source, level)
    }
    try:
        shown_sums = {
            str(id_): (known, *(value or 0 for value in values))
            for id_, known, *values in zip(*lists, strict=True)
        }
    except ValueError:  # of different lengths
        return False
    return of_level.keys() <= shown_sums.keys() and all(
        values == of_level[id_] if id_ in of_level else not any(values[1:])
        for id_, values in shown_sums.items()
    )


def check_verdicts(found: Mapping[str, Any]) -> list[Remark]:
    """Claims whose verdict, or number of counterexamples, is not that of their clauses."""
    mistakes = Mistakes()
    claims = found.get("claims")
    for claim in claims if isinstance(claims, list) else ():
        if not _follows_from_clauses(claim):
            id_ = claim.get("id") if isinstance(claim, dict) else claim
            mistakes.add(
                Remark(
                    "{path}: the verdict on the statement {claim} is not that of its parts",
                    path=FINDINGS,
                    claim=str(id_)[:80],
                )
            )
    return mistakes.remarks()


def _follows_from_clauses(claim: object) -> bool:
    clauses = claim.get("clauses") if isinstance(claim, dict) else None
    if not isinstance(claim, dict) or not isinstance(clauses, list):
        return False
    if not all(isinstance(clause, dict) for clause in clauses):
        return False
    verdicts = [clause.get("verdict") for clause in clauses]
    known = ("refuted", "undecided", "holds")
    # compared one by one: what somebody forged need not be a text
    if not all(one in (*known, None) for one in (*verdicts, claim.get("verdict"))):
        return False
    expected = next((one for one in known if one in verdicts), None)
    counts = [clause.get("counterexamples_count") for clause in clauses]
    return (
        claim.get("verdict") == expected
        and all(isinstance(n, int) for n in counts)
        and (claim.get("counterexamples_count") == sum(counts))
    )


def answer_holds(found: Mapping[str, Any]) -> bool | None:
    """Whether the answer is the sentence that findings, runs and totals give; None where it is in a
    language that cannot be said here."""
    if found.get("language") not in words.languages():
        return None
    with words.use_language(str(found["language"])):
        return found.get("answer") in set(_possible_answers(found))


def _possible_answers(found: Mapping[str, Any]) -> Iterator[str]:
    """How many checks can find a contradiction is not told: any number of those run will do."""
    findings = [one for one in found["findings"] if isinstance(one, dict)]
    runs = [one for one in found.get("runs") or () if isinstance(one, dict)]
    decisive = [one for one in findings if one.get("tier") == "decisive"]
    unread = sum(one["failed"] for one in runs if one.get("code") == _UNREAD)
    contradicted = {str(one["contest"]) for one in decisive if one.get("contest")}
    held, known = _coverage(found)
    most = min(sum(bool(one.get("checked")) for one in runs), _MOST_CHECKS)
    for checks in range(most + 1):
        counted = Counted(
            decisive=len(decisive),
            notes=len(findings) - len(decisive),
            checks=checks,
            held=held,
            known=known,
            unread=unread,
            contests=len(_within(found, "contests")),
            contradicted=len(contradicted),
        )
        yield from (answered(counted, for_all).text for for_all in (False, True))


def _coverage(found: Mapping[str, Any]) -> tuple[int, int | None]:
    """Stations held and known of the contest whose best source covers the least."""
    best = []
    for contest in _within(found, "contests").values():
        totals = [
            (one["stations_held"], one["stations_known"])
            for one in _within(contest, "totals").values()
        ]
        best += [max(totals, key=lambda one: one[0])] if totals else []
    return min(
        best, key=lambda one: Fraction(one[0], one[1]) if one[1] else Fraction(0), default=(0, 0)
    )
