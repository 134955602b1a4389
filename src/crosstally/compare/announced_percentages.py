"""Printed percentages against the counts and totals beside them, and against 100.

A printed percentage stands for every share that half up, half to even or cutting off turns into
it. Different figures may have been rounded differently: a contradiction survives that too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, share_span
from crosstally.election.printed import Interval, Printed
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_

NOT_OF_COUNT = register(
    Code(
        "PERCENT-NOT-OF-COUNT",
        Tier.DECISIVE,
        N_("A printed percentage is not the percentage of its count"),
        N_(
            "A count, a total and a percentage stand in one announcement, and under no usual "
            "rounding is the percentage that of the count; or the counts and percentages of two "
            "options imply different totals. They cannot all be right."
        ),
        N_(
            "It does not say which of the figures is wrong. A percentage of another total (of "
            "ballots instead of valid votes) looks the same."
        ),
        N_("Division."),
    )
)
NO_WHOLE = register(
    Code(
        "PERCENT-NO-WHOLE-VOTES",
        Tier.DECISIVE,
        N_("No whole number of votes gives a printed percentage"),
        N_(
            "The total is stated, and no whole number of votes out of it gives the percentage "
            "under any usual rounding; or no whole numbers that add up to the total give all of "
            "the percentages."
        ),
        N_("It does not say whether the percentage or the total is wrong."),
        N_("Division; whole numbers in an interval."),
    )
)
SUM = register(
    Code(
        "PERCENT-SUM",
        Tier.DECISIVE,
        N_("The printed percentages do not sum to 100"),
        N_(
            "The percentages of all options miss 100 by more than the rounding of so many "
            "figures can explain, or those of some options are above 100 already."
        ),
        N_(
            "It does not say which percentage is wrong. An option left out, or percentages of "
            "ballots instead of valid votes, look the same."
        ),
        N_("Each rounded figure is off by at most one unit of its last digit."),
    )
)


@dataclass(frozen=True)
class _Base:
    """What a percentage and its count say of the total."""

    option: str
    low: int
    high: int | None


_SMALLER = ("valid", "cast")
"""What can be no more than a total that percentages are of, where it is not these themselves."""


class Percentages:
    """The percentages of one announcement for one area, taken for those of one total."""

    def __init__(self, announced: Announced, stated: Stated, of: str) -> None:
        self.announced, self.stated = announced, stated
        self.percent = stated.figures.percent
        self.of = of
        self.base = self._total()
        self.both = [name for name in self.percent if name in stated.figures.counts]

    def _total(self) -> Span | None:
        stated = self.announced.measure(self.stated, self.of, loose=True)
        register = self.stated.announcement.register_id
        if stated is None and self.of == "registered" and register and self._at_root:
            voters = self.announced.definition.registers[register].voters
            return Span(voters, voters)
        return stated

    @property
    def _at_root(self) -> bool:
        return self.announced.is_root(self.stated.area)

    def result(self) -> Checked:
        """What contradicts them."""
        of_count = list(self._of_counts())
        whole = list(self._whole_votes())
        total = list(self._sum()) if not whole else []
        subject = self.stated.announcement.id
        source, run = self.stated.announcement.source, self.announced.run
        runs = [run(SUM.name, subject, source, 1, len(total))]
        if self.both:
            runs.append(run(NOT_OF_COUNT.name, subject, source, len(self.both), len(of_count)))
        if self.base is not None and self.base.exact:
            runs.append(run(NO_WHOLE.name, subject, source, len(self.percent), len(whole)))
        return Checked((*of_count, *whole, *total), tuple(runs))

    def _of_counts(self) -> Iterator[Finding]:
        base = self.base
        if base is None or base.high <= 0:
            yield from self._implied_bases()
            return
        printed = self.announced.as_printed(self.stated, self.of)
        total = base.low if printed is None else printed
        for name in self.both:
            span = self.stated.span(name, loose=True)
            assert span is not None
            low, high = Fraction(span.low, base.high), Fraction(span.high, max(base.low, 1))
            if Interval(low, high).meets(Printed.percent(self.percent[name]).widest):
                continue
            least, most = share_span(self.percent[name])
            fitting = Span(-(-least * base.low // 1), -(-most * base.high // 1) - 1)
            count = self.stated.figures.counts[name]
            votes = max(fitting.low - span.high, span.low - fitting.high, 1)
            template = N_(
                "For {area}, {announcement} states {count} {figure} of {total} and prints "
                "{percent} percent; {percent} percent would be {low} to {high}."
            )
            if fitting.low > fitting.high:
                template = N_(
                    "For {area}, {announcement} states {count} {figure} of {total} and prints "
                    "{percent} percent; {high} would be less than that and {low} more."
                )
            yield self._finding(
                NOT_OF_COUNT,
                template,
                {
                    "count": count,
                    "figure": self.announced.label(name),
                    "total": total,
                    "percent": self._printed(name),
                    "low": fitting.low,
                    "high": fitting.high,
                },
                {
                    "option": name,
                    "count": count,
                    "total": total,
                    "percent": self.percent[name],
                    "fitting": [fitting.low, fitting.high],
                },
                Sentence(
                    N_("It vanishes if the count was off by {votes}, or if the total is another."),
                    {"votes": votes},
                ),
                votes,
                self._adjusted(),
                (
                    *(() if self.stated.count(self.of) is not None else (premises.ONE_VOTE,)),
                    *self._rounded(self.of, name),
                ),
            )

    @property
    def implies_more_than_valid(self) -> bool:
        """Whether the counts and percentages of several options imply one and the same total, and
        this is larger than the valid votes, which are half of it at least."""
        bases = self._bases()
        valid = self.announced.measure(self.stated, "valid", loose=True)
        if len(bases) < 2 or valid is None:
            return False
        low = max(base.low for base in bases)
        agree = all(base.high is None or base.high >= low for base in bases)
        return agree and valid.high < low <= 2 * valid.low

    @property
    def some_total_serves(self) -> bool:
        """Whether one total, no smaller than the votes in it, serves every count and percentage,
        and the valid votes where every option has a percentage."""
        bases = self._bases()
        smaller = [self.announced.measure(self.stated, name, loose=True) for name in _SMALLER]
        valid, every = smaller[0], self.announced.covers(self.percent)
        if valid is not None and every and self.announced.options_are_valid:
            spans = [share_span(text) for text in self.percent.values()]
            low, high = (sum(ends, Fraction(0)) for ends in zip(*spans, strict=True))
            if low > 0:
                bases.append(_Base("valid", int(valid.low / high), int(valid.high / low)))
        lows = [base.low for base in bases] + [one.low for one in smaller if one is not None]
        highs = [base.high for base in bases if base.high is not None]
        return not lows or not highs or max(lows) <= min(highs)

    def _bases(self) -> list[_Base]:
        return [base for name in self.both if (base := self._implied(name)) is not None]

    def _implied_bases(self) -> Iterator[Finding]:
        """Without a stated total: whether one total can serve every count and percentage."""
        bases = self._bases()
        counts = self.stated.figures.counts
        if self.of == "valid" and self.announced.one_vote and self.announced.covers(counts):
            return  # then the counts give the total
        if len(bases) < 2:
            return
        above = max(bases, key=lambda item: item.low)
        below = min(bases, key=lambda item: item.low if item.high is None else item.high)
        if below.high is None or above.low <= below.high:
            return
        yield self._finding(
            NOT_OF_COUNT,
            N_(
                "For {area}, what {announcement} states of {one} implies a total of at least "
                "{low}, and of {two} one of at most {high}."
            ),
            {
                "one": self.announced.label(above.option),
                "two": self.announced.label(below.option),
                "low": above.low,
                "high": below.high,
            },
            {
                "totals": {item.option: [item.low, item.high] for item in bases},
                "counts": {name: self.stated.figures.counts[name] for name in self.both},
                "percent": {name: self.percent[name] for name in self.both},
            },
            Sentence(
                N_("It vanishes if the percentages are of totals that differ by {votes}."),
                {"votes": above.low - below.high},
            ),
            None,
            (),
            self._rounded(above.option, below.option),
        )

    def _implied(self, name: str) -> _Base | None:
        span = self.stated.span(name, loose=True)
        low, high = share_span(self.percent[name])
        if span is None or high <= 0:
            return None
        greatest = int(span.high / low) if low > 0 else None
        return _Base(name, int(span.low / high) + (span.low > 0), greatest)

    def _whole_votes(self) -> Iterator[Finding]:
        if self.base is None or not self.base.exact or self.base.low <= 0:
            return
        total = self.base.low
        ranges: dict[str, Span] = {}
        for name, text in self.percent.items():
            low, high = share_span(text)
            wholes = Span(-(-low * total // 1), min(-(-high * total // 1) - 1, total))
            if wholes.low <= wholes.high:
                ranges[name] = wholes
            elif name not in self.both:
                yield self._no_whole(name, total, wholes)
        if self.of != "valid" or len(ranges) < len(self.percent) or not self.announced.one_vote:
            return
        if self._overlapping():
            return
        least = sum(item.low for item in ranges.values())
        most = sum(item.high for item in ranges.values())
        covering = self.announced.options_are_valid and self.announced.covers(self.percent)
        if least > total or (covering and most < total):
            yield self._finding(
                NO_WHOLE,
                N_(
                    "For {area}, whole numbers of votes that give the percentages of "
                    "{announcement} add up to {least} to {most}, and the total is {total}."
                ),
                {"least": least, "most": most, "total": total},
                {"least": least, "most": most, "total": total, "percent": dict(self.percent)},
                Sentence(N_("It vanishes if the total is another, or one percentage.")),
                max(least - total, total - most),
                (),
                (premises.ONE_VOTE, *self._rounded(self.of)),
            )

    def _no_whole(self, name: str, total: int, wholes: Span) -> Finding:
        return self._finding(
            NO_WHOLE,
            N_(
                "For {area}, {announcement} prints {percent} percent of {total} as {figure}; "
                "{below} is less and {above} is more, under any usual rounding."
            ),
            {
                "percent": self._printed(name),
                "total": total,
                "figure": self.announced.label(name),
                "below": wholes.high,
                "above": wholes.low,
            },
            {"option": name, "percent": self.percent[name], "total": total},
            Sentence(N_("It vanishes if the total is another.")),
            1,
            (),
            self._rounded(self.of),
        )

    def _sum(self) -> Iterator[Finding]:
        if not self.announced.one_vote or self._overlapping():
            return
        spans = [Printed.percent(text).widest for text in self.percent.values()]
        low = sum((max(span.low, Fraction(0)) for span in spans), Fraction(0))
        high = sum((span.high for span in spans), Fraction(0))
        covering = self.of == "valid" and self.announced.options_are_valid
        covering = covering and self.announced.covers(self.percent)
        if low <= 1 and (high > 1 or not covering):  # the upper ends do not belong to it
            return
        printed = sum((Printed.percent(text).value for text in self.percent.values()), Fraction(0))
        away = max(low - 1, 1 - high)
        yield self._finding(
            SUM,
            N_(
                "For {area}, the {n} percentages of {announcement} sum to {sum}; before rounding "
                "they can have summed to {low} to {high} only."
            ),
            {
                "n": len(spans),
                "sum": _decimal(printed),
                "low": _decimal(low),
                "high": _decimal(high),
            },
            {
                "sum": str(printed * 100),
                "low": str(low * 100),
                "high": str(high * 100),
                "short": low <= 1,
            },
            Sentence(
                N_("It vanishes if one percentage was off by {points} percentage points."),
                {"points": _decimal(away)},
            ),
            None,
            (),
            (premises.ONE_VOTE,),
        )

    def _overlapping(self) -> bool:
        """Whether an alliance and one of its members both have a percentage."""
        options = self.announced.question.options
        return any(set(options[name].members) & set(self.percent) for name in self.percent)

    def _adjusted(self) -> tuple[Sentence, ...]:
        total = sum((Printed.percent(text).value for text in self.percent.values()), Fraction(0))
        if total != 1:
            return ()
        return (
            Sentence(
                N_("The percentages sum to exactly 100: one may have been adjusted for that.")
            ),
        )

    def _rounded(self, *names: str) -> tuple[Sentence, ...]:
        """How the counts were rounded that a finding rests on."""
        return premises.counts_rounded(self.announced, [(self.stated, name) for name in names])

    def _printed(self, name: str) -> str:
        return self.percent[name].strip(" %")

    def _finding(
        self,
        code: Code,
        template: str,
        values: dict[str, object],
        figures: dict[str, object],
        breaking: Sentence,
        votes: int | None,
        explained: tuple[Sentence, ...],
        more: tuple[Sentence, ...] = (),
    ) -> Finding:
        announcement = self.stated.announcement
        said = {
            "area": self.stated.area.name,
            "announcement": self.announced.said(announcement),
        }
        base = {
            "valid": N_("The percentages are of valid votes."),
            "cast": N_("The percentages are of the voters who took part."),
            "registered": N_("The percentages are of registered voters."),
        }[self.of]
        return Finding(
            code,
            self.announced.contest,
            template,
            said | values,
            announcement.source,
            self.stated.area.id,
            {"announcement": announcement.id} | figures,
            votes,
            (Sentence(base), premises.THREE_ROUNDINGS, *more),
            breaking,
            explained,
        )


def _decimal(share: Fraction) -> str:
    """A share as percentage points with every digit it needs (its denominator is 2^a 5^b)."""
    points = share * 100
    digits = 0
    while (points * 10**digits).denominator != 1 and digits < 12:
        digits += 1
    text = str(abs(int(points * 10**digits))).rjust(digits + 1, "0")
    sign = "-" if points < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)
