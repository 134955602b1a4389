"""How few votes would change the seats, said beside what is open: votes that differ, sheets that
nobody holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from crosstally.compare.announced import Announced
from crosstally.compare.announced_seats import AnnouncedSeats, law_base
from crosstally.compare.margins_asked import margins_of_announcement
from crosstally.compare.threshold_margins import BASES
from crosstally.election.definition import Rule
from crosstally.election.printed import Interval
from crosstally.election.rule import NATION
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.seats.asked_margins import MOST_OPTIONS
from crosstally.seats.conditions import has_conditions
from crosstally.seats.goals import any_seat
from crosstally.seats.least_ballots import at_least_ballots
from crosstally.seats.least_change import Kind, LeastChange, least_changes
from crosstally.seats.rule import SeatOutcome, apply_rule
from crosstally.seats.system_changes import SystemChange
from crosstally.words import N_

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
    announced: Announced, recomputed: Sequence[AnnouncedSeats], open_votes: OpenVotes
) -> Checked:
    """One finding for each announcement whose seats could be recomputed, on valid votes and on the
    base that the law names."""
    rule = announced.question.rule
    if rule is None:
        return Checked()
    findings: list[Finding] = []
    runs: list[CheckRun] = []
    for item in recomputed:
        if not rule.plain or not has_conditions(rule):
            findings += _of_several_parts(announced, item, open_votes)
            runs.append(
                announced.run(LEAST.name, item.announcement.id, item.announcement.source, 1, 0)
            )
            continue
        if item.base not in ("valid", law_base(rule)):
            continue
        votes = {name: item.announcement.counts[name] for name in item.outcome.seats}
        subject, source = item.announcement.id, item.announcement.source
        if len(votes) > MOST_OPTIONS or not any(votes.values()):
            why = N_("There are more than {most} options.")
            runs.append(announced.skipped(LEAST.name, subject, source, why, most=MOST_OPTIONS))
            continue
        margins = seat_margins(_on(rule, item.base), votes, item.outcome)
        if margins:
            findings.append(_finding(announced, item, votes, margins, open_votes))
        runs.append(announced.run(LEAST.name, subject, source, 1, 0))
    return Checked(tuple(findings), tuple(runs))


def _of_several_parts(
    announced: Announced, item: AnnouncedSeats, open_votes: OpenVotes
) -> Iterator[Finding]:
    """The smallest change under a rule with constituencies or several parts."""
    found = margins_of_announcement(announced, item.announcement, item.outcome, [any_seat])
    for margin in (one.margin for one in found):
        change = margin.least
        if change is None:
            continue
        values: dict[str, object] = {
            "announcement": announced.said(item.announcement),
            "ballots": change.ballots,
            "votes": sum(item.outcome.votes.values()),
            "areas": [area for area in change.areas if area != NATION],
            "seats": _seats_said(announced, item.outcome, change.outcome.seats),
        }
        said = Sentence(_several_template(change, margin.proved), values)
        for more in _beside(change.ballots, open_votes):
            said = Sentence("{said} {more}", {"said": said, "more": more})
        figures = {
            "announcement": item.announcement.id,
            "base": item.base,
            "least": change.ballots,
            "proved_at_least": margin.at_least,
            "margins": [
                {
                    kind: {
                        "ballots": found.ballots,
                        "moves": [asdict(move) for move in found.moves],
                        "seats": dict(found.outcome.seats),
                    }
                    for kind, found in margin.changes.items()
                }
            ],
        }
        yield Finding(
            LEAST,
            announced.contest,
            said.template,
            said.values,
            item.announcement.source,
            figures=figures,
            premises=(Sentence(N_("The rule in election.yaml is the law's.")),),
        )


def _several_template(change: SystemChange, proved: bool) -> str:
    if change.areas == (NATION,):
        return N_(
            "{announcement}: {ballots} of {votes} votes changed would give other seats ({seats}); "
            "whether fewer would is not proved."
        )
    if proved:
        return N_(
            "{announcement}: {ballots} of {votes} votes changed in {areas} would give other seats "
            "({seats}); no fewer would, however and wherever they were changed."
        )
    return N_(
        "{announcement}: {ballots} of {votes} votes changed in {areas} would give other seats "
        "({seats}); whether fewer would is not proved."
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


def _finding(
    announced: Announced,
    item: AnnouncedSeats,
    votes: Mapping[str, int],
    margins: Sequence[SeatMargin],
    open_votes: OpenVotes,
) -> Finding:
    first = min(margins, key=lambda margin: margin.least.ballots)
    last = max(margins, key=lambda margin: margin.least.ballots)
    change = first.least
    values: dict[str, object] = {
        "announcement": announced.said(item.announcement),
        "ballots": change.ballots,
        "most": last.least.ballots,
        "votes": sum(votes.values()),
        "from": _name(announced, change.taken_from),
        "to": _name(announced, change.given_to),
        "base": BASES[item.base],
        "seats": _seats_said(announced, item.outcome, change.seats),
    }
    figures = {
        "announcement": item.announcement.id,
        "base": item.base,
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
    is_range = first.least.ballots != last.least.ballots
    said = Sentence(_template(change, first, is_range), values)
    for more in (*_other_kinds(announced, first), *_beside(change.ballots, open_votes)):
        said = Sentence("{said} {more}", {"said": said, "more": more})
    return Finding(
        LEAST,
        announced.contest,
        said.template,
        said.values,
        item.announcement.source,
        figures=figures,
        premises=(Sentence(N_("The rule in election.yaml is the law's.")),),
    )


def _template(change: LeastChange, margin: SeatMargin, is_range: bool) -> str:
    if is_range:
        return N_(
            "{announcement}: on {base}, whose number was printed with rounding, {ballots} to "
            "{most} of {votes} votes changed would give other seats ({seats})."
        )
    proved = margin.proved == change.ballots
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
        template = N_("On stations that nobody holds are at most {voters} voters, which is fewer.")
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
