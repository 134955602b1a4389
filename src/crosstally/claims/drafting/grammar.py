"""Patterns written as running text: broken over lines anywhere, and made of named pieces."""

from __future__ import annotations

import re

_LINE = re.compile(r"\n *")
_PIECE = re.compile(r"\{(?P<bare>~)?(?P<name>[A-Za-z_]+)\}")


def joined(text: str) -> str:
    """A pattern that was broken over lines, as one line: line ends and what indents are dropped."""
    return _LINE.sub("", text)


def words(text: str) -> re.Pattern[str]:
    """A pattern that was broken over lines, large and small letters alike."""
    return re.compile(joined(text), re.I)


class Grammar:
    """Named pieces of pattern. In a pattern ``{won}`` stands for the piece of that name, and
    ``{~won}`` for the same without names of groups, so that it may stand there twice."""

    def __init__(self, **pieces: str) -> None:
        """Each piece may hold those before it."""
        self._pieces: dict[str, str] = {}
        for name, text in pieces.items():
            self._pieces[name] = self.text(text)

    def extended(self, **pieces: str) -> Grammar:
        """The same with further pieces, which may hold those that are known."""
        return Grammar(**{**self._pieces, **pieces})

    def text(self, text: str) -> str:
        """The pattern with its pieces in place. Raises ``KeyError`` for a piece of no such name."""
        return _PIECE.sub(self._piece, joined(text))

    def words(self, text: str) -> re.Pattern[str]:
        """The pattern, large and small letters alike."""
        return re.compile(self.text(text), re.I)

    def spaced(self, text: str) -> re.Pattern[str]:
        """The same, where a space stands for some white space."""
        return re.compile(self.text(text).replace(" ", r"\s+"), re.I)

    def phrase(self, text: str) -> re.Pattern[str]:
        """The same, where “ ?” stands for white space or none."""
        return self.spaced(self.text(text).replace(" ?", r"\s*"))

    def _piece(self, match: re.Match[str]) -> str:
        text = self._pieces[match["name"]]
        return unnamed(text) if match["bare"] else text


def unnamed(pattern: str) -> str:
    """A pattern without its groups' names, so that it may stand twice."""
    return re.sub(r"\?P<\w+>", "?:", pattern)
