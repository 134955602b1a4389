"""How every page is made from a template: escaped, cleaned, and failing at an unknown name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crosstally import words
from crosstally.report.apart import NamesApart
from crosstally.report.saying import clean, isolated


def page_environment(templates: Path) -> Environment:
    """The environment of the templates in a folder, with the words of the language in force."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words._, words.ngettext, newstyle=True
    )
    environment.filters |= {
        "name": isolated,
        "composed": NamesApart().markup,
        "number": words.number,
        "signed": _signed,
        "printed": printed_percent,
    }
    return environment


def _signed(value: int) -> Markup:
    """A signed number; isolated, since a lone minus changes sides in right-to-left text."""
    return Markup(f'<bdi dir="ltr">{words.signed(value)}</bdi>')  # noqa: S704 -- a number


def printed_percent(text: str) -> str:
    """A percentage with every digit that was printed and one sign for it."""
    return words.printed(text).strip().rstrip("%").rstrip() + words.NO_BREAK_SPACE + "%"


def _finalize(value: Any) -> Any:
    """Text from files that no page can hold is made harmless wherever it is printed, also as a
    part of a translated sentence, which is markup by then."""
    if isinstance(value, Markup):
        return Markup(clean(str(value)))  # noqa: S704 -- it was escaped, and only loses signs
    return clean(value) if type(value) is str else value
