"""How many votes would take an option over a threshold or below it, said in full sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosstally.election.definition import Definition, Threshold
from crosstally.election.printed import Interval
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.seats.margins import (
    votes_above_threshold,
    votes_above_threshold_range,
    votes_added_to_threshold,
)
from crosstally.words import N_, percent

MARGIN = register(
    Code(
        "SEATS-THRESHOLD-MARGIN",
        Tier.INDICATIVE,
        N_("How far the options next to the threshold are from it"),
        N_(
            "How many votes the last option above the threshold could lose and still pass, and how "
            "many the first one below would need: moved from others, or added. On valid votes and "
            "on the base that the law names, a range where that was printed with rounding."
        ),
        N_("It is the size of what would matter, no sign that anything is wrong."),
        N_("The contest's rule in election.yaml, which names the law."),
    )
)
BASES = {
    "valid": Sentence(N_("the valid votes")),
    "cast": Sentence(N_("the voters who took part")),
    "registered": Sentence(N_("the registered voters")),
}
AS_ANNOUNCED = Sentence(N_("As announced"))
ON_SHEETS_HELD = Sentence(N_("On the sheets held"))


@dataclass(frozen=True)
class ThresholdMargin:
    """How far an option is from the threshold, on one base."""

    option: str
    base: str
    """valid, cast or registered."""
    least: int
    """Votes that could be moved away so that it still passes; negative where votes are missing."""
    most: int
    """The same as ``least`` unless the base is known only as an interval."""
    added: int | None
    """Where it does not pass on an exact base: votes that would have to be added."""


def threshold_margins(
    votes: Mapping[str, int], bases: Mapping[str, int | Interval], threshold: Threshold
) -> list[ThresholdMargin]:
    """Every option on every base, the options nearest to the threshold first.

    ``votes`` is option → votes; ``bases`` maps valid, cast or registered to how many there were,
    an ``Interval`` where that is printed with rounding.
    """
    share, strict = threshold.fraction, threshold.passes == "more_than"
    found = []
    for base, whole in bases.items():
        for option, count in votes.items():
            added = None
            if isinstance(whole, Interval):
                least, most = votes_above_threshold_range(count, whole, share, strict)
            else:
                least = most = votes_above_threshold(count, whole, share, strict)
                if most < 0 and base != "registered" and share < 1:
                    added = votes_added_to_threshold(count, whole, share, strict)
            found.append(ThresholdMargin(option, base, least, most, added))
    nearest = {
        option: min(abs(item.least) for item in found if item.option == option) for option in votes
    }
    return sorted(found, key=lambda item: nearest[item.option])


def what_would_matter(
    definition: Definition,
    contest: str,
    votes: Mapping[str, int],
    bases: Mapping[str, int | Interval],
    basis: Sentence = AS_ANNOUNCED,
    options: int = 12,
) -> list[Sentence]:
    """The margins as sentences, for the ``options`` options nearest to the threshold.

    Nothing where the contest's rule has no threshold, or where more than an option's own votes
    decides who passes. ``basis`` says what figures these are.
    """
    rule = definition.contests[contest].rule
    if rule is None or rule.threshold is None or not rule.plain:
        return []
    margins = threshold_margins(votes, bases, rule.threshold)
    near = list(dict.fromkeys(item.option for item in margins))[:options]
    return [
        _said(definition, contest, item, rule.threshold, basis)
        for item in margins
        if item.option in near
    ]


def check_margins(
    definition: Definition,
    contest: str,
    source: str,
    subject: str,
    votes: Mapping[str, int],
    bases: Mapping[str, int | Interval],
) -> Checked:
    """A finding for the last option above the threshold and the first below it, on each base.

    ``subject`` is the announcement's id; ``votes`` and ``bases`` are its figures, see
    ``threshold_margins``. Nothing where the contest's rule has no threshold, or where more than an
    option's own votes decides who passes.
    """
    rule = definition.contests[contest].rule
    if rule is None or rule.threshold is None or not rule.plain:
        return Checked()
    margins = threshold_margins(votes, bases, rule.threshold)
    findings = []
    for base in bases:
        here = [item for item in margins if item.base == base]
        above = [item for item in here if item.least >= 0]
        below = [item for item in here if item.most < 0]
        chosen = [item for item in here if item.least < 0 <= item.most]
        chosen += [min(above, key=lambda item: item.least)] if above else []
        chosen += [max(below, key=lambda item: item.most)] if below else []
        for item in chosen:
            said = _said(definition, contest, item, rule.threshold, AS_ANNOUNCED)
            figures = {
                "announcement": subject,
                "option": item.option,
                "base": base,
                "votes_above": [item.least, item.most],
                "votes_to_add": item.added,
            }
            findings.append(
                Finding(MARGIN, contest, said.template, said.values, source, figures=figures)
            )
    run = CheckRun(MARGIN.name, contest, source, subject, len(margins), 0)
    return Checked(tuple(findings), (run,))


def _said(
    definition: Definition,
    contest: str,
    item: ThresholdMargin,
    threshold: Threshold,
    basis: Sentence,
) -> Sentence:
    values = {
        "basis": basis,
        "option": definition.contests[contest].options[item.option].name,
        "threshold": share_said(threshold),
        "base": BASES[item.base],
    }
    if item.least != item.most:
        return Sentence(_over_a_range(item), values | _range_values(item))
    if item.least >= 0:
        template = N_(
            "{basis}, {option} is {slack} votes above {threshold} of {base}; {away} moved away "
            "from it would take it below."
        )
        return Sentence(template, values | {"slack": item.least, "away": item.least + 1})
    if item.added is None:
        template = N_(
            "{basis}, {option} is below {threshold} of {base}: reaching it would take {moved} more "
            "votes."
        )
        return Sentence(template, values | {"moved": -item.least})
    template = N_(
        "{basis}, {option} is below {threshold} of {base}: reaching it would take {moved} votes "
        "moved to it or {added} added."
    )
    return Sentence(template, values | {"moved": -item.least, "added": item.added})


def _over_a_range(item: ThresholdMargin) -> str:
    if item.least >= 0:
        return N_(
            "{basis}, {option} is {least} to {most} votes above {threshold} of {base}, whose "
            "number was printed with rounding; {least_away} to {most_away} moved away from it "
            "would take it below."
        )
    if item.most < 0:
        return N_(
            "{basis}, {option} is below {threshold} of {base}, whose number was printed with "
            "rounding: reaching it would take {least_moved} to {most_moved} votes moved to it."
        )
    return N_(
        "{basis}, whether {option} reaches {threshold} of {base} depends on how their number was "
        "rounded: it may be {most_moved} votes short of it or {most} above it."
    )


def _range_values(item: ThresholdMargin) -> dict[str, int]:
    return {
        "least": item.least,
        "most": item.most,
        "least_away": item.least + 1,
        "most_away": item.most + 1,
        "least_moved": -item.most,
        "most_moved": -item.least,
    }


def share_said(threshold: Threshold) -> str:
    """The threshold with no more digits than it has: ``7 %``, ``0.67 %``."""
    digits = 0
    while digits < 6 and (threshold.fraction * 100 * 10**digits).denominator != 1:
        digits += 1
    return percent(threshold.fraction, digits)


def names_of(definition: Definition, contest: str, options: Sequence[str]) -> list[str]:
    """The options' names, for people."""
    known = definition.contests[contest].options
    return [known[option].name if option in known else option for option in options]
