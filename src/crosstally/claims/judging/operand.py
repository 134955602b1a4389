"""What a value is compared with: a printed number, another option or area, an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.announced import StatedFigures, statements
from crosstally.claims.judging.measured import SHARES, Measured, points_said, shown_value
from crosstally.claims.judging.span import Span, Truth, compare
from crosstally.claims.statement import Comparison, Other, Test
from crosstally.compare.announced import Announced
from crosstally.election.printed import Interval, Printed, Rounding
from crosstally.findings import Sentence
from crosstally.words import N_


@dataclass(frozen=True)
class Fixed:
    """A span that every area is compared with."""

    span: Span
    said: object
    printed: bool = True
    """Whether a value inside the span counts as equal to it."""
    repeated: Span | None = None
    """What the number stands for where it repeats one that was announced with rounding."""

    def beside(self, value: Measured) -> Span:
        """The operand to hold a value against."""
        return self.repeated if self.repeated is not None and value.is_rounded else self.span


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


def against(
    test: Test, contest: str, evidence: Evidence, rounding: Rounding = Rounding.HALF_UP
) -> Against:
    """The operand of a test's comparison; ``rounding``: how announced percentages were rounded."""
    pair = test.comparison
    assert pair is not None
    comparison, operand = pair
    if isinstance(operand, str):
        return number(test, comparison, operand, rounding)
    if operand.option is not None:
        return Option(operand.option)
    if operand.area is not None:
        return Area(operand.area)
    if operand.threshold:
        rule = evidence.election.definition.contests[contest].rule
        if rule is None or rule.threshold is None:
            return Nothing(Sentence(N_("The definition names no threshold.")))
        if not rule.plain:
            return Nothing(
                Sentence(N_("More than a list's own share decides who passes the threshold."))
            )
        said = Sentence(
            N_("the threshold of {share}"), {"share": rule.threshold.shown.replace("%", " %")}
        )
        return Fixed(Span.exact(rule.threshold.fraction), said)
    return _announcement(test, contest, operand, evidence, rounding)


def number(
    test: Test, comparison: Comparison, text: str, rounding: Rounding = Rounding.HALF_UP
) -> Fixed:
    """A printed number: ``equals`` takes all that rounds to it, ``about`` one unit to each side."""
    share = test.measure in SHARES
    if "/" in text:
        return Fixed(Span.exact(Fraction(text)), text)
    printed = Printed.percent(text) if share else Printed.plain(text)
    said: object = text if share else shown_value(printed.value, share=False)
    if share and test.ahead_of is not None:
        said = points_said(text)
    match comparison:
        case Comparison.EQUALS:
            own = printed.interval(rounding)  # of one that was announced like this
            low, high = min(own.low, printed.rounded.low), max(own.high, printed.rounded.high)
            repeated = Span.of(Interval(low, high, True, high in own))
            return Fixed(Span.of(printed.rounded), said, repeated=repeated)
        case Comparison.ABOUT:
            low = max(printed.value - printed.unit, printed.value * 0)
            return Fixed(Span.between(low, printed.value + printed.unit), said)
        case _:
            return Fixed(Span.exact(printed.value), said)


def truth(value: Measured, comparison: Comparison, other: Fixed) -> Truth:
    """The comparison with a fixed operand; one that is itself open is never equalled."""
    found = compare(value.span, comparison, other.beside(value))
    if found and comparison is Comparison.EQUALS and not other.printed:
        return True if other.span.value is not None else None
    return found


def _announcement(
    test: Test, contest: str, operand: Other, evidence: Evidence, rounding: Rounding
) -> Against:
    named = next(
        (item for item in evidence.election.announcements if item.id == operand.announcement), None
    )
    root = evidence.election.definition.place.id
    found = evidence.areas.find(test.area) if test.area else []
    area = found[0].id if found else root
    if named is not None:
        open_test = test.model_copy(update={"source": None, "stage": None, "at": None})
        every = Announced(evidence.election, contest, evidence.areas)
        for stated in statements(every, open_test).get(area, ()):
            if stated.announcement.id != named.id:
                continue
            reading = StatedFigures(evidence, every, stated, rounding)
            measured = reading.measure(test, test.option)
            if measured is not None:
                return Fixed(measured.span, measured.shown)
    return Nothing(
        Sentence(
            N_("The announcement “{announcement}” does not state this figure."),
            {"announcement": operand.announcement},
        )
    )
