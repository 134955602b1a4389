"""How much may come in from a person or of a station before somebody else has looked at it. Pure.

What was settled counts for them, what was set aside against them: who sends sheets that two people
read alike may send more and more, and a flood stops at its first few dozen pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crosstally.desk.states import Sheet, State, Way

OF_ONE_PERSON = 30
OF_EVERYONE = 100
"""Sheets that may wait, of a link that is one person's and of one that was published."""
OF_ONE_ACCOUNT = 300
"""Sheets that may wait of those that one account took down: more than a day's work, and still few
enough to be gone through."""
OF_ONE_COORDINATOR = 2_000
"""Sheets that may wait of those that one coordinator took in, or that came by links they made.
Administrators have no quota: whoever may invite people could invite more of them."""
GRANTED_TO_COORDINATOR = 1_000
"""By so many an administrator lets a coordinator's quota grow at a time."""
GRANTED = 100
"""By so many a coordinator lets a link's quota grow at a time, who knows who sends by it."""
MORE_FOR_EACH = 3
"""By so many the quota grows with each of its sheets that was settled."""
OF_ONE_STATION = 5
"""Sheets sent from outside that may wait and be said to be of one station. Those set aside make
room again, or false ones would keep the true one out for ever; they count against the link by which
they came."""


@dataclass(frozen=True)
class Quota:
    """What a link, an account or a station has used of its quota."""

    settled: int
    waiting: int
    """Sheets that are neither settled nor planted; of a person those set aside among them,
    which somebody had to look at for nothing."""
    base: int

    @property
    def most(self) -> int:
        """How many may wait."""
        return self.base + MORE_FOR_EACH * self.settled

    @property
    def full(self) -> bool:
        """Whether no further sheet is taken in."""
        return self.waiting >= self.most


def quota_of_link(sheets: Iterable[Sheet], everyone: bool, granted: int = 0) -> Quota:
    """That of a link which sent these sheets, and of which so many more were granted."""
    return _quota(sheets, (OF_EVERYONE if everyone else OF_ONE_PERSON) + granted)


def quota_of_account(sheets: Iterable[Sheet], name: str) -> Quota:
    """That of whoever has this pseudonym, of the sheets that they took down by telephone or from
    paper. What a program hands over in their name is many people's: it is bounded for each station,
    because a bound on all of it would let one liar silence everybody."""
    told = (sheet for sheet in sheets if sheet.told not in (None, Way.MESSAGE))
    return _quota((sheet for sheet in told if sheet.acts[0].by.name == name), OF_ONE_ACCOUNT)


def quota_of_coordinator(sheets: Iterable[Sheet], granted: int = 0) -> Quota:
    """That of a coordinator by whom, or by whose links, these sheets came, and of whom so many more
    were granted."""
    return _quota(sheets, OF_ONE_COORDINATOR + granted)


def quota_of_station(sheets: Mapping[str, Sheet], sent: Iterable[str], station: str) -> Quota:
    """That of a station, of the sheets ``sent`` from outside."""
    said = (sheets[name] for name in sent if name in sheets)
    own = (one for one in said if one.station == station and one.state is not State.SET_ASIDE)
    return _quota(own, OF_ONE_STATION)


def _quota(sheets: Iterable[Sheet], base: int) -> Quota:
    states = Counter(sheet.state for sheet in sheets)
    settled = states[State.SETTLED]
    return Quota(settled, states.total() - settled - states[State.PLANTED], base)
