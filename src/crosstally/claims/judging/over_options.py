"""Quantified tests over the options of the ballot."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.claims.judging.judge import EXTREMES, Answer, Question, verdict_of
from crosstally.claims.judging.measured import Basis, Measured
from crosstally.claims.judging.quantify import Tally, quantified
from crosstally.claims.judging.span import compare
from crosstally.claims.judging.wording import (
    measured_sentence,
    no_figures,
    options_sentence,
    quantified_sentence,
)
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Quantifier
from crosstally.findings import Sentence
from crosstally.words import N_


def over_options(question: Question) -> Answer:
    """A comparison that is said to be true of every, some, no or a number of options."""
    test = question.test
    options = [
        name
        for name in question.evidence.election.definition.contests[question.contest].options
        if name not in test.leave_out
    ]
    values = {name: question.value(name) for name in options}
    found = {name: item for name, item in values.items() if item is not None}
    if not found:
        return _no_value(question)
    basis = next(iter(found.values())).basis
    if test.quantifier in EXTREMES:
        return _extreme_option(question, values, basis)
    other = question.against()
    truths = {
        name: question.truth(item, other) if item is not None else None
        for name, item in values.items()
    }
    so = [name for name, truth in truths.items() if truth]
    not_so = [name for name, truth in truths.items() if truth is False]
    tally = Tally(len(so), len(not_so), len(truths) - len(so) - len(not_so))
    verdict = quantified(test.quantifier, test.n, tally)
    counted = options_sentence(
        [question.option_name(name) for name in so],
        [question.option_name(name) for name in not_so],
        basis.said,
    )
    refuting = not_so if test.quantifier is Quantifier.EVERY else so
    examples = [
        {"option": name, "name": question.option_name(name), "value": str(found[name].shown)}
        for name in refuting
    ]
    refuted = verdict is Verdict.REFUTED
    return Answer(
        verdict,
        quantified_sentence(verdict, counted, test),
        examples=examples if refuted else (),
        examples_count=len(examples) if refuted else 0,
        basis=basis,
    )


def _extreme_option(
    question: Question, values: Mapping[str, Measured | None], basis: Basis
) -> Answer:
    """An option that is said to have the highest or lowest value of all on the ballot."""
    test = question.test
    own = values.get(test.option or "")
    if own is None:
        return _no_value(question)
    beyond: list[str] = []
    left_open = 0
    for name, item in values.items():
        if name == test.option:
            continue
        truth = None if item is None else compare(item.span, EXTREMES[test.quantifier], own.span)
        if truth:
            beyond.append(name)
        left_open += truth is None
    tally = Tally(len(beyond), len(values) - 1 - len(beyond) - left_open, left_open)
    verdict = quantified(test.quantifier, None, tally)
    measured = measured_sentence(test, question.option_name(test.option), question.area_name, own)
    reason = Sentence(
        N_("{measured} Options that are beyond it: {count}; open: {open}."),
        {"measured": measured, "count": len(beyond), "open": left_open},
    )
    examples = [
        {"option": name, "name": question.option_name(name), "value": str(item.shown)}
        for name in beyond
        if (item := values[name]) is not None
    ]
    return Answer(verdict, reason, examples=examples, examples_count=len(examples), basis=basis)


def _no_value(question: Question) -> Answer:
    reason = no_figures(question.area_name, question.test.on)
    return Answer(verdict_of(None), reason)
