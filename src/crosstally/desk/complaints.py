"""What was asked of an authority and what it answered. Pure: a complaint is the list of its acts.

Drawn in ``docs/states/complaint.md``, which a test holds against ``RULES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from crosstally.desk.journal import Entry, Subject
from crosstally.desk.states import Role
from crosstally.words import N_, _


class Step(StrEnum):
    """The acts."""

    FILE = "file"
    ANSWER = "answer"
    APPEAL = "appeal"
    NOTE = "note"
    WITHDRAW = "withdraw"


class Standing(StrEnum):
    """Where a complaint is."""

    FILED = "filed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What an authority made of it."""

    GRANTED = "granted"
    IN_PART = "granted in part"
    REFUSED = "refused"
    NOT_DEALT_WITH = "not dealt with"


@dataclass(frozen=True)
class Rule:
    """Before which standings an act may be done, what it needs, and what comes of it."""

    before: frozenset[Standing | None]
    needs: tuple[str, ...]
    after: Standing | None
    """None: the standing stays."""


MAY_ACT = (Role.ADMINISTRATOR, Role.COORDINATOR)
RULES: Mapping[Step, Rule] = {
    Step.FILE: Rule(frozenset({None}), ("where", "when", "what"), Standing.FILED),
    Step.ANSWER: Rule(frozenset({Standing.FILED}), ("when", "decision"), Standing.ANSWERED),
    Step.APPEAL: Rule(frozenset({Standing.ANSWERED}), ("where", "when", "what"), Standing.FILED),
    Step.NOTE: Rule(frozenset({Standing.FILED, Standing.ANSWERED}), ("what",), None),
    Step.WITHDRAW: Rule(frozenset({Standing.FILED}), ("what",), Standing.WITHDRAWN),
}
OPTIONAL = ("deadline", "reference", "document", "sha256")
DATES = ("when", "deadline")


@dataclass(frozen=True)
class Complaint:
    """One complaint as its acts tell it."""

    id: str
    area: str
    """The station's code or the area's id that it is about."""
    steps: tuple[Entry, ...]
    standing: Standing

    @property
    def deadline(self) -> date | None:
        """By when an answer is due, where one is waited for and a deadline was given."""
        if self.standing is not Standing.FILED:
            return None
        given = [step.said.get("deadline") for step in self.steps if step.act in _ASKING]
        return date.fromisoformat(given[-1]) if given[-1] else None

    @property
    def where(self) -> str:
        """With whom it is now: where it was filed, or taken to by the last appeal."""
        return next(one.said["where"] for one in reversed(self.steps) if "where" in one.said)

    def overdue(self, today: date) -> bool:
        """Whether the deadline of the answer has passed."""
        return self.deadline is not None and self.deadline < today


_ASKING = (Step.FILE, Step.APPEAL)


def why_not(before: Iterable[Entry], entry: Entry) -> str | None:
    """Why an act is refused, in a sentence; None where it is not."""
    rule = RULES[Step(entry.act)]
    if entry.by.role not in MAY_ACT:
        return _("Your role does not allow this.")
    known = complaints_of(before).get(entry.about)
    if (known.standing if known else None) not in rule.before:
        if known is None:
            return _("There is no such complaint.")
        return _("The complaint has moved on: it is now “{state}”.").format(
            state=_(STANDING_NAMES[known.standing])
        )
    missing = [name for name in rule.needs if not entry.said.get(name, "").strip()]
    if missing:
        return _("Fill in: {names}.").format(
            names=", ".join(_(FIELD_NAMES[name]) for name in missing)
        )
    if entry.said.get("decision", Decision.GRANTED) not in set(Decision):
        return _("Choose a decision.")
    return _malformed(entry)


def _malformed(entry: Entry) -> str | None:
    for name in DATES:
        written = entry.said.get(name)
        try:
            if written:
                date.fromisoformat(written)
        except ValueError:
            said = _("{name}: expected a day as 2024-05-31, read {read}.")
            return said.format(name=_(FIELD_NAMES[name]), read=repr(written))
    digest = entry.said.get("sha256", "")
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        return _("A SHA-256 has 64 hexadecimal digits.")
    return None


def complaints_of(entries: Iterable[Entry]) -> dict[str, Complaint]:
    """The complaints that a journal tells of, by id, in the order in which they were filed."""
    found: dict[str, Complaint] = {}
    for entry in entries:
        if entry.subject is not Subject.COMPLAINT:
            continue
        known = found.get(entry.about)
        after = RULES[Step(entry.act)].after
        if known is None:
            area = entry.said.get("area", "")
            found[entry.about] = Complaint(entry.about, area, (entry,), after or Standing.FILED)
        else:
            standing = after or known.standing
            found[entry.about] = replace(known, steps=(*known.steps, entry), standing=standing)
    return found


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.FILED: N_("filed, no answer yet"),
    Standing.ANSWERED: N_("answered"),
    Standing.WITHDRAWN: N_("taken back"),
}
STEP_NAMES: Mapping[Step, str] = {
    Step.FILE: N_("File a complaint"),
    Step.ANSWER: N_("Enter the answer"),
    Step.APPEAL: N_("Appeal"),
    Step.NOTE: N_("Add a note"),
    Step.WITHDRAW: N_("Withdraw"),
}
DECISION_NAMES: Mapping[Decision, str] = {
    Decision.GRANTED: N_("granted"),
    Decision.IN_PART: N_("granted in part"),
    Decision.REFUSED: N_("refused"),
    Decision.NOT_DEALT_WITH: N_("not dealt with"),
}
FIELD_NAMES: Mapping[str, str] = {
    "where": N_("Where it was filed"),
    "when": N_("Day"),
    "what": N_("What it says"),
    "decision": N_("Decision"),
    "deadline": N_("Answer due by"),
    "reference": N_("Reference number"),
    "document": N_("Document"),
    "sha256": N_("SHA-256 of the document"),
}
