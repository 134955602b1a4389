"""Verifies a pack without anything of its makers: manifest, log, returns, sheets, totals, findings.
Standard library alone, signatures excepted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.pack.layout import (
    DESCRIPTION,
    ELECTION,
    FINDINGS,
    FORMAT,
    REPORT,
    SIGNATURES,
    Table,
    table_of,
)
from crosstally.pack.opening import PackFiles, UnreadableError, small
from crosstally.pack.verification import Remark, Verification
from crosstally.pack.verify_bag import check_bag, digests
from crosstally.pack.verify_findings import check_findings, cited, read_findings
from crosstally.pack.verify_log import (
    PackLog,
    check_growth,
    check_log,
    check_signatures,
    has_signatures,
)
from crosstally.pack.verify_returns import check_returns
from crosstally.pack.verify_sheets import check_sheets
from crosstally.pack.verify_totals import check_totals


def verify(
    files: PackFiles,
    *,
    older: Sequence[str] = (),
    keys: Sequence[str] = (),
    will_recompute: bool = False,
) -> Verification:
    """Everything that a pack shows by itself, held against itself.

    ``older``: texts of checkpoints that somebody kept. ``keys``: public keys that are trusted.
    ``will_recompute``: the checks are run again after this, so that it is not said to be missing.
    Raises ``UnreadableError`` where the pack, or one of those checkpoints, cannot be read at all.
    """
    said, found = Verification(), digests(files)
    mistakes = check_bag(files, found)
    remark = Remark("The {count} files are those that the manifests name.", count=len(found))
    is_whole = said.hold(mistakes, remark)
    try:
        _verify_contents(files, found, older, keys, said)
        _say_what_was_not_verified(files, older, said)
        if not will_recompute:
            _say_what_only_recomputing_shows(files, said)
    except UnreadableError as error:
        if is_whole:
            raise
        # Of a pack that was changed it is enough to know where.
        said.broken.append(Remark("{why}; what follows from it was not looked at", why=error))
    return said


def _verify_contents(
    files: PackFiles,
    found: Mapping[str, str],
    older: Sequence[str],
    keys: Sequence[str],
    said: Verification,
) -> None:
    about = describe(files)
    log = PackLog(files)
    remark = Remark(
        "The log has {count} entries; its checkpoint commits to them and to the files.",
        count=len(log.entries),
    )
    said.hold(check_log(log, files, found), remark)
    check_growth(log, older, said)
    check_signatures(log, keys, said)
    _check_tables(files, about, log, said)


def describe(files: PackFiles) -> Mapping[str, Any]:
    """``pack.json``. Raises ``UnreadableError`` where there is none that can be read."""
    try:
        about = json.loads(small(files, DESCRIPTION))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{DESCRIPTION}: is no JSON ({error})") from error
    made = about.get("format") if isinstance(about, dict) else None
    if not isinstance(about, dict) or not isinstance(made, str):
        raise UnreadableError(f"{DESCRIPTION}: does not say which format the pack has")
    if made != FORMAT:
        raise UnreadableError(
            f"{DESCRIPTION}: the pack is of the format {made[:80]}, this program reads {FORMAT}: "
            "it was made by another version, whose program stands in the pack as verify.pyz"
        )
    return about


def tables_of(about: Mapping[str, Any], name: str) -> list[Table]:
    """The tables of returns or of sheets. Raises ``UnreadableError``."""
    try:
        return [table_of(value) for value in about[name]]
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"{DESCRIPTION}: does not describe its tables ({error})") from error


def _check_tables(
    files: PackFiles, about: Mapping[str, Any], log: PackLog, said: Verification
) -> None:
    returns, sheets = tables_of(about, "returns"), tables_of(about, "sheets")
    found, count, counted = check_returns(files, returns, sheets, log.entries)
    text = "Each of the {count} returns is an entry of the log, and each entry is in a table."
    said.hold(found, Remark(text, count=count))
    findings = read_findings(files)
    named = cited(findings)
    found, read = check_sheets(files, sheets, counted, {place for _number, place, _ in named})
    text = "The {count} sheets have the figures of their returns."
    said.hold(found, Remark(text, count=read.count))
    found, count = check_totals(files, sheets, read)
    said.hold(found, Remark("All {count} totals are the sums of the sheets.", count=count))
    found, held = check_findings(findings, named, sheets, read, str(about.get("place")))
    text = "The findings' totals, and the figures that {count} of them cite, are the tables'."
    said.hold(found, Remark(text, count=held))


def _say_what_was_not_verified(files: PackFiles, older: Sequence[str], said: Verification) -> None:
    if not older:
        said.not_verified.append(
            Remark(
                "That nothing was rewritten since an earlier day: give a checkpoint that you or "
                "somebody you trust kept, with --older."
            )
        )
    if has_signatures(files):
        said.not_verified.append(
            Remark(
                "The signatures and timestamps in {folder}: VERIFY.md says with which programs "
                "that is done.",
                folder=SIGNATURES,
            )
        )


def _say_what_only_recomputing_shows(files: PackFiles, said: Verification) -> None:
    if not any(path.startswith(ELECTION) for path in files.sizes):
        text = "That the files the returns were read from say the same: they are not here."
        said.not_verified.append(Remark(text))
        return
    said.not_verified.append(
        Remark(
            "That the files in {folder} were read rightly, that the checks find what {findings} "
            "says, and that {report} shows it: `crosstally pack verify --recompute` does it again.",
            folder=ELECTION,
            findings=FINDINGS,
            report=REPORT,
        )
    )
