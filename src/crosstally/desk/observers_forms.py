"""Observers' forms, defined as XLSForm: read with ``pyxform``, asked on the desk's own pages.

Of XLSForm the desk asks text, whole and decimal numbers, days, hours, one or several of a list, and
groups. Whatever would change what is asked (``relevant``, ``calculation``, repeats) is refused when
the form is read, so that no form silently asks something else than its author meant. Four
appearances are the desk's own: ``private`` (never exported), ``sum``, ``rows`` and ``columns``
(what a report counts). A list called ``contest_options`` begins with the options of the contest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from crosstally.problems import InputError, Problem, shown_path
from crosstally.words import N_, _, language

SHIPPED = Path(__file__).parent / "forms"
SUFFIXES = (".xlsx", ".md", ".csv")
OPTIONS_LIST = "contest_options"
KINDS = {
    "text": "text",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "select one": "one",
    "select all that apply": "several",
    "note": "note",
}
LONGEST = 4_000
SHIPPED_TITLES = (
    N_("Checklist of a station"),
    N_("Incident"),
    N_("Media monitoring"),
    N_("Ruling, request or complaint"),
)
"""An XLSForm has one title, in one language."""
_REFUSED = ("relevant", "calculate", "readonly")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_TERM = re.compile(r"\.\s*(<=|>=)\s*(-?\d+)")


@dataclass(frozen=True)
class Words:
    """What something is called: language code → text; ``""`` where the form names no language."""

    texts: Mapping[str, str]

    def __str__(self) -> str:
        """In the language in force, else in English, else in the first one."""
        for code in (language(), "en", ""):
            if code in self.texts:
                return self.texts[code]
        return next(iter(self.texts.values()), "")


@dataclass(frozen=True)
class Question:
    """One question of a form."""

    name: str
    kind: str
    """``text``, ``integer``, ``decimal``, ``date``, ``time``, ``one``, ``several`` or ``note``."""
    label: Words
    hint: Words
    required: bool = False
    appearance: str = ""
    choices: Mapping[str, Words] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class ObserversForm:
    """A form that observers fill in."""

    id: str
    title: str
    questions: tuple[Question, ...]
    sha256: str
    """Of the file it was read from."""

    @property
    def called(self) -> str:
        """Its title, in the language in force where it ships with Crosstally."""
        return _(self.title)

    @property
    def published(self) -> list[Question]:
        """The questions whose answers leave the desk."""
        return [q for q in self.questions if q.kind != "note" and "private" not in q.appearance]


def read_forms(folders: Sequence[Path], options: Mapping[str, str]) -> dict[str, ObserversForm]:
    """The forms of folders, by id; a form takes the place of one with its id in an earlier folder.
    ``options``: the contest's options and their names.

    Raises ``InputError`` with every problem of every form.
    """
    found: dict[str, ObserversForm] = {}
    problems: list[Problem] = []
    for place in folders:
        for path in sorted(place.iterdir() if place.is_dir() else ()):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~")):
                try:
                    form = read_form_file(path, options)
                except InputError as error:
                    problems += error.problems
                else:
                    found[form.id] = form
    if problems:
        raise InputError(problems)
    return found


def read_form_file(path: Path, options: Mapping[str, str]) -> ObserversForm:
    """One form. Raises ``InputError`` where it is no XLSForm, or asks what the desk cannot."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    shown, data = shown_path(path), path.read_bytes()
    try:
        survey: dict[str, Any] = convert(data, file_type=path.suffix.lower())._pyxform
    except (PyXFormError, ValueError, KeyError, OSError) as error:
        message = _("is no XLSForm: {reason}").format(reason=error)
        raise InputError(Problem(message, shown)) from None
    problems: list[Problem] = []
    questions = tuple(_questions(survey["children"], options, problems, shown))
    id_ = str(survey.get("id_string", ""))
    if not _ID.fullmatch(id_):
        problems.append(
            Problem(
                _("form_id: expected up to 40 letters, digits, - and _, a letter first"),
                shown,
                read=id_ or None,
            )
        )
    if problems:
        raise InputError(problems)
    title = str(survey.get("title") or id_)
    return ObserversForm(id_, title, questions, sha256(data).hexdigest())


