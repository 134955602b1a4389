"""Results in tables of a page: a row an option or an area, a column a measure or an option.

A cell has a test where the heading of its column is known and what stands above the table speaks
of this election, this place and a finished count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crosstally.claims.drafting.article import ArticleTable
from crosstally.claims.drafting.clues import OTHER_SOURCE, PARTIAL
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import AREA, PLACE, Mention, masked
from crosstally.claims.drafting.phrases.figures import percent_text
from crosstally.claims.drafting.phrases.turnout import announced_at
from crosstally.claims.drafting.places import PART_OF_PLACE, UNKNOWN_PLACE
from crosstally.claims.drafting.reading import Reader
from crosstally.claims.drafting.stages import PRELIMINARY
from crosstally.election.printed import Printed

_OF_OPTIONS = {
    "votes": words(r"(?:number of |valid )?votes?(?: cast| won| received)?|(?:число )?голос\w*"),
    "share": words(r"""
        (?:%|per ?cent(?:age)?|pct\.?|(?:vote )?share)(?: of (?:the )?(?:valid )?votes?)?|
        votes?,? \(?(?:%|per ?cent)\)?|(?:доля|процент)(?: голосов)?"""),
    "seats": words(r"(?:number of )?(?:seats|mandates|deputies)(?: won)?|мандат\w*|мест[ао]?"),
}
_OF_AREAS = {
    "turnout": words(r"""
        (?:voter )?turnout,?(?: \(?%\)?)?(?:,? (?:at|by) (?P<clock>(?:[01]?\d|2[0-3])[:.][0-5]\d))?|
        явка,?(?: %)?"""),
    "registered": words(r"registered(?: voters)?|(?:voters )?on the (?:list|rolls?|register)"),
    "cast": words(r"(?:voters who )?voted|ballots cast|took part"),
}
_OF_AN_OPTION = words(r"""
    (?P<name>.+?),? (?:\(?(?P<share>%|per ?cent|pct\.?|(?:vote )?share)\)?|\(?(?:votes|
    голоса)\)?)""")
"""“Red %”, “Blue (votes)”: the heading of a column of an option's figures."""
_COUNT = re.compile(r"\d{1,3}(?:[,. ]\d{3})+|\d{1,12}")
_PERCENTAGE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s?%?")


@dataclass
class Row:
    """What a row states: its words, each cell with its test, and cells that have none."""

    said: str
    tested: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def rows_of(table: ArticleTable, reader: Reader) -> Iterator[Row]:
    """The rows of a table that state results of the contest; none where it may be another's."""
    above = masked(table.above, reader.finder.find(table.above))
    clues = reader.clues
    if clues.other_time(above) or clues.is_poll(above) or clues.speaks_of_abroad(above):
        return
    if OTHER_SOURCE.search(above):
        return
    for cells in table.rows:
        names = ((i, _named(cell, reader)) for i, cell in enumerate(cells))
        place, name = next(((i, name) for i, name in names if name is not None), (0, None))
        if name is None or name.id is None or not _is_whole(above, name, reader):
            continue
        row = Row("; ".join(f"{h} {c}" for h, c in zip(table.header, cells, strict=True) if c))
        for heading, cell in list(zip(table.header, cells, strict=True))[place + 1 :]:
            test = _test(name, heading, cell, reader)
            if test is not None and test["measure"] != "turnout" and PARTIAL.search(above):
                test = None  # a count that was not finished
            if test is not None:
                if "at" not in test and PRELIMINARY.search(above):
                    test |= {"stage": "preliminary", "on": "announced"}
                row.tested[f"{heading} {cell}"] = test
            elif re.search(r"\d", cell):
                row.others.append(f"{heading} {cell}")
        if row.tested:
            yield row


def _named(cell: str, reader: Reader) -> Mention | None:
    """The option or area that is all that a cell holds."""
    found = reader.finder.find(cell)
    whole = len(found) == 1 and found[0].end - found[0].start == len(cell)
    return found[0] if whole and found[0].kind != "place" else None


def _is_whole(above: str, row: Mention, reader: Reader) -> bool:
    """Whether figures of options can only be of the whole place."""
    if row.kind == "area":
        return True
    if UNKNOWN_PLACE.search(above) or PART_OF_PLACE.search(above) or AREA in above:
        return False
    return not reader.clues.piece or PLACE in above


def _test(row: Mention, heading: str, cell: str, reader: Reader) -> dict[str, Any] | None:
    if row.kind == "option":
        measure = _measure(_OF_OPTIONS, heading)
        return None if measure is None else _compared(measure, cell, {"option": row.id})
    measure = _measure(_OF_AREAS, heading)
    if measure is not None:
        clock = _OF_AREAS["turnout"].fullmatch(heading)
        hour = clock["clock"] if clock else None
        when = announced_at(reader.election, hour.replace(".", ":").zfill(5)) if hour else {}
        return None if when is None else _compared(measure, cell, {"area": row.id, **when})
    of_option = _OF_AN_OPTION.fullmatch(heading)
    column = _named(of_option["name"] if of_option else heading, reader)
    if column is None or column.kind != "option" or column.id is None:
        return None
    said = of_option is not None and of_option["share"] is not None
    measure = "share" if said or "%" in cell else "votes"
    return _compared(measure, cell, {"option": column.id, "area": row.id})


def _measure(known: dict[str, re.Pattern[str]], heading: str) -> str | None:
    return next((name for name, said in known.items() if said.fullmatch(heading)), None)


def _compared(measure: str, cell: str, whose: dict[str, Any]) -> dict[str, Any] | None:
    """The test of a cell; None where its figure is not of that kind, or was surely rounded."""
    if measure in ("share", "turnout"):
        percent = _PERCENTAGE.fullmatch(cell)
        if percent is None or Printed.percent(percent[1]).value > 1:
            return None
        return {"measure": measure, **whose, "equals": percent_text(percent[1])}
    if not _COUNT.fullmatch(cell) or cell.endswith("000"):
        return None
    return {"measure": measure, **whose, "equals": re.sub(r"\D", "", cell)}
