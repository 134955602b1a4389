"""Printed percentages, whatever they may be of where the announcement does not say."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.compare.announced import Announced, Stated, together
from crosstally.compare.announced_percentages import Percentages
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, plural, register
from crosstally.words import N_

OTHER_TOTAL = register(
    Code(
        "PERCENT-OF-ANOTHER-TOTAL",
        Tier.INDICATIVE,
        N_("Printed percentages fit only a total that is not stated"),
        N_(
            "The announcement does not say what its percentages are of. As percentages of valid "
            "votes they do not fit its other figures, or 100; as percentages of the voters who "
            "took part, or of registered voters, whose number it does not state, they may."
        ),
        N_("It is no contradiction: how many votes were invalid would decide it."),
        N_("Division."),
    )
)


def check_percentages(announced: Announced) -> Checked:
    """Every announcement's percentages of options, at every area."""
    return together(
        _result(announced, stated) for stated in announced.statements if stated.figures.percent
    )


def _result(announced: Announced, stated: Stated) -> Checked:
    """Where the announcement does not say what its percentages are of, they contradict something
    only if they do so whatever they may be of. Where such a total is not stated, the counts of
    several options tell: all of them imply one, larger than the valid votes. Else it stays open."""
    first, *others = announced.readings(stated)
    result = Percentages(announced, stated, first).result()
    if not result.findings:
        return result
    fitting: list[str] = []
    runs = result.runs
    for of in others:
        percentages = Percentages(announced, stated, of)
        found = percentages.result()
        if found.findings or not percentages.some_total_serves:
            continue
        of_ballots = of == "cast" and percentages.implies_more_than_valid
        if percentages.base is not None or of_ballots:
            return found
        fitting, runs = [*fitting, of], found.runs
    if not fitting:
        return result
    return Checked((_of_another_total(announced, stated, result.findings, fitting),), runs)


def _of_another_total(
    announced: Announced, stated: Stated, found: Sequence[Finding], fitting: Sequence[str]
) -> Finding:
    """What is no contradiction, since the percentages may be of a total that is not stated."""
    finding, *others = found
    return Finding(
        OTHER_TOTAL,
        announced.contest,
        N_(
            "{finding} That is so if the percentages are of valid votes, which is not said; they "
            "may be of another total that is not stated: {totals}."
        ),
        {
            "finding": _with_others(announced, finding, others),
            "totals": [announced.label(of) for of in fitting],
        },
        finding.source,
        finding.area,
        {"announcement": stated.announcement.id, "may_be_of": list(fitting)}
        | {"of_valid_votes": dict(finding.figures)}
        | ({"others_of_valid_votes": [dict(one.figures) for one in others]} if others else {}),
        explanations=(
            Sentence(N_("`percent_of` in announcements.yaml says what the percentages are of.")),
        ),
    )


def _with_others(announced: Announced, finding: Finding, others: Sequence[Finding]) -> Sentence:
    """What does not fit, and which other percentages do not fit either."""
    first = Sentence(finding.template, finding.values)
    if not others:
        return first
    figures = [
        announced.label(str(one.figures["option"]))
        if "option" in one.figures
        else Sentence(N_("the sum of all"))
        for one in others
    ]
    return plural(
        "{first} Nor does {n} other percentage fit: {figures}.",
        "{first} Nor do {n} other percentages fit: {figures}.",
        len(others),
        {"first": first, "figures": figures},
    )
