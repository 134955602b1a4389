"""Gather every sentence a person reads into the catalogues, and compile them.

``python -m docs.words`` reads the code and the templates, writes ``crosstally.pot``, brings each
language's ``.po`` up to date and compiles it. ``--check`` only says what is not in order and
exits with 1. ``--missing ru`` prints what Russian still lacks as JSON; ``--add ru FILE`` takes
such a file back with the translations filled in.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crosstally import words
from crosstally.check.registry import load_codes
from crosstally.cli.app import command_line

SOURCE = Path(words.__file__).parent
TEMPLATE = words.LOCALES / f"{words.DOMAIN}.pot"
METHODS = [("**/templates/**", "jinja2"), ("**.py", "python")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
    "Sentence": None,
    # The ledger imports nothing of ours; whoever shows its errors translates them.
    "LedgerError": None,
    "Said": None,
    "hold": None,
    "SignatureError": None,
    # What verifying a pack says, by modules that use the standard library alone.
    "Remark": None,
}
# The desk shows the sentences of ``Bounds.sentences`` among its own; these files say them.
SHOWN_BY_THE_DESK = {
    "check/bounds.py",
    "compare/area_wording.py",
    "compare/bounds_wording.py",
    "compare/settled_turnout.py",
    "compare/threshold_margins.py",
    "compare/winner_wording.py",
    "pack/photograph.py",
}
NO_DATE = dt.datetime(2012, 1, 15, tzinfo=dt.UTC)  # catalogues repeat to the byte: no date in them
PLACES = re.compile(r"\{(\w+)[^{}]*\}|%\((\w+)\)s")

UNSTEADY = re.compile(rb'"(POT-|PO-Rev|Generated-|Last-T|Report-)')


def gathered() -> Catalog:
    """Every message of code, templates, command-line help and finding codes."""
    catalog = _catalog(None)
    for file, _, message, comments, _ in extract_from_dir(
        SOURCE, method_map=METHODS, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        if isinstance(message, tuple):
            message = tuple(part for part in message if part)
        if message:
            catalog.add(message, locations=[(file, 0)], auto_comments=comments)
    with words.use_language("en"):
        for text in _help_texts(command_line()):
            catalog.add(text, locations=[("cli", 0)])
    for code in load_codes().values():
        for text in (code.title, code.means, code.does_not_mean, code.source):
            catalog.add(text, locations=[("findings", 0)])
    return _sorted(catalog)


def _help_texts(command: Any) -> Iterator[str]:
    for part in (command, *command.params):
        if getattr(part, "help", None):
            yield part.help
    for verb in getattr(command, "commands", {}).values():
        yield from _help_texts(verb)


def _catalog(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        domain=words.DOMAIN,
        project="Crosstally",
        version="0",
        language_team="Crosstally",
        header_comment="# Words of Crosstally. Written by `python -m docs.words`.",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )


def _sorted(catalog: Catalog, language: str | None = None) -> Catalog:
    ordered = _catalog(language)
    for message in sorted((m for m in catalog if m.id), key=lambda message: _key(message.id)):
        files = sorted({(file, 0) for file, _ in message.locations})
        ordered.add(
            message.id,
            message.string if language else "",
            locations=files,
            flags=message.flags - {"fuzzy", "python-format"},
            auto_comments=message.auto_comments,
        )
    return ordered


def _key(id_: object) -> str:
    """The message, or the singular of a plural."""
    return id_ if isinstance(id_, str) else _parts(id_)[0]


def _parts(text: object) -> list[str]:
    """One text, or the forms of a plural, as a list."""
    return (
        [str(part or "") for part in text] if isinstance(text, list | tuple) else [str(text or "")]
    )


def translated(language: str) -> Catalog:
    """A language's catalogue as it is written now."""
    path = _po(language)
    if not path.exists():
        return _catalog(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=words.DOMAIN)


