"""The sentences in which verdicts are given."""

from __future__ import annotations

from crosstally.claims.judging.measured import Basis, Measured
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Comparison, Measure, Quantifier, Test
from crosstally.election.folder import Election
from crosstally.findings import Sentence, plural
from crosstally.words import N_

_SHARE = {
    "valid": N_("{option} has {value} of the valid votes in {area} ({basis})."),
    "cast": N_("{option} has votes worth {value} of the ballots cast in {area} ({basis})."),
    "registered": N_(
        "{option} has votes worth {value} of the registered voters in {area} ({basis})."
    ),
}
_MEASURED = {
    Measure.VOTES: N_("Votes of {option} in {area}: {value} ({basis})."),
    Measure.TURNOUT: N_("Turnout in {area} is {value} ({basis})."),
    Measure.INVALID_SHARE: N_("Invalid ballots are {value} of those cast in {area} ({basis})."),
    Measure.REGISTERED: N_("Registered voters in {area}: {value} ({basis})."),
    Measure.CAST: N_("Ballots cast in {area}: {value} ({basis})."),
    Measure.SEATS: N_("Seats of {option}: {value} ({basis})."),
    Measure.RANK: N_("Place of {option} by votes in {area}: {value} ({basis})."),
    Measure.OPTIONS: N_("Options on the ballot: {value} ({basis})."),
    Measure.STATIONS: N_("Polling stations in {area}: {value} ({basis})."),
}
_AHEAD = {
    "votes": N_("{option} in {area}, in votes: {value} ({basis})."),
    "seats": N_("{option}, in seats: {value} ({basis})."),
    "valid": N_("{option} in {area}, in shares of the valid votes: {value} ({basis})."),
    "cast": N_("{option} in {area}, in shares of the ballots cast: {value} ({basis})."),
    "registered": N_("{option} in {area}, in shares of the registered voters: {value} ({basis})."),
}
_STATED = {
    Comparison.EQUALS: N_("{value}"),
    Comparison.ABOVE: N_("more than {value}"),
    Comparison.BELOW: N_("less than {value}"),
    Comparison.AT_LEAST: N_("at least {value}"),
    Comparison.AT_MOST: N_("at most {value}"),
    Comparison.ABOUT: N_("about {value}"),
}
_VERDICT = {
    Verdict.HOLDS: N_("{measured} The statement says {stated}, and that agrees."),
    Verdict.REFUTED: N_("{measured} The statement says {stated}: the two cannot both be right."),
    Verdict.UNDECIDED: N_("{measured} The statement says {stated}: these figures leave it open."),
}


def option_name(election: Election, contest: str, option: str | None) -> str:
    """The name of an option, for people."""
    options = election.definition.contests[contest].options
    return options[option].name if option in options else (option or "")


def measured_sentence(
    test: Test, option: object, area: str, measured: Measured, of: str | None = None
) -> Sentence:
    """What the figures give, in one sentence with its basis."""
    if test.ahead_of is not None:
        template = _AHEAD[test.of] if test.measure is Measure.SHARE else _AHEAD[test.measure.value]
    elif test.measure is Measure.SHARE:
        template = _SHARE[of or test.of]
    else:
        template = _MEASURED[test.measure]
    values = {"option": option, "area": area, "value": measured.shown, "basis": measured.basis.said}
    return Sentence(template, values)


def stated_sentence(comparison: Comparison, value: object) -> Sentence:
    """What the statement says, as a phrase."""
    return Sentence(_STATED[comparison], {"value": value})


def verdict_sentence(verdict: Verdict, measured: Sentence, stated: Sentence) -> Sentence:
    """What the figures give, beside what the statement says."""
    return Sentence(_VERDICT[verdict], {"measured": measured, "stated": stated})


def with_caution(reason: Sentence, basis: Basis | None) -> Sentence:
    """The reason, and that it rests on figures that were not the last."""
    if basis is None or not basis.provisional:
        return reason
    moment = (basis.announcement.at if basis.announcement else None) or ""
    values = {"reason": reason, "moment": moment.replace("T", " ")}
    if basis.during_the_day:
        return Sentence(
            N_(
                "{reason} This rests on figures given on the voting day itself ({moment}), which "
                "are not final."
            ),
            values,
        )
    return Sentence(N_("{reason} This rests on preliminary figures."), values)


