"""A statement is about the figures that were out when it was made.

Whoever quotes an authority quotes what it had announced by then. A statement of fact is about the
result, for which later figures are the better ones; but where it agreed with what had been
announced, and does not agree with what came after, it is not refuted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.judge import Answer
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Other, Test
from crosstally.compare.announced_seats import AnnouncedSeats
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Announcement
from crosstally.election.folder import Election
from crosstally.findings import Sentence
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Totals
from crosstally.words import N_


def announced_by(election: Election, moment: str) -> Election:
    """The election without what was announced after a moment; a day is meant whole, and what has
    no date stays."""
    known = tuple(item for item in election.announcements if not _after(item.at, moment))
    return replace(election, announcements=known)


def _after(at: str | None, moment: str) -> bool:
    """Whether something was announced after a moment; False where nobody can tell.

    Of a day and an hour, and of hours of which one alone says its offset from UTC, only the days
    can be compared. A moment without seconds is a whole minute.
    """
    if at is None:
        return False
    announced, said = dt.datetime.fromisoformat(at), dt.datetime.fromisoformat(moment)
    if "T" in at and "T" in moment and (announced.tzinfo is None) is (said.tzinfo is None):
        if moment[16:17] != ":":
            announced = announced.replace(second=0)
        return announced > said
    return announced.date() > said.date()


@dataclass(frozen=True)
class AsOf:
    """Evidence as it was at a moment: every sheet, and what had been announced by then."""

    evidence: Evidence
    moment: str

    @property
    def election(self) -> Election:
        """The election folder with the announcements of up to that moment."""
        return announced_by(self.evidence.election, self.moment)

    @property
    def areas(self) -> AreaLookup:
        """Every area."""
        return self.evidence.areas

    def announcements(self, contest: str) -> Sequence[Announcement]:
        """The contest's announcements of up to that moment."""
        every = self.evidence.announcements(contest)
        return [item for item in every if not _after(item.at, self.moment)]

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        """Seats as recomputed from what was announced up to that moment."""
        every = self.evidence.announced_seats(contest)
        return [item for item in every if not _after(item.announcement.at, self.moment)]

    def sheet_seats(self, contest: str, source: str) -> Sequence[SeatOutcome]:
        """Seats on a source's sheets."""
        return self.evidence.sheet_seats(contest, source)

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """Sources that hold sheets."""
        return self.evidence.sheet_sources(contest)

    def totals(self, contest: str, source: str, area: str) -> Totals:
        """Sums of a source's sheets."""
        return self.evidence.totals(contest, source, area)

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        """A source's sheets, or their sums by area."""
        return self.evidence.table(contest, source, level, area)


def names_an_announcement(test: Test) -> bool:
    """Whether a test itself says which announcement it is about. Its stage alone does not: a
    result of that stage may have come after the statement."""
    operand = test.comparison[1] if test.comparison else None
    named = isinstance(operand, Other) and operand.announcement is not None
    return named or test.at is not None


def as_it_was(test: Test, latest: Answer, then: Answer, moment: str) -> Answer:
    """The answer to a statement that was made at a moment, of two: by the latest figures, and by
    those that were out."""
    if test.on == "announced":
        return then if then.basis is not None else _not_announced_by(then, moment)
    if test.stage is not None and latest.verdict is Verdict.REFUTED and _says_nothing(then):
        return _not_announced_by(then, moment)
    decided = Verdict.UNDECIDED not in (latest.verdict, then.verdict)
    if not decided or latest.verdict is then.verdict:
        return latest
    values = {"then": then.reason, "later": latest.reason}
    return replace(
        latest,
        verdict=Verdict.UNDECIDED,
        reason=Sentence(N_("{then} What was announced later says otherwise. {later}"), values),
        would_decide=Sentence(
            N_(
                "Whether the figures of that day or the result is meant would decide it: `at:` in "
                "the test names the announcement."
            )
        ),
        examples=(),
        examples_count=0,
    )


def _says_nothing(then: Answer) -> bool:
    """Whether no announcement was out that a statement could be held against."""
    announced = then.basis is not None and then.basis.announcement is not None
    return then.verdict is Verdict.UNDECIDED and not announced


def _not_announced_by(answer: Answer, moment: str) -> Answer:
    said = N_("No announcement of up to {day}, when this was said, states the figure.")
    return replace(answer, reason=Sentence(said, {"day": moment.replace("T", " ")}))
