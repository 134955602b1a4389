"""How votes become a winner or seats: the part ``rule`` of a contest.

A rule of one line is a winner by plurality; the parts below describe the seats of most
proportional systems. What each of them does with votes stands in the room ``seats``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crosstally.election.document import DIGITS, Count, Document, Identifier, PartText, Text
from crosstally.election.printed import Printed
from crosstally.election.seat_methods import MethodName
from crosstally.words import _

NATION = "nation"
CONSTITUENCY = "constituency"
"""Where a threshold or a tier stands, beside the levels of the election's trees."""

Base = Literal["valid", "cast", "registered"]
Passes = Literal["at_least", "more_than"]
Overhang = Literal["others_fewer", "total_grows", "levelled", "taken_back"]
Seats = Annotated[int, Field(ge=0, le=100_000), DIGITS]


ByOption = dict[Text, Seats | dict[Identifier, Seats]]
"""Option → number, or constituency → option → number."""


@lru_cache(maxsize=1024)
def share_written(share: str) -> Fraction:
    """A share as a law writes it, `7%` or `1/3`, as an exact part of one."""
    if "/" in share:
        return Fraction(share.replace(" ", ""))
    return Printed.percent(share).value


class Share(Document):
    """A share of votes that is reached or not."""

    share: PartText
    """As the law writes it: `7%`, or a part such as `1/3`."""
    of: Base = "valid"
    """What it is a share of: valid votes, voters who took part, or registered voters."""
    passes: Passes = "at_least"
    """Whether exactly the share passes."""

    @property
    def fraction(self) -> Fraction:
        """The share as an exact part of one."""
        return share_written(self.share)

    @property
    def shown(self) -> str:
        """The share as it is printed: `7%`, `1/3`."""
        return self.share if "/" in self.share else f"{self.share.strip().rstrip('%').rstrip()}%"


class Alternative(Document):
    """Another way over a threshold: seats won, or a share elsewhere."""

    seats: Annotated[int, Field(ge=1), DIGITS] | None = None
    """So many seats won directly or in constituencies."""
    share: PartText | None = None
    """Or such a share."""
    of: Base = "valid"
    passes: Passes = "at_least"
    scope: Identifier = CONSTITUENCY
    """Where the share is asked for: `constituency`, a level, or `nation`."""
    in_areas: Annotated[int, Field(ge=1), DIGITS] | None = None
    """Reached in so many areas, it admits everywhere. Left out, it admits where it is reached, and
    there alone."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.seats is None) == (self.share is None):
            raise ValueError(_("an alternative names either `seats` or a `share`"))
        return self

    @property
    def fraction(self) -> Fraction:
        """The share as an exact part of one."""
        return share_written(self.share or "0")


class Threshold(Share):
    """The share of votes that admits an option to the allocation of seats."""

    scope: Identifier = NATION
    """Where it is asked for: in the whole `nation`, in each `constituency`, or in each area of a
    level."""
    for_alliances: dict[Annotated[int, Field(ge=2), DIGITS], PartText] = {}
    """Other shares for alliances of so many members and more: `{2: 8%, 3: 11%}`."""
    alternatives: Annotated[list[Alternative], Field(alias="or")] = []
    """Other ways over it: `[{seats: 3}]`."""
    exempt: list[Identifier] = []
    """Options and alliances of whom no share is asked, such as minorities."""
    best_loser: bool = False
    """In an alliance some of whose members pass each for itself, the best of those who do not
    passes too."""
    admitted_at_least: Annotated[int, Field(ge=0), DIGITS] = 0
    """Where fewer pass, the next ones by votes do too, until so many take part."""
    source: Text | None = None

    def fraction_for(self, members: int) -> Fraction:
        """The exact share that an alliance of so many members needs."""
        sizes = [size for size in self.for_alliances if size <= members]
        return share_written(self.for_alliances[max(sizes)]) if sizes else self.fraction


class RunnerUp(Document):
    """Where only one option passes the threshold, the next one takes seats too."""

    seats_at_least: Annotated[int, Field(ge=1), DIGITS]
    source: Text | None = None


class Alliance(Document):
    """Options that stand together. Where the alliance is an option itself, its votes are those
    given to it as a whole, shared among its members by their own votes in each constituency."""

    members: Annotated[list[Identifier], Field(min_length=2)]
    """Options, or alliances inside this one."""
    threshold: Literal["jointly", "each"] = "jointly"
    """Whether their votes together pass for all of them, or each must pass."""
    seats: Literal["each", "jointly"] = "each"
    """Whether each takes part in sharing seats out with its own votes, or all with their sum, whose
    seats are then shared among them."""
    method: MethodName | None = None
    """How those seats are shared among the members; left out, as the rule's seats are."""
    areas: list[Text] = []
    """The constituencies it stands in; left out, all."""
    source: Text | None = None


