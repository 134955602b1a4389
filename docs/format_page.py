"""The page of the election folder's format, from the models that read it."""

from __future__ import annotations

import enum
import re
from typing import Any, get_args

from pydantic import BaseModel

from crosstally.claims.statement import Claims
from crosstally.drafting.station_lists import How
from crosstally.election.areas import COLUMNS as AREA_COLUMNS
from crosstally.election.areas import Standing
from crosstally.election.candidates import Candidate
from crosstally.election.definition import Announcements, Definition, Document
from crosstally.election.holdings import COLUMNS as HOLDING_COLUMNS
from crosstally.election.holdings import HoldingKind, HoldingStanding
from crosstally.election.pictures import COLUMNS as PICTURE_COLUMNS
from crosstally.returns.crosswalk import NOT_DOUBTFUL
from docs.attributes import attribute_texts, cell, paragraph

HEAD = """\
# The election folder

Plain files that people write by hand and keep in git. `crosstally new DIR` writes a commented
skeleton. JSON Schemas for editors stand in [`docs/schema`](../schema).

| file | what |
| --- | --- |
| `election.yaml` | [what was asked of voters](#electionyaml), and which file holds whose figures |
| `areas.csv` | by choice: [the place tree](#areascsv) |
| `announcements.yaml` | by choice: [results as announced](#announcementsyaml) |
| `claims.yaml` | by choice: [public statements](#claimsyaml) |
| `holdings.csv` | by choice: [which copies of sheets there are](#holdingscsv) |
| `pictures.csv` | by choice: [which file shows which sheet](#picturescsv) |
| `candidates.csv` | by choice: [who stands on which list](#candidatescsv) |
| `crosswalk.csv` | by choice: [which code of one source is which station](#crosswalkcsv) |
| `returns/*` | the figures: CSV, TSV, XLSX, Parquet, JSON Lines; `.gz` and `.zip` around them |
| `map.geojson` | by choice: the shapes of areas |

Texts need no quotes unless they hold `: ` or begin with a sign. A printed percentage keeps every
digit: `7.20` is not `7.2`. A key that the format does not know is an error, and the nearest known
key is suggested.

**text** is any text. A **name** is a short name of letters, digits, `_` and `-` that begins with a
letter. A **moment** is `2012-01-15` or `2012-01-15T20:00`. A **percentage** is as printed: `7`,
`7.5`, `80.99%`. A number of votes, stations or voters is digits alone: `1440`, not `1.440`, `1,440`
or `1_440`.

Codes and names are compared without what cannot be seen: blanks of any width and signs without a
picture (zero-width spaces, marks of direction) fall away at both ends, and inside a code too, in
every file alike. Leading zeros and case are left as they stand: `07` is another station than `7`,
and a finding names such codes. A cell of figures is empty only where nothing stands in it or
`empty_marks` names what does; `NA`, `NULL` or `#REF!` are figures that could not be read.
"""

AREAS = """\
## `areas.csv`

One row an area. An area that stands in several trees has a row for each, with the tree's name.

| column | meaning |
| --- | --- |
| `id` | the area's id; needed |
| `name` | its name; left out, the id |
| `level` | one of the levels of `election.yaml`; needed |
| `parent` | the id of the area it lies in; needed |
| `tree` | which tree this row is about; empty for the main one |
| `standing` | what became of a station: {standings} |
| `aliases` | other names, with `\\|` between them |
| `registered` | voters on its list |

An area lies in one of a level above its own, and never in a station. Other columns are kept as
attributes of stations (prison, abroad, ship), which the plain explanations try. Comma, semicolon or
tab between the cells.
"""


HOLDINGS = """\
## `holdings.csv`

One row a copy of a sheet. Comma, semicolon or tab between the cells.

| column | meaning |
| --- | --- |
| `station` | the code as in the returns of that source; `crosswalk.csv` applies to both; needed |
| `kind` | {kinds}; needed |
| `standing` | what became of it: {standings}; needed |
| `copy` | what tells it from other copies of the same sheet |
| `source` | whose it is; left out where there is one source of returns |
| `contest` | left out: the sheets of every contest |
| `note` | anything else |
"""

PICTURES = """\
## `pictures.csv`

One row a picture of one page of a sheet. Comma, semicolon or tab between the cells.

| column | meaning |
| --- | --- |
| `station` | the code as in the returns of that source; `crosswalk.csv` applies to both; needed |
| `source` | whose copy of the sheet it shows; needed |
| `contest` | left out: the sheets of every contest |
| `page` | which page of the sheet, counted from 1; left out: 1 |
| `file` | its path inside the folder, with slashes: JPEG, PNG or HEIC; needed |

`crosstally pack build` publishes pictures made anew from their pixels, with `hide` of the sheet
template blacked out; without `hide` it publishes none. This list and the files themselves are
never in a pack, nor are the files' names. One file shows the sheet of one station.
"""

CANDIDATES = """\
## `candidates.csv`

One row a candidate. Comma, semicolon or tab between the cells. With it,
[`crosstally seats`](../how-to/seats.md) says who takes the seats; `lists` of the contest says how.
A name is printed only because it stands here: leave the column out where it need not be known.
"""

