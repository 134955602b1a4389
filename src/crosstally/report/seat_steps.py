"""The work behind an allocation as tables that a person follows with a pencil."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crosstally.seats.allocation import Step, StepKind
from crosstally.seats.stages import QuotaFrom
from crosstally.words import _, decimal, number, percent, signed

DIGITS = 3
"""Places after the point of a quotient that is shown; the exact fraction stands in the JSON."""
CUT = "…"
"""Marks a figure that goes on."""


@dataclass(frozen=True)
class StepTable:
    """The steps of one kind, in order. Columns that say nothing are left out."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    name_column: int
    """Where the options' names stand: to the left, all others being figures."""

    @property
    def cut(self) -> bool:
        """Whether a figure in it goes on after its last digit."""
        return any(CUT in cell for row in self.rows for cell in row)


def step_tables(
    steps: Sequence[Step],
    name: Callable[[str], str],
    of: tuple[str, str] | None = None,
    shared: tuple[str, int] | None = None,
    quota: QuotaFrom | None = None,
) -> list[StepTable]:
    """One table for each kind of step, in the order in which they are done; ``name`` says what an
    option is called. ``of`` heads the columns of options and votes, where they are others.
    ``shared``: the method and how many seats it shares, from which ``quota``, how the quota is
    reckoned, is told where it is not given; where it is, the votes that are left go on."""
    kinds = dict.fromkeys(step.kind for step in steps)
    heads = of or (_("Option"), _("Votes"))
    by_quota = [step for step in steps if step.kind == "quota"]
    left = quota is not None
    if by_quota and quota is None and shared is not None:
        quota = _quota_from(by_quota, *shared)
    found = []
    for kind in kinds:
        before = sum(step.seats for step in by_quota)
        first = before + 1 if kind == "quotient" else 1
        table = _table(kind, [step for step in steps if step.kind == kind], name, heads, first)
        if kind == "quota" and quota is not None:
            table = replace(table, caption=_quota_said(quota, by_quota[0].divisor))
        if kind == "quota" and left:
            table = _with_votes_left(table, by_quota)
        found.append(table)
    return found


def _with_votes_left(table: StepTable, steps: Sequence[Step]) -> StepTable:
    """With the votes that won no seat, which are shared by later."""
    rows = []
    for row, step in zip(table.rows, steps, strict=True):
        quotas, quota = step.value or Fraction(0), step.divisor or Fraction(0)
        rest = quotas - int(quotas) if step.seats <= int(quotas) else Fraction(0)
        rows.append([*row, shown(rest * quota)])
    return replace(table, head=[*table.head, _("Left")], rows=rows)


def _quota_from(steps: Sequence[Step], method: str, seats: int) -> QuotaFrom | None:
    """How the quota is reckoned from all votes that share the seats; None where that is not told by
    the method."""
    quota = steps[0].divisor
    if not quota or not (method.endswith("_lr") or method == "dutch"):
        return None
    total = sum((quota * step.value for step in steps if step.value is not None), Fraction(0))
    if method == "droop_lr":
        droop = quota == total // (seats + 1) + 1
        return QuotaFrom(total, seats + 1, "droop") if droop else None
    part = total / quota
    return QuotaFrom(total, int(part), "no") if part.denominator == 1 else None


def _quota_said(made: QuotaFrom, size: Fraction | None) -> str:
    votes, part, quota = shown(Fraction(made.votes)), number(made.part), shown(size)
    said = _("Seats for full quotas, a quota being {votes} / {part} = {quota}:")
    if made.rounded == "droop":
        said = _(
            "Seats for full quotas, a quota being {votes} / {part}, rounded down, + 1 = {quota}:"
        )
    elif made.rounded != "no":
        said = _("Seats for full quotas, a quota being {votes} / {part}, rounded to {quota}:")
    said = said.format(votes=votes, part=part, quota=quota)
    if made.extra_seat_from is None:
        return said
    extra = _("A remainder of {share} of a quota is worth a seat as well.")
    return f"{extra.format(share=percent(made.extra_seat_from))} {said}"


def goes_on() -> str:
    """What the mark of a cut figure means."""
    return _("Figures with … go on after the last digit; they were compared exactly.")


