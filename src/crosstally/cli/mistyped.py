"""What typer says of a mistyped command line, in the language in force; it knows English alone."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any

from crosstally import words
from crosstally.words import N_

SENTENCES = (
    N_("No such command {name}."),
    N_("No such command {name}. Did you mean {near}?"),
    N_("No such option: {name}"),
    N_("No such option: {name} (Possible options: {near})"),
    N_("Missing argument {name}."),
    N_("Missing option {name}."),
    N_("Option {name} requires an argument."),
    N_("Option {name} does not take a value."),
    N_("Got unexpected extra argument(s) ({name})"),
    N_("Invalid value for {name}: {why}"),
)
"""Typer's sentences; what stands for a name holds no sentence's end, so that the longer one of two
is known by it."""
REASONS = (
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be greater than or equal to {least}"),
    N_("Input should be less than or equal to {most}"),
    N_("Input should be {choices}"),
)


def show(error: Any) -> None:
    """Write what typer's error says to standard error, as typer does in English."""
    said = in_words(error.format_message()) if words.language() != "en" else None
    if said is None:
        error.show()
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        command = f"{context.command_path} {context.help_option_names[0]}"
        print(context.get_usage(), file=sys.stderr)
        print(words._("Try '{command}' for help.").format(command=command), file=sys.stderr)
        print(file=sys.stderr)
    print(words._("Error: {what}").format(what=said), file=sys.stderr)


def in_words(english: str) -> str | None:
    """One of typer's sentences in the language in force; None where it is not known here."""
    return _said(english, SENTENCES)


def _said(english: str, sentences: tuple[str, ...]) -> str | None:
    """The sentence in the language in force; None where it is none of these."""
    for sentence in sentences:
        match = _pattern(sentence).fullmatch(english)
        if match is not None:
            values = match.groupdict()
            if "why" in values:
                values["why"] = _said(values["why"], REASONS) or values["why"]
            return words._(sentence).format_map(values)
    return None


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence as an expression whose groups are its names."""
    parts = re.split(r"\{(\w+)\}", sentence)
    named = [
        f"(?P<{part}>.+)" if part in ("why", "near", "choices") else f"(?P<{part}>[^(]+?)"
        for part in parts[1::2]
    ]
    fixed = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(a + b for a, b in zip(fixed, [*named, ""], strict=True)), re.DOTALL)
