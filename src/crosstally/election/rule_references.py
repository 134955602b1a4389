"""What a rule names that stands elsewhere in ``election.yaml``: options, alliances, levels."""

from __future__ import annotations

from collections.abc import Iterator

from crosstally.election.rule import CONSTITUENCY, NATION, ByOption, Rule, Threshold

Reference = tuple[tuple[str | int, ...], str, str]
"""Where inside the rule, what kind of name it is (``option``, ``level``, or ``scope``: a level,
`nation` or `constituency`), and the name."""


def references(rule: Rule) -> Iterator[Reference]:
    """Every name, as it stands in the rule."""
    for name, alliance in rule.alliances.items():
        for i, member in enumerate(alliance.members):
            yield ("alliances", name, "members", i), "option", member
    for name in rule.coalitions:
        yield ("coalitions", name), "option", name
    for i, name in enumerate(rule.raised.options if rule.raised is not None else ()):
        yield ("raised", "options", i), "option", name
    yield from _by_option("direct_seats", rule.direct_seats, rule)
    yield from _by_option("candidates", rule.candidates, rule)
    if rule.constituencies is not None:
        yield ("constituencies", "level"), "level", rule.constituencies.level
    if rule.threshold is not None:
        yield from _threshold(("threshold",), rule.threshold)
    for i, threshold in enumerate(rule.further_thresholds):
        yield from _threshold(("further_thresholds", i), threshold)
    for i, tier in enumerate(rule.tiers):
        yield from _scope(("tiers", i, "at"), tier.at)
        if tier.quota_at is not None:
            yield from _scope(("tiers", i, "quota_at"), tier.quota_at)
        if tier.threshold is not None:
            yield from _threshold(("tiers", i, "threshold"), tier.threshold)


def _threshold(location: tuple[str | int, ...], threshold: Threshold) -> Iterator[Reference]:
    yield from _scope((*location, "scope"), threshold.scope)
    for i, name in enumerate(threshold.exempt):
        yield (*location, "exempt", i), "option", name
    for name in threshold.for_options:
        yield (*location, "for_options", name), "option", name
    for i, other in enumerate(threshold.alternatives):
        yield from _scope((*location, "or", i, "scope"), other.scope)


def _scope(location: tuple[str | int, ...], scope: str) -> Iterator[Reference]:
    if scope not in (NATION, CONSTITUENCY):
        yield location, "scope", scope


def _by_option(key: str, numbers: ByOption, rule: Rule) -> Iterator[Reference]:
    """Options; where numbers are by constituency, the options inside."""
    for name, found in numbers.items():
        if isinstance(found, int):
            yield (key, name), "option", name
        else:
            for option in found:
                yield (key, name, option), "option", option
