"""An election folder drafted from one file of results."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crosstally.drafting.evidence import leaves_noughts_out
from crosstally.drafting.folder import Content, write_folder
from crosstally.drafting.guess import ColumnGuess, Guess, Kind, at_stake
from crosstally.drafting.naming import slug
from crosstally.drafting.source import Source
from crosstally.election.definition import SourceKind
from crosstally.words import number

_DATE = re.compile(r"\b(19|20)\d\d-[01]\d-[0-3]\d\b")
_DOTTED = re.compile(r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?!\d)")
_MONTHS = (
    "jan|янв|ene|қаң|oca",
    "feb|фев|fév|ақп|şub",
    "mar|мар|mär|нау",
    "apr|апр|abr|avr|сәу|nis",
    "may|мая|май|mai|мам",
    "jun|июн|juin|мау",
    "jul|июл|juil|шіл|tem",
    "aug|авг|ago|aoû|там|ağu",
    "sep|сен|set|қыр|eyl",
    "oct|окт|okt|out|қаз|eki",
    "nov|ноя|қар|kas",
    "dec|дек|dic|déc|dez|жел|ara",
)
"""How the names of months begin: English, Russian, Spanish, Portuguese, French, German, Kazakh and
Turkish."""
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[^\W\d_]*)\.?"
_WORDED = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:de )?{_MONTH},? (?:de )?"
        r"(?P<year>(?:19|20)\d\d)",
        re.I,
    ),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)", re.I),
)
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")
_PLAIN = re.compile(r"^[^\W\d_][\w ./()-]*[\w)]$")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


@dataclass(frozen=True)
class Whose:
    """The source that states the figures of a file."""

    id: str = "authority"
    name: str = "Electoral authority"
    kind: SourceKind = SourceKind.AUTHORITY
    kind_is_known: bool = False

    @classmethod
    def called(cls, name: str | None, kind: SourceKind | None = None) -> Whose:
        """A source of that name, with an id made from it. Without a kind, a word of the name such
        as "party" says it; else it is taken for an authority."""
        if name is None:
            default = cls()
            return default if kind is None else cls(kind.value, default.name, kind, True)
        said = kind or next(
            (found for word in slug(name).split("_") if (found := _KIND_WORDS.get(word))), None
        )
        return cls(slug(name) or "source", name, said or SourceKind.AUTHORITY, said is not None)


_KIND_WORDS = {
    "party": SourceKind.PARTY,
    "parties": SourceKind.PARTY,
    "партия": SourceKind.PARTY,
    "observer": SourceKind.OBSERVER,
    "observers": SourceKind.OBSERVER,
    "наблюдатели": SourceKind.OBSERVER,
    "media": SourceKind.MEDIA,
    "newspaper": SourceKind.MEDIA,
    "сми": SourceKind.MEDIA,
}


@dataclass(frozen=True)
class About:
    """What no column says: the election's id, title and day, and whose figures these are."""

    id: str
    title: str
    date: str
    date_is_known: bool
    source: Whose


def about(target: Path, source: Source, whose: Whose | None = None) -> About:
    """What the names of folder and file and the title above the header say."""
    title = source.guess.title or target.resolve().name
    written = f"{title} {source.guess.above} {source.path.name}"
    day = _day_in(written)
    year = _YEAR.search(written)
    if day is not None:
        date, is_known = day, True
    else:
        date = f"{year[0]}-01-01" if year else dt.datetime.now(dt.UTC).date().isoformat()
        is_known = False
    return About(
        id=slug(target.resolve().name) or "election",
        title=title[:300],
        date=date,
        date_is_known=is_known,
        source=whose or Whose(),
    )


