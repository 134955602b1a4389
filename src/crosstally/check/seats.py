"""Seats recomputed from announced counts and from sheets, on every known threshold base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstally.claims.evidence import AnnouncedSeats
from crosstally.compare.counted_options import counted_options
from crosstally.compare.threshold_margins import check_margins
from crosstally.election.definition import STAGE_ORDER, Announcement, Rule
from crosstally.election.folder import Election
from crosstally.election.printed import Interval, Printed
from crosstally.election.relations import OPTIONS
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.seats.rule import SeatOutcome, apply_rule
from crosstally.tabulation.figures import Totals
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

SEATS_DIFFER = register(
    Code(
        name="SEATS-DIFFER",
        tier=Tier.DECISIVE,
        title=N_("Announced seats are not those that the rule gives on the announced votes"),
        means=N_(
            "The votes of an announcement, put through the contest's rule, give other seats than "
            "the announcement states, on every admissible outcome of ties and rounding."
        ),
        does_not_mean=N_(
            "It does not say whether the votes or the seats are wrong, and it takes for granted "
            "that election.yaml states the rule as the law has it."
        ),
        source=N_("The contest's rule in election.yaml, which names the law."),
    )
)
BASES = ("valid", "cast", "registered")
ON_SHEETS = "sheets"
"""Stands for the stage of a source's sheets where the source announced votes at that stage too."""

Base = int | Interval
SeatTable = dict[str, dict[str, dict[str, SeatOutcome]]]


def check_seats(
    tabulator: Tabulator, contest: str, announcements: Sequence[Announcement]
) -> tuple[SeatTable, Checked]:
    """Seats by source, stage (or ``ON_SHEETS``) and threshold base; announced seats are held
    against them."""
    election = tabulator.store.election
    seats: SeatTable = {}
    rule = election.definition.contests[contest].rule
    if rule is None:
        return seats, Checked()
    checked = Checked()
    recomputed = announced_seats(election, contest, announcements)
    for item in recomputed:
        stages = seats.setdefault(item.announcement.source, {})
        stages.setdefault(item.announcement.stage.value, {})[item.base] = item.outcome
        if item.base == law_base(rule):
            checked += _announced(contest, item)
            checked += _margins(election, contest, item.announcement)
    for sheets in tabulator.store.sheets_of(contest):
        totals = tabulator.totals(contest, sheets.source, tabulator.store.places.root)
        if totals.all_held:
            stage = max((load.entry.stage for load in sheets.loads), key=STAGE_ORDER.__getitem__)
            stages = seats.setdefault(sheets.source, {})
            # What a source announced at this stage is not what its sheets give.
            name = stage.value if stage.value not in stages else ON_SHEETS
            stages[name] = sheet_seats(election, contest, totals)
    return seats, checked


def _margins(election: Election, contest: str, item: Announcement) -> Checked:
    """How far the options are from the threshold, on valid votes and on the law's base; a turnout
    is taken as rounded half up here, as commissions usually round."""
    rule = election.definition.contests[contest].rule
    if rule is None:
        return Checked()
    bases = _announced_bases(election, item)
    registered = _registered(election, item)
    if "cast" not in item.fields and item.turnout is not None and registered is not None:
        bases["cast"] = Printed.percent(item.turnout).rounded.times(registered)
    kept = {base: bases[base] for base in ("valid", law_base(rule)) if base in bases}
    return check_margins(
        election.definition, contest, item.source, item.id, dict(item.counts), kept
    )


def announced_seats(
    election: Election, contest: str, announcements: Sequence[Announcement]
) -> list[AnnouncedSeats]:
    """What the rule gives on each announcement that states votes for the whole place."""
    about = election.definition.contests[contest]
    if about.rule is None:
        return []
    root = election.definition.place
    found = []
    for item in announcements:
        whole = item.area is None or item.area in (root.id, root.name)
        if not whole or set(item.counts) != set(about.options):
            continue
        votes = {option: item.counts[option] for option in about.options}
        for base, size in _announced_bases(election, item).items():
            found.append(AnnouncedSeats(item, base, _allocate(about.rule, votes, base, size)))
    return found


