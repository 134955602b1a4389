"""The words that a report cannot do without, for people who read one for the first time."""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.words import _


@dataclass(frozen=True)
class Word:
    """A word with its meaning; ``id`` is where links on the page lead."""

    id: str
    word: str
    meaning: str


def glossary() -> list[Word]:
    """The words in the language in force, in the order in which a reader meets them."""
    return [
        Word(
            "sheet",
            _("sheet"),
            _(
                "The form that a polling station fills in after the count: voters, ballots and "
                "votes."
            ),
        ),
        Word(
            "source",
            _("source"),
            _(
                "Somebody who states figures: an authority, a party, "
                "observers, the press. All are checked in the same way."
            ),
        ),
        Word(
            "held",
            _("held"),
            _("A sheet is held when a copy of it, or its figures, are in the election folder."),
        ),
        Word(
            "coverage",
            _("coverage"),
            _(
                "How many of all stations a source holds sheets of. A sum without full coverage "
                "is a part of the result, not an estimate of it."
            ),
        ),
        Word(
            "announcement",
            _("announcement"),
            _("A figure stated for more than one station, at a moment: often only percentages."),
        ),
        Word(
            "stage",
            _("stage"),
            _("The act that a figure comes from, such as a count, a recount or a final result."),
        ),
        Word(
            "relation",
            _("control relation"),
            _(
                "What the figures of one sheet must obey, such as: valid and invalid votes "
                "together are the ballots found in the box."
            ),
        ),
        Word(
            "tier",
            _("tier"),
            _(
                "How much a finding can carry: decisive, strong or indicative. The three are "
                "never mixed."
            ),
        ),
        Word(
            "premise",
            _("premise"),
            _("What a contradiction takes for granted. If a premise falls, so does it."),
        ),
        Word(
            "breaking-point",
            _("breaking point"),
            _("How many of the sheets held would have to be worthless for it to vanish."),
        ),
        Word(
            "explanation",
            _("plain explanation"),
            _(
                "An everyday reason that was tried before a difference was listed: shifted rows, "
                "swapped columns, special stations left out."
            ),
        ),
        Word(
            "bounds",
            _("bounds"),
            _(
                "The least and the greatest total that an option can still have, whatever stands "
                "on the sheets that nobody holds. They are limits, not forecasts."
            ),
        ),
        Word(
            "determined",
            _("determined"),
            _("Nothing that can stand on the missing sheets would change it."),
        ),
        Word(
            "disputed",
            _("disputed station"),
            _("A station whose copies disagree; bounds then hold over every version."),
        ),
        Word(
            "claim",
            _("claim"),
            _(
                "A public statement. It holds, is refuted or is undecided by the figures; one "
                "that figures cannot speak to is recorded."
            ),
        ),
    ]
