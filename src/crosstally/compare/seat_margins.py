"""How few votes would change the seats of an announcement or of sheets, said beside what is open:
votes that differ, sheets that nobody holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from crosstally.compare.announced import Announced
from crosstally.compare.margins_asked import margins_of_announcement, margins_of_sheets
from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.compare.threshold_margins import BASES
from crosstally.election.definition import Rule
from crosstally.election.printed import Interval
from crosstally.election.rule import NATION
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.seats.asked_margins import MOST_OPTIONS
from crosstally.seats.conditions import has_conditions
from crosstally.seats.goals import any_seat
from crosstally.seats.least_ballots import at_least_ballots
from crosstally.seats.least_change import Kind, LeastChange, least_changes
from crosstally.seats.rule import SeatOutcome, apply_rule
from crosstally.seats.system_changes import SystemChange
from crosstally.tabulation.figures import Tabulated
from crosstally.words import N_

SHEETS = "sheets"
"""Stands for an announcement where a source's sheets are meant."""

LEAST = register(
    Code(
        "SEATS-LEAST-CHANGE",
        Tier.INDICATIVE,
        N_("How few votes would change a seat"),
        N_(
            "The least number of votes moved from one option to another, added, or removed, that "
            "would give other seats under the rule; exact, with the votes that show it. Beside it "
            "stands how many votes are open: those that differ between sources, and voters of "
            "stations that nobody holds."
        ),
        N_(
            "It is the size of what would matter, no sign that anything is wrong: somebody's last "
            "seat hangs on few votes in every election."
        ),
        N_(
            "Stark and Teague, Verifiable European elections (2014), section 3, for divisor "
            "methods; for remainders and thresholds, the conditions that each outcome fulfils."
        ),
    )
)


@dataclass(frozen=True)
class OpenVotes:
    """What is not settled, in votes or voters."""

    differing: int | None = None
    """Votes for options in which two sources differ at the same stations."""
    not_held: int | None = None
    """Voters of stations whose sheets nobody holds, at most."""


@dataclass(frozen=True)
class SeatMargin:
    """The least changes on one size of the threshold's base."""

    base: int
    changes: Mapping[Kind, LeastChange]
    proved: int | None
    """No fewer ballots of any kind would do, over any options."""

    @property
    def least(self) -> LeastChange:
        """The least of all kinds."""
        return min(self.changes.values(), key=lambda item: item.ballots)


def check_seat_margins(
    announced: Announced,
    tabulated: Tabulated,
    recomputed: Sequence[RecomputedSeats],
    open_votes: OpenVotes,
) -> Checked:
    """One finding for each announcement and each source's sheets whose seats could be recomputed,
    on valid votes and on the base that the law names. Sheets that add up to an announcement's votes
    hang on as few votes, and have none of their own."""
    rule = announced.question.rule
    checked = Checked()
    said: dict[str, str] = {}
    for item in recomputed if rule is not None else ():
        for base, outcome in item.outcomes.items():
            if base not in ("valid", item.law):
                continue
            about = item.announcement
            same = repr((base, outcome.base_votes, outcome.votes, outcome.by_area))
            if about is None and same in said:
                template = N_("They add up to the votes of {announcement}.")
                run = announced.skipped(
                    LEAST.name, SHEETS, item.source, template, announcement=said[same]
                )
                checked += Checked((), (run,))
                continue
            if about is not None:
                said.setdefault(same, about.id)
            checked += _Asked(announced, tabulated, item, base, open_votes).checked()
    return checked