def updated(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with exactly the messages of the template."""
    known = translated(language)
    fresh = _catalog(language)
    for message in template:
        if message.id and _is_for(language, message):
            before = known.get(message.id)
            # A sentence that has become a plural has one text where it needs several.
            same = before is not None and before.pluralizable == message.pluralizable
            string = before.string if before and same and not before.fuzzy else None
            fresh.add(message.id, string, locations=message.locations, flags=message.flags)
    return _sorted(fresh, language)


def _is_for(language: str, message: Message) -> bool:
    """Whether a language's catalogue has the message: some have only what the desk shows."""
    shown_by_the_desk = any(
        file.startswith("desk/") or file in SHOWN_BY_THE_DESK for file, _ in message.locations
    )
    return shown_by_the_desk or language not in words.OF_THE_DESK


def _po(language: str) -> Path:
    return words.LOCALES / language / "LC_MESSAGES" / f"{words.DOMAIN}.po"


def languages() -> list[str]:
    """Languages that have a folder in ``locale``."""
    return sorted(path.parent.name for path in words.LOCALES.glob("*/LC_MESSAGES"))


def text_of(catalog: Catalog) -> bytes:
    """The catalogue as a ``.po`` file, without dates and line numbers."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=100, include_lineno=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(
        line for line in lines if not re.match(rb'"(POT-|PO-Rev|Gener|Last-T|Rep)', line)
    )


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    catalog.creation_date = catalog.revision_date = NO_DATE
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def is_missing(message: Message) -> bool:
    """Whether a message has no translation, or lacks a plural form."""
    return message.fuzzy or not all(_parts(message.string))


def wrong_places(message: Message) -> bool:
    """Whether a translation leaves out a ``{named}`` place, makes one up, or has it more often, as
    where a merge left two translations one after the other."""
    wanted = _places(_parts(message.id)[-1])
    found = [_places(string) for string in _parts(message.string) if string]
    return any(set(one) != set(wanted) or not one <= wanted for one in found)


def _places(text: str) -> Counter[str]:
    return Counter(first or second for first, second in PLACES.findall(text))


def mistakes() -> list[str]:
    """What is not in order: a catalogue behind the code, a message without translation."""
    template = gathered()
    found = [] if _read(TEMPLATE) == text_of(template) else [f"{TEMPLATE.name}: is behind the code"]
    for language in languages():
        catalog = updated(language, template)
        if _read(_po(language)) != text_of(catalog):
            found.append(f"{language}: the .po is behind the code")
        found += [
            f"{language}: not translated: {_key(message.id)!r}"
            for message in catalog
            if message.id and is_missing(message)
        ]
        found += [
            f"{language}: other places than the original: {_key(message.id)!r}"
            for message in catalog
            if message.id and wrong_places(message)
        ]
        if _read(_po(language).with_suffix(".mo")) != compiled(catalog):
            found.append(f"{language}: the .mo is not the compiled .po")
    return found


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def write() -> None:
    """Write the template, every language's catalogue, and what gettext reads."""
    template = gathered()
    TEMPLATE.write_bytes(text_of(template))
    for language in languages():
        _write_language(language, updated(language, template))


def _write_language(language: str, catalog: Catalog) -> None:
    _po(language).write_bytes(text_of(catalog))
    _po(language).with_suffix(".mo").write_bytes(compiled(catalog))


def add(language: str, file: Path) -> None:
    """Take translations from JSON: message → text, or for a plural → list of texts."""
    given: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    catalog = updated(language, gathered())
    for message in catalog:
        if message.id and given.get(_key(message.id)):
            said = given[_key(message.id)]
            message.string = tuple(said) if isinstance(said, list) else said
    _write_language(language, catalog)


def missing(language: str) -> dict[str, Any]:
    """Message → empty text for what a language lacks; a plural has a list."""
    catalog = updated(language, gathered())
    return {
        _key(message.id): "" if isinstance(message.id, str) else [""] * catalog.num_plurals
        for message in catalog
        if message.id and is_missing(message)
    }


def main(arguments: list[str]) -> int:
    """Write, check, or hand over what is missing."""
    match arguments:
        case ["--check"]:
            found = mistakes()
            print("\n".join(found), end="\n" if found else "")
            return 1 if found else 0
        case ["--missing", language]:
            print(json.dumps(missing(language), ensure_ascii=False, indent=1))
        case ["--add", language, file]:
            add(language, Path(file))
        case []:
            write()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
