"""What a verification says: what holds, what does not, what was not looked at. Standard library
alone, so sentences are templates that a face can translate."""

from __future__ import annotations

from dataclasses import dataclass, field


class Remark:
    """A sentence with ``{names}`` for its ``values``; ``str`` says it in English."""

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values

    def at(self, **values: object) -> Remark:
        """The same sentence with further values."""
        return Remark(self.template, **(self.values | values))

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def __repr__(self) -> str:
        return f"Remark({str(self)!r})"


@dataclass
class Verification:
    """The outcome, in the order of the checks."""

    broken: list[Remark] = field(default_factory=list)
    verified: list[Remark] = field(default_factory=list)
    not_verified: list[Remark] = field(default_factory=list)
    unanswered: Remark | None = None
    """What was asked and cannot be told here: neither that it holds nor that it does not."""
    other_program: Remark | None = None
    """Where another program made the pack: it may see as sound what this one calls broken."""

    @property
    def is_sound(self) -> bool:
        return not self.broken

    @property
    def exit_code(self) -> int:
        """0 sound, 1 broken, 2 where what was asked cannot be told here."""
        return 1 if self.broken else 2 if self.unanswered else 0

    def hold(self, found: list[Remark], otherwise: Remark) -> bool:
        """Enter what is broken, or else what was verified, unless that is a ``count`` of nothing;
        whether nothing is broken."""
        self.broken += found
        if not found and otherwise.values.get("count") != 0:
            self.verified.append(otherwise)
        return not found


MOST_SHOWN = 20
"""Of one check, so many mistakes are named; the others are counted."""


class Mistakes:
    """Mistakes of one check, the first of them kept."""

    def __init__(self) -> None:
        self.shown: list[Remark] = []
        self.count = 0

    def add(self, mistake: Remark) -> None:
        self.count += 1
        if self.count <= MOST_SHOWN:
            self.shown.append(mistake)

    def remarks(self) -> list[Remark]:
        """Those shown, and how many there are besides."""
        more = self.count - len(self.shown)
        rest = [Remark("and {count} more of this kind", count=more)] if more else []
        return [*self.shown, *rest]


def visible(text: str) -> str:
    """A text of a pack as a terminal may show it: without signs that would steer the terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
