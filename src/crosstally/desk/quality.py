"""How well sheets are read: by planted sheets, by what was settled, and by a third reading of some.

Pure and exact: every interval is worked out in whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import comb

from crosstally.desk.states import Act, Kind, Person, Reading, Sheet, State, replay

_TAIL = Fraction(1, 40)
"""What either end of a 95 percent interval leaves out."""
_STEPS = 10_000


@dataclass
class Typist:
    """How one person has read; counts are sheets, not fields, because the errors of one sheet go
    together."""

    name: str
    planted: int = 0
    planted_wrong: int = 0
    planted_reported: int = 0
    """Planted sheets that they said cannot be read: neither right nor wrong."""
    settled: int = 0
    changed: int = 0
    """Of those settled since, the ones whose first reading by them was not what was settled."""

    @property
    def interval(self) -> tuple[Fraction, Fraction]:
        """The share of sheets that they read wrongly, by planted ones alone (95 percent)."""
        return share_interval(self.planted_wrong, self.planted)


def typists_of(sheets: Mapping[str, Sheet]) -> list[Typist]:
    """Everybody who has read, those with the most errors first."""
    found: dict[str, Typist] = {}
    for sheet in sheets.values():
        for probe in sheet.probes:
            typist = found.setdefault(probe.by.name, Typist(probe.by.name))
            _count_probe(typist, probe, sheet)
        for name, right in _first_looks(sheet).items():
            typist = found.setdefault(name, Typist(name))
            typist.settled += 1
            typist.changed += not right
    return sorted(found.values(), key=lambda one: (-one.planted_wrong, -one.changed, one.name))


def _count_probe(typist: Typist, probe: Reading, sheet: Sheet) -> None:
    if not probe.figures:
        typist.planted_reported += 1
        return
    typist.planted += 1
    typist.planted_wrong += probe.figures != sheet.planted


def _first_looks(sheet: Sheet) -> dict[str, bool]:
    """Whether each reader of a settled sheet read at first what the sheet says by now."""
    if sheet.state is not State.SETTLED:
        return {}
    reads = [act for act in sheet.acts if act.kind in (Kind.READ, Kind.TELL)]
    return {act.by.name: act.figures == sheet.returns[-1].figures for act in reads}


def share_interval(hits: int, tries: int) -> tuple[Fraction, Fraction]:
    """The exact 95 percent interval of a share, rounded outward to 1/10,000.

    Source: Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case
    of the binomial, Biometrika 26 (1934) 404-413. Without tries it is everything.
    """
    if not tries:
        return Fraction(0), Fraction(1)

    def at_most(most: int, step: int) -> Fraction:
        ways = (comb(tries, i) * step**i * (_STEPS - step) ** (tries - i) for i in range(most + 1))
        return Fraction(sum(ways), _STEPS**tries)

    low = _last(_STEPS, lambda step: 1 - at_most(hits - 1, step) <= _TAIL) if hits else 0
    high = _last(_STEPS, lambda step: at_most(hits, step) > _TAIL) + 1
    return Fraction(low, _STEPS), Fraction(min(high, _STEPS), _STEPS)


def count_interval(found: int, drawn: int, of: int) -> tuple[int, int]:
    """The exact 95 percent interval of how many of ``of`` sheets are wrong, where ``found`` of
    ``drawn`` sheets taken at random without replacement were.

    Source: Wright, Exact confidence bounds when sampling from small finite universes (1991): the
    tails of the hypergeometric distribution, inverted.
    """
    every = comb(of, drawn)

    def at_most(most: int, wrong: int) -> Fraction:
        ways = (comb(wrong, i) * comb(of - wrong, drawn - i) for i in range(most + 1))
        return Fraction(sum(ways), every)

    too_few = _last(of, lambda wrong: 1 - at_most(found - 1, wrong) <= _TAIL) if found else -1
    high = _last(of, lambda wrong: at_most(found, wrong) > _TAIL)
    return max(too_few + 1, found), min(high, of - drawn + found)


def _last(most: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to ``most`` for which a condition holds that holds for 0 and, once it
    fails, fails for good."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def draw(sheets: Mapping[str, Sheet], seed: str, count: int) -> tuple[list[str], int]:
    """The sheets that a seed draws for a third reading, and from how many.

    Those that two people agreed on and that were not drawn yet are put in the order of the SHA-256
    of ``SEED NAME``; the first ``count`` are drawn. Anybody with seed and log can do it again.
    """
    agreed = [
        name
        for name, sheet in sheets.items()
        if sheet.state is State.SETTLED
        and sheet.returns[-1].arbiter is None
        and not (sheet.seed or sheet.told)
    ]
    order = sorted(agreed, key=lambda name: sha256(f"{seed} {name}".encode()).digest())
    return order[:count], len(agreed)


@dataclass
class Draw:
    """What a draw has shown so far."""

    seed: str
    of: int
    drawn: int = 0
    confirmed: int = 0
    wrong: int = 0

    @property
    def waiting(self) -> int:
        """Drawn sheets that are not read a third time, or not decided, yet."""
        return self.drawn - self.confirmed - self.wrong

    @property
    def interval(self) -> tuple[int, int]:
        """How many of the sheets drawn from were wrong: 95 percent, and whatever comes of those
        that wait."""
        low, _high = count_interval(self.wrong, self.drawn, self.of)
        return low, count_interval(self.wrong + self.waiting, self.drawn, self.of)[1]

    @property
    def remaining(self) -> tuple[int, int]:
        """How many wrong ones are left: a drawn one that was found is mended, one that waits is
        not."""
        low, high = self.interval
        return low - self.wrong, high - self.wrong


def draws_of(sheets: Mapping[str, Sheet]) -> list[Draw]:
    """Every draw there was, in the order of the sheets."""
    found: dict[str, Draw] = {}
    for sheet in sheets.values():
        for number, act in enumerate(sheet.acts):
            if act.kind is Kind.DRAW and not act.beside:
                made = found.setdefault(act.seed, Draw(act.seed, act.drawn_from))
                made.drawn += 1
                _count_drawn(made, sheet, number)
    return list(found.values())


def _count_drawn(made: Draw, sheet: Sheet, number: int) -> None:
    """Wrong is a return that another one replaced with other figures, by whatever way."""
    drawn = replay(sheet.acts[: number + 1])
    if len(sheet.returns) > len(drawn.returns):
        wrong = sheet.returns[-1].figures != drawn.returns[-1].figures
        made.wrong, made.confirmed = made.wrong + wrong, made.confirmed + (not wrong)
    elif sheet.state is State.SETTLED and sheet.third is not None:
        made.confirmed += 1


def put_back(sheets: Mapping[str, Sheet], whose: str, by: Person, reason: str) -> dict[str, Act]:
    """The acts that put back everything that still rests on what one typist read."""
    act = Act(Kind.PUT_BACK, by, reason=reason, whose=whose)
    return {name: act for name, sheet in sheets.items() if _rests_on(sheet, whose)}


def _rests_on(sheet: Sheet, whose: str) -> bool:
    if sheet.state is State.SETTLED and sheet.returns[-1].arbiter is not None:
        return False
    return whose in {reading.by.name for reading in sheet.readings}
