"""Whose figures a file holds."""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.drafting.naming import slug
from crosstally.election.definition import SourceKind


@dataclass(frozen=True)
class Whose:
    """The source that states the figures of a file."""

    id: str = "authority"
    name: str = "Electoral authority"
    kind: SourceKind = SourceKind.AUTHORITY
    kind_is_known: bool = False

    @classmethod
    def called(cls, name: str | None, kind: SourceKind | None = None) -> Whose:
        """A source of that name, with an id made from it. Without a kind, a word of the name such
        as "party" says it; else it is taken for an authority."""
        if name is None:
            default = cls()
            return default if kind is None else cls(kind.value, default.name, kind, True)
        said = kind or next(
            (found for word in slug(name).split("_") if (found := _KIND_WORDS.get(word))), None
        )
        return cls(slug(name) or "source", name, said or SourceKind.AUTHORITY, said is not None)


_KIND_WORDS = {
    "party": SourceKind.PARTY,
    "parties": SourceKind.PARTY,
    "партия": SourceKind.PARTY,
    "observer": SourceKind.OBSERVER,
    "observers": SourceKind.OBSERVER,
    "наблюдатели": SourceKind.OBSERVER,
    "media": SourceKind.MEDIA,
    "newspaper": SourceKind.MEDIA,
    "сми": SourceKind.MEDIA,
}