def tally_sentence(
    level: str, area: str, basis: Sentence, counts: tuple[int, int, int]
) -> Sentence:
    """In how many areas it is so."""
    true, false, left_open = counts
    asked = sum(counts)
    values = {
        "level": level,
        "area": area,
        "basis": basis,
        "true": true,
        "false": false,
        "open": left_open,
    }
    if asked == 1:
        template = N_(
            "In the one area of the level “{level}” in {area} whose figures are at hand, it is so "
            "({basis})."
        )
        if false:
            template = N_(
                "In the one area of the level “{level}” in {area} whose figures are at hand, it is "
                "not so ({basis})."
            )
        if left_open:
            template = N_(
                "The one area of the level “{level}” in {area} whose figures are at hand leaves it "
                "open ({basis})."
            )
        return Sentence(template, values)
    if left_open:
        return plural(
            "Of {n} area of the level “{level}” in {area} whose figures are at hand, it is so in "
            "{true}, not so in {false} and open in {open} ({basis}).",
            "Of {n} areas of the level “{level}” in {area} whose figures are at hand, it is so in "
            "{true}, not so in {false} and open in {open} ({basis}).",
            asked,
            values,
        )
    return plural(
        "Of {n} area of the level “{level}” in {area} whose figures are at hand, it is so in "
        "{true} and not so in {false} ({basis}).",
        "Of {n} areas of the level “{level}” in {area} whose figures are at hand, it is so in "
        "{true} and not so in {false} ({basis}).",
        asked,
        values,
    )


def options_sentence(names: list[str], not_so: list[str], basis: Sentence) -> Sentence:
    """For which options it is so."""
    values = {"names": names, "not_so": not_so, "basis": basis, "count": len(names)}
    if not names:
        return Sentence(N_("It is so for none of: {not_so} ({basis})."), values)
    if not not_so:
        return Sentence(N_("It is so for {count}, which is all: {names} ({basis})."), values)
    return Sentence(N_("It is so for {count}: {names}; not for: {not_so} ({basis})."), values)


_ASKED = {
    Quantifier.EVERY: N_("every one of them"),
    Quantifier.SOME: N_("at least one of them"),
    Quantifier.NONE: N_("none of them"),
    Quantifier.EXACTLY: N_("exactly {n} of them"),
    Quantifier.AT_LEAST: N_("at least {n} of them"),
    Quantifier.AT_MOST: N_("at most {n} of them"),
}


def quantified_sentence(verdict: Verdict, counted: Sentence, test: Test) -> Sentence:
    """The tally beside what the statement says of it."""
    asked = Sentence(_ASKED[test.quantifier], {"n": test.n or 0})
    return verdict_sentence(verdict, counted, asked)


def no_figures(area: str, on: str) -> Sentence:
    """Nothing is at hand at all."""
    if on == "sheets":
        return Sentence(N_("No sheet of {area} is held that gives this figure."), {"area": area})
    if on == "announced":
        return Sentence(N_("No announcement states this figure for {area}."), {"area": area})
    return Sentence(
        N_("No sheet of {area} is held, and no announcement states this figure for it."),
        {"area": area},
    )


def sheets_would_decide(area: str, held: int, known: int | None) -> Sentence:
    """Which sheets would decide it, and how many they are."""
    values = {"area": area, "known": known}
    missing = None if known is None else known - held
    if missing is None and held:
        return plural(
            "The sheets of every other station in {area} would decide it: {n} is held; of how "
            "many, this folder does not say.",
            "The sheets of every other station in {area} would decide it: {n} are held; of how "
            "many, this folder does not say.",
            held,
            values,
        )
    if missing is None:
        return Sentence(
            N_(
                "The sheets of every station in {area} would decide it; how many stations there "
                "are, this folder does not say."
            ),
            values,
        )
    if missing <= 0:
        return Sentence(
            N_(
                "Every sheet of {area} is held; what is unread on them, or stands differently on "
                "their copies, would decide it."
            ),
            values,
        )
    if missing == known:
        return plural(
            "The sheet of the only station in {area} would decide it; it is not held.",
            "The sheets of the {n} stations in {area} would decide it; none is held.",
            missing,
            values,
        )
    return plural(
        "The sheet of the one station in {area} that is not held, of {known}, would decide it.",
        "The sheets of the {n} stations in {area} that are not held, of {known}, would decide it.",
        missing,
        values,
    )