class _Asked:
    """What the rule gives on one announcement or on one source's sheets, with one base."""

    def __init__(
        self,
        announced: Announced,
        tabulated: Tabulated,
        item: RecomputedSeats,
        base: str,
        open_votes: OpenVotes,
    ) -> None:
        self.announced, self.tabulated, self.item = announced, tabulated, item
        self.base, self.open_votes = base, open_votes
        self.outcome = item.outcomes[base]
        self.subject = SHEETS if item.announcement is None else item.announcement.id

    def checked(self) -> Checked:
        rule = self.announced.question.rule
        assert rule is not None
        votes = self.outcome.votes
        if len(votes) > MOST_OPTIONS:
            why = N_("There are more than {most} options.")
            run = self.announced.skipped(
                LEAST.name, self.subject, self.item.source, why, most=MOST_OPTIONS
            )
            return Checked((), (run,))
        findings: list[Finding] = []
        if not rule.plain or not has_conditions(rule):
            findings += self._of_several_parts()
        elif any(votes.values()):
            margins = seat_margins(_on(rule, self.base), votes, self.outcome)
            findings += [self._of_one_part(votes, margins)] if margins else []
        run = self.announced.run(LEAST.name, self.subject, self.item.source, 1, 0)
        return Checked(tuple(findings), (run,))

    def _of_several_parts(self) -> Iterator[Finding]:
        """The smallest change under a rule with constituencies or several parts."""
        if self.item.announcement is not None:
            found = margins_of_announcement(
                self.announced, self.item.announcement, self.outcome, [any_seat]
            )
        else:
            found = margins_of_sheets(
                self.announced, self.tabulated, self.item.source, self.outcome, [any_seat]
            )
        for margin in (one.margin for one in found):
            change = margin.least
            if change is None:
                continue
            values: dict[str, object] = {
                "ballots": change.ballots,
                "votes": sum(self.outcome.votes.values()),
                "areas": [area for area in change.areas if area != NATION],
                "seats": _seats_said(self.announced, self.outcome, change.outcome.seats),
            }
            by_kind = {
                kind: {
                    "ballots": found.ballots,
                    "moves": [asdict(move) for move in found.moves],
                    "seats": dict(found.outcome.seats),
                }
                for kind, found in margin.changes.items()
            }
            more = [] if margin.proved else [_not_proved(margin.at_least)]
            yield self._finding(
                _several_template(change, margin.proved),
                values,
                [*more, *_beside(change.ballots, self.open_votes)],
                {
                    "least": change.ballots,
                    "proved_at_least": margin.at_least,
                    "margins": [by_kind],
                },
            )

    def _of_one_part(self, votes: Mapping[str, int], margins: Sequence[SeatMargin]) -> Finding:
        first = min(margins, key=lambda margin: margin.least.ballots)
        last = max(margins, key=lambda margin: margin.least.ballots)
        change = first.least
        values: dict[str, object] = {
            "ballots": change.ballots,
            "most": last.least.ballots,
            "votes": sum(votes.values()),
            "from": _name(self.announced, change.taken_from),
            "to": _name(self.announced, change.given_to),
            "base": BASES[self.base],
            "seats": _seats_said(self.announced, self.outcome, change.seats),
        }
        is_range = change.ballots != last.least.ballots
        proved = first.proved == change.ballots
        more = [] if proved or is_range else [_not_proved(first.proved)]
        more += [*_other_kinds(self.announced, first), *_beside(change.ballots, self.open_votes)]
        figures: dict[str, object] = {
            "least": change.ballots,
            "proved_at_least": first.proved,
            "margins": [
                {
                    "base": margin.base,
                    "proved_at_least": margin.proved,
                    **{kind: _figures(found) for kind, found in margin.changes.items()},
                }
                for margin in margins
            ],
        }
        return self._finding(_template(change, proved, is_range), values, more, figures)

    def _finding(
        self,
        template: str,
        values: Mapping[str, object],
        more: Sequence[Sentence],
        figures: Mapping[str, object],
    ) -> Finding:
        about, source = self.item.announcement, self.item.source
        subject: object = None if about is None else self.announced.said(about)
        if subject is None:
            name = self.announced.definition.sources[source].name
            subject = Sentence(N_("Sheets of {source}"), {"source": name})
        said = Sentence(template, {"announcement": subject, **values})
        for sentence in more:
            said = Sentence("{said} {more}", {"said": said, "more": sentence})
        return Finding(
            LEAST,
            self.announced.contest,
            said.template,
            said.values,
            source,
            figures={
                "announcement": None if about is None else about.id,
                "base": self.base,
                **figures,
            },
            premises=(Sentence(N_("The rule in election.yaml is the law's.")),),
        )


def _not_proved(at_least: int | None) -> Sentence:
    """What is known where a change is not proved to be the least."""
    if at_least is None or at_least < 2:
        return Sentence(N_("Whether fewer would is not proved."))
    return Sentence(N_("It is proved that fewer than {least} would not."), {"least": at_least})


def _several_template(change: SystemChange, proved: bool) -> str:
    if change.areas == (NATION,):
        if proved:
            return N_(
                "{announcement}: {ballots} of {votes} votes changed would give other seats "
                "({seats}); no fewer would, however they were changed."
            )
        return N_(
            "{announcement}: {ballots} of {votes} votes changed would give other seats ({seats})."
        )
    if proved:
        return N_(
            "{announcement}: {ballots} of {votes} votes changed in {areas} would give other seats "
            "({seats}); no fewer would, however and wherever they were changed."
        )
    return N_(
        "{announcement}: {ballots} of {votes} votes changed in {areas} would give other seats "
        "({seats})."
    )


