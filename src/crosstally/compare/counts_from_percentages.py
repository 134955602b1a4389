"""Counts that are exactly the rounded percentages of a total.

Votes are counted first and percentages follow. Where each count is the whole number nearest to a
percentage with few digits, the percentages may have come first.

The chance that is stated: N votes can be split among k options in C(N+k-1, k-1) ways. A
percentage with d decimals has D = 100*10^d steps, and D steps can be split in C(D+k-1, k-1) ways,
each of which rounds to one split of the votes at most. So of all splits at most

    C(D+k-1, k-1) / C(N+k-1, k-1) = (D+1)...(D+k-1) / ((N+1)...(N+k-1))

are sets of rounded percentages. The last count is determined by the others and the total, the
last percentage by the others and 100, which is why there are k-1 factors. Any smooth distribution
of results gives about the same, since it cannot prefer one whole number in N/D to its neighbours.
Where the counts stated leave votes over for other options, these are one option more, whose
count need not be a rounded percentage: k stated counts then give k factors. Options without a
vote are left out: nought percent of anything is nought.

It is *indicative*, not strong: the count of splits is exact, but that all splits are alike is a
convention, there is no published test with a false-positive rate measured on clean elections, and
counts that were rounded for print look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from crosstally.compare.announced import Announced, Stated, together
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_, percent

FROM_PERCENT = register(
    Code(
        "COUNTS-FROM-PERCENT",
        Tier.INDICATIVE,
        N_("The counts are exactly the rounded percentages of a total"),
        N_(
            "Every stated count is the whole number that a percentage with few digits of the "
            "total gives. Of all ways to split the total among the options only the stated share "
            "are like that: the percentages may have been there before the counts."
        ),
        N_(
            "It does not say what the true counts were, nor that the percentages are wrong: "
            "somebody may have had the percentages only, and worked out counts from them."
        ),
        N_("Counting the ways to split N votes: (D+1)…(D+m) of (N+1)…(N+m), D steps of percent."),
    )
)
REPORTED_BELOW = Fraction(1, 1000)
"""Only a chance below this, over every announcement and rounding tried, is reported."""
DIGITS = (0, 1, 2)


def nearest(value: Fraction) -> frozenset[int]:
    """The whole number nearest to a value; both neighbours of a half."""
    low = value.numerator // value.denominator
    rest = value - low
    if rest == Fraction(1, 2):
        return frozenset({low, low + 1})
    return frozenset({low + (rest > Fraction(1, 2))})


def cut_off(value: Fraction) -> frozenset[int]:
    """The whole number below a value."""
    return frozenset({value.numerator // value.denominator})


ROUNDINGS: tuple[Callable[[Fraction], frozenset[int]], ...] = (nearest, cut_off)


@dataclass(frozen=True)
class FromPercent:
    """Counts that are rounded percentages of a total."""

    digits: int
    steps: Mapping[str, int]
    """Option → percentage in units of its last digit."""
    chance: Fraction
    """Of all ways to split the total, at most this share is like that."""
    chance_tried: Fraction
    """The same for so many digits or fewer, in any rounding that was tried."""

    def share(self, option: str) -> Fraction:
        """The percentage of an option as a share of one."""
        return Fraction(self.steps[option], 100 * 10**self.digits)


def chance_of(total: int, steps: int, free: int) -> Fraction:
    """(D+1)…(D+m) / ((N+1)…(N+m)): at most this share of splits are rounded percentages.

    >>> int(1 / chance_of(10_058_774, 1000, 2))
    100876134
    """
    return min(
        Fraction(1),
        Fraction(
            prod(steps + i for i in range(1, free + 1)), prod(total + i for i in range(1, free + 1))
        ),
    )


def rounded_percentages(counts: Mapping[str, int], total: int, whole: bool) -> FromPercent | None:
    """The fewest digits at which every count is a rounded percentage of the total, or None.

    ``whole``: the counts are every option's, so that they leave nothing over.
    """
    some = {name: count for name, count in counts.items() if count}
    free = len(some) - 1 if whole else len(some)
    if free < 1 or total <= 0:
        return None
    for digits in DIGITS:
        steps = 100 * 10**digits
        for rounding in ROUNDINGS:
            found = {
                name: step
                for name, count in some.items()
                if (step := _step(count, total, steps, rounding)) is not None
            }
            if len(found) == len(some):
                chance = chance_of(total, steps, free)
                # A whole percentage is one with decimals too: fewer digits were no further try.
                return FromPercent(digits, found, chance, min(len(ROUNDINGS) * chance, Fraction(1)))
    return None


def _step(
    count: int, total: int, steps: int, rounding: Callable[[Fraction], frozenset[int]]
) -> int | None:
    """The number of steps that rounds to the count, or None."""
    about = count * steps // total
    for step in (about, about + 1):
        if count in rounding(Fraction(step * total, steps)):
            return step
    return None


def check_counts_from_percentages(announced: Announced) -> Checked:
    """Every announcement with exact counts of options and a total."""
    testable = [
        (stated, total)
        for stated in announced.statements
        if (total := _exact_total(announced, stated)) is not None
    ]
    return together(_check(announced, stated, total, len(testable)) for stated, total in testable)


def _exact_total(announced: Announced, stated: Stated) -> int | None:
    """The exact total that exact counts are of; None where there is nothing to test."""
    counts = stated.figures.counts
    total = announced.measure(stated, "valid")
    if not announced.one_vote or not counts or total is None or not total.exact:
        return None
    if any(stated.unit(name) > 1 for name in counts) or sum(counts.values()) > total.low:
        return None
    return total.low


def _check(announced: Announced, stated: Stated, total: int, tried: int) -> Checked:
    counts = stated.figures.counts
    whole = announced.covers(counts) and sum(counts.values()) == total
    found = rounded_percentages(counts, total, whole)
    findings = []
    # The more announcements are tried, the likelier one of them is like that by itself.
    if found is not None and found.chance_tried * tried < REPORTED_BELOW:
        found = replace(found, chance_tried=found.chance_tried * tried)
        findings.append(_finding(announced, stated, total, found))
    subject = stated.announcement.id
    run = announced.run(FROM_PERCENT.name, subject, stated.announcement.source, 1, len(findings))
    return Checked(tuple(findings), (run,))


def _finding(announced: Announced, stated: Stated, total: int, found: FromPercent) -> Finding:
    shares = {name: found.share(name) for name in found.steps}
    one_in = int(1 / found.chance)
    said = [
        Sentence(
            "{name} {count} ({percent})",
            {
                "name": announced.question.options[name].name,
                "count": stated.figures.counts[name],
                "percent": percent(share, found.digits),
            },
        )
        for name, share in shares.items()
    ]
    return Finding(
        FROM_PERCENT,
        announced.contest,
        N_(
            "For {area}, the counts of {announcement} are exactly the rounded percentages of "
            "{total}: {options}. Of all ways to split {total} votes about 1 in {one_in} is like "
            "that; with every announcement and rounding that was tried, 1 in {one_in_tried}."
        ),
        {
            "area": stated.area.name,
            "announcement": announced.said(stated.announcement),
            "total": total,
            "options": said,
            "one_in": one_in,
            "one_in_tried": int(1 / found.chance_tried),
        },
        stated.announcement.source,
        stated.area.id,
        {
            "announcement": stated.announcement.id,
            "total": total,
            "digits": found.digits,
            "counts": {name: stated.figures.counts[name] for name in shares},
            "percent": {name: str(share * 100) for name, share in shares.items()},
            "chance": str(found.chance),
            "one_in": one_in,
            "chance_tried": str(found.chance_tried),
        },
        premises=(
            Sentence(N_("Apart from this, one way to split the votes is as good as another.")),
        ),
        explanations=_explained(stated, found),
    )


def _explained(stated: Stated, found: FromPercent) -> tuple[Sentence, ...]:
    if all(stated.figures.counts[name] % 10 == 0 for name in found.steps):
        return (
            Sentence(N_("Every count ends in a zero: counts that were rounded look like this.")),
        )
    return (
        Sentence(
            N_("Somebody who had only percentages and a total may have worked the counts out.")
        ),
    )
