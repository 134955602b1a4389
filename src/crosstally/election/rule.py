"""How votes become a winner or seats: the part ``rule`` of a contest.

A rule of one line is a winner by plurality; the parts below describe the seats of most
proportional systems. What each of them does with votes stands in the room ``seats``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crosstally.election.constituencies import Apportioned as Apportioned
from crosstally.election.constituencies import Constituencies as Constituencies
from crosstally.election.constituencies import NumbersFrom as NumbersFrom
from crosstally.election.constituencies import Seats as Seats
from crosstally.election.document import DIGITS, Document, Identifier, PartText, Text
from crosstally.election.seat_methods import MethodName
from crosstally.election.shares import CONSTITUENCY as CONSTITUENCY
from crosstally.election.shares import NATION as NATION
from crosstally.election.shares import Alternative as Alternative
from crosstally.election.shares import Base as Base
from crosstally.election.shares import Need, Turnout, share_written
from crosstally.election.shares import Share as Share
from crosstally.election.shares import Threshold as Threshold
from crosstally.words import _

Overhang = Literal["others_fewer", "total_grows", "levelled", "taken_back"]

ByOption = dict[Text, Seats | dict[Identifier, Seats]]
"""Option → number, or constituency → option → number."""


def has_divisors(method: str) -> bool:
    """Whether a method has quotients, each seat by itself."""
    return not method.endswith("_lr") and method not in (
        *("dutch", "plurality", "block_vote", "majority"),
    )


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
        if not has_divisors(self.by):
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
    quota_of: Literal["admitted", "valid", "registered"] = "admitted"
    """What the quota is made of: the votes of the options that take part, all valid votes, or the
    voters on the list (Morocco since 2021)."""
    quota_at: Identifier | None = None
    """The level whose quota it is; left out, its own."""
    rounded: Literal["no", "nearest", "down", "up"] = "no"
    """Whether the quota is rounded to a whole number, halves up."""
    extra_seat_from: PartText | None = None
    """A remainder of such a share of the quota is worth a seat as well."""
    seats: Seats = 0
    """Seats of its own, beside those that tiers below leave."""
    seats_in: dict[Text, Seats] = {}
    """Area of its level → seats of its own there."""
    at_most: Annotated[int, Field(ge=1), DIGITS] | None = None
    """It gives so many of them at most in each area, and leaves the others to the next tier."""
    counting: Literal["alone", "levelling", "continued"] = "alone"
    """`alone`: its seats are shared by themselves. `levelling`: all seats are, and each option
    gets what it is short of. `continued`: each seat goes to the greatest quotient, following those
    of the seats that the options have already."""
    votes: Literal["all", "remainders"] = "all"
    """All votes, or those that won no seat by a full quota below."""
    overhang: Overhang = "others_fewer"
    """Levelling, where an option has won more below than its share: it keeps them and the others
    have fewer; it keeps them and the `total_grows`; all are `levelled` by a total that grows until
    everybody's seats are covered; or they are `taken_back`."""
    linked: PartText | None = None
    """Levelling: only such a part of what an option is short of, to the nearest seat, halves up; a
    part below one seat is none. Where the parts are more than the tier's seats, these are shared by
    them as by votes; where they are fewer, the rest is shared by votes (South Korea since 2020:
    `50%`)."""
    placed: Placed | None = None
    """Which constituencies its seats belong to; left out, none."""
    threshold: Threshold | None = None
    """Left out, the rule's."""
    source: Text | None = None

    @property
    def own(self) -> int:
        """Seats of its own, in all areas."""
        return self.seats + sum(self.seats_in.values())

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
        if self.linked is not None and (
            self.counting != "levelling" or self.quota or self.at != NATION or self.placed
        ):
            raise ValueError(_("`linked` is for seats that are levelled over the whole place"))
        if self.seats_in and self.at in (NATION, CONSTITUENCY):
            raise ValueError(_("`seats_in` is for tiers at a level between; elsewhere say `seats`"))
        if self.at_most is not None and (self.quota or self.counting != "alone"):
            raise ValueError(_("`at_most` is for seats that a tier shares by themselves"))
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


class Raised(Document):
    """Options whose votes weigh more when seats are shared, as those of minorities do in Serbia.
    Thresholds look at their votes as they are."""

    options: Annotated[list[Identifier], Field(min_length=1)]
    by: PartText
    """By which part: `35%` of their votes on top."""
    below: Share | None = None
    """Only an option that stays below such a share; left out, whatever it has."""
    source: Text | None = None

    @property
    def factor(self) -> Fraction:
        """What their votes are multiplied by."""
        return 1 + share_written(self.by)


