"""The sentences that the site's script shows, from the catalogues."""

from __future__ import annotations

from crosstally.words import N_, _

_WORDS = {
    "unknown_station": N_("The pack has no station with this code."),
    "unknown_area": N_("The pack has no area with this id."),
    "choose": N_("Search for a station or an area above, or begin with the whole place."),
    "nothing_found": N_("Nothing was found. Try the beginning of a code or of a word of a name."),
    "found": N_("Found: {count}"),
    "found_more": N_("The first {count} are shown; another word narrows the search."),
    "failed": N_("A file of this site could not be loaded: {file}"),
    "station": N_("Station"),
    "area": N_("Area"),
    "figure": N_("Figure"),
    "sheet_figures": N_("The figures, source by source"),
    "missing": N_("no figure is held"),
    "does_not_count": N_("does not enter the totals"),
    "differs": N_("the sources differ"),
    "origin": N_("Where each figure comes from"),
    "source": N_("Source"),
    "file": N_("File"),
    "row": N_("Row"),
    "entry": N_("Log entry"),
    "copy": N_("copy {copy}"),
    "single_returns": N_("Returns that are not the sheet by themselves"),
    "stated": N_("Stated for this area"),
    "announced_here": N_("What was announced"),
    "announced_about": N_(
        "As it was printed, by whoever stated it, the last word first. A difference stands where "
        "a sheet of every station is held, the figure was read on each of them, and what was "
        "announced is not rounded."
    ),
    "announced": N_("Announced"),
    "percent": N_("Percent as printed"),
    "share_of": N_("of {base}"),
    "seats": N_("Seats"),
    "sheets_of": N_("Sheets of {source}"),
    "minus": N_("Announced minus sheets"),
    "rounded": N_("rounded to {unit}"),
    "counted": N_("said to count {share} of the sheets"),
    "not_announced": N_("not announced"),
    "not_known": N_("not known"),
    "announced_more": N_("Of {count} more announcements the figures are in files/announced.csv."),
    "proof": N_("Proof that entry {entry} is in the log"),
    "proof_about": N_(
        "The entry's bytes stand in {file} of the pack. Hashed together with these hashes they "
        "give the root in the checkpoint (RFC 6962)."
    ),
    "pictures": N_("Pictures of the sheet"),
    "picture_of": N_("Sheet of station {station}, page {page}, as {source} has it"),
    "picture_said": N_("{source}, page {page}"),
    "picture_hidden": N_("What is black was covered before it was published."),
    "findings": N_("Findings"),
    "no_findings": N_("No finding names this place."),
    "no_findings_of_area": N_(
        "No finding names this area itself. What was found at places in it stands on their pages."
    ),
    "totals": N_("Totals"),
    "held": N_("{held} of {known} stations held"),
    "held_of_unknown": N_("{held} stations held; how many there are is not known"),
    "incomplete": N_("read on {read} of {held} sheets"),
    "areas": N_("Areas"),
    "stations": N_("Stations"),
    "more": N_("Show more"),
    "shown": N_("{shown} of {all} shown"),
}


def script_words() -> dict[str, str]:
    """Key → sentence in the language in force."""
    return {key: _(sentence) for key, sentence in _WORDS.items()}