def sheet_seats(election: Election, contest: str, totals: Totals) -> dict[str, SeatOutcome]:
    """What the rule gives on a source's sheets, by threshold base; the caller sees to coverage.

    Seats are for the options that votes are counted under (an alliance, or else its members).
    Nothing where an option's votes, and no base where one of its figures, is not read everywhere.
    """
    about = election.definition.contests[contest]
    counted = counted_options(election.definition, contest, totals.options)
    read = {name for name in totals.figures if not totals.incomplete.get(name)}
    if about.rule is None or not read.issuperset(counted):
        return {}
    votes = {option: totals.options[option] for option in counted}
    figures = {**totals.figures, OPTIONS: sum(votes.values())}
    sizes: dict[str, Base] = {}
    for base in BASES if about.rule.threshold else ("valid",):
        linear = election.definition.sheet_of(contest).measure(base)
        if linear is not None and linear.names <= read | {OPTIONS}:
            sizes[base] = linear.value(figures)
    return {base: _allocate(about.rule, votes, base, size) for base, size in sizes.items()}


def law_base(rule: Rule) -> str:
    """The base that the rule names for its threshold; valid votes where there is no threshold."""
    return rule.threshold.of if rule.threshold else "valid"


def _allocate(rule: Rule, votes: Mapping[str, int], base: str, size: Base) -> SeatOutcome:
    if rule.threshold is None:
        return apply_rule(rule, votes, None)
    on_base = rule.model_copy(update={"threshold": rule.threshold.model_copy(update={"of": base})})
    return apply_rule(on_base, votes, size)


def _announced_bases(election: Election, item: Announcement) -> dict[str, Base]:
    """The sizes of the threshold's possible bases, exact or as the interval that was printed."""
    found: dict[str, Base] = {"valid": item.fields.get("valid", sum(item.counts.values()))}
    rule = election.definition.contests[election.contest_of(item)].rule
    if rule is None or rule.threshold is None:
        return found
    registered = _registered(election, item)
    if "cast" in item.fields:
        found["cast"] = _count(item, "cast")
    elif item.turnout is not None and registered is not None:
        found["cast"] = Printed.percent(item.turnout).widest.times(registered)
    if registered is not None:
        found["registered"] = registered
    return found


def _registered(election: Election, item: Announcement) -> int | None:
    registers = election.definition.registers
    if item.register_id is not None:
        return registers[item.register_id].voters
    if "registered" in item.fields:
        return item.fields["registered"]
    return next(iter(registers.values())).voters if len(registers) == 1 else None


def _count(item: Announcement, name: str) -> Base:
    unit = item.rounded_to.get(name, 1)
    value = item.fields[name]
    return value if unit == 1 else Printed.count(value, unit).widest


def _announced(contest: str, item: AnnouncedSeats) -> Checked:
    announced = item.announcement.seats
    if not announced:
        return Checked()
    stated = {option: announced.get(option, 0) for option in item.outcome.seats}
    differ = all(dict(outcome) != stated for outcome in item.outcome.outcomes)
    run = CheckRun(
        SEATS_DIFFER.name,
        contest,
        item.announcement.source,
        item.announcement.id,
        checked=len(stated),
        failed=sum(stated[option] != item.outcome.seats[option] for option in stated)
        if differ
        else 0,
    )
    return Checked((_finding(contest, item, stated),) if differ else (), (run,))


def _finding(contest: str, item: AnnouncedSeats, stated: Mapping[str, int]) -> Finding:
    wrong = [option for option in stated if stated[option] != item.outcome.seats[option]]
    return Finding(
        code=SEATS_DIFFER,
        contest=contest,
        source=item.announcement.source,
        template=N_(
            "{announcement}: the rule gives {given} on the announced votes, and {stated} are "
            "announced"
        ),
        values={
            "announcement": item.announcement.id,
            "given": ", ".join(f"{option} {item.outcome.seats[option]}" for option in wrong),
            "stated": ", ".join(f"{option} {stated[option]}" for option in wrong),
        },
        figures={
            "base": item.base,
            "announced": dict(stated),
            "recomputed": dict(item.outcome.seats),
        },
        premises=(
            Sentence(N_("the rule in election.yaml is the law's")),
            Sentence(N_("the announced votes are those that seats were given on")),
        ),
        breaking_point=Sentence(
            N_(
                "It vanishes if the law has another rule than election.yaml, or if seats were "
                "given on other votes than those announced; no sheet needs to be worthless for it."
            )
        ),
    )
