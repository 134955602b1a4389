"""One announcement after another: counts that are under way grow, they do not fall."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, precedes, share_span, together
from crosstally.election.definition import STAGE_ORDER, Stage
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.tabulation.figures import ENDLESS
from crosstally.words import N_, percent

FALL = register(
    Code(
        "STAGE-VOTES-FALL",
        Tier.DECISIVE,
        N_("A figure is lower in a later announcement than in an earlier one"),
        N_(
            "Two announcements of one source follow each other, and the later one gives an option "
            "or a field fewer votes, whichever way printed percentages were rounded. As counts of "
            "one election they cannot both be right."
        ),
        N_(
            "It does not say which is wrong: early figures are often corrected. Votes annulled in "
            "between explain it, and then a ruling says so."
        ),
        N_("A count that goes on does not fall."),
    )
)
CONDITION = register(
    Code(
        "STAGE-FALL-CONDITION",
        Tier.INDICATIVE,
        N_("Votes would have fallen if an early percentage already covered most of the votes"),
        N_(
            "The earlier announcement prints percentages without a total. An option's percentage "
            "fell afterwards; if the earlier one covered more than the stated number of votes, "
            "its votes would have had to fall. That number of votes would decide it."
        ),
        N_("It is no contradiction: percentages fall as other votes come in."),
        N_("Division."),
    )
)


def check_stages(announced: Announced) -> Checked:
    """The announcements of each source for each area, later ones against earlier ones."""
    groups: dict[tuple[str, str], list[Stated]] = {}
    for stated in announced.statements:
        key = (stated.announcement.source, stated.area.id)
        groups.setdefault(key, []).append(stated)
    return together(
        _Series(announced, sorted(group, key=_place)).result()
        for group in groups.values()
        if len(group) > 1
    )


def _place(stated: Stated) -> tuple[int, str, int]:
    """Where an announcement goes in a list by time; whether it surely came after is asked later."""
    announcement = stated.announcement
    order = STAGE_ORDER[announcement.stage]
    if announcement.at:
        return 1, announcement.at, order
    return (0 if announcement.stage is Stage.PRELIMINARY else 2), "", order


def _revised(announced: Announced, earlier: Stated, later: Stated) -> bool:
    """Whether an act that can take votes away lies between the two, or may lie there."""
    return any(
        not precedes(later.announcement, item)
        and (item is not earlier.announcement)
        and not precedes(item, earlier.announcement)
        for item in announced.revising
    )


@dataclass(frozen=True)
class _Votes:
    """What an announcement says of one figure, in votes."""

    span: Span
    from_percent: bool


@dataclass(frozen=True)
class _Limit:
    """Above this share of the later total, an option's votes would have fallen."""

    option: str
    share: Fraction
    votes: int | None


