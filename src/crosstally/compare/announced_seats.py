"""Seats recomputed from announced counts and from sheets, on every threshold base that is known.

Rounded counts give no seats: nearly always several outcomes would be possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated
from crosstally.compare.announced_and_sheet_seats import check_on_sheets, seats_named
from crosstally.compare.counted_options import lists_stated
from crosstally.compare.seats_by_area import (
    VotesByArea,
    announced_by_constituency,
    not_all_placed,
    seats_by_area,
    sheets_by_area,
)
from crosstally.compare.threshold_margins import check_margins
from crosstally.election.alliances import counted_options
from crosstally.election.definition import STAGE_ORDER, Announcement, Rule
from crosstally.election.printed import Interval, Printed
from crosstally.election.relations import OPTIONS
from crosstally.election.rule import NATION
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.seats.rule import SeatOutcome, apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError
from crosstally.tabulation.figures import Tabulated
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


@dataclass(frozen=True)
class AnnouncedSeats:
    """Seats that the rule gives on an announcement's counts."""

    announcement: Announcement
    base: str
    outcome: SeatOutcome

    @property
    def departs(self) -> bool:
        """Whether it states seats, and they are no admissible outcome."""
        announced = self.announcement.seats
        if not announced:
            return False
        stated = {option: announced.get(option, 0) for option in self.outcome.seats}
        return all(dict(outcome) != stated for outcome in self.outcome.outcomes)


def check_seats(
    announced: Announced, recomputed: Sequence[AnnouncedSeats], tabulator: Tabulator
) -> tuple[SeatTable, Checked]:
    """Seats by source, stage (or ``ON_SHEETS``) and threshold base; announced seats are held
    against them. ``recomputed`` is what ``announced_seats`` gives."""
    contest, rule = announced.contest, announced.question.rule
    seats: SeatTable = {}
    if rule is None:
        return seats, Checked()
    checked = Checked()
    for item in recomputed:
        stages = seats.setdefault(item.announcement.source, {})
        stages.setdefault(item.announcement.stage.value, {})[item.base] = item.outcome
        if item.base == law_base(rule):
            checked += _announced(announced, item)
    known = {item.announcement.id for item in recomputed}
    for stated in _with_seats(announced):
        checked += _margins(announced, stated)
        if stated.figures.seats and stated.announcement.id not in known:
            checked += Checked((), (_not_recomputed(announced, stated),))
    for sheets in tabulator.store.sheets_of(contest):
        totals = tabulator.totals(contest, sheets.source, tabulator.store.places.root)
        if totals.all_held:
            stage = max((load.entry.stage for load in sheets.loads), key=STAGE_ORDER.__getitem__)
            stages = seats.setdefault(sheets.source, {})
            # What a source announced at this stage is not what its sheets give.
            name = stage.value if stage.value not in stages else ON_SHEETS
            stages[name] = given = sheet_seats(announced, tabulator, sheets.source)
            if law_base(rule) in given:
                on_law = given[law_base(rule)]
                checked += check_on_sheets(announced, sheets, totals, on_law, known)
    return seats, checked


def announced_seats(announced: Announced) -> list[AnnouncedSeats]:
    """What the rule gives on each announcement that states every list's votes, exactly as counted,
    for the whole place."""
    rule, found = announced.question.rule, []
    if rule is None:
        return []
    for stated in _with_seats(announced):
        for base, outcome in _outcomes(announced, rule, stated).items():
            found.append(AnnouncedSeats(stated.announcement, base, outcome))
    return found


def _outcomes(announced: Announced, rule: Rule, stated: Stated) -> dict[str, SeatOutcome]:
    """Threshold base → what the rule gives; a rule of several parts is applied as it is written."""
    if rule.constituencies is not None:
        by_area = announced_by_constituency(announced, stated.announcement.id, rule.constituencies)
        return {} if by_area is None else _of_areas(announced, rule, by_area)
    votes = _votes(announced, stated)
    if votes is None:
        return {}
    bases = _announced_bases(announced, stated)
    if not rule.plain:
        return _of_parts(rule, votes, bases)
    return {base: _allocate(rule, votes, base, size) for base, size in bases.items()}


