"""Lines of text and sections of them: what a terminal shows and does not obey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# What a name read from a file must not do to a terminal: move its cursor, colour or reorder it.
_UNSAFE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " "
)


@dataclass(frozen=True)
class Line:
    """One line: how deep it stands, a label in front (a tier, a verdict), the text."""

    text: str
    label: str = ""
    tone: str = ""
    """The label's tone: decisive, strong, indicative, holds, refuted, undecided or muted."""
    depth: int = 1

    @property
    def plain(self) -> str:
        """The line as text alone."""
        label = f"{self.label}: " if self.label else ""
        return "  " * self.depth + safe(label + self.text)


@dataclass(frozen=True)
class Section:
    """A heading with its lines."""

    title: str
    lines: Sequence[Line] = field(default_factory=list)


def safe(text: str) -> str:
    """Text that a terminal shows and does not obey."""
    return text.translate(_UNSAFE).encode("utf-8", "replace").decode("utf-8")


def plain_text(sections: Sequence[Section], ends: Sequence[Line] = ()) -> str:
    """The sections as plain lines: no colour, no boxes, nothing wrapped."""
    blocks = [
        "\n".join([safe(section.title), *(line.plain for line in section.lines)])
        for section in sections
    ]
    if ends:
        blocks.append("\n".join(line.plain for line in ends))
    return "\n\n".join(blocks) + "\n"