def _day_in(text: str) -> str | None:
    """A day as ``2025-10-12``, ``12.10.2025``, ``12 October 2025`` or ``October 12, 2025``."""
    found: list[tuple[str, str, str]] = []
    if iso := _DATE.search(text):
        year, month, day = iso[0].split("-")
        found.append((year, month, day))
    if dotted := _DOTTED.search(text):
        found.append((dotted["year"], dotted["month"], dotted["day"]))
    for pattern in _WORDED:
        if worded := pattern.search(text):
            month = str(_month(worded["month"].casefold()))
            found.append((worded["year"], month, worded["day"]))
    days = [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in found]
    return next((day for day in days if _is_day(day)), None)


def _month(name: str) -> int:
    """Of a word that begins as months do; of two beginnings the longer one (``juin``, ``jun``)."""
    begins = [
        (len(start), number)
        for number, starts in enumerate(_MONTHS, 1)
        for start in starts.split("|")
        if name.startswith(start)
    ]
    return max(begins)[1]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def write_draft(target: Path, source: Source, said: About) -> list[str]:
    """Write the whole folder: definition, announcements, the file itself as it came.

    Returns the paths written. Raises ``InputError`` where the folder is not free.
    """
    return write_folder(target, draft(source, said))


def draft(source: Source, said: About) -> dict[str, Content]:
    """The files of the drafted folder: path → text, or the file to copy."""
    source, file, files = returns_files(source)
    files["election.yaml"] = election_yaml(source, said, file)
    announced = announcement_lines(source, said.source)
    if announced:
        files["announcements.yaml"] = "\n".join([*ANNOUNCED, *announced]) + "\n"
    return files


def returns_files(source: Source) -> tuple[Source, str, dict[str, Content]]:
    """The source as it lies in an election folder, the path of its table there, and the files to
    write: the file itself, or the table made plain and the file as it came."""
    original = file_name(source.path)
    if source.tidied is None:
        file = f"returns/{original}"
        return source, file, {file: source.path}
    file = f"returns/{slug(source.path.name.partition('.')[0]) or 'returns'}.csv"
    plain = replace(source, format=None, encoding=None, delimiter=None, worksheet=None, member=None)
    return plain, file, {file: source.tidied.text, f"original/{original}": source.path}


def file_name(path: Path) -> str:
    """The file's own name, without the characters that stand for several files."""
    return re.sub(r"[*?\[\]]", "_", path.name)


def quoted(text: str) -> str:
    """A text as YAML: plain where that is safe, else in quotes."""
    if _PLAIN.match(text) and text.casefold() not in _WORDS and len(text) < 80:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(
        f"\\u{ord(char):04x}" if "\x7f" <= char <= "\x9f" or char in "\u2028\u2029\ufeff" else char
        for char in escaped
    )


