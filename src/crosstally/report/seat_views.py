"""Recomputed seats as every face shows them: a table, the work behind it, who takes the seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from crosstally.compare.announced_and_sheet_seats import with_seats
from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.election.definition import Definition, Rule
from crosstally.findings import Sentence
from crosstally.report.names import base_label, stage_label
from crosstally.report.people_views import PeopleView, people_views
from crosstally.report.seat_stages import StageView, stage_views, why_admitted
from crosstally.report.second_rounds import nobody_elected
from crosstally.seats.margins import votes_needed
from crosstally.seats.rule import SeatOutcome
from crosstally.seats.thresholds import passes
from crosstally.words import N_, _, number

"""Constituencies with a second round that a sentence names; the JSON has all."""


@dataclass(frozen=True)
class SeatRow:
    """One option: its votes, its share of the threshold's base (of all votes where there is none),
    whether it passes, its seats."""

    name: str
    votes: int | None
    share: Fraction | None
    passes: str
    """Yes, no, open, or that it takes part as the runner-up; empty where there is no threshold."""
    seats: int
    most: int
    """More than ``seats`` where a tie or a rounded base leaves some open."""
    announced: int | None


@dataclass(frozen=True)
class SeatTable:
    """Seats on one threshold base."""

    base: str
    is_law: bool
    has_threshold: bool
    rows: Sequence[SeatRow]
    notes: Sequence[Sentence]
    explain: Callable[[], Sequence[StageView]]

    @cached_property
    def stages(self) -> Sequence[StageView]:
        """The work, done when it is asked for."""
        return self.explain()

    @property
    def cut(self) -> bool:
        """Whether a figure of the work goes on after its last digit."""
        return any(table.cut for stage in self.stages for table in stage.tables)

    @property
    def title(self) -> str:
        """Which threshold it is worked out with."""
        if not self.has_threshold:
            return _("No threshold")
        title = _("Threshold of {base}").format(base=base_label(self.base))
        law = _("as the rule says")
        return f"{title}, {law}" if self.is_law else title

    @property
    def has_shares(self) -> bool:
        """Whether shares of the base are known."""
        return any(row.share is not None for row in self.rows)

    @property
    def has_announced(self) -> bool:
        """Whether seats were announced."""
        return any(row.announced is not None for row in self.rows)

    @property
    def greatest(self) -> int:
        """The most seats of any option; at least one, for pictures."""
        return max([row.most for row in self.rows] + [1])


@dataclass(frozen=True)
class RecomputedView:
    """One announcement, or the sheets of one source."""

    contest: str
    title: Sentence
    """Whose figures they are, of which act and day."""
    tables: Sequence[SeatTable]
    """The law's base first; of the others only those that give other seats."""
    notes: Sequence[Sentence]
    departs: bool
    people: Sequence[PeopleView]


def recomputed_view(
    item: RecomputedSeats, definition: Definition, day: str | None = None
) -> RecomputedView:
    """What is shown of one announcement or source; ``day``: who sits then, not at the start."""
    contest = definition.contests[item.contest]
    names = {id_: option.name for id_, option in contest.options.items()}
    rule = contest.rule or Rule()
    order = sorted(item.outcomes, key=lambda base: base != item.law)
    tables: list[SeatTable] = []
    same: list[str] = []
    for base in order:
        outcome = item.outcomes[base]
        first = item.outcomes[order[0]]
        if tables and list(outcome.outcomes) == list(first.outcomes):
            same.append(base_label(base))
        else:
            tables.append(_table(item, base, outcome, rule, names))
    notes = [item.why_not] if item.why_not is not None else []
    if same:
        template = N_("A threshold of {bases} gives the same seats.")
        notes.append(Sentence(template, {"bases": same}))
    if item.outcomes and rule.threshold is not None and item.law not in item.outcomes:
        template = N_("How many {base} there are is not stated; the rule's threshold is of them.")
        notes.append(Sentence(template, {"base": base_label(item.law)}))
    if item.stated and item.law in item.outcomes:
        notes.append(_announced(item, names))
    return RecomputedView(
        item.contest,
        _title(item, definition),
        tables,
        notes,
        item.departs,
        people_views(item, names, day or definition.date.partition("T")[0]),
    )


def _title(item: RecomputedSeats, definition: Definition) -> Sentence:
    values = {"source": definition.sources[item.source].name, "stage": stage_label(item.stage)}
    if item.announcement is None:
        return Sentence(N_("{source}: sheets ({stage})"), values)
    parts = [values["stage"]]
    if item.announcement.at:
        parts.append(item.announcement.at.replace("T", " "))
    values |= {"announcement": item.announcement.id, "stage": ", ".join(parts)}
    return Sentence("{source}: {announcement} ({stage})", values)


def _announced(item: RecomputedSeats, names: Mapping[str, str]) -> Sentence:
    if not item.departs:
        return Sentence(N_("The announced seats are those that the rule gives."))
    given = item.outcomes[item.law].seats
    wrong = {
        names.get(id_, id_): (item.stated.get(id_, 0), seats)
        for id_, seats in given.items()
        if seats != item.stated.get(id_, 0)
    }
    values = {
        "stated": [with_seats(name, stated) for name, (stated, _given) in wrong.items()],
        "given": [with_seats(name, seats) for name, (_stated, seats) in wrong.items()],
    }
    return Sentence(N_("The rule gives {given}; announced are {stated}."), values)


