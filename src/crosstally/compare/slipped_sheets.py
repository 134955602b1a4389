"""A slip that accounts for all that two sources differ in may be why an announcement is not what
one of them holds, and is what the other does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crosstally.compare.said import Said
from crosstally.compare.source_findings import SourceComparison
from crosstally.findings import Checked, Finding, Sentence, Tier
from crosstally.words import N_


def with_slips(checked: Checked, comparisons: Sequence[SourceComparison], said: Said) -> Checked:
    """What was found about announcements and sheets, with the slip named in each contradiction to
    the sheets of a source that is none to those of the other."""
    slips: dict[str, list[tuple[str, Sentence]]] = {}
    for one in comparisons:
        if one.only_first or one.only_second or one.apart:
            continue  # sheets that one of them has alone differ by more than a slip
        for sentence in one.explanations:
            slips.setdefault(one.first, []).append((one.second, sentence))
            slips.setdefault(one.second, []).append((one.first, sentence))
    if not slips:
        return checked
    contradicted = {_about(item.figures) for item in checked.findings if _is_decisive(item)}

    def explained(item: Finding) -> Finding:
        source, *announced = _about(item.figures)
        more = tuple(
            Sentence(
                N_("These sheets differ from those of {other} by one slip alone: {slip}."),
                {"other": said.source(other), "slip": sentence},
            )
            for other, sentence in slips.get(str(source), ())
            if (other, *announced) not in contradicted
        )
        return replace(item, explanations=(*item.explanations, *more)) if more else item

    findings = [explained(item) if _is_decisive(item) else item for item in checked.findings]
    return replace(checked, findings=tuple(findings))


def _is_decisive(item: Finding) -> bool:
    return item.tier is Tier.DECISIVE and "sheets" in item.figures


def _about(figures: Mapping[str, object]) -> tuple[object, ...]:
    return figures.get("sheets"), figures.get("announcement")