def why_no_seats(announced: Announced, tabulated: Tabulated, source: str) -> Sentence:
    """Why ``sheet_seats`` has nothing for a source that holds every sheet."""
    rule = announced.question.rule
    if rule is not None and rule.constituencies is not None:
        by_area = sheets_by_area(announced, tabulated, source, rule.constituencies)
        definition, level = announced.definition, rule.constituencies.level
        root = definition.place.id
        if not_all_placed(tabulated.table(announced.contest, source, level, root)):
            template = N_("Sheets held name no {level}: nobody knows to which their votes belong.")
            return Sentence(template, {"level": definition.level_name(level)})
        if by_area is not None:
            try:
                seats_by_area(rule, by_area, announced.areas)
            except ArgumentError as error:
                template = N_("The votes by constituency do not fit the rule: {why}.")
                return Sentence(template, {"why": error.said})
    if rule is not None and rule.shares_of:
        return Sentence(
            N_("Not all figures that the rule's shares are of are stated at every station.")
        )
    return Sentence(N_("The votes of an option are not read at every station."))


def _of_areas(announced: Announced, rule: Rule, found: VotesByArea) -> dict[str, SeatOutcome]:
    try:
        return {law_base(rule): seats_by_area(rule, found, announced.areas)}
    except ArgumentError:  # the areas at hand are not those that the rule is for
        return {}


def _with_seats(announced: Announced) -> list[Stated]:
    """The statements about the whole place, in the order of time, whose counts could give seats."""
    whole = [one for one in announced.statements if one.whole and announced.is_root(one.area)]
    return sorted(
        (one for one in whole if one.figures.counts),
        key=lambda one: (one.announcement.at is None, one.announcement.at or ""),
    )


def _votes(announced: Announced, stated: Stated) -> dict[str, int] | None:
    """Every list's votes; None where one is not stated, or is rounded."""
    counts = stated.figures.counts
    lists = lists_stated(announced.definition, announced.contest, counts)
    spans = {name: stated.span(name) for name in lists}
    if not all(span is not None and span.exact for span in spans.values()):
        return None
    return {name: counts[name] for name in lists}


def not_by_rule(announced: Announced) -> Sentence:
    """Why an announcement's votes give no seats."""
    rule = announced.question.rule
    if rule is not None and rule.constituencies is not None:
        return Sentence(
            N_("It does not state every list's votes in each constituency, or states them rounded.")
        )
    return Sentence(N_("It does not state every list's votes, or states them rounded."))


def _not_recomputed(announced: Announced, stated: Stated) -> CheckRun:
    return announced.skipped(
        SEATS_DIFFER.name,
        stated.announcement.id,
        stated.announcement.source,
        not_by_rule(announced).template,
    )


def _margins(announced: Announced, stated: Stated) -> Checked:
    """How far the options are from the threshold, on valid votes and on the law's base; a turnout
    is taken as rounded half up here, as commissions usually round."""
    rule, votes = announced.question.rule, _votes(announced, stated)
    if rule is None or votes is None or not rule.plain:
        return Checked()
    bases = _announced_bases(announced, stated)
    registered = _registered(announced, stated)
    turnout = stated.figures.turnout
    if stated.span("cast") is None and turnout is not None and isinstance(registered, int):
        bases["cast"] = Printed.percent(turnout).rounded.times(registered)
    kept = {base: bases[base] for base in ("valid", law_base(rule)) if base in bases}
    if not kept:
        return Checked()
    item = stated.announcement
    return check_margins(announced.definition, announced.contest, item.source, item.id, votes, kept)


def sheet_seats(announced: Announced, tabulated: Tabulated, source: str) -> dict[str, SeatOutcome]:
    """What the rule gives on a source's sheets, by threshold base; the caller sees to coverage.

    Seats are for the options that votes are counted under (an alliance, or else its members).
    Nothing where an option's votes, and no base where one of its figures, is not read everywhere.
    """
    about, contest, definition = announced.question, announced.contest, announced.definition
    totals = tabulated.totals(contest, source, definition.place.id)
    counted = counted_options(definition, contest, totals.options)
    read = {name for name in totals.figures if not totals.incomplete.get(name)}
    if about.rule is None or not read.issuperset(counted):
        return {}
    if about.rule.constituencies is not None:
        by_area = sheets_by_area(announced, tabulated, source, about.rule.constituencies)
        return {} if by_area is None else _of_areas(announced, about.rule, by_area)
    votes = {option: totals.options[option] for option in counted}
    figures = {**totals.figures, OPTIONS: sum(votes.values())}
    sizes: dict[str, Base] = {}
    for base in BASES if about.rule.shares_of else ("valid",):
        linear = definition.sheet_of(contest).measure(base)
        if linear is not None and linear.names <= read | {OPTIONS}:
            sizes[base] = linear.value(figures)
    if not about.rule.plain:
        return _of_parts(about.rule, votes, sizes)
    return {base: _allocate(about.rule, votes, base, size) for base, size in sizes.items()}