class _Series:
    """One source's announcements for one area, in the order of time."""

    def __init__(self, announced: Announced, group: list[Stated]) -> None:
        self.announced, self.group = announced, group

    def result(self) -> Checked:
        findings: list[Finding] = []
        compared = 0
        # Of the fields only valid votes: early turnouts count voters, later ones count ballots.
        for name in (*self.announced.question.options, "valid"):
            given = [
                (stated, votes)
                for stated in self.group
                if (votes := self._votes(stated, name)) is not None
            ]
            compared += max(len(given) - 1, 0)
            findings += self._falls(name, given)
        condition = self._condition() if not findings else None
        source = self.group[0].announcement.source
        subject = f"{self.group[0].announcement.id} to {self.group[-1].announcement.id}"
        if not compared and condition is None:
            return Checked()
        fallen = sum(finding.votes or 0 for finding in findings)
        run = self.announced.run(FALL.name, subject, source, compared, len(findings), fallen)
        if not compared:
            template = N_("The earlier announcement prints percentages without a total.")
            run = self.announced.skipped(FALL.name, subject, source, template)
        return Checked((*findings, *([condition] if condition else [])), (run,))

    def _falls(self, name: str, given: list[tuple[Stated, _Votes]]) -> list[Finding]:
        """Against the highest that was announced before; for each such height the deepest fall."""
        found: dict[str, Finding] = {}
        seen: list[tuple[Stated, _Votes]] = []
        for stated, votes in given:
            higher = [item for item in seen[-1:] if item[1].span.low > votes.span.high]
            if higher and not self._comparable(higher[0][0], stated):
                before = sorted(seen, key=lambda item: -item[1].span.low)
                higher = [
                    item
                    for item in before
                    if item[1].span.low > votes.span.high and self._comparable(item[0], stated)
                ]
            if higher:
                earlier = higher[0][0].announcement.id
                fall = self._fall(name, higher[0], (stated, votes))
                if earlier not in found or (fall.votes or 0) > (found[earlier].votes or 0):
                    found[earlier] = fall
            seen.append((stated, votes))
            # The highest stands last.
            if len(seen) > 1 and seen[-2][1].span.low > votes.span.low:
                seen[-2], seen[-1] = seen[-1], seen[-2]
        return list(found.values())

    def _comparable(self, earlier: Stated, later: Stated) -> bool:
        return precedes(earlier.announcement, later.announcement) and not _revised(
            self.announced, earlier, later
        )

    def _votes(self, stated: Stated, name: str) -> _Votes | None:
        span = stated.span(name, loose=True)
        if span is not None:
            return _Votes(span, from_percent=False)
        figures = stated.figures
        text = figures.percent.get(name)
        base = self.announced.measure(stated, figures.percent_of, loose=True)
        if text is None or base is None or figures.percent_of == "registered":
            return None
        totals = [
            self.announced.measure(stated, of, loose=True) for of in self.announced.readings(stated)
        ]
        most = max(ENDLESS if total is None else total.high for total in totals)
        low, high = share_span(text)
        return _Votes(Span(-(-low * base.low // 1), -(-high * most // 1) - 1), True)

    def _fall(
        self, name: str, higher: tuple[Stated, _Votes], lower: tuple[Stated, _Votes]
    ) -> Finding:
        (earlier, before), (later, after) = higher, lower
        fewer = before.span.low - after.span.high
        given = [premises.NOTHING_TAKEN_AWAY]
        if before.from_percent or after.from_percent:
            given.append(premises.THREE_ROUNDINGS)
        given += premises.counts_rounded(
            self.announced,
            [
                (stated, one)
                for stated, votes in (higher, lower)
                for one in ((name,) if not votes.from_percent else self.announced.readings(stated))
            ],
        )
        return Finding(
            FALL,
            self.announced.contest,
            N_(
                "For {area}, {earlier} gives at least {before} {figure}, and {later} at most "
                "{after}: {votes} fewer."
            ),
            {
                "area": later.area.name,
                "earlier": self.announced.said(earlier.announcement),
                "later": self.announced.said(later.announcement),
                "figure": self.announced.label(name),
                "before": before.span.low,
                "after": after.span.high,
                "votes": fewer,
            },
            later.announcement.source,
            later.area.id,
            {
                "announcements": [earlier.announcement.id, later.announcement.id],
                "figure": name,
                "earlier": [before.span.low, before.span.high],
                "later": [after.span.low, after.span.high],
            },
            fewer,
            tuple(given),
            Sentence(
                N_("It vanishes if {votes} votes were taken away or corrected in between."),
                {"votes": fewer},
            ),
        )

    def _condition(self) -> Finding | None:
        """Percentages without a total before: from how many votes on would a figure have fallen?

        Each against the last announcement; the one that needs the fewest votes is told.
        """
        later = self.group[-1]
        found = [
            (limits, earlier)
            for earlier in self.group[:-1]
            if self._comparable(earlier, later) and (limits := self._limits(earlier, later))
        ]
        if not found:
            return None
        limits, earlier = min(found, key=lambda item: min(limit.share for limit in item[0]))
        least = min(limits, key=lambda limit: limit.share)
        template = N_(
            "For {area}, {earlier} prints {before} percent ({figure}) without a total, and {later} "
            "{after} percent. The votes would have had to fall if the earlier figures covered "
            "more than {share} of the later total. How many votes they covered would decide it."
        )
        if least.votes is not None:
            template = N_(
                "For {area}, {earlier} prints {before} percent ({figure}) without a total, and "
                "{later} {after} percent. The votes would have had to fall if the earlier figures "
                "covered more than {votes} votes, {share} of the later total. How many votes they "
                "covered would decide it."
            )
        return Finding(
            CONDITION,
            self.announced.contest,
            template,
            {
                "area": later.area.name,
                "earlier": self.announced.said(earlier.announcement),
                "later": self.announced.said(later.announcement),
                "figure": self.announced.label(least.option),
                "before": earlier.figures.percent[least.option].strip(" %"),
                "after": self._percent(later, least.option),
                "share": percent(least.share, to="above"),
                "votes": least.votes,
            },
            later.announcement.source,
            later.area.id,
            {
                "announcements": [earlier.announcement.id, later.announcement.id],
                "option": least.option,
                "share": str(least.share),
                "votes": least.votes,
                "options": {limit.option: str(limit.share) for limit in limits},
            },
            premises=(premises.THREE_ROUNDINGS, premises.NOTHING_TAKEN_AWAY),
        )

    def _percent(self, stated: Stated, name: str) -> str:
        """The percentage, as printed or as its count gives it."""
        printed = stated.figures.percent.get(name)
        total = self.announced.measure(stated, stated.figures.percent_of, loose=True)
        count = stated.count(name)
        if printed is None and count is not None and total is not None and total.low:
            printed = percent(Fraction(count, total.low)).replace("\u00a0", "")
        return (printed or "").strip(" %")

    def _limits(self, earlier: Stated, later: Stated) -> list[_Limit]:
        """For each option whose percentage fell: above what share of the later total its votes
        fell too. None where the earlier total is known: then the votes are compared."""
        of = earlier.figures.percent_of
        if of == "registered" or of != later.figures.percent_of:
            return []
        if self.announced.measure(earlier, of) is not None:
            return []
        total = self.announced.measure(later, of, loose=True)
        limits = []
        for name, text in earlier.figures.percent.items():
            before, _ = share_span(text)
            after = self._votes(later, name)
            if before <= 0:
                continue
            if after is not None and total is not None and total.low:
                limit = after.span.high / before
                if limit < total.low:
                    limits.append(_Limit(name, limit / total.low, int(limit)))
            elif name in later.figures.percent:
                share = share_span(later.figures.percent[name])[1] / before
                if share < 1:
                    limits.append(_Limit(name, share, None))
        return limits
