"""What a rule hands back: who takes part, how many seats each gets, and what ties leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from crosstally.election.printed import Interval
from crosstally.seats.admission import Admission
from crosstally.seats.allocation import Step
from crosstally.seats.full_quotas import QuotaMade
from crosstally.seats.outcomes import Outcomes, union
from crosstally.seats.stages import Allotment, Stage


@dataclass(frozen=True)
class SeatOutcome:
    """Who passes the threshold and how many seats each option gets."""

    seats: Mapping[str, int]
    """Option → seats; with an open tie, the seats that no admissible outcome takes away."""
    admitted: Sequence[str]
    """Options that take part in the allocation, whatever the base; where a majority is asked for,
    the option that has it, if any."""
    base_votes: int | None = None
    """Votes (or voters) that the threshold is a share of."""
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    """Option → share of the threshold's base; empty where the base is no exact number."""
    outcomes: Sequence[Mapping[str, int]] = ()
    """Every admissible outcome where a tie is open; one where there is none."""
    tied: Sequence[str] = ()
    """The options among which a tie is open."""
    undecided: Sequence[str] = ()
    """Options that the threshold's base, being rounded, neither admits nor refuses."""
    outcomes_count: int = 1
    """How many outcomes are admissible; more than ``outcomes`` lists where those are cut off."""
    run_off: Sequence[str] = ()
    """Where a majority was asked for and nobody has it: who a second round is between."""
    base_interval: Interval | None = None
    """The threshold's base where it is known only as an interval."""
    count_exact: bool = True
    """Whether ``outcomes_count`` is their number, and not merely a least one."""
    by_area: Mapping[str, Outcomes] = field(default_factory=dict)
    """Constituency → its seats, each with the ties of its own; those given above it are in
    none, unless the rule places them."""
    area_votes: Mapping[str, Mapping[str, int | Fraction]] = field(default_factory=dict)
    """Constituency → option → votes that its seats are shared by; exact, so that those shared in
    proportion are fractions."""
    area_seats: Mapping[str, int] = field(default_factory=dict)
    """Constituency → how many seats it has; only those that no tie leaves open."""
    admissions: Sequence[Admission] = ()
    """Who passes which threshold of a system, where and why."""
    admitted_in: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Constituency → the options that take part there, under a threshold of a system."""
    stages: Sequence[Stage] = ()
    """Everything on the way to the seats of a system, in order, each stage with its steps; of
    several admissible outcomes, that to the first."""
    allotments: Sequence[Allotment] = field(default=(), compare=False, repr=False)
    """Every allocation that was made on the way to the seats of a system."""
    quotas: Sequence[QuotaMade] = field(default=(), compare=False, repr=False)
    """Seats for full quotas on the way to the seats of a system."""
    vacant: int = 0
    """Seats that nobody gets."""
    votes: Mapping[str, int] = field(default_factory=dict)
    """Option → the votes that the seats were given on; of several constituencies, their sum. Of
    votes that were shared in proportion, the part of a vote is left out."""
    sharing: Sequence[tuple[str, ...]] = ()
    """Every set of options that may take part, where a tie for the runner-up or a rounded base
    leaves several; else ``admitted`` is the only one."""
    run_offs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Constituency → ``run_off`` there; only those where nobody is elected in the first round."""
    too_few: Sequence[str] = ()
    """Constituencies whose seats stay vacant since too few took part; ``nation`` where the whole
    place is one."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Base → how many, where the whole place is one and shares of several are asked."""
    explain: Callable[[], Iterable[Step]] = field(default=tuple, compare=False, repr=False)
    """Works the steps out; asked only by ``steps``."""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How it was worked out, in the order in which a person would do it. Where the base leaves
        options ``undecided``, as if none of them passed. Those of a system stand in ``stages``."""
        return tuple(self.explain())


def together(parts: Sequence[SeatOutcome]) -> SeatOutcome:
    """Several outcomes of what ties before: who has the bonus, which constituency has a seat."""
    options = tuple(parts[0].seats)
    total = union(
        Outcomes(
            options,
            tuple(tuple(row[name] for name in options) for row in part.outcomes),
            part.outcomes_count,
            part.count_exact,
        )
        for part in parts
    )
    places = parts[0].by_area
    same = {
        area: count
        for area, count in parts[0].area_seats.items()
        if all(part.area_seats[area] == count for part in parts)
    }
    return replace(
        parts[0],
        seats=total.certain,
        outcomes=total.listed,
        tied=total.tied,
        outcomes_count=total.count,
        count_exact=total.exact,
        by_area={area: union(part.by_area[area] for part in parts) for area in places},
        area_seats=same,
    )