def areas_would_decide(area: str) -> Sentence:
    """Where every sheet is held, and some name no area of the level that is asked."""
    template = N_(
        "Every sheet of {area} is held; which of these areas the sheets stand in that name none "
        "would decide it, and what is unread or stands differently on copies."
    )
    return Sentence(template, {"area": area})


def by_room(room: int) -> Sentence:
    """Why missing sheets leave the verdict as it is."""
    return plural(
        "Areas without any sheet have room for at most {n} voter together; that settles it.",
        "Areas without any sheet have room for at most {n} voters together; that settles it.",
        room,
    )


def extreme_sentence(
    measured: Sentence,
    level: str,
    answer: tuple[Verdict, Quantifier],
    counts: tuple[int, int],
    nearest: tuple[str, object] | None,
) -> Sentence:
    """Why an area has the highest or lowest value, or not. ``counts``: the other areas with a
    figure, and those surely beyond it; ``nearest``: the one that comes next, with its value."""
    others, beyond = counts
    values: dict[str, object] = {"measured": measured, "level": level}
    if nearest is None:
        return Sentence(
            N_("{measured} There is no other area of the level “{level}” with a figure at hand."),
            values,
        )
    values |= {"next": nearest[0], "next_value": nearest[1]}
    match answer:
        case Verdict.REFUTED, Quantifier.LOWEST:
            return plural(
                "{measured} That is not the lowest: one of the other areas of the level “{level}” "
                "has less; the lowest is {next} with {next_value}.",
                "{measured} That is not the lowest: {n} of the other areas of the level “{level}” "
                "have less; the lowest is {next} with {next_value}.",
                beyond,
                values,
            )
        case Verdict.REFUTED, _:
            return plural(
                "{measured} That is not the highest: one of the other areas of the level “{level}” "
                "has more; the highest is {next} with {next_value}.",
                "{measured} That is not the highest: {n} of the other areas of the level “{level}” "
                "have more; the highest is {next} with {next_value}.",
                beyond,
                values,
            )
        case Verdict.HOLDS, Quantifier.LOWEST:
            return plural(
                "{measured} The one other area of the level “{level}” does not have less: {next} "
                "has {next_value}.",
                "{measured} None of the {n} other areas of the level “{level}” has less; the next "
                "is {next} with {next_value}.",
                others,
                values,
            )
        case Verdict.HOLDS, _:
            return plural(
                "{measured} The one other area of the level “{level}” does not have more: {next} "
                "has {next_value}.",
                "{measured} None of the {n} other areas of the level “{level}” has more; the next "
                "is {next} with {next_value}.",
                others,
                values,
            )
    return Sentence(
        N_(
            "{measured} Other areas of the level “{level}” with figures at hand: {others}; surely "
            "beyond it: {beyond}. That leaves it open."
        ),
        {**values, "others": others, "beyond": beyond},
    )


def announcements_would_decide(level: str, absent: int | None, names: list[str]) -> Sentence:
    """Which announced figures would decide it."""
    values = {"level": level, "names": names[:12]}
    if absent is None:
        return Sentence(
            N_(
                "The figure for every area of the level “{level}” would decide it; how many "
                "there are, this folder does not say."
            ),
            values,
        )
    if absent == 0:
        return Sentence(
            N_("Figures printed with more digits, or the sheets, would decide it."), values
        )
    return plural(
        "The figure for the one area of the level “{level}” that is not stated would decide it: "
        "{names}.",
        "The figure for the {n} areas of the level “{level}” that are not stated would decide it: "
        "{names}.",
        absent,
        values,
    )


def both(first: Sentence, second: Sentence | None) -> Sentence:
    """Two sentences, one after the other."""
    if second is None:
        return first
    return Sentence(N_("{first} {second}"), {"first": first, "second": second})
