"""What a value is compared with: a printed number, another option or area, an announcement."""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.claims.announced import StatedFigures, statements
from crosstally.claims.evidence import Evidence
from crosstally.claims.measured import SHARES, shown_value
from crosstally.claims.span import Span, Truth, compare
from crosstally.claims.statement import Comparison, Other, Test
from crosstally.election.printed import Printed
from crosstally.findings import Sentence
from crosstally.words import N_


@dataclass(frozen=True)
class Fixed:
    """A span that every area is compared with."""

    span: Span
    said: object
    printed: bool = True
    """Whether a value inside the span counts as equal to it."""


@dataclass(frozen=True)
class Option:
    """The same measure of another option, in the same area."""

    option: str


@dataclass(frozen=True)
class Area:
    """The same measure in another area."""

    area: str


@dataclass(frozen=True)
class Nothing:
    """What is to be compared with is not at hand."""

    reason: Sentence


Against = Fixed | Option | Area | Nothing


def against(test: Test, contest: str, evidence: Evidence) -> Against:
    """The operand of a test's comparison."""
    pair = test.comparison
    assert pair is not None
    comparison, operand = pair
    if isinstance(operand, str):
        return number(test, comparison, operand)
    if operand.option is not None:
        return Option(operand.option)
    if operand.area is not None:
        return Area(operand.area)
    if operand.threshold:
        rule = evidence.election.definition.contests[contest].rule
        if rule is None or rule.threshold is None:
            return Nothing(Sentence(N_("The definition names no threshold.")))
        said = Sentence(
            N_("the threshold of {share}"), {"share": f"{rule.threshold.share.rstrip('%')} %"}
        )
        return Fixed(Span.exact(rule.threshold.fraction), said)
    return _announcement(test, contest, operand, evidence)


def number(test: Test, comparison: Comparison, text: str) -> Fixed:
    """A printed number: ``equals`` takes all that rounds to it, ``about`` one unit to each side."""
    share = test.measure in SHARES
    printed = Printed.percent(text) if share else Printed.plain(text)
    said: object = text if share else shown_value(printed.value, share=False)
    match comparison:
        case Comparison.EQUALS:
            return Fixed(Span.of(printed.rounded), said)
        case Comparison.ABOUT:
            low = max(printed.value - printed.unit, printed.value * 0)
            return Fixed(Span.between(low, printed.value + printed.unit), said)
        case _:
            return Fixed(Span.exact(printed.value), said)


def truth(value: Span, comparison: Comparison, other: Fixed) -> Truth:
    """The comparison with a fixed operand; one that is itself open is never equalled."""
    found = compare(value, comparison, other.span)
    if found and comparison is Comparison.EQUALS and not other.printed:
        return True if other.span.value is not None else None
    return found


def _announcement(test: Test, contest: str, operand: Other, evidence: Evidence) -> Against:
    named = next(
        (item for item in evidence.election.announcements if item.id == operand.announcement), None
    )
    root = evidence.election.definition.place.id
    found = evidence.areas.find(test.area) if test.area else []
    area = found[0].id if found else root
    if named is not None:
        open_test = test.model_copy(update={"source": None, "stage": None, "at": None})
        for announcement, figures in statements(evidence, contest, open_test).get(area, ()):
            if announcement.id != named.id:
                continue
            reading = StatedFigures(evidence, contest, announcement, figures, area == root)
            measured = reading.measure(test, test.option)
            if measured is not None:
                return Fixed(measured.span, measured.shown)
    return Nothing(
        Sentence(
            N_("The announcement “{announcement}” does not state this figure."),
            {"announcement": operand.announcement},
        )
    )
