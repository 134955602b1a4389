"""A form that was sent too late, in the words of the page on which it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import Resolver404, resolve

from crosstally.desk import complaints
from crosstally.desk.asked import Asked
from crosstally.desk.doors import asked, book
from crosstally.desk.marks import FIELD, SEEN_NAMES, TYPED
from crosstally.desk.models import Account
from crosstally.desk.reach import pages_of
from crosstally.desk.record_pages import form_called
from crosstally.desk.sheets import ACT_NAMES, READ_HERE
from crosstally.desk.states import FAULT_NAMES, RULES, Kind
from crosstally.words import N_, _

_CALLED = {
    "station": N_("Station"),
    "reason": N_("Reason"),
    "fault": N_("What is wrong with it"),
    "as_written": N_("I have looked again: it stands so on the sheet"),
    "check": N_("Check digit"),
}
"""Fields of several forms, as each of them calls them."""
_Words = Mapping[Any, object]
"""What may be chosen → what it is called."""
_CHOSEN: Mapping[str, _Words] = {"fault": FAULT_NAMES, "decision": complaints.DECISION_NAMES}
_OF_THE_PAGE = ("complaint", "call", "way", "area")
"""What nobody types."""
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class InWords:
    """What a form was about to do: ``what`` is on its button, ``about`` the station or form."""

    what: str
    about: str
    rows: tuple[tuple[str, str], ...]
    """What each field is called, and what was typed there; empty where nothing was."""


def in_words(account: Account, path: str, fields: Fields) -> InWords:
    """A form that was sent to an address of the desk, every field of its page among the rows."""
    try:
        found = resolve(path)
    except Resolver404:
        return InWords("", "", _rest(fields, {}))
    match found.url_name, found.kwargs:
        case "act", {"name": name, "kind": kind} if kind in set(Kind):
            rows = _of_sheet(asked(), fields, marks=Kind(kind) in READ_HERE)
            rows = rows if RULES[Kind(kind)].figures else ()
            return InWords(
                _(ACT_NAMES[Kind(kind)]), _station(account, name), (*rows, *_others(fields))
            )
        case "telephone", _given:
            rows = _of_sheet(asked(), fields, marks=True)
            return InWords(_("Telephone"), "", (*_others(fields), *rows))
        case "complain", {"step": step} if step in set(complaints.Step):
            area = next(iter(fields.get("area", ())), "")
            named = _(complaints.STEP_NAMES[complaints.Step(step)])
            return InWords(named, area, _rest(fields, complaints.FIELD_NAMES))
        case "fill", {"form": form}:
            return _of_form(form, fields)
    return InWords("", "", _rest(fields, {}))


def _station(account: Account, sheet: str) -> str:
    """The station of a sheet that this person may see."""
    with suppress(Http404):
        pages_of(account, sheet)
        return book().sheet(sheet).station
    return ""


def _of_sheet(of: Asked, fields: Fields, *, marks: bool) -> tuple[tuple[str, str], ...]:
    """Every figure and mark of the sheet, in its order."""
    figures = [(label, _typed(fields, name)) for name, label in of.fields.items()]
    seen = [
        (mark.name, _typed(fields, TYPED + name) or _typed(fields, FIELD + name, SEEN_NAMES))
        for name, mark in of.marks.items()
    ]
    return (*figures, *(seen if marks else ()))


def _others(fields: Fields) -> tuple[tuple[str, str], ...]:
    """What a form asks beside figures and marks."""
    known = asked().fields
    others = {
        name: given
        for name, given in fields.items()
        if name not in known and not name.startswith((FIELD, TYPED))
    }
    return _rest(others, {})


def _of_form(form: str, fields: Fields) -> InWords:
    called = form_called(form)
    if called is None:
        return InWords("", "", _rest(fields, {}))
    rows = tuple(
        (str(one.label), _typed(fields, one.name, one.choices))
        for one in called.questions
        if one.kind != "note"
    )
    return InWords("", called.called, rows)


def _rest(fields: Fields, called: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Fields as they came; those that say nothing to a person are left out."""
    names = {**_CALLED, **called}
    return tuple(
        (_(names[name]) if name in names else name, _typed(fields, name, _CHOSEN.get(name)))
        for name in fields
        if name not in _OF_THE_PAGE
    )


def _typed(fields: Fields, name: str, chosen: _Words | None = None) -> str:
    """What was typed, or chosen, in a field."""
    given = [text for text in fields.get(name, ()) if text.strip()]
    if name == "as_written":
        return _("yes") if given else ""
    words = {str(value): said for value, said in (chosen or {}).items()}
    return ", ".join(_said(words[text]) if text in words else text for text in given)


def _said(words: object) -> str:
    return _(words) if isinstance(words, str) else str(words)
