"""Who takes the seats of a list, as every face shows it. A name is shown only where the folder has
it; else the place on the list stands for the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.election.candidates import Candidate, CandidateStanding
from crosstally.findings import Sentence
from crosstally.seats.candidates import FilledList, Sitting
from crosstally.words import N_, _, number

NEXT_SHOWN = 5
OTHERS_SHOWN = 50


@dataclass(frozen=True)
class PeopleView:
    """The people of one list."""

    option: str
    """Its name; of a constituency's list, with the constituency."""
    seats: int
    seated: Sequence[str]
    next_up: Sequence[str]
    """The first of those who would move up."""
    notes: Sequence[Sentence]
    """Whose votes rank them, ties and how the law breaks them, empty seats, who could not sit, who
    left and moved up."""


def people_views(item: RecomputedSeats, names: Mapping[str, str], day: str) -> list[PeopleView]:
    """One view a list that won seats and stands in ``candidates.csv``: those of the whole place,
    then those of each constituency."""
    outcome = item.outcomes.get(item.law)
    if outcome is None:
        return []
    found = [
        (names.get(option, option), outcome.seats.get(option, 0), filled)
        for option, filled in item.people.items()
    ]
    for area, people in item.people_by_area.items():
        won = outcome.by_area[area].certain if area in outcome.by_area else {}
        for option, filled in people.items():
            name = _("{option} in {area}").format(option=names.get(option, option), area=area)
            found.append((name, won.get(option, 0), filled))
    lists_of = _lists_by_name(found, day)
    return [_seen(name, won, filled, day, lists_of) for name, won, filled in found]


def _lists_by_name(
    found: Sequence[tuple[str, int, FilledList | Sentence]], day: str
) -> Mapping[str, list[str]]:
    """A candidate's name → the lists for which somebody of that name sits."""
    lists_of: dict[str, list[str]] = {}
    for name, _won, filled in found:
        if not isinstance(filled, Sentence):
            for person in {one.name for one in filled.on(max(day, filled.voted_on)).seated}:
                lists_of.setdefault(person or "", []).append(name)
    return lists_of


def _seen(
    name: str,
    won: int,
    filled: FilledList | Sentence,
    day: str,
    lists_of: Mapping[str, list[str]],
) -> PeopleView:
    if isinstance(filled, Sentence):
        return PeopleView(name, won, (), (), (filled,))
    return _view(name, filled, max(day, filled.voted_on), lists_of)


def called(candidate: Candidate) -> str:
    """A candidate by place and, where it is known, name."""
    if candidate.name is None:
        return _("No. {place}").format(place=candidate.place)
    return _("{name} (No. {place})").format(name=candidate.name, place=candidate.place)


def standing_label(standing: CandidateStanding) -> str:
    """What became of a candidate."""
    labels = {
        CandidateStanding.REGISTERED: _("registered"),
        CandidateStanding.STRUCK_OFF: _("struck off"),
        CandidateStanding.WITHDRAWN: _("withdrawn"),
        CandidateStanding.DIED: _("died"),
        CandidateStanding.ELECTED_ELSEWHERE: _("elected elsewhere"),
        CandidateStanding.INCOMPATIBLE: _("holds an office that excludes the seat"),
    }
    return labels[standing]


def _view(name: str, filled: FilledList, day: str, lists_of: Mapping[str, list[str]]) -> PeopleView:
    sitting = filled.on(day)
    return PeopleView(
        name,
        filled.seats,
        [called(one) for one in sitting.seated],
        [called(one) for one in sitting.next_up[:NEXT_SHOWN]],
        [
            *_by_votes(filled),
            *_open(filled, sitting),
            *_gone(filled),
            *_changes(filled, day),
            *_seated_twice(name, sitting, lists_of),
        ],
    )


def _seated_twice(name: str, sitting: Sitting, lists_of: Mapping[str, list[str]]) -> list[Sentence]:
    """Names that sit for another list as well; two persons may share one."""
    template = N_(
        "The name {candidate} is seated for {lists} too. If it is one person, write "
        "`elected_elsewhere` where that person does not sit."
    )
    found = []
    for one in sitting.seated:
        others = [other for other in lists_of.get(one.name or "", ()) if other != name]
        if one.name and others:
            found.append(Sentence(template, {"candidate": one.name, "lists": _first(others)}))
    return found[:OTHERS_SHOWN]


