"""The seats that each contest's rule gives, beside those announced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.report import names as labels
from crosstally.site.announced import Stating
from crosstally.site.names import Names
from crosstally.words import _

COLUMNS_SHOWN = 12
ROWS_SHOWN = 100
"""Of each contest."""
CELLS_SHOWN = 2_000
"""In the tables of all contests together: the page has room for no more."""


@dataclass(frozen=True)
class Column:
    """Seats as one source's figures give them under the rule, or as they were announced."""

    source: str
    said: Sequence[str]
    """What they are, of which act, worked out on what."""
    seats: Mapping[str, tuple[int, int]]
    """Option → seats that are certain, and the most that a tie or a rounded base may leave."""
    notes: Sequence[str] = ()

    @property
    def label(self) -> str:
        """The column in one line."""
        return ", ".join((self.source, *self.said))


@dataclass(frozen=True)
class SeatsOf:
    """The seats of one contest: options down, those with most seats first."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[str | None]]]
    """(option's name, its seats in each column); None where a column says nothing of it."""
    more: int
    """Options that there was no room for; those with most seats come first."""

    @property
    def notes(self) -> list[str]:
        """What the columns leave open."""
        return [f"{column.label}: {note}" for column in self.columns for note in column.notes]


def seats_views(stating: Stating, names: Names) -> list[SeatsOf]:
    """What the page shows of each contest that seats were worked out of."""
    views, room = [], CELLS_SHOWN
    for contest, result in stating.contests.items():
        columns = list(_recomputed(contest, result, stating, names))
        if not columns:
            continue
        columns = [*columns, *_announced(contest, stating, names)][:COLUMNS_SHOWN]
        held = names.in_order(contest, dict.fromkeys(id_ for one in columns for id_ in one.seats))
        # Stable: options of as many seats stay in the order of the ballot.
        order = sorted(held, key=lambda id_: -max(one.seats.get(id_, (0, 0))[1] for one in columns))
        rows = [
            (names.figure(contest, id_), [_cell(one.seats.get(id_)) for one in columns])
            for id_ in order[: min(ROWS_SHOWN, room // len(columns))]
        ]
        room -= len(rows) * len(columns)
        views.append(SeatsOf(names.contest(contest), columns, rows, len(order) - len(rows)))
    return views


def _cell(seats: tuple[int, int] | None) -> str | None:
    return None if seats is None else labels.seats_said(*seats)


def _recomputed(
    contest: str, result: Mapping[str, Any], stating: Stating, names: Names
) -> Iterator[Column]:
    outcomes = result.get("seat_outcomes") or {}
    law = names.threshold_base(contest)
    for source, stages in (result.get("seats") or {}).items():
        for stage, bases in stages.items():
            said = _of_which_figures(contest, source, stage, stating)
            first = None
            for base in sorted(bases, key=lambda base: base != law):
                outcome = ((outcomes.get(source) or {}).get(stage) or {}).get(base) or {}
                admissible = outcome.get("outcomes") or [bases[base]]
                # Another base is shown where it gives other seats.
                if admissible == first:
                    continue
                first = first or admissible
                how = _under(base, law, stating)
                about = [how, *said, *_threshold(base, law, len(bases))]
                seats = {
                    id_: (least, max([least, *(one.get(id_, 0) for one in admissible)]))
                    for id_, least in bases[base].items()
                }
                notes = list(_open(contest, outcome, names))
                yield Column(names.source(source), about, seats, notes)


def _of_which_figures(contest: str, source: str, stage: str, stating: Stating) -> list[str]:
    """The act, and that it is of sheets where no announcement of that act can be meant."""
    if stage == "sheets":
        return [_("sheets")]
    act = labels.stage_label(stage)
    counted = any(
        (item.source, item.stage.value) == (source, stage) and item.counts
        for item in stating.in_force(contest)
    )
    return [act] if counted else [_("sheets"), act]


def _under(base: str, law: str | None, stating: Stating) -> str:
    """Whether the seats are the rule's own; where the pack does not hold the rule, nobody can say
    which base it names."""
    if not stating.is_held:
        return _("worked out")
    return _("under the rule") if law in (None, base) else _("with another threshold")


def _threshold(base: str, law: str | None, bases: int) -> Iterator[str]:
    if law is not None or bases > 1:
        yield _("threshold of {base}").format(base=labels.base_label(base))


def _open(contest: str, outcome: Mapping[str, Any], names: Names) -> Iterator[str]:
    def named(ids: Sequence[str]) -> str:
        return ", ".join(names.figure(contest, id_) for id_ in ids)

    if outcome.get("tied"):
        yield _("A tie is open between {options}.").format(options=named(outcome["tied"]))
    if outcome.get("undecided"):
        text = _("The threshold's base is rounded, and neither admits nor refuses {options}.")
        yield text.format(options=named(outcome["undecided"]))
    if outcome.get("run_off"):
        yield _("Nobody is elected at once; a second round is between {options}.").format(
            options=named(outcome["run_off"])
        )


def _announced(contest: str, stating: Stating, names: Names) -> Iterator[Column]:
    for item in stating.in_force(contest):
        if item.seats:
            at = [item.at.replace("T", " ")] if item.at else []
            said = [_("announced"), labels.stage_label(item.stage), *at]
            seats = {id_: (count, count) for id_, count in item.seats.items()}
            yield Column(names.source(item.source), said, seats)
