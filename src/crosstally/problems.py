"""What is wrong with an input, said so that a person can mend it.

Every reader gathers its problems and raises them together, so that one run shows them all. A
problem is said in the language in force where it is found.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crosstally.words import _

# Signs that steer a terminal or turn the direction of text; files of others may hold them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be read: where it stands, what was read, what was expected."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    read: str | None = None
    expected: str | None = None
    hint: str | None = None
    count: int = 1
    """How many places share this problem (10,000 bad cells are one problem)."""
    cells: tuple[tuple[int, str], ...] = ()
    """Where one problem has many places: (row, what was read) of each."""

    @property
    def place(self) -> str:
        """``file:line:column``, as far as it is known."""
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts).strip(":")

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        if self.read is not None:
            text += "; " + _("read {text}").format(text=quoted(_shorten(self.read)))
        if self.expected is not None:
            text += "; " + _("expected {what}").format(what=self.expected)
        if self.hint is not None:
            text += f". {self.hint}"
        return visible(text)


class InputError(Exception):
    """The input cannot be read. Carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: list[Problem] = (
            [problems] if isinstance(problems, Problem) else list(problems)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """``Did you mean 'x'?`` where a known word is near, else the list of a few known words."""
    choices = sorted(set(known))
    near = meant(word, choices)
    if near is not None or not choices:
        return near
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return _("Known here: {names}").format(names=shown)


def meant(word: str, known: Iterable[str]) -> str | None:
    """``Did you mean 'x'?`` where a known word is near."""
    near = difflib.get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    return _("Did you mean {name}?").format(name=quoted(near[0])) if near else None


def slip_of(word: str, known: Iterable[str]) -> str | None:
    """The known word that is so like this one that the hand slipped."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.8)), None)


def visible(text: str) -> str:
    """A text that a terminal shows and does not obey."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def quoted(text: str) -> str:
    """A text from a file in quotes, such that its ends are seen."""
    return repr(text)


def refuse_special(path: Path, shown: str) -> None:
    """Raise ``InputError`` where a path is a pipe or a device: reading it might never end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        message = _("is no ordinary file but a pipe or a device")
        raise InputError(Problem(message, shown, hint=_("Save what it holds as a file first.")))


def not_there(shown: str) -> Problem:
    """That a file which ``election.yaml`` names is not there."""
    return Problem(_("the file is not there"), shown, hint=_("Put it there, or mend the name."))


def links_outside(folder: Path, paths: Iterable[Path]) -> list[Problem]:
    """The paths in a folder that are links to what lies outside it: a folder from a stranger could
    have private files read and printed."""
    base = folder.resolve()
    found = []
    for path in paths:
        try:
            outside = path.is_symlink() and not path.resolve().is_relative_to(base)
        except (OSError, RuntimeError):  # links that lead in a circle: reading will say so
            continue
        if outside:
            found.append(
                Problem(
                    _("is a link that leads outside the election folder"),
                    str(path),
                    hint=_("Copy the file into the folder."),
                )
            )
    return found


def shown_path(path: Path, base: Path | None = None) -> str:
    """A path as a person would type it: relative to ``base`` where it lies below it."""
    if base is not None:
        try:
            return str(path.relative_to(base))
        except ValueError:
            pass
    return str(path)


def _shorten(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