CROSSWALK = """\
## `crosswalk.csv`

One row a code of a source. `crosstally match` drafts it; a person settles it. Three columns are
needed, and any others may stand beside them. Comma, semicolon or tab between the cells.

| column | meaning |
| --- | --- |
| `source` | whose code it is; needed |
| `code` | the code in that source's files; needed |
| `station` | the code of another source's files or of `areas.csv`; empty: the code stays; needed |
| `doubtful` | empty, {settled}: settled and used; all else (`yes`, `?`): **not used** yet |
| `how` | how the draft found it: {ways}. Empty where a person wrote it |
| `name`, `station_name` | the names on both sides, to compare; not read |
| `differs` | the figures that both have and that differ, the source's first; not read |
| `note` | why it is doubtful, or not found; not read |

A line that leads to a station no other file knows is an error; a code that the source does not have
is a finding (`CROSSWALK-UNUSED`). A code that begins like a formula (`=`, `+`, `-`, `@`) is drafted
with an apostrophe before it, which reading takes away.
"""


def format_page() -> str:
    """The page as Markdown."""
    assert set(AREA_COLUMNS) == {
        "id",
        "name",
        "level",
        "parent",
        "tree",
        "standing",
        "aliases",
        "registered",
    }
    standings = ", ".join(f"`{standing.value}`" for standing in Standing)
    parts = [HEAD, *_document("election.yaml", Definition), AREAS.format(standings=standings)]
    seen = {model.__name__ for model in _models(Definition)}
    assert set(HOLDING_COLUMNS) == set(re.findall(r"^\| `(\w+)` \|", HOLDINGS, re.MULTILINE))
    assert set(PICTURE_COLUMNS) == set(re.findall(r"^\| `(\w+)` \|", PICTURES, re.MULTILINE))
    parts += [
        HOLDINGS.format(kinds=_values(HoldingKind), standings=_values(HoldingStanding)),
        PICTURES,
        CANDIDATES,
        _model(Candidate, is_whole=True).replace("| key |", "| column |"),
        CROSSWALK.format(
            settled=", ".join(f"`{text}`" for text in sorted(NOT_DOUBTFUL) if text),
            ways=_values(How),
        ),
    ]
    parts += _document("announcements.yaml", Announcements, seen)
    seen |= {model.__name__ for model in _models(Announcements)}
    parts += _document("claims.yaml", Claims, seen)
    return "\n".join(parts)


def _values(choices: type[enum.StrEnum]) -> str:
    return ", ".join(f"`{choice.value}`" for choice in choices)


def _document(title: str, model: type[BaseModel], seen: set[str] | None = None) -> list[str]:
    new = [part for part in _models(model) if part.__name__ not in (seen or set())]
    return [f"## `{title}`\n", *(_model(part, part is model) for part in new)]


def _model(model: type[BaseModel], is_whole: bool) -> str:
    lines = [] if is_whole else [f"### {model.__name__}\n", f"{paragraph(model.__doc__)}\n"]
    lines += ["| key | holds | left out | meaning |", "| --- | --- | --- | --- |"]
    texts = attribute_texts(model)
    schema = model.model_json_schema(by_alias=True)
    for name, field in model.model_fields.items():
        key = field.alias or name
        about = schema["properties"][key]
        meaning = " ".join(
            part for part in (texts.get(name, ""), _choices(field.annotation)) if part
        )
        lines.append(f"| `{key}` | {cell(kind(about))} | {_default(field)} | {cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _default(field: Any) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    match value:
        case None | [] | {} | False:
            return ""
        case enum.Enum():
            return f"`{value.value}`"
        case BaseModel():
            return ""
        case list():
            return f"`[{', '.join(value)}]`"
    return f"`{value}`"


def _choices(annotation: Any) -> str:
    """What each choice of an enumeration means, where the code says it."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, enum.Enum):
            texts = attribute_texts(part)
            said = [
                f"`{choice.value}`: {texts[choice.name]}" for choice in part if choice.name in texts
            ]
            return " ".join(said)
    return ""


def kind(schema: dict[str, Any]) -> str:
    """A JSON Schema of one key in plain words."""
    if "$ref" in schema:
        return _reference(schema["$ref"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    if "anyOf" in schema:
        parts = [kind(part) for part in schema["anyOf"] if part.get("type") != "null"]
        if "text" in parts and "whole number" in parts:
            parts.remove("whole number")  # a text may look like a number
        return " or ".join(dict.fromkeys(parts))
    match schema.get("type"):
        case "string":
            return _text_kind(schema)
        case "integer":
            return "whole number"
        case "number":
            return "number from 0 to 1"
        case "boolean":
            return "`true` or `false`"
        case "array":
            return f"list of {kind(schema['items'])}"
        case "object":
            named = next(iter(schema.get("patternProperties", {}).values()), None)
            if named:
                return f"name → {kind(named)}"
            inner = schema.get("additionalProperties")
            return f"text → {kind(inner)}" if isinstance(inner, dict) else "keys with values"
        case ["string", "number"]:
            return "percentage"
    return "text"


def _text_kind(schema: dict[str, Any]) -> str:
    pattern = str(schema.get("pattern", ""))
    if pattern.startswith(r"^\d{4}-"):
        return "moment" if "T" in pattern else "day, such as `2012-01-15`"
    if pattern:
        return "name"
    return "one character" if schema.get("maxLength") == 1 else "text"


def _reference(reference: str) -> str:
    name = reference.rsplit("/", 1)[-1]
    for whole in (Definition, Announcements, Claims, Candidate):
        schema = whole.model_json_schema(by_alias=True)["$defs"].get(name, {})
        if "enum" in schema:
            return ", ".join(f"`{choice}`" for choice in schema["enum"])
    return f"[{name}](#{name.lower()})"


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and those below it, each once, in the order in which they appear."""
    found = [model]
    for field in model.model_fields.values():
        for inner in _inside(field.annotation):
            found += [part for part in _models(inner) if part not in found]
    return found


def _inside(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return [annotation]
    return [found for part in get_args(annotation) for found in _inside(part)]
