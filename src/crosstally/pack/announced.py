"""The table of what was announced, figure by figure: what those who verify hold the findings about
announcements against."""

from __future__ import annotations

from collections.abc import Iterator

from crosstally.compare.announced import Announced, Stated
from crosstally.pack.layout import ANNOUNCED_COLUMNS
from crosstally.returns.store import ReturnsStore


def announced_rows(store: ReturnsStore) -> Iterator[list[str]]:
    """A row for each figure of each announcement that no other one corrects; areas by their ids.
    Areas that nothing else names are left out, as the checks leave them out."""
    for contest in store.election.definition.contests:
        for stated in Announced(store.election, contest, store.places.lookup).statements:
            yield from _rows_of(contest, stated)


def _rows_of(contest: str, stated: Stated) -> Iterator[list[str]]:
    item, given = stated.announcement, stated.figures
    counted = item.counted
    about = {
        "announcement": item.id,
        "contest": contest,
        "source": item.source,
        "stage": item.stage.value,
        "at": item.at or "",
        "printed_in": item.printed_in or "",
        "level": stated.area.level,
        "area": stated.area.id,
        "name": stated.area.name,
        "counted": counted.share if counted else "",
        "of_stations": str(counted.of_stations or "") if counted else "",
    }
    figures: list[tuple[str, str, int | str]] = []
    for kind, numbers in (("votes", given.counts), ("field", given.fields), ("seats", given.seats)):
        figures += [(kind, id_, number) for id_, number in numbers.items()]
    figures += [("percent", id_, printed) for id_, printed in given.percent.items()]
    if given.turnout is not None:
        figures.append(("turnout", "turnout", given.turnout))
    for kind, id_, printed in figures:
        unit = given.rounded_to.get(id_, 1) if kind in ("votes", "field") else ""
        row = about | {
            "kind": kind,
            "figure": id_,
            "printed": str(printed),
            "rounded_to": str(unit),
            "percent_of": given.percent_of if kind == "percent" else "",
        }
        yield [row[name] for name in ANNOUNCED_COLUMNS]