def _table(
    kind: StepKind,
    steps: Sequence[Step],
    name: Callable[[str], str],
    of: tuple[str, str],
    first: int,
) -> StepTable:
    """``first``: the number of the first seat, those before it being given for full quotas."""
    caption, head = _headings(kind, of)
    if first > 1:
        caption = _("Seats left, each to the greatest quotient:")
    rows = [_row(kind, place, step, name) for place, step in enumerate(steps, first)]
    kept = [place for place, column in enumerate(zip(*rows, strict=True)) if any(column)]
    return StepTable(
        caption,
        [head[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
        kept.index(1),
    )


def _headings(kind: StepKind, of: tuple[str, str]) -> tuple[str, Sequence[str]]:
    (option, votes), seats = of, _("Seats")
    match kind:
        case "threshold":
            return _("Below the threshold:"), ("", option, votes, _("Of"), _("Share"), "")
        case "quotient":
            head = (_("Seat"), option, votes, _("Divisor"), _("Quotient"), "")
            return _("Each seat to the greatest quotient:"), head
        case "quota":
            head = ("", option, votes, _("Quota"), _("Quotas"), seats)
            return _("Seats for full quotas:"), head
        case "remainder":
            head = ("", option, votes, _("Quota"), _("Remainder"), seats)
            return _("Seats left, to the largest remainders:"), head
        case "least":
            caption = _("Moved, since the rule gives the runner-up a least number of seats:")
            return caption, ("", option, votes, "", "", seats)
        case "guarantee":
            caption = _("Moved, since a majority of votes is to have a majority of seats:")
            return caption, ("", option, votes, "", "", seats)
        case "exhausted":
            caption = _("Taken off lists that have no more candidates:")
            return caption, ("", option, votes, "", "", seats)
        case "bonus":
            return _("Has the most votes:"), ("", option, votes, _("Of"), _("Share"), seats)
        case "each_first":
            return _("For every constituency, before others are shared:"), (
                *("", option, votes, "", "", seats),
            )
        case "minimum":
            return _("Raised to the least number of seats:"), ("", option, votes, "", "", seats)
        case "placed":
            head = (_("Seat"), option, _("Constituency"), votes, _("Divisor"), _("Quotient"))
            return _("Each seat to the constituency of the greatest quotient:"), head
        case "raised":
            head = ("", option, votes, _("Times"), _("Counted as"), "")
            return _("These votes weigh more when seats are shared:"), head
        case "cap":
            head = ("", option, votes, _("Won before"), _("At most"), seats)
            return _("As many as a list may have:"), head
        case "earlier_registration":
            caption = _("Of those that are tied, to who was registered earlier:")
            return caption, ("", option, votes, "", "", seats)
        case "more_votes":
            caption = _("Of those that are tied, to who has more votes:")
            return caption, ("", option, votes, "", "", seats)
        case "lead":
            return _("Ahead of the next:"), ("", option, votes, _("Of"), _("Share"), "")
        case "turnout":
            return _("Took part:"), ("", _("Area"), _("Number"), _("Of"), _("Share"), "")
        case "linked":
            head = ("", option, votes, _("Won before"), _("Part of what is missing"), "")
            return _("Part of what is missing to its share of all seats:"), head
        case "levelling":
            head = ("", option, votes, _("Won before"), _("In all"), _("Added"))
            return _("What is missing to the seats in all:"), head
    return _("The most votes:"), ("", option, votes, _("Of"), _("Share"), seats)


def _row(
    kind: StepKind, place: int, step: Step, name: Callable[[str], str]
) -> tuple[str, str, str, str, str, str]:
    last = _("tied") if step.tied else number(step.seats)
    if kind in ("threshold", "quotient", "lead", "turnout", "raised", "linked") and not step.tied:
        last = ""
    if kind in ("least", "guarantee", "exhausted", "levelling"):
        last = signed(step.seats)
    counted = "" if kind != "quotient" or step.tied else number(place)
    votes = _votes(step)
    divisor = shown(step.divisor, step.power)
    if kind == "placed":
        return number(place), name(step.option), step.area, votes, divisor, _value(step)
    return counted, name(step.option), votes, divisor, _value(step), last


def _votes(step: Step) -> str:
    """The votes, a part of a vote too where the step tells it (votes shared in proportion)."""
    told = step.kind in ("quotient", "quota") and step.power == 1
    if told and step.divisor is not None and step.value is not None:
        return shown(step.divisor * step.value)
    return number(step.votes)


def _value(step: Step) -> str:
    if step.kind in ("threshold", "votes", "bonus", "lead", "turnout"):
        return "" if step.value is None else percent(step.value)
    if step.kind in ("quotient", "placed") and step.value is None:
        return "∞"
    return shown(step.value, step.power)


def shown(value: Fraction | None, power: int = 1) -> str:
    """A figure cut after three places, marked where it goes on; of one that is raised to a power,
    the root."""
    if value is None:
        return ""
    if power != 1:
        scaled = value * 10 ** (DIGITS * power)
        root = _root(scaled.numerator // scaled.denominator, power)
        cut = Fraction(root, 10**DIGITS)
        return shown(cut) if root**power == scaled else decimal(cut, DIGITS) + CUT
    if value.denominator == 1:
        return number(value.numerator)
    text = decimal(value, DIGITS)
    return text.rstrip("0") if (value * 10**DIGITS).denominator == 1 else text + CUT


def _root(number: int, power: int) -> int:
    """The root of a whole number, rounded down."""
    low, high = 0, 1 << -(-number.bit_length() // power)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**power <= number else (low, middle - 1)
    return low


def as_text(
    head: Sequence[str], rows: Sequence[Sequence[str]], name_column: int = 0
) -> Iterator[str]:
    """Columns of even width: names to the left, figures to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [
            cell.ljust(width) if place == name_column else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
