"""Checking what was taken out of a log: a proof, ours or actasum's, or a checkpoint by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from crosstally.ledger.actasum import Growth, read_proof
from crosstally.ledger.checking import (
    Report,
    check_keys,
    check_spoken,
    kept_checkpoint,
)
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PublicKey
from crosstally.ledger.proof import HEADER, InclusionProof
from crosstally.ledger.tiles import MAX_ENTRY_BYTES, read_plain

LARGEST_PROOF = 1 << 20


def check_file(
    path: Path,
    entry: Path | None = None,
    log_keys: Sequence[PublicKey] = (),
    witnesses: Iterable[PublicKey] = (),
    quorum: int = 0,
    older: str | None = None,
    digits: str | None = None,
) -> Report:
    """Check a proof or a checkpoint in a file; ``entry`` is the file of the entry that a proof is
    of, which actasum's proofs hold themselves. Raises ``LedgerError`` where one cannot be read."""
    text = _text(path)
    report = Report()
    if text.lstrip().startswith("{"):
        note = _check_theirs(text, entry, report)
    elif text.startswith(HEADER):
        note = _check_ours(text, entry, report)
    else:
        note = text
        checkpoint = kept_checkpoint(text)
        report.hold(
            "a checkpoint of {log}, of the size {size}", size=checkpoint.size, log=checkpoint.origin
        )
    checkpoint = kept_checkpoint(note)
    if older is not None:
        _check_kept(checkpoint, kept_checkpoint(older), report)
    if digits is not None:
        check_spoken(checkpoint, digits, report)
    check_keys(note if "\n\n" in note else "", log_keys, witnesses, quorum, report)
    return report


def _text(path: Path) -> str:
    try:
        return read_plain(path, LARGEST_PROOF).decode("utf-8")
    except UnicodeDecodeError as error:
        raise LedgerError("{file}: cannot be read: {why}", file=path, why=error) from error


def _check_ours(text: str, entry: Path | None, report: Report) -> str:
    """Check a ``tlog-proof``; its checkpoint comes back, with signatures if there are any."""
    if entry is None:
        raise LedgerError("a proof is of an entry: name its file with --entry")
    proof = InclusionProof.parse(text)
    _check_inclusion(proof, read_plain(entry, MAX_ENTRY_BYTES), report)
    return proof.checkpoint


def _check_theirs(text: str, entry: Path | None, report: Report) -> str:
    """Check a proof of actasum's; the text of its checkpoint comes back."""
    proof = read_proof(text)
    if isinstance(proof, Growth):
        _check_growth(proof, report)
        return str(proof.new)
    inclusion, statement = proof
    if entry is not None and read_plain(entry, MAX_ENTRY_BYTES).removesuffix(b"\n") != statement:
        report.fail(LedgerError("the proof is of another entry than that of --entry"))
    _check_inclusion(inclusion, statement, report)
    return inclusion.checkpoint


def _check_inclusion(proof: InclusionProof, entry: bytes, report: Report) -> None:
    checkpoint = proof.root_of()
    if proof.holds_for(entry):
        report.hold(
            "the entry is number {index} of the {size} of {log}, counted from 0",
            index=proof.index,
            size=checkpoint.size,
            log=checkpoint.origin,
        )
        return
    report.fail(LedgerError("the proof does not lead from this entry to the checkpoint"))


def _check_growth(growth: Growth, report: Report) -> None:
    if growth.holds:
        report.hold(
            "{log} only grew, from the size {old} to {size}",
            log=growth.new.origin,
            old=growth.old.size,
            size=growth.new.size,
        )
        return
    report.fail(LedgerError("the proof does not lead from the older checkpoint to the newer one"))


def _check_kept(checkpoint: Checkpoint, kept: Checkpoint, report: Report) -> None:
    """Hold a checkpoint against one that was kept. Of another size, only the log tells."""
    if checkpoint == kept:
        report.hold("the checkpoint is the one that was kept")
    elif checkpoint.origin != kept.origin:
        report.fail(
            LedgerError(
                "the kept checkpoint is of {kept}, the log is {log}",
                kept=kept.origin,
                log=checkpoint.origin,
            )
        )
    else:
        report.fail(
            LedgerError(
                "the checkpoint, of the size {size}, is not the one that was kept, of {old}: "
                "whether the log only grew between them, the log itself tells",
                size=checkpoint.size,
                old=kept.size,
            )
        )