def _items(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(json.dumps(text, ensure_ascii=False) for text in texts) + "]"


def election_yaml(source: Source, said: About, file: str) -> str:
    """The definition, with a remark wherever somebody should look."""
    guess = source.guess
    lines = [
        "# Drafted from a file of results. Lines marked CHECK are guesses that matter most;",
        "# `crosstally new DIR` without a file writes an example that explains the usual keys.",
        "",
        "crosstally: 1",
        f"id: {quoted(said.id)}",
        f"title: {quoted(said.title)}",
        f"date: {said.date}" + ("" if said.date_is_known else "    # CHECK: the day of the vote."),
        "",
        "# From the whole place down to the polling station.",
        *_levels(guess),
        _stations(guess),
        "",
        "sources:",
        *source_lines(said.source),
        "",
        *_sheet(guess),
        *_contest(guess),
        "returns:",
        *returns_lines(source, file, said.source.id),
    ]
    return "\n".join(lines) + "\n"


def _stations(guess: Guess) -> str:
    if guess.without_figures:
        return (
            f"stations: {guess.rows}    # CHECK: how many there are. The file has "
            f"{number(guess.rows)}, {number(guess.without_figures)} of them without figures."
        )
    stations = guess.stations if guess.of(Kind.COPY) or guess.of(Kind.CHANNEL) else guess.rows
    return f"# stations: {stations}    # How many there are. The file has {number(stations)}."


def _levels(guess: Guess) -> list[str]:
    """The ids of the levels, with their names where these say more."""
    names = {c.id: c.name for c in guess.of(Kind.AREA) if c.id in guess.levels}
    named = {level: _name_of_level(level, names[level]) for level in guess.levels}
    if not any(named.values()):
        return [f"levels: [{', '.join(['country', *guess.levels, 'station'])}]"]
    lines = [f"  {level}: {quoted(name) if name else ''}".rstrip() for level, name in named.items()]
    return ["levels:    # id: its name in reports.", "  country:", *lines, "  station:"]


def _name_of_level(level: str, column: str) -> str | None:
    same = column.casefold() == level or column.startswith("column ")
    return None if same else " ".join(column.split())[:300]


def source_lines(whose: Whose) -> list[str]:
    """An entry of ``sources:``, with remarks at what nobody has said."""
    if whose.kind_is_known:
        return [
            f"  {whose.id}:",
            f"    name: {quoted(whose.name)}",
            f"    kind: {whose.kind.value}",
        ]
    return [
        f"  {whose.id}:",
        f"    name: {quoted(whose.name)}    # CHECK: whose figures are these?",
        f"    kind: {whose.kind.value}    # CHECK: authority, party, observer or media? Only an",
        "    # authority's list of stations is taken for all of them.",
    ]


def _sheet(guess: Guess) -> list[str]:
    fields = guess.of(Kind.FIELD)
    if not fields and not any(item.strength for item in guess.evidence):
        return []
    lines = ["sheets:", "  sheet:"]
    if fields:
        lines.append("    fields:")
        lines += [f"      {quoted(c.id or '')}: {quoted(_title(c))}" for c in fields]
    if guess.measures:
        lines.append("    measures:")
        lines += [f"      {name}: {sum_}" for name, sum_ in guess.measures]
    if guess.evidence:
        mark = "" if any(item.strength for item in guess.evidence) else "# "
        lines.append(f"    {mark}relations:    # CHECK: `must` is what the law demands.")
    for item in guess.evidence:
        held = f"holds in {number(item.held)} of {number(item.checked)} rows"
        if item.strength is None:
            lines.append(f"      # - relation: {item.relation}    # {held}")
            continue
        lines.append(f"      - relation: {item.relation}    # {held}")
        lines.append(f"        strength: {item.strength}")
    return [*lines, ""]


def _title(column: ColumnGuess) -> str:
    return " ".join((column.title or column.name).split())[:300]


def _contest(guess: Guess) -> list[str]:
    lines = ["contests:", "  contest:", "    options:"]
    lines += [f"      {quoted(c.id or '')}: {quoted(_title(c))}" for c in guess.of(Kind.OPTION)]
    return [*lines, ""]


def returns_lines(source: Source, file: str, whose: str, contest: str | None = None) -> list[str]:
    """An entry of ``returns:``. ``whose`` is the source's id; ``contest`` is named where there are
    several."""
    guess = source.guess
    name = {c.index: c.name for c in guess.columns}
    lines = []
    if source.tidied is not None:
        lines += [f"  # {template.format(**values)}" for template, values in source.tidied.done]
    lines += [f"  - file: {quoted(file)}", f"    source: {whose}"]
    if contest is not None:
        lines.append(f"    contest: {contest}")
    settings = {
        "format": source.format,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "worksheet": source.worksheet,
        "member": source.member,
        "thousands": guess.thousands,
    }
    lines += [f"    {key}: {_setting(value)}" for key, value in settings.items() if value]
    if source.path.suffix.lower() != ".parquet" or source.tidied is not None:
        if guess.header_row != 1:
            lines.append(f"    header_row: {guess.header_row}")
        if guess.header_rows != 1:
            lines.append(f"    header_rows: {guess.header_rows}")
    if leaves_noughts_out(guess.option_columns):
        lines.append("    empty: zero_beside_votes    # Most rows leave some option empty.")
    if guess.empty_marks:
        lines.append(f"    empty_marks: {_items(guess.empty_marks)}")
    if guess.leave_out:
        remark = "Rows that are no stations."
        if guess.without_figures:
            remark = (
                f"CHECK: {number(guess.without_figures)} stations are marked as having no figures: "
                "their noughts are none."
            )
        lines.append(f"    leave_out:    # {remark}")
        lines += [f"      {quoted(column)}: {_items(texts)}" for column, texts in guess.leave_out]
    lines.append("    columns:")
    station = [name[index] for index in guess.station]
    shown = _items(tuple(station)) if len(station) > 1 else quoted(station[0])
    rows_shared, votes = at_stake(guess)
    remark = (
        f"    # CHECK: {number(rows_shared)} rows share another's code; {number(votes)} votes lost."
        if rows_shared
        else ""
    )
    lines.append(f"      station: {shown}{remark}")
    lines += [f"      station_name: {quoted(c.name)}" for c in guess.of(Kind.STATION_NAME)[:1]]
    lines += [f"      copy: {quoted(c.name)}" for c in guess.of(Kind.COPY)[:1]]
    lines += [f"      channel: {quoted(c.name)}" for c in guess.of(Kind.CHANNEL)[:1]]
    if guess.levels:
        lines.append("      areas:")
        by_level = {c.id: c.name for c in guess.of(Kind.AREA)}
        lines += [f"        {quoted(level)}: {quoted(by_level[level])}" for level in guess.levels]
    if guess.attributes:
        lines.append(f"      attributes: {_items(tuple(name[i] for i in guess.attributes))}")
    for key, kind in (("fields", Kind.FIELD), ("options", Kind.OPTION)):
        columns = guess.of(kind)
        if columns:
            lines.append(f"      {key}:")
            lines += [f"        {quoted(c.id or '')}: {quoted(c.name)}" for c in columns]
    left_out = [c.name for c in guess.of(Kind.LEFT_OUT) if c.example]
    if left_out:
        lines.append("      # Left out: " + ", ".join(" ".join(name.split()) for name in left_out))
    return lines


def _setting(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


HOLDING_COPIES = (SourceKind.OBSERVER, SourceKind.PARTY)
ANNOUNCED = (
    "# The rows of totals of the file, as stated there; the stations are held against them. Take",
    "# them away if the file does not have every station: they are no totals of the whole then.",
    "announcements:",
)


def announcement_lines(source: Source, whose: Whose, id_: str = "row_of_totals") -> list[str]:
    """The rows that state sums, as an announcement to hold the stations against.

    Nothing where the file has no such rows, and where it is of those who hold copies, observers and
    parties: they add up what they hold, which is no statement about the whole place.
    """
    guess = source.guess
    parts = guess.area_totals.stated
    if not (guess.grand_total or parts) or whose.kind in HOLDING_COPIES:
        return []
    lines = [
        f"  - id: {id_}",
        f"    source: {whose.id}",
        "    stage: count",
        f"    printed_in: {quoted('the row of totals in ' + file_name(source.path))}",
        *_stated(guess, dict(guess.grand_total or ()), "    "),
    ]
    if parts:
        lines.append("    areas:")
    for path, figures in parts:
        stated = _stated(guess, dict(figures), "        ")
        if stated:
            lines += [f"      {quoted('/'.join(path))}:", *stated]
    return lines


def _stated(guess: Guess, stated: Mapping[int, int], indent: str) -> list[str]:
    lines = []
    for key, kind in (("counts", Kind.OPTION), ("fields", Kind.FIELD)):
        columns = [c for c in guess.of(kind) if c.index in stated]
        if columns:
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {quoted(c.id or '')}: {stated[c.index]}" for c in columns]
    return lines
