"""Verdicts under partial coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.absent import COUNTED
from crosstally.claims.judging.judge import (
    EXTREMES,
    Answer,
    Question,
    held_against,
    verdict_of,
    what_would_matter,
)
from crosstally.claims.judging.measured import Measured, defined_basis, shown
from crosstally.claims.judging.moment import AsOf, as_it_was, names_an_announcement
from crosstally.claims.judging.one_station import one_station
from crosstally.claims.judging.operand import Nothing
from crosstally.claims.judging.over import extreme, over_areas
from crosstally.claims.judging.over_options import over_options
from crosstally.claims.judging.sheets import registers_of
from crosstally.claims.judging.span import Span
from crosstally.claims.judging.wording import (
    both,
    no_figures,
    sheets_would_decide,
    with_caution,
)
from crosstally.claims.result import ClaimResult, ClauseResult, Status, Verdict
from crosstally.claims.statement import Claim, Clause, Measure, Quantifier, Test
from crosstally.election.definition import Stage
from crosstally.election.printed import Rounding
from crosstally.findings import Sentence
from crosstally.words import N_

__all__ = ["ClaimResult", "ClauseResult", "Status", "Verdict", "evaluate"]


def evaluate(claims: Iterable[Claim], evidence: Evidence) -> list[ClaimResult]:
    """The verdict on every confirmed claim, clause by clause.

    Claims that no person has confirmed are left out. The claims must have been read with
    ``load_claims`` (or agree with the election's definition as it demands).
    """
    return [_claim(claim, evidence) for claim in claims if not claim.unconfirmed]


def _claim(claim: Claim, evidence: Evidence) -> ClaimResult:
    clauses = [_clause(clause, evidence, claim.at) for clause in claim.parts]
    verdicts = [item.verdict for item in clauses if item.verdict is not None]
    if not verdicts:
        reason = Sentence(
            N_("Recorded as it was said; figures of this election give it no verdict.")
        )
        return ClaimResult(claim, Status.RECORDED, None, reason, clauses)
    verdict = next(
        (one for one in (Verdict.REFUTED, Verdict.UNDECIDED) if one in verdicts), Verdict.HOLDS
    )
    return ClaimResult(claim, Status.TESTED, verdict, _whole_reason(clauses), clauses)


def _whole_reason(clauses: Sequence[ClauseResult]) -> Sentence:
    if len(clauses) == 1:
        return _with_decision(clauses[0])
    said: Sentence | None = None
    for item in clauses:
        values = {"clause": item.clause.text, "reason": _with_decision(item)}
        one = Sentence(N_("“{clause}”: {reason}"), values)
        said = one if said is None else both(said, one)
    assert said is not None
    return said


def _with_decision(item: ClauseResult) -> Sentence:
    return both(item.reason, item.would_decide)


def _clause(clause: Clause, evidence: Evidence, moment: str | None) -> ClauseResult:
    if clause.test is None:
        reason = Sentence(N_("Outside this data: {why}"), {"why": clause.outside or ""})
        return ClauseResult(clause, Status.RECORDED, None, reason)
    answer = _answer_at(moment, clause.test, evidence)
    return ClauseResult(
        clause,
        Status.TESTED,
        answer.verdict,
        with_caution(answer.reason, answer.basis),
        answer.would_decide if answer.verdict is Verdict.UNDECIDED else None,
        answer.examples,
        answer.examples_count,
        answer.missing,
        answer.basis is not None and answer.basis.provisional,
    )


def _answer_at(moment: str | None, test: Test, evidence: Evidence) -> Answer:
    """The answer to a statement that was made at a moment; None: nobody says when."""
    latest = answer_to(test, evidence)
    announced = latest.basis is not None and latest.basis.announcement is not None
    if moment is None or not announced or names_an_announcement(test):
        return latest
    known = AsOf(evidence, moment)
    then = answer_to(test, known)
    if latest.verdict is Verdict.REFUTED and then.verdict is not Verdict.HOLDS:
        then = _agreeing(test, known, moment[:10]) or then
    return as_it_was(test, latest, then, moment)


def answer_to(test: Test, evidence: Evidence) -> Answer:
    """What the figures at hand make of a test, whatever the rounding of announced percentages and
    whichever announcement is meant where the test asks what was announced."""
    answer = _whatever_rounding(test, evidence)
    if test.on != "announced" or test.at is not None or answer.verdict is not Verdict.REFUTED:
        return answer
    other = _agreeing(test, evidence)
    return answer if other is None else _hangs_on_announcement(answer, other)


def _agreeing(test: Test, evidence: Evidence, day: str = "") -> Answer | None:
    """The answer by the last announcement that bears a test out; None where none does.

    ``day``: of that day alone.
    """
    for moment, stage in _announced_at(test, evidence):
        if not (moment or "").startswith(day):
            continue
        one = test.model_copy(update={"at": moment, "stage": stage})
        answer = _whatever_rounding(one, evidence)
        if answer.verdict is Verdict.HOLDS:
            return answer
    return None


def _announced_at(test: Test, evidence: Evidence) -> list[tuple[str | None, Stage]]:
    """Moment and stage of the announcements that a test admits, the last first."""
    contest = test.contest or next(iter(evidence.election.definition.contests))
    found = {
        (item.at, item.stage): None
        for item in reversed(evidence.announcements(contest))
        if test.stage in (None, item.stage)
    }
    return list(found)


def _hangs_on_announcement(last: Answer, other: Answer) -> Answer:
    """Whoever quotes an authority may mean what it said before its last word."""
    values = {"last": last.reason, "other": other.reason}
    reason = Sentence(N_("{last} An earlier announcement agrees with it. {other}"), values)
    decide = Sentence(
        N_("Which announcement is meant would decide it: `at:` or `stage:` in the test names it.")
    )
    return replace(
        last,
        verdict=Verdict.UNDECIDED,
        reason=reason,
        would_decide=decide,
        examples=(),
        examples_count=0,
    )


def _whatever_rounding(test: Test, evidence: Evidence) -> Answer:
    """What the figures at hand make of a test, whatever the rounding of announced percentages."""
    definition = evidence.election.definition
    contest = test.contest or next(iter(definition.contests))
    found = evidence.areas.find(test.area) if test.area is not None else []
    if test.area is not None and len(found) != 1:
        return _no_area(test.area, [area.name for area in found])
    area = found[0].id if found else definition.place.id
    answer = _judged(Question(evidence, test, contest, area))
    if answer.verdict is Verdict.UNDECIDED or answer.basis is None:
        return answer
    if answer.basis.announcement is not None:
        for rounding in (Rounding.HALF_EVEN, Rounding.TRUNCATED):
            other = _judged(Question(evidence, test, contest, area, rounding))
            if other.verdict is not answer.verdict:
                return _hangs_on_rounding(answer)
    return answer


def _hangs_on_rounding(answer: Answer) -> Answer:
    """What is decisive survives every usual rounding of announced percentages."""
    decide = Sentence(
        N_(
            "It depends on how the announced percentages were rounded: half up, half to even or "
            "cut off. Figures printed with more digits would decide it."
        )
    )
    return replace(
        answer, verdict=Verdict.UNDECIDED, would_decide=decide, examples=(), examples_count=0
    )


def _judged(question: Question) -> Answer:
    test = question.test
    if test.station is not None:
        return one_station(question)
    if test.over == "options":
        answer = over_options(question)
    elif test.quantifier in EXTREMES:
        answer = extreme(question)
    elif test.quantifier is not Quantifier.ITSELF:
        answer = over_areas(question)
    else:
        answer = _itself(question)
    if answer.verdict is not Verdict.UNDECIDED:
        return answer
    matter = what_would_matter(question)
    if matter is None:
        return answer
    decide = matter if answer.would_decide is None else both(answer.would_decide, matter)
    return replace(answer, would_decide=decide)


def _no_area(text: str, names: list[str]) -> Answer:
    if names:
        reason = Sentence(
            N_("Several areas are called “{area}”: {names}."), {"area": text, "names": names}
        )
    else:
        reason = Sentence(N_("No area is called “{area}” here."), {"area": text})
    return Answer(verdict_of(None), reason)


def _itself(question: Question) -> Answer:
    """A comparison for the area itself."""
    test = question.effective
    measured = question.value(test.option)
    if measured is None:
        return _by_register(question) or _nothing_at_hand(question)
    other = question.fixed(question.against())
    answer = held_against(test, question.subject(), question.area_name, measured, other)
    if answer.verdict is not Verdict.UNDECIDED or isinstance(other, Nothing):
        return answer
    held, known = measured.basis.held, measured.basis.known
    if test.measure is Measure.OPTIONS:
        return replace(answer, would_decide=Sentence(N_("The ballot would decide it.")))
    if held is None:
        decide = Sentence(N_("Figures printed with more digits, or the sheets, would decide it."))
        return replace(answer, would_decide=decide)
    missing = {"stations": None if known is None else known - held, "of": known}
    decide = sheets_would_decide(question.area_name, held, known)
    return replace(answer, would_decide=decide, missing=missing)


def _by_register(question: Question) -> Answer | None:
    """What the register alone settles where no sheet is held: nobody has more votes than it has
    voters. None where it settles nothing."""
    test, evidence = question.test, question.evidence
    registers = registers_of(evidence, question.area)
    if test.combined or test.measure not in COUNTED or test.on == "announced" or not registers:
        return None
    span = Span.between(0, max(registers))
    basis = defined_basis(evidence.election)
    measured = Measured(span, basis, shown(span, share=False))
    other, option = question.fixed(question.against()), question.option_name(test.option)
    answer = held_against(test, option, question.area_name, measured, other)
    return None if answer.verdict is Verdict.UNDECIDED else answer


def _nothing_at_hand(question: Question) -> Answer:
    name, on = question.area_name, question.test.on
    known = question.stations_known()
    if question.test.measure is Measure.STATIONS:
        reason = Sentence(
            N_("How many stations {area} has, this folder does not say."), {"area": name}
        )
        return Answer(verdict_of(None), reason)
    reason = no_figures(name, on)
    if on == "announced":
        decide = Sentence(N_("An announcement of this figure would decide it."))
        return Answer(verdict_of(None), reason, decide)
    missing = {"stations": known, "of": known, "areas": [name]}
    return Answer(verdict_of(None), reason, sheets_would_decide(name, 0, known), missing=missing)