class NumbersFrom(Document):
    """A column of whole numbers in a table of the election folder, an area a row. Where the table
    has a column `level`, as `areas.csv` has, rows of other levels are passed over."""

    file: Text = "areas.csv"
    column: Text
    area: Text | None = None
    """The column with the areas' ids or names; left out, `area`, or else `id`."""


class Apportioned(Document):
    """Seats of constituencies by their size."""

    by: Literal["population", "registered", "cast", "valid"]
    population: dict[Text, Count] = {}
    """Area → inhabitants."""
    population_from: NumbersFrom | None = None
    """Or the table they stand in."""
    method: MethodName = "hare_lr"
    each_first: Annotated[int, Field(ge=0), DIGITS] = 0
    """So many seats for every area, before the others are shared by the method."""
    at_least: Annotated[int, Field(ge=0), DIGITS] = 0
    """An area that the method gives fewer has so many, and the others share what is left."""

    @model_validator(mode="after")
    def _population_is_known(self) -> Self:
        known = bool(self.population) + (self.population_from is not None)
        if known != (self.by == "population"):
            raise ValueError(
                _(
                    "`population` or `population_from` names the inhabitants of every area where "
                    "`by` says so"
                )
            )
        return self


class Constituencies(Document):
    """The areas that seats are given in, and how many each has."""

    level: Identifier
    """The level whose areas they are."""
    seats: dict[Text, Seats] = {}
    """Area → seats."""
    seats_from: NumbersFrom | None = None
    """Or the table they stand in."""
    apportioned: Apportioned | None = None
    """Or how seats are apportioned to them."""
    added: list[Text] = []
    """Areas of that level without seats, such as votes from abroad: their votes are added to every
    constituency's in proportion to its valid votes."""
    source: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (bool(self.seats), self.seats_from is not None, self.apportioned is not None)
        if sum(ways) != 1:
            raise ValueError(
                _("how many seats has each? name one of `seats`, `seats_from` and `apportioned`")
            )
        return self


class Placed(Document):
    """The constituencies of seats given above them: each goes where its option's next quotient is
    greatest. They are not placed as long as a tie is open, or where seats are taken back."""

    by: MethodName = "sainte_lague"
    """A method with divisors; quotients follow those of the seats won in the constituency."""
    per: Literal["votes", "votes_per_seat"] = "votes"
    """What is divided: the option's votes, or its votes as a part of those that a seat of the
    constituency stands for."""
    in_each: Annotated[int, Field(ge=1), DIGITS] | None = None
    """No constituency gets more of them; left out, as many as come."""
    source: Text | None = None

    @model_validator(mode="after")
    def _has_divisors(self) -> Self:
        if self.by.endswith("_lr") or self.by in ("dutch", "plurality", "block_vote", "majority"):
            raise ValueError(
                _("seats are placed by divisors, and {read} has none").format(read=repr(self.by))
            )
        return self


