"""Findings, claims and totals as tables: for pandas, for Arrow, and for a notebook to show.

The tables are Arrow's; pandas is loaded only when it is asked for and need not be installed.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from crosstally.check.values import plain
from crosstally.findings import Finding, Sentence
from crosstally.tabulation.figures import MISSING, FigureTable
from crosstally.words import _, number

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crosstally.claims.result import ClaimResult

SHOWN_ROWS = 60
"""How many rows of a table a notebook shows."""
PLACE_COLUMNS = ("contest", "source", "level", "area", "name", "stations_held", "stations_known")


def arrow_to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a data frame; whole numbers stay whole, a missing one is ``<NA>``.

    Raises ``ImportError`` with what to do where pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise ImportError(
            "to_pandas() needs pandas, which is not installed: `pip install pandas`, "
            "or use to_arrow()"
        ) from None
    import pyarrow as pa

    whole = {pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=whole.get)
    return frame


def findings_to_arrow(findings: Iterable[Finding]) -> pa.Table:
    """One row a finding: code, tier, contest, source, area, message, votes, premises,
    breaking_point, explanations, because, figures (as JSON text).
    """
    import pyarrow as pa

    rows = [
        {
            "code": item.code.name,
            "tier": item.tier.value,
            "contest": item.contest,
            "source": item.source,
            "area": item.area,
            "message": item.message,
            "votes": item.votes,
            "premises": [sentence.text for sentence in item.premises],
            "breaking_point": _text(item.breaking_point),
            "explanations": [sentence.text for sentence in item.explanations],
            "because": _text(item.because),
            "figures": _json_text(item.figures),
        }
        for item in findings
    ]
    text, texts = pa.string(), pa.list_(pa.string())
    kinds = {"votes": pa.int64(), "premises": texts, "explanations": texts}
    names = (
        "code tier contest source area message votes premises breaking_point explanations because "
        "figures"
    )
    return pa.Table.from_pylist(
        rows, schema=pa.schema([(name, kinds.get(name, text)) for name in names.split()])
    )


def claims_to_arrow(claims: Iterable[ClaimResult]) -> pa.Table:
    """One row a clause: id (of the claim, as in the JSON), who, at, sentence, status, verdict (of
    the claim), then clause, clause_status, clause_verdict, reason, would_decide, counterexamples
    (how many), provisional, unconfirmed (a draft that nobody has looked at: no report shows it).
    """
    import pyarrow as pa

    rows = []
    for result in claims:
        whole = {
            "id": result.claim.id,
            "who": result.claim.who,
            "at": result.claim.at,
            "sentence": result.claim.sentence,
            "status": result.status.value,
            "verdict": result.verdict.value if result.verdict else None,
            "unconfirmed": result.claim.unconfirmed,
        }
        rows += [
            {
                **whole,
                "clause": part.clause.text,
                "clause_status": part.status.value,
                "clause_verdict": part.verdict.value if part.verdict else None,
                "reason": part.reason.text,
                "would_decide": _text(part.would_decide),
                "counterexamples": part.counterexamples_count,
                "provisional": part.provisional,
            }
            for part in result.clauses
        ] or [{**whole, "reason": result.reason.text}]
    kinds = {"counterexamples": pa.int64(), "provisional": pa.bool_(), "unconfirmed": pa.bool_()}
    names = (
        "id who at sentence status verdict clause clause_status clause_verdict reason "
        "would_decide counterexamples provisional unconfirmed"
    )
    return pa.Table.from_pylist(
        rows, schema=pa.schema([(name, kinds.get(name, pa.string())) for name in names.split()])
    )


@dataclass(frozen=True, repr=False)
class TotalsTable:
    """Sums of the areas of one level, with their coverage: one row a contest, source and area.

    Columns are contest, source, level, area, name, stations_held, stations_known, then every
    field and option. A figure that nobody holds is null, never zero. Iterating gives the rows as
    dictionaries.
    """

    arrow: pa.Table

    def to_arrow(self) -> pa.Table:
        """The table as ``pyarrow.Table``."""
        return self.arrow

    def to_pandas(self) -> pd.DataFrame:
        """The table as ``pandas.DataFrame``."""
        return arrow_to_pandas(self.arrow)

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries, column → value."""
        for batch in self.arrow.to_batches():
            yield from batch.to_pylist()

    @overload
    def __getitem__(self, row: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, row: slice) -> TotalsTable: ...
    def __getitem__(self, row: int | slice) -> dict[str, Any] | TotalsTable:
        if isinstance(row, slice):
            return TotalsTable(self.arrow.take(np.arange(len(self))[row]))
        place = row + len(self) if row < 0 else row
        if not 0 <= place < len(self):
            raise IndexError(f"there are {len(self)} rows of totals, and no row {row}")
        found: dict[str, Any] = self.arrow.slice(place, 1).to_pylist()[0]
        return found

    def __repr__(self) -> str:
        return f"<TotalsTable: {len(self)} rows of {', '.join(self.arrow.column_names)}>"

    def _repr_html_(self) -> str:
        names = self.arrow.column_names
        rows = self.arrow.slice(0, SHOWN_ROWS).to_pylist()
        return html_table(names, [[row[name] for name in names] for row in rows], len(self))