def _questions(
    items: Sequence[Mapping[str, Any]],
    options: Mapping[str, str],
    problems: list[Problem],
    shown: str,
) -> Iterator[Question]:
    for item in items:
        name, bind = str(item["name"]), item.get("bind", {})
        if name == "meta":
            continue
        refused = [key for key in _REFUSED if key in bind]
        if item["type"] == "group" and not refused:
            yield from _questions(item["children"], options, problems, shown)
            continue
        limits = _limits(str(bind.get("constraint", "")))
        if item["type"] not in KINDS or refused or limits is None:
            what = refused[0] if refused else "constraint" if limits is None else item["type"]
            message = _("{name}: the desk cannot ask this").format(name=name)
            problems.append(Problem(message, shown, read=str(what)))
            continue
        appearance = str(item.get("control", {}).get("appearance", ""))
        if "sum" in appearance and limits[0] is None:
            limits = (0, limits[1])  # a sum of numbers below zero counts nothing
        listed = {str(one["name"]): _words(one.get("label")) for one in item.get("choices", ())}
        if item.get("list_name") == OPTIONS_LIST:
            listed = {id_: Words({"": called}) for id_, called in options.items()} | listed
        yield Question(
            name,
            KINDS[item["type"]],
            _words(item.get("label") or name),
            _words(item.get("hint")),
            str(bind.get("required", "")) in ("yes", "true()"),
            appearance,
            listed,
            *limits,
        )


def _words(said: Any) -> Words:
    if not isinstance(said, Mapping):
        return Words({"": str(said)} if said else {})
    codes = {label: re.search(r"\(([A-Za-z-]+)\)\s*$", label) for label in said}
    return Words({(c[1] if (c := codes[label]) else ""): str(text) for label, text in said.items()})


def _limits(constraint: str) -> tuple[int | None, int | None] | None:
    """The least and the greatest number that a constraint allows; None where it says more."""
    least = most = None
    for part in filter(None, (one.strip() for one in constraint.split(" and "))):
        found = _TERM.fullmatch(part)
        if not found:
            return None
        if found[1] == ">=":
            least = int(found[2])
        else:
            most = int(found[2])
    return least, most


def read_answers(
    form: ObserversForm, given: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """(answers by question, what is wrong by question). Empty answers are left out; several of a
    list are divided by blanks, as in XLSForm; numbers are in the digits of any script."""
    answers: dict[str, str] = {}
    errors: dict[str, str] = {}
    for question in form.questions:
        typed = [text.strip() for text in given.get(question.name, ()) if text.strip()]
        if question.kind == "note" or (not typed and not question.required):
            continue
        if not typed:
            errors[question.name] = _("An answer is needed.")
            continue
        try:
            answers[question.name] = _answer(question, typed)
        except ValueError as error:
            errors[question.name] = str(error)
    return answers, errors


def in_words(question: Question, answer: str) -> str:
    """An answer as people read it: what was chosen from a list by its words there."""
    if not question.choices:
        return answer
    return ", ".join(str(question.choices.get(one, one)) for one in answer.split())


def answers_given(form: ObserversForm, answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Answers as a page's form has them: what ``read_answers`` reads."""
    several = {question.name for question in form.questions if question.kind == "several"}
    return {name: text.split() if name in several else [text] for name, text in answers.items()}


def _answer(question: Question, typed: Sequence[str]) -> str:
    """One answer in its canonical writing. Raises ``ValueError`` with what was expected."""
    text = typed[0]
    match question.kind:
        case "one" | "several":
            chosen = typed if question.kind == "several" else typed[:1]
            if not set(chosen) <= set(question.choices):
                raise ValueError(_("Choose from the list."))
            return " ".join(dict.fromkeys(chosen))
        case "integer" | "decimal":
            return _number(question, text)
        case "date":
            return _moment(date.fromisoformat, text, _("Expected a day as 2024-05-31."))
        case "time":
            return _moment(time.fromisoformat, text, _("Expected an hour as 14:30."))
    if len(text) > LONGEST:
        raise ValueError(_("At most {most} letters.").format(most=LONGEST))
    return text


def _moment(read: Any, text: str, expected: str) -> str:
    try:
        read(text)
    except ValueError:
        raise ValueError(expected) from None
    return text


def _number(question: Question, text: str) -> str:
    digits = "".join(
        sign if (digit := unicodedata.decimal(sign, None)) is None else str(digit) for sign in text
    )
    pattern = r"-?\d{1,12}" if question.kind == "integer" else r"-?\d{1,12}(\.\d{1,6})?"
    if not re.fullmatch(pattern, digits):
        raise ValueError(_("Expected a number, read {text}.").format(text=repr(text)))
    value = Fraction(digits)
    if question.least is not None and value < question.least:
        raise ValueError(_("At least {least}.").format(least=question.least))
    if question.most is not None and value > question.most:
        raise ValueError(_("At most {most}.").format(most=question.most))
    return digits