class Tier(Document):
    """One step of sharing seats out, the lowest first."""

    at: Identifier = CONSTITUENCY
    """Where: in each `constituency`, in each area of a level above, or in the `nation`."""
    method: MethodName | None = None
    """All its seats are given, by this method. Left out (and no `quota`), by the rule's."""
    quota: Literal["hare", "droop", "hagenbach_bischoff", "imperiali"] | None = None
    """Seats are given for full quotas only; those left go on to the next tier."""
    quota_of: Literal["admitted", "valid"] = "admitted"
    """The votes that the quota is made of: of the options that take part, or all valid votes."""
    quota_at: Identifier | None = None
    """The level whose quota it is; left out, its own."""
    rounded: Literal["no", "nearest", "down", "up"] = "no"
    """Whether the quota is rounded to a whole number, halves up."""
    extra_seat_from: PartText | None = None
    """A remainder of such a share of the quota is worth a seat as well."""
    seats: Seats = 0
    """Seats of its own, beside those that tiers below leave."""
    counting: Literal["alone", "levelling"] = "alone"
    """`alone`: its seats are shared by themselves. `levelling`: all seats are, and each option
    gets what it is short of."""
    votes: Literal["all", "remainders"] = "all"
    """All votes, or those that won no seat by a full quota below."""
    overhang: Overhang = "others_fewer"
    """Levelling, where an option has won more below than its share: it keeps them and the others
    have fewer; it keeps them and the `total_grows`; all are `levelled` by a total that grows until
    everybody's seats are covered; or they are `taken_back`."""
    placed: Placed | None = None
    """Which constituencies its seats belong to; left out, none."""
    threshold: Threshold | None = None
    """Left out, the rule's."""
    source: Text | None = None

    @property
    def share_for_extra_seat(self) -> Fraction:
        """The part of a quota that is worth a seat; a whole one where no other is named."""
        return share_written(self.extra_seat_from or "100")

    @model_validator(mode="after")
    def _method_or_quota(self) -> Self:
        if self.method is not None and self.quota is not None:
            raise ValueError(_("a tier has either a `method` or a `quota`"))
        if self.counting == "levelling" and self.votes == "remainders":
            raise ValueError(_("levelling looks at all votes, not at remainders"))
        if self.placed is not None and self.at == CONSTITUENCY:
            raise ValueError(_("`placed` is for seats that are given above the constituencies"))
        return self


class Bonus(Document):
    """Seats for the option with the most votes."""

    extra: Annotated[int, Field(ge=1), DIGITS] | None = None
    """So many seats are set apart for it; all options share the others."""
    guaranteed: Annotated[int, Field(ge=1), DIGITS] | None = None
    """Or: it has at least so many, and the others share the rest."""
    needs: Share | None = None
    """The share that it must have; left out, none."""
    more_each: PartText | None = None
    """One extra seat more for each further such share of what `needs` is a share of."""
    extra_at_most: Annotated[int, Field(ge=1), DIGITS] | None = None
    source: Text | None = None

    @property
    def step(self) -> Fraction:
        """The share that is worth one seat more; zero where none is."""
        return share_written(self.more_each or "0")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.extra is None) == (self.guaranteed is None):
            raise ValueError(_("a bonus is either `extra` seats or a `guaranteed` number"))
        if self.more_each is not None and (self.needs is None or self.extra is None):
            raise ValueError(_("`more_each` adds to `extra`, from the share that `needs` names"))
        if self.more_each is not None and not share_written(self.more_each):
            raise ValueError(_("`more_each` is a share above zero"))
        return self


class FirstRound(Document):
    """A majority: with what an option is elected in the first round, and who goes on to a second
    round where nobody is."""

    needs: list[Share] = []
    """Shares that all must be reached, by the option with the most votes; left out, more than half
    of the valid votes."""
    go_on: Annotated[int, Field(ge=2), DIGITS] = 2
    """So many options with the most votes go on to the second round."""
    also: Share | None = None
    """And every other option with such a share."""
    source: Text | None = None