def law_base(rule: Rule) -> str:
    """The base that the rule names for its threshold; valid votes where there is no threshold."""
    return rule.threshold.of if rule.threshold else "valid"


def _allocate(rule: Rule, votes: Mapping[str, int], base: str, size: Base) -> SeatOutcome:
    if rule.threshold is None:
        return apply_rule(rule, votes, None)
    on_base = rule.model_copy(update={"threshold": rule.threshold.model_copy(update={"of": base})})
    return apply_rule(on_base, votes, size)


def _of_parts(
    rule: Rule, votes: Mapping[str, int], sizes: Mapping[str, Base]
) -> dict[str, SeatOutcome]:
    """What a rule of several parts gives, as it is written; nothing where something that a share is
    of is not known exactly, or where the votes do not fit the rule."""
    exact = {base: {NATION: size} for base, size in sizes.items() if isinstance(size, int)}
    if not rule.shares_of <= set(exact):
        return {}
    try:
        outcome = apply_system(rule, {NATION: votes}, exact)
    except ArgumentError:
        return {}
    return {law_base(rule): replace(outcome, sizes={of: one[NATION] for of, one in exact.items()})}


def _announced_bases(announced: Announced, stated: Stated) -> dict[str, Base]:
    """The sizes of the threshold's possible bases, exact or as the interval that was printed."""
    valid = announced.measure(stated, "valid")
    found: dict[str, Base] = {} if valid is None else {"valid": _size(valid)}
    rule = announced.question.rule
    if rule is None or not rule.shares_of:
        if rule is None or rule.plain:
            return found or {"valid": 0}  # no share of it is asked for
        return found
    registered, cast = _registered(announced, stated), announced.measure(stated, "cast")
    turnout = stated.figures.turnout
    if cast is not None:
        found["cast"] = _size(cast)
    elif turnout is not None and isinstance(registered, int):
        found["cast"] = Printed.percent(turnout).widest.times(registered)
    if registered is not None:
        found["registered"] = registered
    return found


def _registered(announced: Announced, stated: Stated) -> Base | None:
    registers, named = announced.definition.registers, stated.announcement.register_id
    if named is not None:
        return registers[named].voters
    own = stated.span("registered")
    if own is not None:
        return _size(own)
    return next(iter(registers.values())).voters if len(registers) == 1 else None


def _size(span: Span) -> Base:
    if span.exact:
        return span.low
    return Interval(Fraction(span.low), Fraction(span.high), high_included=True)


def _announced(about: Announced, item: AnnouncedSeats) -> Checked:
    announced = item.announcement.seats
    if not announced:
        return Checked()
    stated = {option: announced.get(option, 0) for option in item.outcome.seats}
    run = CheckRun(
        SEATS_DIFFER.name,
        about.contest,
        item.announcement.source,
        item.announcement.id,
        checked=len(stated),
        failed=sum(stated[option] != item.outcome.seats[option] for option in stated)
        if item.departs
        else 0,
    )
    return Checked((_finding(about, item, stated),) if item.departs else (), (run,))


def _finding(about: Announced, item: AnnouncedSeats, stated: Mapping[str, int]) -> Finding:
    wrong = [option for option in stated if stated[option] != item.outcome.seats[option]]
    return Finding(
        code=SEATS_DIFFER,
        contest=about.contest,
        source=item.announcement.source,
        template=N_(
            "{announcement}: the rule gives {given} on the announced votes, and {stated} are "
            "announced"
        ),
        values={
            "announcement": about.said(item.announcement),
            "given": seats_named(about, item.outcome.seats, wrong),
            "stated": seats_named(about, stated, wrong),
        },
        figures={
            "base": item.base,
            "announced": dict(stated),
            "recomputed": dict(item.outcome.seats),
        },
        premises=(
            Sentence(N_("The rule in election.yaml is the law's.")),
            Sentence(N_("The announced votes are those that seats were given on.")),
            premises.EXACT_COUNT,
        ),
        breaking_point=Sentence(
            N_(
                "It vanishes if the law has another rule than election.yaml, or if seats were "
                "given on other votes than those announced; no sheet needs to be worthless for it."
            )
        ),
    )
