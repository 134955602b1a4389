"""actasum's statements (``actasum/statement/v0.1``): one polling station's sheet a line.

A statement has blank, null, other categories and candidatures; ``registered`` and
``candidature_total`` by choice. ``unread`` and ``not_on_sheet`` name figures without a value.
Source: actasum 0.1.0, ``docs/spec/core.md`` and ``actasum/statement.py``.
"""

from __future__ import annotations

from crosstally.election.definition import Columns, Contest, ReturnsFile, normalised
from crosstally.engine.connection import Engine
from crosstally.engine.statements import (
    STATEMENT_FIELDS,
    other_categories,
    read_statements,
    statement_codes,
    statements,
)
from crosstally.problems import InputError, Problem
from crosstally.returns.files import OpenedFile, utf8_copy
from crosstally.returns.raw_file import RawFile

SPEC = "actasum/statement/v0.1"
_FIELDS = ("blank", "null", "registered", "candidature_total")


def open_statements(
    engine: Engine, raw: RawFile, entry: ReturnsFile, contest: Contest
) -> tuple[OpenedFile, ReturnsFile]:
    """Open a file of statements; the entry comes back with the columns that it has.

    Candidature codes are matched with the options by id, name and alias, unless
    ``columns.options`` says which is which.
    """
    local = utf8_copy(engine, raw, entry.encoding)
    specs = read_statements(engine, local)
    if specs != {SPEC}:
        raise InputError(
            Problem(
                "holds lines that are no statements",
                raw.shown,
                read=", ".join(sorted(str(spec) for spec in specs if spec != SPEC)) or "nothing",
                expected=SPEC,
            )
        )
    codes = statement_codes(engine)
    options = dict(entry.columns.options) or _options(codes, contest)
    unknown = sorted(set(codes) - set(options.values()))
    if unknown:
        raise InputError(
            Problem(
                "names candidatures that the contest does not have: " + ", ".join(unknown[:10]),
                raw.shown,
                hint="Add them to the contest's options, or as aliases of one.",
            )
        )
    others = other_categories(engine)
    header = [
        *STATEMENT_FIELDS,
        *(f"other:{name}" for name in others),
        *(f"candidature:{code}" for code in codes),
    ]
    relation = statements(codes, others)
    written = entry.columns
    fields = dict(written.fields) or {name: name for name in _FIELDS}
    columns = Columns(
        station=written.station or ["station"],
        areas=written.areas,
        attributes=[*written.attributes],
        fields=fields,
        options={
            option: f"candidature:{code}" for option, code in options.items() if code in codes
        },
    )
    return (
        OpenedFile(raw, "actasum", header, 0, relation),
        entry.model_copy(update={"columns": columns, "level": entry.level}),
    )


def _options(codes: list[str], contest: Contest) -> dict[str, str]:
    texts = {
        normalised(text): option
        for option, about in contest.options.items()
        for text in (*about.aliases, about.name, option)
    }
    return {texts[normalised(code)]: code for code in codes if normalised(code) in texts}