def _by_votes(filled: FilledList) -> list[Sentence]:
    """Who ranks by votes and with how many, and how many it takes to move up."""
    ranked = [
        _with_votes(one, rank.votes, filled.passed_on.get(one.place, 0))
        for rank in filled.ranks
        if rank.votes is not None and rank.why != "list"
        for one in rank.candidates
    ]
    values: dict[str, object] = {"candidates": _first(ranked)}
    if filled.lists.order == "devolution" and filled.needed is not None:
        values |= {"measure": filled.needed, "passed": sum(filled.passed_on.values())}
        template = N_(
            "By votes: {candidates}. That includes {passed} votes for the list as such, passed on "
            "in its order until each has {measure}."
        )
        return [Sentence(template, values)] if ranked else []
    if filled.lists.order != "preference" or filled.needed is None:
        return [Sentence(N_("By votes: {candidates}."), values)] if ranked else []
    strict = filled.lists.passes == "more_than"
    values["needed"] = floor(filled.needed) + 1 if strict else ceil(filled.needed)
    template = N_("Nobody has the {needed} votes that move a candidate up.")
    if ranked:
        template = N_("Moved up, with {needed} votes or more: {candidates}.")
    return [Sentence(template, values)]


def _with_votes(candidate: Candidate, votes: int, passed_on: int) -> Sentence:
    """The votes that rank a candidate: the own ones, and those of the list passed on to it."""
    template = "{candidate} {votes}" + (" = {own} + {passed_on}" if passed_on else "")
    values = {"candidate": called(candidate), "votes": votes}
    return Sentence(template, {**values, "own": votes - passed_on, "passed_on": passed_on})


def _open(filled: FilledList, sitting: Sitting) -> list[Sentence]:
    """Seats that nobody has yet, or that are not the list's, and how equal votes were or are to be
    told apart."""
    notes = []
    if filled.direct:
        template = N_("Beside these seats, won directly and not from the list: {count}.")
        notes.append(Sentence(template, {"count": filled.direct}))
    if sitting.tied:
        template = N_("Equal votes: a lot decides who of {candidates} sits; seats open: {count}.")
        values = {"candidates": _listed(sitting.tied), "count": sitting.open_seats}
        notes.append(Sentence(template, values))
    seated = {one.place for one in sitting.seated}
    level = [
        one
        for rank in filled.ranks
        if rank.level
        for one in rank.candidates
        if one.place in seated or one in sitting.next_up[:1]
    ]
    if level:
        template = N_("Equal votes, told apart by their order on the list: {candidates}.")
        notes.append(Sentence(template, {"candidates": _listed(level)}))
    if sitting.without_candidate:
        template = N_(
            "Vacant: {count} of {seats} seats. In candidates.csv {standing} of this list may sit."
        )
        if filled.lists.when_short == "returned" and sitting == filled.start:
            template = N_(
                "Returned to the other lists: {count} of {seats} seats. In candidates.csv "
                "{standing} of this one may sit."
            )
        values = {
            "count": sitting.without_candidate,
            "seats": filled.seats,
            "standing": len(sitting.seated),
        }
        notes.append(Sentence(template, values))
    return notes


def _gone(filled: FilledList) -> list[Sentence]:
    notes = []
    for one in filled.absent[:OTHERS_SHOWN]:
        said = [standing_label(one.standing), one.date, one.reason]
        values = {"candidate": called(one), "why": ", ".join(part for part in said if part)}
        notes.append(Sentence(N_("Passed over: {candidate} ({why})."), values))
    if len(filled.absent) > OTHERS_SHOWN:
        count = len(filled.absent) - OTHERS_SHOWN
        notes.append(Sentence(N_("Passed over: {count} more."), {"count": count}))
    return notes


def _changes(filled: FilledList, day: str) -> list[Sentence]:
    """Who left and who moved up, up to a day that was asked for; all where it is the voting day."""
    notes = []
    for change in filled.changes:
        if filled.voted_on < day < change.day:
            continue
        left = [f"{called(one)}, {standing_label(one.standing)}" for one in change.left]
        template = N_("{day}: left {left}; nobody moved up.")
        if change.moved_up:
            template = N_("{day}: left {left}; moved up {moved_up}.")
        values = {"day": change.day, "left": left, "moved_up": _listed(change.moved_up)}
        notes.append(Sentence(template, values))
    return notes


def _listed(candidates: Sequence[Candidate]) -> list[str | Sentence]:
    return _first([called(one) for one in candidates])


def _first(said: Sequence[str | Sentence]) -> list[str | Sentence]:
    """As many as are shown, and how many there are besides."""
    shown = list(said[:OTHERS_SHOWN])
    more = len(said) - len(shown)
    return [*shown, _("{count} more").format(count=number(more))] if more else shown