def seat_margins(rule: Rule, votes: Mapping[str, int], outcome: SeatOutcome) -> list[SeatMargin]:
    """The least changes that give other seats, at the ends of the threshold's base where that is an
    interval; nothing where no change does."""
    found = []
    for base in _sizes(votes, outcome):
        changes = least_changes(rule, votes, base)
        if changes:
            proved = at_least_ballots(rule, votes, base, apply_rule(rule, votes, base))
            found.append(SeatMargin(base, changes, proved))
    return found


def _on(rule: Rule, base: str) -> Rule:
    if rule.threshold is None:
        return rule
    return rule.model_copy(update={"threshold": rule.threshold.model_copy(update={"of": base})})


def _sizes(votes: Mapping[str, int], outcome: SeatOutcome) -> list[int]:
    interval: Interval | None = outcome.base_interval
    if interval is None:
        return [sum(votes.values()) if outcome.base_votes is None else outcome.base_votes]
    wholes = interval.wholes()
    return sorted({wholes.start, wholes.stop - 1}) if len(wholes) else []


def _template(change: LeastChange, proved: bool, is_range: bool) -> str:
    if is_range:
        return N_(
            "{announcement}: on {base}, whose number was printed with rounding or cut off, "
            "{ballots} to {most} of {votes} votes changed would give other seats ({seats})."
        )
    if change.kind == "moved" and proved:
        return N_(
            "{announcement}: on {base}, {ballots} of {votes} votes moved from {from} to {to} would "
            "give other seats ({seats}); no fewer would, however they were changed."
        )
    if change.kind == "moved":
        return N_(
            "{announcement}: on {base}, {ballots} of {votes} votes moved from {from} to {to} would "
            "give other seats ({seats})."
        )
    if change.kind == "added":
        return N_(
            "{announcement}: on {base}, {ballots} votes added for {to} to {votes} would give other "
            "seats ({seats})."
        )
    return N_(
        "{announcement}: on {base}, {ballots} of {votes} votes taken from {from} would give other "
        "seats ({seats})."
    )


def _seats_said(
    announced: Announced, outcome: SeatOutcome, after: Mapping[str, int]
) -> list[Sentence]:
    return [
        Sentence(
            N_("{option} {after} instead of {before}"),
            {
                "option": _name(announced, option),
                "before": before,
                "after": after.get(option, 0),
            },
        )
        for option, before in outcome.seats.items()
        if after.get(option, 0) != before
    ]


def _other_kinds(announced: Announced, margin: SeatMargin) -> list[Sentence]:
    found = []
    for kind, change in margin.changes.items():
        if change is margin.least:
            continue
        template = {
            "moved": N_("Moved from one to another, it would take {ballots} ({from} to {to})."),
            "added": N_("Added, it would take {ballots} (for {to})."),
            "removed": N_("Removed, it would take {ballots} (from {from})."),
        }[kind]
        values = {
            "ballots": change.ballots,
            "from": _name(announced, change.taken_from),
            "to": _name(announced, change.given_to),
        }
        found.append(Sentence(template, values))
    return found


def _beside(ballots: int, open_votes: OpenVotes) -> list[Sentence]:
    found = []
    if open_votes.differing:
        template = N_("Between sources {votes} votes differ, which is fewer.")
        if open_votes.differing >= ballots:
            template = N_("Between sources {votes} votes differ: that is enough.")
        found.append(Sentence(template, {"votes": open_votes.differing}))
    if open_votes.not_held:
        template = N_(
            "On stations that nobody holds are at most {voters} voters, which is fewer, if none of "
            "them has more votes than voters on its list."
        )
        if open_votes.not_held >= ballots:
            template = N_(
                "On stations that nobody holds are up to {voters} voters: that may be enough."
            )
        found.append(Sentence(template, {"voters": open_votes.not_held}))
    return found


def _figures(change: LeastChange) -> dict[str, object]:
    return {
        "ballots": change.ballots,
        "from": change.taken_from,
        "to": change.given_to,
        "witness": dict(change.witness),
        "seats": dict(change.seats),
    }


def _name(announced: Announced, option: str | None) -> str:
    return "" if option is None else announced.question.options[option].name