class Rule(Document):
    """How votes become a winner or seats."""

    method: MethodName = "plurality"
    """``plurality``, ``block_vote``: most votes win; ``majority``: more than half of the valid
    votes, else a run-off; ``…_lr``: largest remainder with that quota; the others: highest
    averages, each by its divisors (``sainte_lague_1.2``: 1.2, 3, 5, …)."""
    seats: Annotated[int, Field(ge=1, le=100_000), DIGITS] = 1
    """How many there are to win, in all."""
    first_round: FirstRound | None = None
    """By a majority, where the law asks for something else than more than half of the valid votes,
    or lets others than the first two go on."""
    threshold: Threshold | None = None
    further_thresholds: list[Threshold] = []
    """Where several must be passed."""
    runner_up: RunnerUp | None = None
    alliances: dict[Identifier, Alliance] = {}
    coalitions: dict[Identifier, Annotated[int, Field(ge=2), DIGITS]] = {}
    """Options that are lists of several parties → of how many (``for_alliances``)."""
    constituencies: Constituencies | None = None
    """Left out, the whole place is one."""
    tiers: list[Tier] = []
    """Left out, all seats are given in the constituencies."""
    direct_seats: ByOption = {}
    """Seats won otherwise (in single-member districts): option → seats, or constituency → option →
    seats. Tiers that level count them as won."""
    bonus: Bonus | None = None
    majority_guarantee: bool = False
    """An option with more than half of the votes and no more than half of the seats gets the seat
    that was given last."""
    candidates: ByOption = {}
    """Lists that are short: option → how many candidates stand on it, or constituency → option →
    candidates."""
    exhausted: Literal["continue", "vacant"] = "continue"
    """Seats that a list has no candidates for: given to the others as the method goes on, or left
    vacant."""
    ties: Literal["open", "earlier_registration", "more_votes", "lot"] = "open"
    """Equal remainders or quotients at the last seat: left open (as a ``lot`` is), to the list
    registered earlier (the order of options), or to the one with more votes."""
    source: Text | None = None

    @property
    def share_asked(self) -> Share | None:
        """The share that is asked for first: the threshold's, else what a bonus needs."""
        if self.threshold is None and self.bonus is not None:
            return self.bonus.needs
        return self.threshold

    def of_area(self, numbers: ByOption, area: str | None) -> dict[str, int]:
        """Option → number in a constituency; for None, where no constituency is named."""
        if area is None:
            return {name: found for name, found in numbers.items() if isinstance(found, int)}
        found = numbers.get(area, {})
        return found if isinstance(found, dict) else {}

    @property
    def plain(self) -> bool:
        """Whether it is one allocation: a method, one national threshold, a runner-up."""
        parts = (
            *(self.further_thresholds, self.alliances, self.constituencies, self.tiers),
            *(self.direct_seats, self.bonus, self.majority_guarantee, self.candidates),
            self.first_round,
        )
        if any(parts) or self.threshold is None:
            return not any(parts)
        written = self.threshold.model_fields_set
        return written <= {"share", "of", "passes", "source"}

    def _of_a_majority(self) -> None:
        """Raises ``ValueError`` for parts that do not go with it."""
        parts = (
            *(self.threshold, self.further_thresholds, self.runner_up, self.alliances),
            *(self.coalitions, self.tiers, self.direct_seats, self.bonus),
            *(self.majority_guarantee, self.candidates),
        )
        about = self.constituencies
        if any(parts) or (about is not None and (about.added or about.apportioned)):
            raise ValueError(
                _(
                    "a majority goes with `first_round` and with `constituencies` of one seat each "
                    "(`seats` or `seats_from`), and with no other of these parts"
                )
            )
        if about is None and self.seats != 1:
            raise ValueError(
                _("a majority fills one seat; name the `constituencies` where each elects one")
            )

    @model_validator(mode="after")
    def _parts_go_together(self) -> Self:
        if self.runner_up is not None and not self.plain:
            raise ValueError(
                _(
                    "`runner_up` goes with one allocation and one threshold; elsewhere say "
                    "`admitted_at_least` in the threshold"
                )
            )
        if self.method == "majority":
            self._of_a_majority()
        elif self.first_round is not None:
            raise ValueError(_("`first_round` goes with the method `majority`"))
        if any(tier.method == "majority" for tier in self.tiers):
            raise ValueError(_("a majority is the rule's method, and not a tier's"))
        one_house = self.constituencies is None and not self.tiers and not self.direct_seats
        if self.bonus is not None and self.bonus.guaranteed is not None and not one_house:
            raise ValueError(_("a `guaranteed` number needs one allocation of all seats"))
        if self.majority_guarantee and not one_house:
            raise ValueError(_("a `majority_guarantee` needs one allocation of all seats"))
        return self