class FirstRound(Document):
    """A majority: with what an option is elected in the first round, and who goes on to a second
    round where nobody is."""

    needs: list[Need] = []
    """Shares that all must be reached, by the option with the most votes; left out, more than half
    of the valid votes."""
    other_ways: Annotated[list[Annotated[list[Need], Field(min_length=1)]], Field(alias="or")] = []
    """Other ways to be elected: lists of shares, of which one list is reached as a whole."""
    go_on: Annotated[int, Field(ge=0), DIGITS] = 2
    """So many options with the most votes go on to the second round; 0: there is none, as in a
    referendum, or where the election is held again."""
    also: Share | None = None
    """And every other option with such a share."""
    source: Text | None = None

    @property
    def shares(self) -> list[Share]:
        """Every share that it asks for."""
        needs = [*self.needs, *(one for way in self.other_ways for one in way)]
        return [*needs, *([self.also] if self.also is not None else [])]

    @model_validator(mode="after")
    def _two_go_on(self) -> Self:
        if self.go_on == 1 or (not self.go_on and self.also is not None):
            raise ValueError(
                _("a second round is between two options or more; without one, say `go_on: 0`")
            )
        return self


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
    turnout: Turnout | None = None
    """Where fewer take part, nobody has a seat, and nobody goes on to a second round."""
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
    most_seats: Annotated[int, Field(ge=1), DIGITS] | None = None
    """No option (or alliance that shares jointly) has more, what it won directly among them; the
    others share the rest anew."""
    most_over_share: PartText | None = None
    """Nor more than its share of the votes of those who take part, and such a part of all seats on
    top (`8%` in Mexico). What it won directly it keeps."""
    raised: Raised | None = None
    exhausted: Literal["continue", "vacant"] = "continue"
    """Seats that a list has no candidates for: given to the others as the method goes on, or left
    vacant."""
    ties: Literal["open", "earlier_registration", "more_votes", "lot"] = "open"
    """Equal remainders or quotients at the last seat: left open (as a ``lot`` is), to the list
    registered earlier (the order of options), or to the one with more votes."""
    source: Text | None = None

    @property
    def share_asked(self) -> Share | None:
        """The share that is asked for first: the threshold's, else what a bonus needs, or below
        which votes weigh more."""
        if self.threshold is None and self.bonus is not None:
            return self.bonus.needs
        if self.threshold is None and self.raised is not None:
            return self.raised.below
        return self.threshold

    @property
    def thresholds(self) -> list[Threshold]:
        """Those of the rule; tiers may have others."""
        return [*([self.threshold] if self.threshold is not None else []), *self.further_thresholds]

    @property
    def every_threshold(self) -> list[Threshold]:
        """Those of the rule and of its tiers."""
        return [*self.thresholds, *(one.threshold for one in self.tiers if one.threshold)]

    @property
    def limited(self) -> bool:
        """Whether an option may have too many seats."""
        return bool(self.candidates) or self.has_most_seats

    @property
    def has_most_seats(self) -> bool:
        """Whether no option may have more than some number of seats."""
        return self.most_seats is not None or self.most_over_share is not None

    @property
    def counts_areas(self) -> bool:
        """Whether some threshold is to be reached in so many areas."""
        return any(one.in_areas is not None for one in self.every_threshold)

    @property
    def shares_of(self) -> set[str]:
        """What the shares are of that it asks for."""
        shares: list[Share | Alternative] = [*self.every_threshold]
        shares += [one for asked in self.every_threshold for one in asked.alternatives if one.share]
        shares += [one.admitted_together for one in self.every_threshold if one.admitted_together]
        found = {one.of for one in shares}
        found |= {tier.quota_of for tier in self.tiers if tier.quota_of != "admitted"}
        if self.bonus is not None and self.bonus.needs is not None:
            found.add(self.bonus.needs.of)
        if self.turnout is not None:
            found |= {self.turnout.of, self.turnout.counts}
        if self.first_round is not None:
            found |= {one.of for one in self.first_round.shares}
        if self.raised is not None and self.raised.below is not None:
            found.add(self.raised.below.of)
        if self.method == "majority" and not self.plain:
            found |= set() if self.first_round is not None and self.first_round.needs else {"valid"}
        return {str(one) for one in found}

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
            *(self.direct_seats, self.bonus, self.majority_guarantee, self.limited),
            *(self.first_round, self.turnout, self.raised),
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
            *(self.majority_guarantee, self.limited, self.raised),
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
        own = self.constituencies is not None and all(
            tier.at == CONSTITUENCY and not tier.own for tier in self.tiers
        )
        if self.turnout is not None and self.turnout.scope == CONSTITUENCY and not own:
            raise ValueError(
                _("a `turnout` of each constituency goes with seats that are all given in them")
            )
        one_sharing = self.constituencies is None and not self.tiers
        one_house = one_sharing and not self.direct_seats
        if self.bonus is not None and self.bonus.guaranteed is not None and not one_house:
            raise ValueError(_("a `guaranteed` number needs one allocation of all seats"))
        if self.majority_guarantee and not one_house:
            raise ValueError(_("a `majority_guarantee` needs one allocation of all seats"))
        if self.most_seats is not None and not one_sharing:
            raise ValueError(_("`most_seats` needs one allocation of all seats"))
        if self.most_over_share is not None and not one_sharing:
            raise ValueError(_("`most_over_share` needs one allocation of all seats"))
        others = (self.bonus, self.majority_guarantee, self.most_over_share)
        if self.raised is not None and (not one_house or any(others)):
            raise ValueError(
                _(
                    "`raised` needs one allocation of all seats, and goes with no bonus, no "
                    "`majority_guarantee` and no `most_over_share`"
                )
            )
        if self.raised is not None and not has_divisors(self.method):
            raise ValueError(_("`raised` is said of quotients: it needs a method with divisors"))
        if self.most_over_share is not None and self.bonus is not None:
            raise ValueError(_("`most_over_share` goes with no `bonus`"))
        for tier in self.tiers:
            if tier.counting == "continued" and not has_divisors(tier.method or self.method):
                raise ValueError(_("seats that are `continued` need a method with divisors"))
        return self
