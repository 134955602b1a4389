"""What was asked of authorities, as a table of an election folder's records.

Where each complaint was filed, when, by when an answer is due, what was decided, and the document.
What it says, and notes, stay on the desk: they may name people.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crosstally.desk.complaints import (
    DECISION_NAMES,
    STANDING_NAMES,
    Complaint,
    Step,
    complaints_of,
)
from crosstally.desk.filled_forms import add_table, harmless
from crosstally.desk.journal import FOLDER, Journal, Subject
from crosstally.desk.settings import Place
from crosstally.election.records import FOLDER as EXPORTED
from crosstally.words import N_, _

_ID = "desk_complaints"
"""Tables of forms begin otherwise: ``desk-``."""
_TITLE = N_("Complaints about stations and areas")
_COLUMNS = (
    *("complaint", "area", "where", "when", "deadline", "standing", "appeals", "decision"),
    *("answered", "reference", "document", "sha256"),
)


def has_complaints(folder: Path) -> bool:
    """Whether any was filed; a locked desk can say so."""
    return (folder / FOLDER).exists() and Journal(folder / FOLDER, "").tells_of(Subject.COMPLAINT)


def export_complaints(place: Place, made: Path) -> int:
    """Write every complaint into the records of an election folder; returns how many."""
    if not has_complaints(place.folder):
        return 0
    entries = Journal(place.folder / FOLDER, "").entries(Subject.COMPLAINT)
    every = complaints_of(entries).values()
    counted = {
        "standing": {value.value: _(words) for value, words in STANDING_NAMES.items()},
        "decision": {value.value: _(words) for value, words in DECISION_NAMES.items()},
    }
    labels = {"standing": _("State"), "decision": _("Decision"), "appeals": _("Appeal")}
    entry = {"name": _(_TITLE), "count_by": [*counted], "sum": ["appeals"]}
    rows = [_COLUMNS, *([harmless(cell) for cell in _row(one)] for one in every)]
    add_table(made / EXPORTED, _ID, rows, entry | {"labels": labels, "answers": counted})
    return len(every)


def _row(one: Complaint) -> Iterator[str]:
    """The cells of ``_COLUMNS``; of what was said more than once, the last."""
    asked = [step.said for step in one.steps if step.act in (Step.FILE, Step.APPEAL)]
    answers = [step.said for step in one.steps if step.act == Step.ANSWER]
    answer = answers[-1] if answers else {}
    yield from (one.id, one.area, one.where, asked[0]["when"], asked[-1].get("deadline", ""))
    yield from (one.standing.value, str(len(asked) - 1))
    yield from (answer.get("decision", ""), answer.get("when", ""))
    for name in ("reference", "document", "sha256"):
        said = (step.said.get(name, "") for step in reversed(one.steps))
        yield next(filter(None, said), "")
