"""Checking a log: what holds, what does not, and what nobody asked to check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from crosstally.ledger.actasum import LEAVES, LinesLog
from crosstally.ledger.checkpoint import Checkpoint, misheard
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import PublicKey
from crosstally.ledger.log import Log, trusted_checkpoint
from crosstally.ledger.notes import Note, SignatureLine, parse_note
from crosstally.ledger.succession import followed
from crosstally.ledger.tree import consistent


class CheckedLog(Protocol):
    """A log on disk, in one layout or another."""

    @property
    def checkpoint(self) -> Checkpoint: ...
    @property
    def signatures(self) -> tuple[SignatureLine, ...]: ...
    @property
    def note(self) -> Note: ...
    def entries(self) -> Iterator[bytes]: ...
    def verify(self) -> None: ...
    def consistency_proof(self, old_size: int) -> list[bytes]: ...


def opened(folder: Path) -> CheckedLog:
    """The log in a folder: in tiles, or with an entry a line as actasum keeps it."""
    is_lines = (folder / LEAVES).is_file() and not (folder / "tile").exists()
    return LinesLog(folder) if is_lines else Log(folder)


@dataclass(frozen=True)
class Said:
    """A sentence for a person: a template and its values, to be said in any language."""

    template: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass
class Report:
    """What a check found."""

    held: list[Said] = field(default_factory=list)
    broken: list[Said] = field(default_factory=list)
    not_tried: list[Said] = field(default_factory=list)

    def hold(self, template: str, **values: object) -> None:
        """Note what holds."""
        self.held.append(Said(template, values))

    def fail(self, error: LedgerError) -> None:
        """Note what does not hold."""
        self.broken.append(Said(error.template, error.values))


def heard(spoken: str) -> str:
    """The sixty digits of a spoken checkpoint. Raises ``LedgerError`` naming misheard groups."""
    wrong = misheard(spoken)
    if wrong:
        raise LedgerError(
            "these groups of digits were misheard or mistyped: {groups}",
            groups=", ".join(map(str, wrong)),
        )
    return "".join(str(int(char)) for char in spoken if char.isdecimal())


def check_log(
    folder: Path,
    log_keys: Sequence[PublicKey] = (),
    witnesses: Iterable[PublicKey] = (),
    quorum: int = 0,
    older: str | None = None,
    digits: str | None = None,
) -> Report:
    """Hash every entry again, and hold the log against keys, a checkpoint that was kept and a
    spoken one. Raises ``LedgerError`` where there is no log or the older checkpoint is none."""
    log = opened(folder)
    kept = kept_checkpoint(older) if older is not None else None
    report = Report()
    try:
        log.verify()
        report.hold(
            "the entries of {log} are those that its checkpoint commits to: {size}",
            size=log.checkpoint.size,
            log=log.checkpoint.origin,
        )
    except LedgerError as error:
        report.fail(error)
    if kept is not None:
        _check_growth(log, kept, report)
    if digits is not None:
        check_spoken(log.checkpoint, digits, report)
    _check_signatures(log, log_keys, witnesses, quorum, report)
    return report


def kept_checkpoint(text: str) -> Checkpoint:
    """A checkpoint that was kept, with signatures or without."""
    whole = text.rstrip("\n") + "\n"
    return Checkpoint.parse(parse_note(whole).text if "\n\n" in whole else whole)


def _check_growth(log: CheckedLog, kept: Checkpoint, report: Report) -> None:
    now = log.checkpoint
    if kept.origin != now.origin:
        report.fail(
            LedgerError(
                "the kept checkpoint is of {kept}, the log is {log}",
                kept=kept.origin,
                log=now.origin,
            )
        )
        return
    if kept.size <= now.size and consistent(
        kept.size, now.size, kept.root, now.root, log.consistency_proof(kept.size)
    ):
        report.hold(
            "the log only grew, from the size {old} to {size}, since the checkpoint that was kept",
            old=kept.size,
            size=now.size,
        )
        return
    report.fail(
        LedgerError(
            "the log is not the one of the checkpoint that was kept, of the size {old}: something "
            "was changed, dropped or put before",
            old=kept.size,
        )
    )


def check_spoken(checkpoint: Checkpoint, digits: str, report: Report) -> None:
    """Hold the sixty digits that were heard against a checkpoint."""
    if digits == checkpoint.spoken.replace(" ", ""):
        report.hold("the spoken digits are those of this log")
        return
    report.fail(
        LedgerError(
            "the spoken digits are not those of this log, of the size {size}: it grew since, or it "
            "is another one",
            size=checkpoint.size,
        )
    )


def _check_signatures(
    log: CheckedLog,
    log_keys: Sequence[PublicKey],
    witnesses: Iterable[PublicKey],
    quorum: int,
    report: Report,
) -> None:
    keys = [key for key in log_keys if key.name == log.checkpoint.origin]
    if keys and not report.broken:
        succession, passed_over = followed(keys, log.entries())
        keys = list(succession.valid)
        if passed_over:
            report.not_tried.append(
                Said(
                    "entries on keys, signed by no key that was given or that these lead to, which "
                    "change nothing: {count}",
                    {"count": passed_over},
                )
            )
    text = str(log.note) if log.signatures else ""
    check_keys(text, keys or log_keys, witnesses, quorum, report)


def check_keys(
    note: str,
    log_keys: Sequence[PublicKey],
    witnesses: Iterable[PublicKey],
    quorum: int,
    report: Report,
) -> None:
    """Hold a signed note (empty: there is none) against the keys that are trusted."""
    if not log_keys:
        report.not_tried.append(
            Said("not checked: who signed. Name the log's public key, had from its owners")
        )
        return
    try:
        if not note:
            raise SignatureError("the log is not signed")
        checkpoint = trusted_checkpoint(note, log_keys, witnesses, quorum)
        report.hold("the checkpoint is signed by a key of {log}", log=checkpoint.origin)
        if quorum:
            report.hold("trusted witnesses that cosigned it: at least {quorum}", quorum=quorum)
    except SignatureError as error:
        report.fail(error)