def figure_rows(contest: str, table: FigureTable) -> pa.Table:
    """The sums of the areas of one level from one source; columns are taken over, not looped."""
    import pyarrow as pa

    n = len(table)
    columns: dict[str, Any] = {
        "contest": pa.array([contest] * n, pa.string()),
        "source": pa.array([table.source] * n, pa.string()),
        "level": pa.array([table.level] * n, pa.string()),
        "area": pa.array(list(table.areas), pa.string()),
        "name": pa.array(list(table.names), pa.string()),
        "stations_held": _figures(table.stations_held),
        "stations_known": _figures(table.stations_known),
    }
    columns |= {name: _figures(figures) for name, figures in table.columns.items()}
    return pa.table(columns)


def joined(tables: Sequence[pa.Table]) -> TotalsTable:
    """Tables of several contests and sources under one another; columns one lacks are null."""
    import pyarrow as pa

    columns = [(name, pa.string()) for name in PLACE_COLUMNS[:5]]
    columns += [(name, pa.int64()) for name in PLACE_COLUMNS[5:]]
    nothing = pa.schema(columns).empty_table()
    return TotalsTable(pa.concat_tables([nothing, *tables], promote_options="default"))


def html_table(names: Sequence[str], rows: Sequence[Sequence[Any]], of: int) -> str:
    """A plain table for a notebook; everything in it is escaped."""
    head = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows
    )
    more = ""
    if of > len(rows):
        more = _("{shown} of {all} rows are shown.").format(shown=number(len(rows)), all=number(of))
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{html.escape(more)}</p>"
    )


def findings_html(findings: Sequence[Finding]) -> str:
    """The first findings as a table for a notebook."""
    rows = [
        (item.tier.value, item.code.name, item.contest, item.area, item.message, item.votes)
        for item in findings[:SHOWN_ROWS]
    ]
    names = (_("tier"), _("code"), _("contest"), _("place"), _("finding"), _("votes"))
    return html_table(names, rows, len(findings))


def claims_html(claims: Sequence[ClaimResult]) -> str:
    """The first claims as a table for a notebook."""
    rows = [
        (item.claim.who, item.claim.sentence, item.verdict or item.status, item.reason.text)
        for item in claims[:SHOWN_ROWS]
    ]
    return html_table((_("who"), _("sentence"), _("verdict"), _("reason")), rows, len(claims))


def _cell(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return str(value)
        case int():
            return number(value)
        case _:
            return f"<bdi>{html.escape(str(value))}</bdi>"


def _figures(figures: np.ndarray[Any, Any]) -> pa.Array:
    import pyarrow as pa

    return pa.array(np.asarray(figures, dtype=np.int64), mask=np.asarray(figures == MISSING))


def _text(sentence: Sentence | None) -> str | None:
    return None if sentence is None else sentence.text


def _json_text(figures: Mapping[str, Any]) -> str:
    return json.dumps(plain(figures), ensure_ascii=False)
