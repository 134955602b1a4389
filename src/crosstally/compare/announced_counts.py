"""Stated counts against the sheets held.

With u sheets uncounted, a figure of the counted ones is at least what is held minus the sum of
its u largest held values: the worst case is that the uncounted sheets are among those held, and
the largest of them. Where every station's sheet is held, it is at most what is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, together
from crosstally.compare.announced_slips import Slip, both_rows, explanations, other_sums
from crosstally.compare.breaking import fewest, largest_sum, worthless
from crosstally.compare.counted_sheets import excesses
from crosstally.compare.explanations import with_those_that_do_not_count
from crosstally.compare.sheets_held import Held, SheetsHeld
from crosstally.compare.uncounted import NO_STATIONS, NOT_SAID, not_counted_yet, uncounted_at
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, plural, register
from crosstally.tabulation.figures import AddedUpOtherwise
from crosstally.words import N_

DIFFERS = register(
    Code(
        "ANNOUNCED-COUNT-DIFFERS",
        Tier.DECISIVE,
        N_("A stated count is not the sum of the sheets"),
        N_(
            "Every known station's sheet is held, the announcement says that it counted them all, "
            "and a figure that it states is not what the sheets add up to. The two cannot both be "
            "right."
        ),
        N_(
            "It does not say which of the two is wrong, nor why: a slip in typing, a station that "
            "is not on the list and a changed figure look the same here."
        ),
        N_("Addition."),
    )
)
ABOVE = register(
    Code(
        "ANNOUNCED-ABOVE-SHEETS",
        Tier.DECISIVE,
        N_("An early count is already above the sum of all sheets"),
        N_(
            "Every known station's sheet is held, and an announcement that had counted a part of "
            "them states more than all of them have. The two cannot both be right."
        ),
        N_("It does not say which of the two is wrong, nor that the final result is affected."),
        N_("Addition: a part is not larger than the whole."),
    )
)
BELOW = register(
    Code(
        "ANNOUNCED-BELOW-HELD",
        Tier.DECISIVE,
        N_("A stated count is below what is already on sheets held"),
        N_(
            "The announcement states fewer than the sheets held have, even if the sheets that it "
            "left uncounted were the largest of those held. The two cannot both be right."
        ),
        N_(
            "It does not say which of the two is wrong. It takes the held sheets as genuine; the "
            "breaking point says how many of them would have to be worthless."
        ),
        N_("Addition: what is held minus the largest u sheets, u being the number uncounted."),
    )
)
LESS = register(
    Code(
        "ANNOUNCED-LEAVES-OUT-HELD",
        Tier.INDICATIVE,
        N_("A stated count is right only if it left out many of the sheets held"),
        N_(
            "The announcement states fewer than the sheets held have. It says that it counted a "
            "share of the sheets only, and both can be right if enough of the held sheets were "
            "not counted yet. The finding says how many at least."
        ),
        N_("It is no contradiction."),
        N_("Addition."),
    )
)
OTHER_ACT = register(
    Code(
        "ANNOUNCED-OTHER-ACT",
        Tier.INDICATIVE,
        N_("A stated count and the sheets come from different acts and differ"),
        N_(
            "Between the sheets and the announcement lies a recount, a ruling or a rerun. A "
            "difference between them is what that act changed, if nothing else."
        ),
        N_("It is no contradiction: both can be right, each of its own act."),
        N_("Addition."),
    )
)


@dataclass(frozen=True)
class Difference:
    """A stated figure outside what the sheets allow."""

    name: str
    stated: int
    span: Span
    held: Held

    @property
    def votes(self) -> int:
        """How far the stated figure lies from the sum of the sheets, whatever copies count."""
        return max(self.held.least - self.span.high, self.span.low - self.held.most, 0)

    @property
    def nearest(self) -> int:
        """What the sheets add up to with the copies that come nearest to the stated figure."""
        return min(max(self.stated, self.held.least), self.held.most)


def check_counts(announced: Announced, sheets: SheetsHeld, otherwise: AddedUpOtherwise) -> Checked:
    """Every stated count against the sheets of one source, at every area announced."""
    return together(
        _AreaCheck(announced, sheets, otherwise, stated).result()
        for stated in announced.statements
        if stated.names and sheets.totals(stated.area.id).stations_held
    )


class _AreaCheck:
    """One announcement at one area against one source's sheets."""

    def __init__(
        self,
        announced: Announced,
        sheets: SheetsHeld,
        otherwise: AddedUpOtherwise,
        stated: Stated,
    ) -> None:
        self.announced, self.sheets, self.stated = announced, sheets, stated
        self.otherwise = otherwise
        self.announcement = stated.announcement
        self.area = stated.area.id
        self.totals = sheets.totals(self.area)
        self.uncounted = uncounted_at(announced, sheets, stated)
        self.other_act = sheets.other_act(self.announcement)
        self.complete = sheets.all_held(self.area)
        self.excesses = {item.name for item in excesses(announced, sheets, stated)}
        """Figures above what the sheets counted so far can have: a finding of its own."""

    def result(self) -> Checked:
        """The findings at this area, and what was compared."""
        findings: list[Finding] = []
        differing: list[Difference] = []
        compared = 0
        for name in self.stated.names:
            held, span = self.sheets.held(self.area, name), self.stated.span(name, loose=True)
            count = self.stated.count(name)
            if held is None or span is None or count is None:
                continue
            if self.uncounted is None and not self.complete:
                continue
            compared += 1
            found = Difference(name, count, span, held)
            if found.votes == 0 or name in self.excesses:
                continue
            if self.other_act or self._exact(held):
                differing += [found] if self._exact(held) or span.high < held.least else []
            elif span.high < held.least:
                findings += self._below(found)
            elif self.complete and not held.incomplete:
                findings.append(self._above(found))
        if differing:
            findings.append(self._differs(differing))
        return Checked(tuple(findings), (self._run(compared, findings),))

    def _exact(self, held: Held) -> bool:
        counted_all = self.uncounted is not None and self.uncounted.high == 0
        return counted_all and self.complete and not held.incomplete

    def _run(self, compared: int, findings: list[Finding]) -> CheckRun:
        code = DIFFERS.name if self.complete else BELOW.name
        subject = f"{self.announcement.id}, {self.sheets.source}"
        if not compared and self.uncounted is None:
            template = NOT_SAID if self.announcement.counted is None else NO_STATIONS
            return self.announced.skipped(code, subject, self.announcement.source, template)
        failed = [item for item in findings if item.tier is Tier.DECISIVE]
        votes = sum(item.votes or 0 for item in failed)
        return self.announced.run(
            code, subject, self.announcement.source, compared, len(failed), votes
        )

    def _differs(self, found: list[Difference]) -> Finding:
        code = OTHER_ACT if self.other_act else DIFFERS
        # a size in votes is that of an option, where one differs
        options = self.announced.question.options
        first = max(found, key=lambda item: (item.name in options, item.votes))
        others = len(found) - 1
        template = N_(
            "For {area}, {announcement} states {stated} {figure}; on {sheets} it is {held}, "
            "{votes} apart."
        )
        if others:
            template = N_(
                "For {area}, {announcement} states {stated} {figure}; on {sheets} it is {held}, "
                "{votes} apart. {others}"
            )
        figures = {
            item.name: {"stated": item.stated, "sheets": item.nearest, "votes": item.votes}
            for item in found
        }
        return self._finding(
            code,
            first,
            template,
            {"others": plural("{n} figure more differs.", "{n} figures more differ.", others)},
            {"differences": figures},
            None if self.other_act else self._room(found),
            self._explained(found),
            also=[item.name for item in found],
        )

    def _above(self, found: Difference) -> Finding:
        template = N_(
            "For {area}, {announcement} states {stated} {figure} before the count was over; on "
            "{sheets} it is {held}, {votes} fewer, and there are no others."
        )
        return self._finding(
            ABOVE,
            found,
            template,
            {},
            {},
            self._room([found]),
            self._explained([found]),
        )

    def _room(self, found: Sequence[Difference]) -> Sentence:
        """How many held sheets would have to be worthless for every figure to agree: no fewer than
        for the one that takes the most."""
        needed = [self._worthless(item) for item in found]
        within = self.sheets.states_lists(self.area)
        return worthless(
            None if None in needed else max(one for one in needed if one is not None),
            self.totals.stations_held,
            within_lists=within and any(self._of_voters(item) for item in found),
        )

    def _worthless(self, found: Difference) -> int | None:
        if found.span.high < found.held.least:
            return fewest(self.sheets.column(self.area, found.name), found.votes)
        if not self._of_voters(found) or not self.sheets.states_lists(self.area):
            return 1
        column = self.sheets.column(self.area, found.name, most=True)
        voters = self.sheets.column(self.area, "registered", most=True)
        return fewest((voters - column).clip(0), found.votes)

    @staticmethod
    def _of_voters(found: Difference) -> bool:
        """Whether more is stated than on the sheets, of what no station has more of than voters."""
        return found.span.low > found.held.most and found.name != "registered"

    def _below(self, found: Difference) -> list[Finding]:
        uncounted = self.uncounted
        if uncounted is None:
            return []  # nothing is known of what it counted
        column = self.sheets.column(self.area, found.name)
        kept = Span(
            found.held.least - largest_sum(column, uncounted.high),
            found.held.least - largest_sum(column, uncounted.low),
        )
        needed = fewest(column, found.held.least - found.span.high)
        if needed is None:
            return []
        if found.span.high >= kept.low:
            return [self._less(found, uncounted, needed)] if self.announcement.counted else []
        return [self._contradiction(found, uncounted, kept, needed)]

    def _less(self, found: Difference, uncounted: Span, needed: int) -> Finding:
        template = N_(
            "For {area}, {announcement} states {stated} {figure}; on {sheets} it is {held} "
            "already. Both can be right if {left_out}; the announcement leaves up to {uncounted} "
            "uncounted."
        )
        figures: dict[str, object] = {"needed": needed, "uncounted": uncounted.high}
        said = {"left_out": not_counted_yet(needed), "uncounted": uncounted.high}
        return self._finding(LESS, found, template, said, figures, None, ())

    def _contradiction(
        self, found: Difference, uncounted: Span, kept: Span, needed: int
    ) -> Finding:
        template = N_(
            "For {area}, {announcement} states {stated} {figure}; on {sheets} it is {held}. The "
            "two cannot both be right."
        )
        if uncounted.high:
            template = N_(
                "For {area}, {announcement} states {stated} {figure}; on {sheets} it is {held}, "
                "and still {kept} without the largest that can have been left uncounted "
                "({uncounted}). The two cannot both be right."
            )
        more = Span(needed - uncounted.high, needed - uncounted.low)
        figures: dict[str, object] = {
            "kept_at_least": kept.low,
            "kept_at_most": kept.high,
            "uncounted_at_least": uncounted.low,
            "uncounted_at_most": uncounted.high,
            "worthless_at_least": more.low,
            "worthless_at_most": more.high,
        }
        return self._finding(
            BELOW,
            found,
            template,
            {"kept": kept.low, "uncounted": uncounted.high},
            figures,
            _vanishing(more, bool(uncounted.high)),
            self._explained([found]),
            votes=kept.low - found.span.high,
        )

    def _finding(
        self,
        code: Code,
        found: Difference,
        template: str,
        values: Mapping[str, object],
        figures: Mapping[str, object],
        breaking: Sentence | None,
        explained: tuple[Sentence, ...],
        votes: int | None = None,
        also: Iterable[str] = (),
    ) -> Finding:
        size = found.votes if votes is None else votes
        said = {
            "area": self.stated.area.name,
            "announcement": self.announced.said(self.announcement),
            "stated": found.stated,
            "figure": self.announced.label(found.name),
            "sheets": self.sheets.said(self.area),
            "held": found.nearest,
            "votes": size,
        }
        numbers = {
            "announcement": self.announcement.id,
            "sheets": self.sheets.source,
            "figure": found.name,
            "stated": found.stated,
            "held": found.nearest,
            "stations_held": self.totals.stations_held,
            "stations_known": self.sheets.stations(self.area),
        }
        return Finding(
            code,
            self.announced.contest,
            template,
            said | dict(values),
            self.announcement.source,
            self.area,
            numbers | dict(figures),
            size,
            self._premises([found.name, *also]),
            breaking,
            explained,
        )

    def _explained(self, found: list[Difference]) -> tuple[Sentence, ...]:
        slips = [Slip(item.name, item.stated, item.held.value) for item in found]
        explained = explanations(self.announced, slips, self.stated)
        if all(self._exact(item.held) for item in found):
            parts = (self.announced, self.sheets, self.otherwise, self.stated)
            explained = (*other_sums(*parts, slips), *explained)
        twice, apart = self.totals.stations_repeated, self.totals.stations_not_counted
        if twice and self._adds_up(found, self.sheets.repeated):
            explained = (both_rows(twice), *explained)
        if apart and self._adds_up(found, self.sheets.not_counted):
            explained = (with_those_that_do_not_count(apart), *explained)
        return explained

    def _adds_up(self, found: list[Difference], more: Callable[[str, str], int]) -> bool:
        """Whether every figure is as stated once ``more`` is added to it."""
        return all(item.held.value + more(self.area, item.name) in item.span for item in found)

    def _premises(self, names: Iterable[str]) -> tuple[Sentence, ...]:
        given = [premises.genuine(self.sheets, self.area)]
        counted = self.announcement.counted
        stations = self.sheets.stations(self.area)
        if counted is None:
            if self.uncounted is not None:
                given.append(premises.EVERY_SHEET)
        elif self.uncounted is not None:
            of = counted.of_stations or stations or 0
            given.append(premises.counted(counted.share, of, self.uncounted))
        if self.complete and stations is not None:
            given.append(premises.all_stations(stations, self.stated.area.name))
        given += premises.counts_rounded(
            self.announced, [(self.stated, name) for name in dict.fromkeys(names)]
        )
        given += premises.whatever_copy(self.sheets.disputed(self.area))
        return tuple(given)


def _vanishing(worthless: Span, further: bool) -> Sentence:
    """How many held sheets would have to be worthless, ``further`` to those left uncounted."""
    values = {"least": worthless.low}
    if further and worthless.exact:
        return plural(
            "{n} more held sheet, the next largest, would have to be worthless for it to vanish.",
            "{n} more held sheets, the largest first, would have to be worthless for it to vanish.",
            worthless.low,
        )
    if further:
        return plural(
            "{least} to {n} more held sheet would have to be worthless for it to vanish.",
            "{least} to {n} more held sheets, the largest first, would have to be worthless for it "
            "to vanish.",
            worthless.high,
            values,
        )
    return plural(
        "{n} held sheet, the largest, would have to be worthless for it to vanish.",
        "{n} held sheets, the largest first, would have to be worthless for it to vanish.",
        worthless.low,
    )
