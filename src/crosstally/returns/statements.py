"""actasum's statements (``actasum/statement/v0.1``): one polling station's sheet a line.

A statement has blank, null, other categories and candidatures; ``registered`` and
``candidature_total`` by choice. ``unread`` and ``not_on_sheet`` name figures without a value. A
statement that Crosstally wrote says in ``extra`` how its votes came, and of which copy it is.
Source: actasum 0.1.0, ``docs/spec/core.md`` and ``actasum/statement.py``.
"""

from __future__ import annotations

import json
from array import array
from pathlib import Path

import duckdb

from crosstally.election.definition import Columns, Contest, ReturnsFile, normalised
from crosstally.engine.connection import Engine
from crosstally.engine.first_rows import first_rows
from crosstally.engine.statements import (
    MAX_LINE,
    STATEMENT_FIELDS,
    StatementsRead,
    read_statements,
    statements,
)
from crosstally.problems import InputError, Problem
from crosstally.returns.columns import refuse_shared_names
from crosstally.returns.documents import Document, DocumentColumn, Meaning
from crosstally.returns.files import OpenedFile, utf8_copy
from crosstally.returns.raw_file import RawFile
from crosstally.returns.row_lines import RowLines
from crosstally.returns.statement_checks import contradictions
from crosstally.words import _

SPEC = "actasum/statement/v0.1"
LINES_SHOWN = 20
_FIELDS = ("blank", "null", "registered", "candidature_total")
_NO_FIGURES = frozenset({"unit", "stage", "supersedes"})
_MEANINGS = {
    "station": Meaning.STATION,
    "constituency": Meaning.AREA,
    "channel": Meaning.CHANNEL,
    "copy": Meaning.COPY,
}
_TITLES = {
    "blank": "Blank votes",
    "null": "Null votes",
    "registered": "Registered voters",
    "candidature_total": "Votes for candidatures",
}
_IDS = {"candidature_total": "valid", "null": "invalid"}
"""The law's words for what a statement calls otherwise."""


def open_statements(
    engine: Engine, raw: RawFile, entry: ReturnsFile, contest: Contest
) -> tuple[OpenedFile, ReturnsFile]:
    """Open a file of statements; the entry comes back with the columns that it has.

    Candidature codes are matched with the options by id, name and alias, unless
    ``columns.options`` says which is which.
    """
    read = _read(engine, raw, entry.encoding)
    local = read.path
    codes = list(read.codes)
    if not entry.columns.options:
        refuse_shared_names(codes, (), contest, raw.shown)
    options = dict(entry.columns.options) or _options(codes, contest)
    unknown = sorted(set(codes) - set(options.values()))
    if unknown:
        raise InputError(
            Problem(
                _("names candidatures that the contest does not have: {names}").format(
                    names=", ".join(unknown[:10])
                ),
                raw.shown,
                hint=_("Add them to the contest's options, or as aliases of one."),
            )
        )
    header = [
        *STATEMENT_FIELDS,
        *(f"other:{name}" for name in read.others),
        *(f"candidature:{code}" for code in codes),
    ]
    relation = statements(read)
    written = entry.columns
    fields = dict(written.fields) or {name: name for name in _FIELDS}
    columns = Columns(
        station=written.station or ["station"],
        areas=written.areas,
        channel=written.channel or ("channel" if "channel" in read.told else None),
        attributes=[*written.attributes],
        fields=fields,
        options={
            option: f"candidature:{code}" for option, code in options.items() if code in codes
        },
    )
    copy = written.copy_id or ("copy" if "copy" in read.told else None)
    columns = columns.model_copy(update={"copy_id": copy})
    return (
        OpenedFile(raw, "actasum", header, 0, relation, RowLines(0, local, is_json=True)),
        entry.model_copy(update={"columns": columns, "level": entry.level}),
    )


def statements_document(raw: RawFile, most: int) -> Document:
    """A file of statements as a table of texts, ``most`` rows of it, for whoever drafts a folder
    from it. Raises ``InputError`` with every problem."""
    with Engine() as engine:
        read = _read(engine, raw, None)
        others = [f"other:{name}" for name in read.others]
        names = [*STATEMENT_FIELDS, *others, *read.codes]
        rows = first_rows(engine, statements(read), most)
    kept = [at for at, name in enumerate(names) if name not in _NO_FIGURES]
    codes = len(names) - len(read.codes)
    columns = tuple(_column(names[at], is_code=at >= codes) for at in kept)
    texts = [["" if row[at] is None else str(row[at]) for at in kept] for row in rows]
    lines = array("l", range(1, len(texts) + 1))
    return Document("actasum", "", None, columns, texts, lines)


def _column(name: str, is_code: bool) -> DocumentColumn:
    if is_code:
        return DocumentColumn(name, Meaning.OPTION, name, name)
    meaning = _MEANINGS.get(name, Meaning.FIELD)
    return DocumentColumn(name, meaning, _IDS.get(name, name), _TITLES.get(name, name))


def _read(engine: Engine, raw: RawFile, encoding: str | None) -> StatementsRead:
    """Look through a file of statements. Raises ``InputError`` where lines are none, or contradict
    themselves."""
    local = utf8_copy(engine, raw, encoding)
    try:
        read = read_statements(engine, local)
    except duckdb.Error:
        raise InputError(_unreadable_lines(local, raw.shown)) from None
    others_named = read.specs - {SPEC}
    if others_named or not read.specs:
        raise InputError(
            Problem(
                _("holds lines that are no statements"),
                raw.shown,
                read=", ".join(sorted(str(spec) for spec in read.specs if spec != SPEC))
                or _("nothing"),
                expected=SPEC,
            )
        )
    problems = contradictions(engine, read, raw.shown)
    if problems:
        raise InputError(problems)
    return read


def _unreadable_lines(path: Path, shown: str) -> list[Problem]:
    """The first lines that are no statements, looked at one by one, each with its mistake."""
    problems: list[Problem] = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, line in enumerate(stream, 1):
            mistake = _mistake(line) if line.strip() else None
            if mistake is not None:
                problems.append(Problem(mistake, shown, number, read=line.strip()))
            if len(problems) == LINES_SHOWN:
                break
    return problems or [Problem(_("is no file of statements, one on each line"), shown)]


def _mistake(line: str) -> str | None:
    if len(line.encode()) > MAX_LINE:
        return _("a line is longer than {n} MB").format(n=MAX_LINE >> 20)
    try:
        found = json.loads(line, object_pairs_hook=_unique)
    except _TwiceError:
        return _("a key stands twice")
    except (ValueError, RecursionError) as error:
        return _("a line is no JSON: {reason}").format(reason=error)
    if not isinstance(found, dict):
        return _("a line is no JSON object")
    counts = found.get("counts")
    if not isinstance(counts, dict | None):
        return _("`{name}` is no JSON object").format(name="counts")
    for name in ("candidatures", "other", "unread", "not_on_sheet"):
        if not isinstance((counts or {}).get(name), dict | None):
            return _("`{name}` is no JSON object").format(name=name)
    try:
        line.encode().decode()
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        return _("a text holds half of a sign")
    return None


class _TwiceError(Exception):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _options(codes: list[str], contest: Contest) -> dict[str, str]:
    texts = {
        normalised(text): option
        for option, about in contest.options.items()
        for text in (*about.aliases, about.name, option)
    }
    return {texts[normalised(code)]: code for code in codes if normalised(code) in texts}
