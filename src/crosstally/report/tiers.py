"""The findings as a page shows them: by tier and code, what several share said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crosstally.check.result import CheckResult
from crosstally.findings import CODES, Code, Finding, Sentence, Tier
from crosstally.report.names import tier_in_short, tier_label, tier_meaning

FINDINGS_PER_CODE = 500
FULL_AT_ONCE = 10
"""How many findings with premises stand open; the others are folded."""
LISTED_AT_ONCE = 5
"""Up to so many plain findings are a list."""


@dataclass(frozen=True)
class Alike:
    """Findings of one code that take the same for granted, which is said once for all of them."""

    findings: Sequence[Finding]
    premises: Sequence[Sentence] = ()
    """What all of them take for granted, where there are several."""
    breaking_point: Sentence | None = None
    """The breaking point of all of them, where several have the same."""

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Alike:
        """What they share: nothing where there is only one."""
        first, *others = findings
        if not others:
            return cls(findings)
        same = all(item.breaking_point == first.breaking_point for item in others)
        return cls(
            findings,
            [one for one in first.premises if all(one in item.premises for item in others)],
            first.breaking_point if same else None,
        )

    def own_premises(self, finding: Finding) -> list[Sentence]:
        """What a finding takes for granted beyond what all do."""
        return [sentence for sentence in finding.premises if sentence not in self.premises]


@dataclass(frozen=True)
class Group:
    """The findings of one code."""

    code: Code
    count: int
    open: Sequence[Alike]
    """Those that state premises, a breaking point or plain explanations of their own."""
    folded: Sequence[Alike]
    """More of them, beyond those that stand open."""
    rows: Alike | None
    more: int
    """How many are in the JSON only."""
    because: Sequence[Sentence]
    """What the election folder says of the relations that they break."""

    @property
    def listed(self) -> bool:
        """Whether the rows are few enough for a list; more are a table with search and sort."""
        return self.rows is not None and len(self.rows.findings) <= LISTED_AT_ONCE

    @property
    def has_votes(self) -> bool:
        """Whether a row has a size in votes."""
        return self.rows is not None and any(item.votes is not None for item in self.rows.findings)


@dataclass(frozen=True)
class TierView:
    """The findings of one tier."""

    tier: Tier
    label: str
    in_short: str
    """What they are, in two or three words."""
    meaning: str
    count: int
    groups: Sequence[Group]
    ran: bool
    """Whether any check of this tier was run at all."""


def tiers(result: CheckResult) -> list[TierView]:
    """The tiers apart, each with its findings by code, in the order of the findings.

    A tier of which no check was run is left out, but for the decisive one: nothing that is decisive
    was found only where it was looked for.
    """
    views = []
    for tier in Tier:
        if tier is not Tier.DECISIVE and not was_run(result, tier):
            continue
        by_code: dict[str, list[Finding]] = {}
        for finding in result.findings.of_tier(tier):
            by_code.setdefault(finding.code.name, []).append(finding)
        groups = [_group(items, result.truncated.get(code, 0)) for code, items in by_code.items()]
        count = sum(group.count for group in groups)
        ran = was_run(result, tier)
        said = tier_label(tier), tier_in_short(tier, count), tier_meaning(tier)
        views.append(TierView(tier, *said, count, groups, ran))
    return views


def was_run(result: CheckResult, tier: Tier) -> bool:
    """Whether any check of a tier was run over anything: else its silence says nothing."""
    tiers_of_runs = {
        CODES[run.code].tier for run in result.runs if run.code in CODES and run.checked
    }
    return tier in tiers_of_runs or bool(result.findings.of_tier(tier))


def _group(items: Sequence[Finding], truncated: int) -> Group:
    shown = items[:FINDINGS_PER_CODE]
    code, count = items[0].code, len(items) + truncated
    whole = Alike.of(shown)
    if len(items) > LISTED_AT_ONCE and not any(map(whole.own_premises, shown)):
        return Group(code, count, [], [], whole, count - len(shown), because(items))
    full = [item for item in shown if item.premises or item.breaking_point or item.explanations]
    rows = [item for item in shown if item not in full]
    return Group(
        code,
        count,
        _alike(full[:FULL_AT_ONCE]),
        _alike(full[FULL_AT_ONCE:]),
        Alike.of(rows) if rows else None,
        count - len(shown),
        because(items),
    )


def because(findings: Iterable[Finding]) -> list[Sentence]:
    """What the election folder says of the relations that findings break, each once."""
    said = [item.because for item in findings if item.because is not None]
    return list({sentence.text: sentence for sentence in said}.values())


def _alike(findings: Sequence[Finding]) -> list[Alike]:
    """The findings by what they take for granted; those that are like no other together."""
    by_premises: dict[tuple[str, ...], list[Finding]] = {}
    for item in findings:
        key = tuple(sorted(sentence.text for sentence in item.premises))
        by_premises.setdefault(key, []).append(item)
    alone = [items[0] for items in by_premises.values() if len(items) == 1]
    several = [Alike.of(items) for items in by_premises.values() if len(items) > 1]
    return [*several, *([Alike.of(alone)] if alone else [])]
