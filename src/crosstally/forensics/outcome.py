"""What a method hands back: figures, or the reason why it cannot say anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crosstally.findings import Sentence

Figure = int | float | str | bool | None


class NotApplicable(ValueError):  # noqa: N818 -- no error of the user's: the method does not fit
    """A method cannot say anything about these stations. ``sentence`` says why; ``stations`` it
    could look at, ``left_out`` it could not, where it came to that."""

    def __init__(
        self, sentence: Sentence, stations: int = 0, left_out: tuple[LeftOut, ...] = ()
    ) -> None:
        self.sentence = sentence
        self.stations = stations
        self.left_out = left_out
        super().__init__(sentence.text)


@dataclass(frozen=True)
class LeftOut:
    """Stations that a method does not look at, and why."""

    reason: Sentence
    stations: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What every method's result has in common."""

    stations: int = 0
    """How many stations the method looked at."""
    left_out: tuple[LeftOut, ...] = ()
    """How many it did not look at, by reason; a station is counted once, by the first reason."""
    refusal: Sentence | None = None
    """Why the method does not apply; None where it does."""

    @property
    def applicable(self) -> bool:
        """Whether the method can say anything about these stations."""
        return self.refusal is None

    @property
    def reason(self) -> str:
        """Why it cannot, in the language in force; empty where it can."""
        return "" if self.refusal is None else self.refusal.text

    @property
    def headline(self) -> float | None:
        """The one figure that is held against the same method's on clean elections."""
        return None

    @property
    def least_p(self) -> float:
        """The smallest p-value that the method could give of these stations: one of so many
        resampled elections, say. A p that lies there is "at most" so much."""
        return 0.0

    @property
    def details(self) -> tuple[Sentence, ...]:
        """What else a person should read beside the headline; empty where the method does not
        apply."""
        return ()

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The result's figures by name, for machines; empty where the method does not apply."""
        return {}
