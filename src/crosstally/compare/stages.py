"""One announcement after another: counts that are under way grow, they do not fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from crosstally.compare import premises
from crosstally.compare.announced import REVISING, Announced, Span, Stated, precedes, share_span
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
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
    """Every two announcements of one source and area, the earlier against the later."""
    result = Checked()
    statements = announced.statements
    for one, two in combinations(statements, 2):
        if one.area.id != two.area.id or one.announcement.source != two.announcement.source:
            continue
        for earlier, later in ((one, two), (two, one)):
            if precedes(earlier.announcement, later.announcement):
                if not _revised(announced, earlier, later):
                    result += _Pair(announced, earlier, later).result()
                break
    return result


def _revised(announced: Announced, earlier: Stated, later: Stated) -> bool:
    """Whether an act that can take votes away lies between the two, or may lie there."""
    return any(
        item.stage in REVISING
        and not precedes(later.announcement, item)
        and (item is not earlier.announcement)
        and not precedes(item, earlier.announcement)
        for item in announced.announcements
    )


@dataclass(frozen=True)
class _Votes:
    """What an announcement says of one figure, in votes."""

    span: Span
    from_percent: bool


class _Pair:
    def __init__(self, announced: Announced, earlier: Stated, later: Stated) -> None:
        self.announced, self.earlier, self.later = announced, earlier, later

    def result(self) -> Checked:
        names = {
            *self.earlier.names,
            *self.earlier.figures.percent,
        } & {*self.later.names, *self.later.figures.percent}
        ordered = [name for name in self.announced.question.options if name in names]
        # Of the fields only valid votes: early turnouts count voters, later ones count ballots.
        ordered += sorted(names & {"valid"})
        findings, compared = [], 0
        for name in ordered:
            before, after = self._votes(self.earlier, name), self._votes(self.later, name)
            if before is None or after is None:
                continue
            compared += 1
            if before.span.low > after.span.high:
                findings.append(self._fall(name, before, after))
        condition = self._condition() if not findings else None
        subject = f"{self.earlier.announcement.id} to {self.later.announcement.id}: "
        subject += self.later.area.id
        source = self.later.announcement.source
        if not compared and condition is None:
            return Checked()
        votes = sum(finding.votes or 0 for finding in findings)
        run = self.announced.run(FALL.name, subject, source, compared, len(findings), votes)
        if not compared:
            template = N_("The earlier announcement prints percentages without a total.")
            run = self.announced.skipped(FALL.name, subject, source, template)
        return Checked((*findings, *([condition] if condition else [])), (run,))

    def _votes(self, stated: Stated, name: str) -> _Votes | None:
        span = stated.span(name, loose=True)
        if span is not None:
            return _Votes(span, from_percent=False)
        text = stated.figures.percent.get(name)
        base = self.announced.measure(stated, stated.figures.percent_of, loose=True)
        if text is None or base is None or stated.figures.percent_of == "registered":
            return None
        low, high = share_span(text)
        return _Votes(Span(-(-low * base.low // 1), -(-high * base.high // 1) - 1), True)

    def _fall(self, name: str, before: _Votes, after: _Votes) -> Finding:
        votes = before.span.low - after.span.high
        given = [premises.NOTHING_TAKEN_AWAY]
        if before.from_percent or after.from_percent:
            given.append(premises.THREE_ROUNDINGS)
        given += [
            premises.rounded(count, stated.unit(name))
            for stated in (self.earlier, self.later)
            if (count := stated.count(name)) is not None
        ]
        return Finding(
            FALL,
            self.announced.contest,
            N_(
                "For {area}, {earlier} gives at least {before} {figure}, and {later} at most "
                "{after}: {votes} fewer."
            ),
            {
                "area": self.later.area.name,
                "earlier": self.announced.said(self.earlier.announcement),
                "later": self.announced.said(self.later.announcement),
                "figure": self.announced.label(name),
                "before": before.span.low,
                "after": after.span.high,
                "votes": votes,
            },
            self.later.announcement.source,
            self.later.area.id,
            {
                "announcements": [self.earlier.announcement.id, self.later.announcement.id],
                "figure": name,
                "earlier": [before.span.low, before.span.high],
                "later": [after.span.low, after.span.high],
            },
            votes,
            tuple(given),
            Sentence(
                N_("It vanishes if {votes} votes were taken away or corrected in between."),
                {"votes": votes},
            ),
        )

    def _condition(self) -> Finding | None:
        """Percentages without a total before: from how many votes on would a figure have fallen?"""
        of = self.earlier.figures.percent_of
        if of == "registered" or of != self.later.figures.percent_of:
            return None
        if self.announced.measure(self.earlier, of) is not None:
            return None
        found = list(self._limits())
        if not found:
            return None
        name, share, votes = min(found, key=lambda item: item[1])
        template = N_(
            "For {area}, {earlier} prints {before} percent {figure} without a total, and {later} "
            "{after} percent. The votes would have had to fall if the earlier figures covered "
            "more than {share} of the later total. How many votes they covered would decide it."
        )
        if votes is not None:
            template = N_(
                "For {area}, {earlier} prints {before} percent {figure} without a total, and "
                "{later} {after} percent. The votes would have had to fall if the earlier figures "
                "covered more than {votes} votes, {share} of the later total. How many votes they "
                "covered would decide it."
            )
        return Finding(
            CONDITION,
            self.announced.contest,
            template,
            {
                "area": self.later.area.name,
                "earlier": self.announced.said(self.earlier.announcement),
                "later": self.announced.said(self.later.announcement),
                "figure": self.announced.label(name),
                "before": self.earlier.figures.percent[name].strip(" %"),
                "after": self._later_percent(name),
                "share": percent(share),
                "votes": votes,
            },
            self.later.announcement.source,
            self.later.area.id,
            {
                "announcements": [self.earlier.announcement.id, self.later.announcement.id],
                "option": name,
                "share": str(share),
                "votes": votes,
                "options": {id_: str(limit) for id_, limit, _ in found},
            },
            premises=(premises.THREE_ROUNDINGS, premises.NOTHING_TAKEN_AWAY),
        )

    def _later_percent(self, name: str) -> str:
        """The later percentage, as printed or as its count gives it."""
        printed = self.later.figures.percent.get(name)
        total = self.announced.measure(self.later, self.later.figures.percent_of, loose=True)
        count = self.later.count(name)
        if printed is None and count is not None and total is not None and total.low:
            printed = percent(Fraction(count, total.low)).replace("\u00a0", "")
        return (printed or "").strip(" %")

    def _limits(self) -> Iterator[tuple[str, Fraction, int | None]]:
        """Option, the share of the later total above which its votes fell, the same in votes."""
        total = self.announced.measure(self.later, self.later.figures.percent_of, loose=True)
        for name, text in self.earlier.figures.percent.items():
            before, _ = share_span(text)
            after = self._votes(self.later, name)
            if before <= 0:
                continue
            if after is not None and total is not None and total.low:
                limit = after.span.high / before
                if limit < total.low:
                    yield name, limit / total.low, int(limit)
            elif name in self.later.figures.percent:
                share = share_span(self.later.figures.percent[name])[1] / before
                if share < 1:
                    yield name, share, None
