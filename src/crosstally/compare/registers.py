"""Turnout percentages and counts of voters imply a register: is it one of those on offer?

A count c printed beside a turnout of p percent implies c / p voters on the lists. Both are
printed figures: the turnout stands for every share that any usual rounding turns into it, the
count for every number that its unit allows. Where a part of the sheets was counted, the turnout
may be that of the stations counted so far: then their lists are no more than the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from crosstally.compare import premises
from crosstally.compare.announced import (
    Announced,
    Span,
    Stated,
    share_span,
    span_of,
    together,
)
from crosstally.compare.uncounted import counted_a_part
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_

OTHER_REGISTER = register(
    Code(
        "TURNOUT-OTHER-REGISTER",
        Tier.DECISIVE,
        N_("A turnout and a count of voters imply another register"),
        N_(
            "The voters who took part, divided by the turnout printed beside them, give a number "
            "of registered voters that is not the one stated, whichever way the turnout was "
            "rounded. Count, turnout and register cannot all be right."
        ),
        N_(
            "It does not say which of the three is wrong. Early turnouts are often gathered by "
            "telephone, from areas that have not all reported."
        ),
        N_("Division."),
        of_voters=True,
    )
)
ROUNDED = register(
    Code(
        "TURNOUT-REGISTER-ROUNDING",
        Tier.INDICATIVE,
        N_("Whether a turnout fits the register depends on how a count was rounded"),
        N_(
            "The count of voters is a rounded one. Rounded finely, it and the turnout leave no "
            "room for the register; rounded coarsely, they do."
        ),
        N_("It is no contradiction: the coarser rounding can be the right one."),
        N_("Division."),
    )
)
CHANGED = register(
    Code(
        "TURNOUT-REGISTERS-DIFFER",
        Tier.DECISIVE,
        N_("Turnouts announced at different moments imply different registers"),
        N_(
            "The registers implied by the turnouts and counts of two announcements of one source "
            "have no number in common, whichever way the turnouts were rounded. They cannot both "
            "be right for one register."
        ),
        N_("It does not say which is wrong. A register that changed in between explains it."),
        N_("Division."),
        of_voters=True,
    )
)


@dataclass(frozen=True)
class Implied:
    """The registers that one announcement's turnout and count leave room for."""

    stated: Stated
    count: Span
    """What the count may be, if it was rounded to ``unit``."""
    printed: int
    """The count as printed, or as the printed counts sum to."""
    unit: int | None
    """The coarsest unit the count may have been rounded to; None where it is a sum of others."""

    @property
    def turnout(self) -> str:
        """The turnout as printed, without its sign."""
        return (self.stated.figures.turnout or "").strip(" %")

    def span(self, unit: int | None = None) -> Span:
        """The registers, if the count was rounded to a unit (left out, the coarsest)."""
        low, high = share_span(self.turnout)
        count = self.count
        if self.unit is not None:
            count = span_of(self.printed, self.unit if unit is None else unit)
        return Span(int(count.low / high) + (count.low > 0), int(count.high / low))

    def missing(self, voters: Span) -> int:
        """By how many voters the count misses what the turnout makes of a register."""
        low, high = share_span(self.turnout)
        least = -(-low * voters.low // 1)
        most = -(-high * voters.high // 1) - 1
        return max(least - self.count.high, self.count.low - most, 0)

    @property
    def of_a_part(self) -> bool:
        """Whether it may be the turnout of the stations counted so far alone."""
        announcement = self.stated.announcement
        return counted_a_part(announcement) and announcement.register_id is None

    @property
    def units(self) -> list[int]:
        """The powers of ten that the count may have been rounded to, finest first."""
        coarsest, units = self.unit or 1, [1]
        while units[-1] * 10 <= coarsest:
            units.append(units[-1] * 10)
        return [*units, coarsest] if coarsest not in units else units


@dataclass(frozen=True)
class _Offer:
    name: str | Sentence
    voters: Span

    def has_room(self, item: Implied, unit: int) -> bool:
        """Whether a turnout can be of it, if its count was rounded to a unit."""
        implied = item.span(unit)
        return implied.low <= self.voters.high and (item.of_a_part or implied.meets(self.voters))


def check_registers(announced: Announced) -> Checked:
    """Every announced turnout with a count of voters: against the registers and each other."""
    implied = [item for stated in announced.statements if (item := _implied(announced, stated))]
    offered = together(_against_offers(announced, item) for item in implied)
    return offered + _against_each_other(announced, implied)


def _implied(announced: Announced, stated: Stated) -> Implied | None:
    turnout, made = stated.figures.turnout, announced.made_of(stated, "cast")
    if turnout is None or made is None or share_span(turnout)[0] <= 0:
        return None
    count = announced.measure(stated, "cast", loose=True)
    printed = announced.as_printed(stated, "cast")
    assert count is not None
    assert printed is not None
    single = made.constant == 0 and list(made.terms.values()) == [1]
    unit = stated.unit(next(iter(made.terms)), loose=True) if single else None
    return Implied(stated, count, printed, unit)


def _offers(announced: Announced, stated: Stated) -> list[_Offer]:
    """The registers that a turnout can be of: stated with it, named by it, or any on offer."""
    own = announced.measure(stated, "registered", loose=True)
    if own is not None:
        return [_Offer(Sentence(N_("as stated with it")), own)]
    registers = announced.definition.registers
    if announced.is_root(stated.area):
        named = stated.announcement.register_id
        ids = [named] if named else list(registers)
        return [_Offer(id_, Span(registers[id_].voters, registers[id_].voters)) for id_ in ids]
    if stated.area.registered is not None:
        voters = stated.area.registered
        return [_Offer(Sentence(N_("of the area")), Span(voters, voters))]
    return []


def _against_offers(announced: Announced, item: Implied) -> Checked:
    offers = _offers(announced, item.stated)
    if not offers:
        return Checked()
    fits = {unit: any(offer.has_room(item, unit) for offer in offers) for unit in item.units}
    nearest = min(offers, key=lambda offer: item.missing(offer.voters))
    findings: list[Finding] = []
    if not fits[item.units[-1]]:
        findings.append(_other(announced, item, nearest, offers))
    elif not all(fits.values()):
        findings.append(_depends(announced, item, nearest, fits))
    failed = sum(finding.tier is Tier.DECISIVE for finding in findings)
    subject = item.stated.announcement.id
    source = item.stated.announcement.source
    votes = sum(finding.votes or 0 for finding in findings)
    return Checked(
        tuple(findings), (announced.run(OTHER_REGISTER.name, subject, source, 1, failed, votes),)
    )


def _other(
    announced: Announced, item: Implied, nearest: _Offer, offers: Sequence[_Offer]
) -> Finding:
    span = item.span()
    template = N_(
        "For {area}, {announcement}: {count} voters as {turnout} percent imply {low} to {high} "
        "registered voters, not {voters}."
    )
    votes = item.missing(nearest.voters)
    breaking = Sentence(
        N_(
            "It vanishes if the register in force had {low} to {high} voters, or if the count was "
            "off by {votes}."
        ),
        {"low": span.low, "high": span.high, "votes": votes},
    )
    coarser = _coarser(item, nearest)
    if coarser is not None:
        breaking = Sentence(
            N_(
                "It vanishes if the register in force had {low} to {high} voters, or if the count "
                "was off by {votes}, as it can be if it was rounded to {unit}."
            ),
            {"low": span.low, "high": span.high, "votes": votes, "unit": coarser},
        )
    figures = {
        "registers": {str(offer.name): offer.voters.low for offer in offers},
        "vanishes_if_rounded_to": coarser,
    }
    return _finding(announced, OTHER_REGISTER, template, item, nearest, figures, votes, breaking)


def _coarser(item: Implied, offer: _Offer) -> int | None:
    """For a count that is a rounded one: the finest coarser power of ten that leaves room. The
    count must be a multiple of it: 6,694,000 was not rounded to 10,000."""
    if item.unit is None or item.unit < 10:
        return None
    unit = int(10 ** len(str(item.unit)))
    while item.printed and item.printed % unit == 0:
        if offer.has_room(item, unit):
            return unit
        unit *= 10
    return None


def _depends(
    announced: Announced, item: Implied, nearest: _Offer, fits: dict[int, bool]
) -> Finding:
    finest = min(unit for unit, fit in fits.items() if fit)
    coarsest = max(unit for unit, fit in fits.items() if not fit)
    exact = item.span(coarsest)
    template = N_(
        "For {area}, {announcement}: {count} voters as {turnout} percent leave room for {voters} "
        "registered voters if the count was rounded to {fits}; rounded to {fails} or exact, they "
        "imply {fails_low} to {fails_high}."
    )
    figures = {
        "fits_if_rounded_to": finest,
        "contradicts_if_rounded_to": coarsest,
        "implied_if_finer": [exact.low, exact.high],
    }
    values = {
        "fits": finest,
        "fails": coarsest,
        "fails_low": exact.low,
        "fails_high": exact.high,
    }
    return _finding(
        announced, ROUNDED, template, item, nearest, figures, None, None, values
    )  # no breaking point: it is no contradiction


def _finding(
    announced: Announced,
    code: Code,
    template: str,
    item: Implied,
    offer: _Offer,
    figures: Mapping[str, object],
    votes: int | None,
    breaking: Sentence | None,
    values: Mapping[str, object] | None = None,
) -> Finding:
    stated, span = item.stated, item.span()
    said = {
        "area": stated.area.name,
        "announcement": announced.said(stated.announcement),
        "count": item.printed,
        "turnout": item.turnout,
        "low": span.low,
        "high": span.high,
        "voters": offer.voters.low,
    }
    numbers = {
        "announcement": stated.announcement.id,
        "cast": item.printed,
        "rounded_to": item.unit,
        "turnout": item.turnout,
        "implied": [span.low, span.high],
        "registered": offer.voters.low,
    }
    given = (
        Sentence(
            N_("The register in force had {voters} voters ({name})."),
            {"voters": offer.voters.low, "name": offer.name},
        ),
        premises.TURNOUT_OF_REGISTER,
        premises.THREE_ROUNDINGS,
        *premises.counts_rounded(announced, [(stated, "cast")]),
    )
    return Finding(
        code,
        announced.contest,
        template,
        said | dict(values or {}),
        stated.announcement.source,
        stated.area.id,
        numbers | dict(figures),
        votes,
        given,
        breaking,
    )


def _against_each_other(announced: Announced, implied: Sequence[Implied]) -> Checked:
    return together(_group(announced, group) for group in _groups(implied))


def _group(announced: Announced, group: Sequence[Implied]) -> Checked:
    above = max(group, key=lambda item: item.span().low)
    # The lists of a part bound the register from below alone.
    whole = [item for item in group if not item.of_a_part]
    below = min(whole, key=lambda item: item.span().high, default=None)
    findings: tuple[Finding, ...] = ()
    if below is not None and above.span().low > below.span().high:
        findings = (_changed(announced, below, above, len(group)),)
    source = group[0].stated.announcement.source
    return Checked(
        findings, (announced.run(CHANGED.name, "turnout", source, len(group), len(findings)),)
    )


def _groups(implied: Sequence[Implied]) -> Iterator[list[Implied]]:
    """Announcements of one source for one area, on one register: intervals that meet in pairs
    have a number in common, so that the two extreme ones tell. One that states its register is
    beside those that state the same."""

    def key(item: Implied) -> tuple[str, str, str, int]:
        announcement = item.stated.announcement
        own = item.stated.count("registered") or 0
        return announcement.source, item.stated.area.id, announcement.register_id or "", own

    for _, group in groupby(sorted(implied, key=key), key):
        items = list(group)
        if len(items) > 1:
            yield items


def _changed(announced: Announced, below: Implied, above: Implied, compared: int) -> Finding:
    low, high = below.span(), above.span()
    return Finding(
        CHANGED,
        announced.contest,
        N_(
            "For {area}, {first} implies {first_low} to {first_high} registered voters and "
            "{second} implies {second_low} to {second_high}; no register is in both."
        ),
        {
            "area": below.stated.area.name,
            "first": announced.said(below.stated.announcement),
            "first_low": low.low,
            "first_high": low.high,
            "second": announced.said(above.stated.announcement),
            "second_low": high.low,
            "second_high": high.high,
        },
        below.stated.announcement.source,
        below.stated.area.id,
        {
            "announcements": [below.stated.announcement.id, above.stated.announcement.id],
            "implied": [[low.low, low.high], [high.low, high.high]],
            "apart": high.low - low.high,
            "compared": compared,
        },
        None,
        (
            premises.SAME_REGISTER,
            premises.THREE_ROUNDINGS,
            *premises.counts_rounded(announced, [(item.stated, "cast") for item in (below, above)]),
        ),
        Sentence(
            N_("It vanishes if the register changed by {apart} voters in between."),
            {"apart": high.low - low.high},
        ),
    )
