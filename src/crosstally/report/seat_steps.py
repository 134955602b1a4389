"""The work behind an allocation as tables that a person follows with a pencil."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, pairwise

from crosstally.seats.allocation import Step, StepKind
from crosstally.seats.dutch import SMALL_COUNCIL
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.stages import QuotaFrom
from crosstally.words import NO_BREAK_SPACE, _, decimal, number, percent, signed

DIGITS = 3
"""Places after the point of a quotient that is shown; the exact fraction stands in the JSON."""
MOST_DIGITS = 60
"""More are shown where different figures would look alike, but no more than these."""
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
    """One table for each run of steps of a kind, in the order in which they are done; ``name`` says
    what an option is called. ``of`` heads the columns of options and votes, where they are others.
    ``shared``: the method and how many seats it shares, from which ``quota``, how the quota is
    reckoned, is told where it is not given; where it is, the votes that are left go on."""
    heads = of or (_("Option"), _("Votes"))
    left = quota is not None
    given = 0
    found = []
    for kind, run in groupby(steps, key=lambda step: step.kind):
        here = list(run)
        caption, head = _headings(kind, heads)
        if kind == "quota":
            if quota is None and shared is not None:
                quota = _quota_from(here, *shared)
            if quota is not None:
                caption = _quota_said(quota, here[0].divisor, shared)
        elif kind == "quotient" and any(step.value is None and not step.seats for step in here):
            caption = _("Each seat to the greatest quotient, of endless ones to the most votes:")
        elif kind == "quotient" and given:
            caption = _("Seats left, each to the greatest quotient:")
        if shared is not None and shared[0] == "dutch" and shared[1] < SMALL_COUNCIL:
            caption = _of_a_small_council(kind, caption)
        table = _table(caption, head, here, name, given if kind == "quotient" else 0)
        if kind == "quota" and left:
            table = _with_votes_left(table, here)
        found.append(table)
        given += sum(step.seats for step in here)
    return found


def _of_a_small_council(kind: StepKind, caption: str) -> str:
    """What article P 8 of the Kieswet asks beside the greatest remainder or quotient."""
    if kind == "remainder":
        return _(
            "Seats left, to the largest remainders of lists with three quarters of the quota, one "
            "each:"
        )
    if kind == "quotient":
        return _("Seats left, each to the greatest quotient, the first ones to one list each:")
    return caption


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


def _quota_said(made: QuotaFrom, size: Fraction | None, shared: tuple[str, int] | None) -> str:
    votes, part, quota = shown(Fraction(made.votes)), number(made.part), shown(size)
    said = _("Seats for full quotas, a quota being {votes} / {part} = {quota}:")
    if made.rounded == "droop":
        said = _(
            "Seats for full quotas, a quota being {votes} / {part}, rounded down, + 1 = {quota}:"
        )
    elif made.rounded != "no":
        said = _("Seats for full quotas, a quota being {votes} / {part}, rounded to {quota}:")
    said = said.format(votes=votes, part=part, quota=quota)
    first = _first_part(*shared) if shared is not None else None
    if first is not None and made.rounded == "no" and made.part < first:
        smaller = _("Quotas of {votes} / {part} would fill more seats than there are.")
        said = f"{smaller.format(votes=votes, part=number(made.part + 1))} {said}"
    if made.extra_seat_from is None:
        return said
    extra = _("A remainder of {share} of a quota is worth a seat as well.")
    return f"{extra.format(share=percent(made.extra_seat_from))} {said}"


def _first_part(method: str, seats: int) -> int | None:
    """What votes are divided by for the quota that is tried first."""
    quota = method.removesuffix("_lr")
    return QUOTAS[quota](0, seats)[1] if quota in QUOTAS else None


def goes_on() -> str:
    """What the mark of a cut figure means."""
    return _("Figures with … go on after the last digit; they were compared exactly.")


def _table(
    caption: str,
    head: Sequence[str],
    steps: Sequence[Step],
    name: Callable[[str], str],
    before: int,
) -> StepTable:
    """``before``: how many seats were given already, by which those that follow are numbered."""
    digits = _digits(steps)
    rows = []
    place = before
    for step in steps:
        place += step.seats > 0 or step.kind == "placed"
        rows.append(_row(step, place, name, digits))
    kept = [place for place, column in enumerate(zip(*rows, strict=True)) if any(column)]
    return StepTable(
        caption,
        [head[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
        kept.index(1),
    )


def _digits(steps: Sequence[Step]) -> int:
    """Places after the point at which figures that differ look different."""
    power = steps[0].power
    digits = DIGITS
    values = sorted({step.value for step in steps if step.value is not None})
    for low, high in pairwise(values):
        while digits < MOST_DIGITS and _cut(low, power, digits) == _cut(high, power, digits):
            digits += 1
    return digits


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
    step: Step, place: int, name: Callable[[str], str], digits: int
) -> tuple[str, str, str, str, str, str]:
    """``place``: the number of a seat that is given for a quotient."""
    kind = step.kind
    last = _("tied") if step.tied else number(step.seats)
    if step.tied and step.seats > 0 and kind == "remainder":  # with fewer options than seats left
        last = f"{number(step.seats)}, {last}"
    if kind in ("threshold", "quotient", "lead", "turnout", "raised", "linked") and not step.tied:
        last = _("next") if kind == "quotient" and not step.seats else ""
    if kind in ("least", "guarantee", "exhausted", "levelling"):
        last = signed(step.seats)
    counted = number(place) if kind == "quotient" and step.seats else ""
    votes = _votes(step)
    value = _value(step, digits)
    divisor = _divisor(step) if kind in ("quotient", "placed") else shown(step.divisor)
    if kind == "placed":
        return number(place), name(step.option), step.area, votes, divisor, value
    return counted, name(step.option), votes, divisor, value, last


def _votes(step: Step) -> str:
    """The votes, a part of a vote too where the step tells it (votes shared in proportion)."""
    told = step.kind in ("quotient", "quota") and step.power == 1
    if told and step.divisor is not None and step.value is not None:
        return shown(step.divisor * step.value)
    return number(step.votes)


def _divisor(step: Step) -> str:
    """As it can be reckoned with: a square root, or a fraction, that goes on is not cut."""
    divisor, power = step.divisor, step.power
    if divisor is None or CUT not in (text := shown(divisor, power)):
        return shown(divisor, power)
    if power > 2:
        return text
    over = "" if divisor.denominator == 1 else f"/{number(divisor.denominator)}"
    return f"{'√' if power == 2 else ''}{number(divisor.numerator)}{over}"


def _value(step: Step, digits: int) -> str:
    if step.kind in ("threshold", "votes", "bonus", "lead", "turnout"):
        return "" if step.value is None else share_shown(step.value)
    if step.kind in ("quotient", "placed") and step.value is None:
        return "∞"
    return shown(step.value, step.power, digits)


def share_shown(share: Fraction) -> str:
    """A share cut after two places of its percentage, marked where it goes on: what is below a
    threshold is not printed as if it reached it."""
    text = percent(share, to="below")
    if (share * 10_000).denominator == 1:
        return text
    return text.replace(NO_BREAK_SPACE, CUT + NO_BREAK_SPACE)


def shown(value: Fraction | None, power: int = 1, digits: int = DIGITS) -> str:
    """A figure cut after some places, marked where it goes on; of one that is raised to a power,
    the root."""
    if value is None:
        return ""
    cut = Fraction(_cut(value, power, digits), 10**digits)
    if cut**power != value:
        return decimal(cut, digits) + CUT
    if cut.denominator == 1:
        return number(cut.numerator)
    return decimal(cut, digits).rstrip("0")


def _cut(value: Fraction, power: int, digits: int) -> int:
    """So many places after the point, as a whole number, of the value's root."""
    scaled = value * 10 ** (digits * power)
    whole = scaled.numerator // scaled.denominator
    return whole if power == 1 else _root(whole, power)


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
