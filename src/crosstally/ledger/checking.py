"""Checking a log or a proof of it: what holds, what does not, and what nobody asked to check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crosstally.ledger.checkpoint import Checkpoint, misheard
from crosstally.ledger.errors import LedgerError, SignatureError
from crosstally.ledger.keys import PublicKey
from crosstally.ledger.log import Log, trusted_checkpoint
from crosstally.ledger.proof import InclusionProof
from crosstally.ledger.succession import followed
from crosstally.ledger.tiles import MAX_ENTRY_BYTES, read_plain
from crosstally.ledger.tree import consistent

LARGEST_PROOF = 1 << 20


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
    log = Log(folder)
    kept = _kept(older) if older is not None else None
    report = Report()
    try:
        log.verify()
        report.hold(
            "the {size} entries of {log} are those that its checkpoint commits to",
            size=log.checkpoint.size,
            log=log.checkpoint.origin,
        )
    except LedgerError as error:
        report.fail(error)
    if kept is not None:
        _check_growth(log, kept, report)
    if digits is not None:
        _check_spoken(log, digits, report)
    _check_signatures(log, log_keys, witnesses, quorum, report)
    return report


def check_proof(
    path: Path,
    entry: Path | None,
    log_keys: Sequence[PublicKey] = (),
    witnesses: Iterable[PublicKey] = (),
    quorum: int = 0,
) -> Report:
    """Check a proof in a file. Raises ``LedgerError`` where it cannot be read."""
    if entry is None:
        raise LedgerError("a proof is of an entry: name its file with --entry")
    try:
        proof = InclusionProof.parse(read_plain(path, LARGEST_PROOF).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise LedgerError("{file}: cannot be read: {why}", file=path, why=error) from error
    checkpoint = proof.root_of()
    report = Report()
    if proof.holds_for(read_plain(entry, MAX_ENTRY_BYTES)):
        report.hold(
            "the entry is number {index} of the {size} of {log}, counted from 0",
            index=proof.index,
            size=checkpoint.size,
            log=checkpoint.origin,
        )
    else:
        report.fail(LedgerError("the proof does not lead from this entry to the checkpoint"))
    _check_keys(proof.checkpoint, log_keys, witnesses, quorum, report)
    return report


def _kept(text: str) -> Checkpoint:
    """A checkpoint that was kept, with signatures or without."""
    return Checkpoint.parse(text.partition("\n\n")[0].rstrip("\n") + "\n")


def _check_growth(log: Log, kept: Checkpoint, report: Report) -> None:
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
            "the log only grew, from {old} to {size} entries, since the checkpoint that was kept",
            old=kept.size,
            size=now.size,
        )
        return
    report.fail(
        LedgerError(
            "the log is not the one of the checkpoint that was kept ({old} entries): something "
            "was changed, dropped or put before",
            old=kept.size,
        )
    )


def _check_spoken(log: Log, digits: str, report: Report) -> None:
    if digits == log.checkpoint.spoken.replace(" ", ""):
        report.hold("the spoken digits are those of this log")
        return
    report.fail(
        LedgerError(
            "the spoken digits are not those of this log of {size} entries: it grew since, or it "
            "is another one",
            size=log.checkpoint.size,
        )
    )


def _check_signatures(
    log: Log,
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
                    "{count} entries introduce or revoke keys and are signed by no key that was "
                    "given or that these lead to: they change nothing",
                    {"count": passed_over},
                )
            )
    text = str(log.note) if log.signatures else ""
    _check_keys(text, keys or log_keys, witnesses, quorum, report)


def _check_keys(
    note: str,
    log_keys: Sequence[PublicKey],
    witnesses: Iterable[PublicKey],
    quorum: int,
    report: Report,
) -> None:
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
            report.hold("at least {quorum} trusted witnesses cosigned it", quorum=quorum)
    except SignatureError as error:
        report.fail(error)
