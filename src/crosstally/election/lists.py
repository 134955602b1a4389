"""How the candidates of a list take the seats that it wins."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from crosstally.election.document import Document, PercentText, Text
from crosstally.election.printed import Printed
from crosstally.words import _


class Lists(Document):
    """Who of a list takes its seats; read with ``candidates.csv``."""

    order: Literal["list", "votes", "preference", "devolution"] = "list"
    """``list``: as they stand on it; ``votes``: the most votes first (open lists); ``preference``:
    first those who reach ``share``, by votes, then as they stand on it; ``devolution``: by votes,
    once the list's own votes are passed on in its order."""
    share: PercentText | None = None
    """For ``preference``: the share that moves a candidate up, such as ``25%``."""
    of: Literal["quota", "list"] = "list"
    """What that is a share of: the quota (all lists' votes divided by all seats, never rounded) or
    the list's votes."""
    passes: Literal["at_least", "more_than"] = "at_least"
    """Whether exactly the share moves a candidate up."""
    transferred: PercentText = "50%"
    """For ``devolution``: which share of the list's own votes is passed on, rounded up."""
    ties: Literal["lot", "list_order"] = "lot"
    """Candidates with equal votes: drawn by lot, so that it stays open here, or as they stand on
    the list."""
    when_short: Literal["vacant", "returned"] = "vacant"
    """Where a list has fewer candidates than seats: the seats stay vacant, or are returned to be
    shared out among the other lists."""
    source: Text | None = None

    @model_validator(mode="after")
    def _shares(self) -> Self:
        if self.order == "preference" and self.share is None:
            raise ValueError(_("the order 'preference' needs its share, such as 25%"))
        for share in (self.share, self.transferred):
            if share is not None and Printed.percent(share).value > 1:
                raise ValueError(_("{share} is more than 100 percent").format(share=share))
        return self

    @property
    def fraction(self) -> Fraction:
        """The share of ``preference``; nothing where none is named."""
        return Printed.percent(self.share).value if self.share is not None else Fraction()

    @property
    def passed_on(self) -> Fraction:
        """The share of ``devolution``."""
        return Printed.percent(self.transferred).value
