"""Bounds in plain sentences: what is settled, what is open, what would matter, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crosstally.compare.answers import Answers
from crosstally.compare.area_wording import seats_by_area_said, untold_said
from crosstally.compare.bounds_case import Case
from crosstally.compare.settled import Determined
from crosstally.compare.settled_parts import WITHOUT_CONDITIONS
from crosstally.compare.settled_turnout import turnout_said
from crosstally.compare.threshold_margins import (
    BASES,
    ON_SHEETS_HELD,
    names_of,
    share_said,
    what_would_matter,
)
from crosstally.compare.winner_wording import winner_said
from crosstally.election.rule import CONSTITUENCY
from crosstally.findings import Sentence, plural
from crosstally.seats.thresholds import passes
from crosstally.tabulation.figures import ListOfStations
from crosstally.words import N_


def bounds_sentences(source: str, case: Case, answers: Answers) -> list[Sentence]:
    """What the bounds mean, the most important first, premises last."""
    said = [_coverage(source, case)]
    said += _uncertain_sheets(case)
    said += turnout_said(case)
    if case.rule is None or case.rule.turnout is None:
        said += winner_said(case, answers)
        said += _threshold(case, answers)
        said += _seats(case, answers)
    if case.totals.stations_held:
        said += what_would_matter(
            case.definition,
            case.contest,
            {name: case.totals.options.get(name, 0) for name in case.options},
            case.bases_held(),
            ON_SHEETS_HELD,
        )
    return said + list(_premises(source, case))


def on_another_register(case: Case, answers: Answers) -> Sentence:
    """What becomes of the winner on another register."""
    values: dict[str, Any] = {"register": case.voters, "voters": case.not_held}
    if case.contradicted:
        return _contradicted(case)
    if answers.winner.determined is Determined.YES:
        return Sentence(
            N_(
                "On the register of {register} voters the sheets not held have at most {voters} "
                "voters; who wins is determined on it too."
            ),
            values,
        )
    if answers.winner.determined is Determined.NO:
        return Sentence(
            N_(
                "On the register of {register} voters the sheets not held have up to {voters} "
                "voters; who wins is open on it."
            ),
            values,
        )
    return Sentence(
        N_("On the register of {register} voters it is not known whether the winner is settled."),
        values,
    )


def _coverage(source: str, case: Case) -> Sentence:
    held, known = case.totals.stations_held, case.totals.stations_known
    name = case.definition.sources[source].name
    values = {
        "holds": _holds(name, held, None if case.complete else known),
        "source": name,
        "known": known,
        "voters": case.not_held,
        "register": case.voters,
    }
    if not held and known:
        return Sentence(N_("{source} holds no sheet of the {known} stations."), values)
    if case.complete and case.totals.list_of_stations is ListOfStations.RETURNED:
        template = N_(
            "{holds}. Nobody states how many there are: the stations in the authority's returns "
            "are taken for all."
        )
    elif case.complete and case.totals.list_of_stations is ListOfStations.ANNOUNCED:
        template = N_(
            "{holds}. Only an announcement of the authority says that there are no others."
        )
    elif case.complete:
        template = N_("{source} holds a sheet of each of the {known} stations.")
    elif case.contradicted:
        return _contradicted(case)
    elif case.not_held is None and known is None:
        template = N_(
            "{holds}. Nobody says how many stations there are or how many voters are registered, "
            "so that nothing bounds what is not held."
        )
    elif case.not_held is None:
        template = N_(
            "{holds}. No register is given, so that nothing bounds the votes on sheets not held."
        )
    elif case.register is None:
        template = N_("{holds}; the lists of the others have {voters} voters.")
    elif known is None:
        template = N_(
            "{holds}; by the register of {register} voters all others have at most {voters}."
        )
    else:
        template = N_(
            "{holds}; by the register of {register} voters the others have at most {voters}."
        )
    return Sentence(template, values)


def _holds(source: str, held: int, known: int | None) -> Sentence:
    """How many sheets a source holds, and of how many where these are not all."""
    if known is not None:
        return plural(
            "{source} holds the sheets of {held} of {n} station",
            "{source} holds the sheets of {held} of {n} stations",
            known,
            {"source": source, "held": held},
        )
    return plural(
        "{source} holds the sheet of {n} station",
        "{source} holds the sheets of {n} stations",
        held,
        {"source": source},
    )


def _contradicted(case: Case) -> Sentence:
    return Sentence(
        N_(
            "The register of {register} voters is below the {held} voters on the lists of the "
            "sheets held; the two cannot both be right, and it bounds nothing."
        ),
        {"register": case.voters, "held": case.registered_held},
    )


def _uncertain_sheets(case: Case) -> Iterator[Sentence]:
    if case.totals.channels_lacking:
        yield Sentence(
            N_(
                "Other returns name ways of voting that these sheets do not have ({channels}): "
                "what came in that way is not held."
            ),
            {"channels": list(case.totals.channels_lacking)},
        )
    if case.disputed.stations:
        yield Sentence(
            N_(
                "Stations whose copies disagree: {stations}; all of this holds whichever copy each "
                "figure is taken from."
            ),
            {"stations": case.disputed.stations},
        )
    if not case.unread:
        return
    held = case.totals.stations_held
    figures = sum(
        case.totals.incomplete.get(name, 0) if name in case.totals.options else held
        for name in case.unread
    )
    if case.unread_rooms is None:
        yield Sentence(
            N_(
                "Votes for options that are no numbers on sheets held: {figures}; nothing bounds "
                "what they may stand for."
            ),
            {"figures": figures},
        )
    else:
        yield Sentence(
            N_(
                "Votes for options that are no numbers on sheets held: {figures}; together they "
                "can stand for at most {room} votes, which may be anybody's."
            ),
            {"figures": figures, "room": sum(case.unread_rooms.values())},
        )


def _threshold(case: Case, answers: Answers) -> Iterator[Sentence]:
    rule = case.rule
    if rule is None or rule.threshold is None or not answers.threshold:
        return
    if all(item.determined is Determined.UNKNOWN for item in answers.threshold.values()):
        yield Sentence(
            N_("Who reaches {threshold} of {base}, these figures do not settle."),
            {"threshold": share_said(rule.threshold), "base": BASES[rule.threshold.of]},
        )
        return
    groups: dict[str, list[str]] = {"above": [], "below": [], "open": []}
    space = case.space
    for option, item in answers.threshold.items():
        if item.determined is not Determined.YES:
            groups["open"].append(option)
            continue
        assert space is not None
        at = space.best({})
        strict = rule.threshold.passes == "more_than"
        reached = passes(at.votes[option], at.base or 0, rule.threshold.fraction, strict)
        groups["above" if reached else "below"].append(option)
    templates = {
        "above": N_("Sure to reach {threshold} of {base}: {options}."),
        "below": N_("Sure to stay below {threshold} of {base}: {options}."),
        "open": N_("Open, for these, whether they reach {threshold} of {base}: {options}."),
    }
    for group, options in groups.items():
        if options:
            yield Sentence(
                templates[group],
                {
                    "options": names_of(case.definition, case.contest, options),
                    "threshold": share_said(rule.threshold),
                    "base": BASES[rule.threshold.of],
                },
            )


def _seats(case: Case, answers: Answers) -> Iterator[Sentence]:
    alone = not answers.constituencies
    if case.rule is None or (alone and case.rule.method in WITHOUT_CONDITIONS):
        return
    exact = case.complete and not case.unread and not case.disputed.stations
    if exact and not case.rule.plain:
        return  # they are recomputed from these sheets, and no other totals are possible
    if answers.constituencies:
        yield from seats_by_area_said(answers.constituencies)
        if Determined.UNKNOWN in {one.determined for one in answers.constituencies.values()}:
            yield from untold_said(case.rule)
        inside = all(tier.at == CONSTITUENCY for tier in case.rule.tiers)
        if (inside or len(case.rule.tiers) < 2) and case.rule.bonus is None:
            return
    match answers.seats.determined:
        case Determined.YES if answers.seats.tied:
            yield Sentence(
                N_(
                    "Determined, but for a tie: the number of seats of every option. {options} are "
                    "level, and the rule does not say which of them has a seat more."
                ),
                {"options": names_of(case.definition, case.contest, answers.seats.tied)},
            )
        case Determined.YES:
            yield Sentence(N_("Determined: the number of seats of every option."))
        case Determined.NO:
            yield Sentence(
                N_("Open: the seats. Two sets of totals that the sheets held allow differ in them.")
            )
        case Determined.UNKNOWN:
            yield Sentence(N_("Whether the seats are settled, these figures do not say."))
            if not answers.constituencies:
                yield from untold_said(case.rule)


def _premises(source: str, case: Case) -> Iterator[Sentence]:
    if not case.totals.stations_held:
        return
    yield plural(
        "Taken for granted: the {n} sheet held is genuine and was read right.",
        "Taken for granted: the {n} sheets held are genuine and were read right.",
        case.totals.stations_held,
    )
    if case.rests_on_rooms:
        yield Sentence(
            N_(
                "Taken for granted: where votes on a sheet held could not be read, they are no "
                "more than its valid votes; where these could not be read either, than its "
                "ballots, or else than the voters on its list."
            )
        )
    if case.complete:
        return
    if case.definition.sheet_of(case.contest).beyond_the_list:
        yield Sentence(
            N_(
                "Taken for granted: on sheets not held there are no more votes than voters on the "
                "lists. The law here lets some vote beyond the list, and those would come on top."
            )
        )
    else:
        yield Sentence(
            N_(
                "Taken for granted: on sheets not held there are no more votes than voters on the "
                "lists."
            )
        )