def _table(
    item: RecomputedSeats,
    base: str,
    outcome: SeatOutcome,
    rule: Rule,
    names: Mapping[str, str],
) -> SeatTable:
    shares, total = outcome.shares, sum(outcome.votes.values())
    if rule.threshold is None and total:
        shares = {id_: Fraction(votes, total) for id_, votes in outcome.votes.items()}
    rows = [
        SeatRow(
            names.get(id_, id_),
            outcome.votes.get(id_),
            shares.get(id_),
            _passes(id_, outcome, rule),
            seats,
            max([seats, *(one.get(id_, 0) for one in outcome.outcomes)]),
            item.stated.get(id_, 0) if item.stated and base == item.law else None,
        )
        for id_, seats in outcome.seats.items()
    ]
    return SeatTable(
        base,
        base == item.law,
        rule.threshold is not None,
        rows,
        _notes(outcome, rule, names),
        lambda: stage_views(outcome, rule, lambda id_: names.get(id_, id_)),
    )


def _passes(id_: str, outcome: SeatOutcome, rule: Rule) -> str:
    if outcome.admissions:
        return _passes_in_system(id_, outcome)
    if rule.threshold is None or (outcome.too_few and not outcome.by_area):
        return ""
    may_pass = id_ in outcome.tied and any(id_ in one for one in outcome.sharing)
    if id_ in outcome.undecided or (may_pass and id_ not in outcome.admitted):
        return _("open")
    if id_ not in outcome.admitted:
        return _("no")
    votes, base = outcome.votes.get(id_), outcome.base_votes
    strict = rule.threshold.passes == "more_than"
    if votes is None or base is None or passes(votes, base, rule.threshold.fraction, strict):
        return _("yes")
    return _("as the runner-up")


def _passes_in_system(id_: str, outcome: SeatOutcome) -> str:
    """Yes or no, and why where it is not an option's own share; in how many constituencies where it
    does not take part in all of them."""
    inside = [one for one in outcome.admitted_in.values() if id_ in one]
    if not inside:
        return _("no")
    if len(inside) < len(outcome.admitted_in):
        count, every = number(len(inside)), number(len(outcome.admitted_in))
        return _("in {count} of {all}").format(count=count, all=every)
    return why_admitted(
        next(one for one in outcome.admissions if one.option == id_ and one.admitted)
    )


def _threshold(outcome: SeatOutcome, rule: Rule) -> Sentence | None:
    """How many votes it takes to pass; None where there is no threshold or no base for it."""
    threshold = rule.threshold
    span, base = outcome.base_interval, outcome.base_votes
    if threshold is None or not rule.plain or (span is None and base is None):
        return None
    strict = threshold.passes == "more_than"
    share = threshold.shown
    if span is not None:
        template = N_(
            "To pass takes {least} to {most} votes: at least {share} of a base that is rounded."
        )
        if strict:
            template = N_(
                "To pass takes {least} to {most} votes: more than {share} of a base that is "
                "rounded."
            )
        least = votes_needed(span.low, threshold.fraction, strict)
        most = votes_needed(span.high, threshold.fraction, strict)
        return Sentence(template, {"least": least, "most": most, "share": share})
    template = N_("To pass takes {least} votes: at least {share} of {base}.")
    if strict:
        template = N_("To pass takes {least} votes: more than {share} of {base}.")
    needed = votes_needed(base or 0, threshold.fraction, strict)
    return Sentence(template, {"least": needed, "share": share, "base": base})


def _seats_not_given(outcome: SeatOutcome, rule: Rule) -> list[Sentence]:
    """Why nobody gets any seat, or how many nobody gets."""
    if not any(outcome.votes.values()):
        return [Sentence(N_("Nobody has a vote: no seat is given."))]
    if outcome.too_few and not outcome.by_area:
        return []  # which is said instead
    if rule.threshold is not None and not outcome.admitted and not outcome.undecided:
        return [Sentence(N_("No option passes the threshold: no seat is given."))]
    if outcome.vacant:
        template = N_("Seats that nobody gets, since lists have too few candidates: {count}.")
        if not rule.candidates:
            template = N_("Seats that nobody gets: {count}.")
        return [Sentence(template, {"count": outcome.vacant})]
    return []


def _notes(outcome: SeatOutcome, rule: Rule, names: Mapping[str, str]) -> list[Sentence]:
    def named(ids: Sequence[str]) -> list[str]:
        return [names.get(id_, id_) for id_ in ids]

    needed = _threshold(outcome, rule)
    notes = [needed] if needed is not None else []
    notes += _seats_not_given(outcome, rule)
    if outcome.tied:
        template = N_("A tie is open between {options}.")
        notes.append(Sentence(template, {"options": named(outcome.tied)}))
    if outcome.outcomes_count > 1:
        template = N_("Admissible outcomes: {count}.")
        notes.append(Sentence(template, {"count": outcome.outcomes_count}))
    if outcome.undecided:
        template = N_(
            "The threshold's base is rounded, and neither admits nor refuses {options}; the work "
            "is shown as if none of them passed."
        )
        notes.append(Sentence(template, {"options": named(outcome.undecided)}))
    notes += nobody_elected(outcome, rule, named)
    if not outcome.tied and any(step.tied for step in outcome.steps):
        by_rule = {
            "earlier_registration": N_("The rule gives seats that are level to the earlier list."),
            "more_votes": N_("The rule gives seats that are level to the list with more votes."),
        }
        if rule.ties in by_rule:
            notes.append(Sentence(by_rule[rule.ties]))
    return notes
