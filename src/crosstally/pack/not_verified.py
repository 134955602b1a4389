"""What a verification leaves open, in plain words. Standard library alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Any

from crosstally.pack.layout import (
    CRATE,
    DATAPACKAGE,
    DESCRIPTION,
    ELECTION,
    FINDINGS,
    REPORT,
    SIGNATURES,
    Table,
)
from crosstally.pack.opening import PackFiles
from crosstally.pack.verification import Remark, Verification
from crosstally.pack.verify_log import has_signatures


def say_which_findings_were_not_held(
    findings: Mapping[str, Any], held: Container[int], said: Verification
) -> None:
    """Name the codes of the findings whose numbers, from 1, are not among those ``held``."""
    left = Counter(
        str(one.get("code")) if isinstance(one, dict) else "?"
        for number, one in enumerate(findings["findings"], 1)
        if number not in held
    )
    if left:
        codes = ", ".join(f"{code} ({count})" for code, count in sorted(left.items()))
        said.not_verified.append(
            Remark(
                "What these findings in {path} say, which cite no figure that stands in a table "
                "as it is, or a figure more than the tables have: {codes}",
                path=FINDINGS,
                codes=codes,
            )
        )


def nothing_was_added_up(returns: Sequence[Table]) -> Remark:
    """What is not known of a pack without sheets of stations."""
    levels = sorted({table.level for table in returns})
    if not levels:
        return Remark(
            "That the announced figures are sums of stations: {path} names no sheets of "
            "stations, so that nothing was added up.",
            path=DESCRIPTION,
        )
    return Remark(
        "That the announced figures are sums of stations: {path} names no sheets of stations, so "
        "that nothing was added up, although there are returns of: {levels}. If one of these is "
        "the polling station, sheets were left out of the pack.",
        path=DESCRIPTION,
        levels=", ".join(levels),
    )


def say_what_was_not_verified(files: PackFiles, older: Sequence[str], said: Verification) -> None:
    """What it takes more than the pack to know: an older checkpoint, other programs."""
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


def say_what_only_recomputing_shows(files: PackFiles, said: Verification) -> None:
    """What building the pack again would show."""
    said.not_verified.append(
        Remark(
            "From which file and row each return was read, and the order of rows in tables; in "
            "which area each station is; what the election, areas, stations and options are "
            "called; which of several returns of a station counts; how many stations and areas "
            "there are, and which ways of voting; which figures every ballot enters; and that the "
            "Parquet tables are the CSV tables."
        )
    )
    said.not_verified.append(
        Remark(
            "Of {findings}: that no further finding or statement was left out, what its sentences "
            "say, totals worked out from announced counts, the balance of differences between "
            "sources, seats and their margins, breaking points, how many voters missing sheets can "
            "have, whether they can change seats or who passes a threshold, verdicts on single "
            "parts of statements, statistics, how often each check ran, and whatever else is in it "
            "that is not called verified above; and that {report} shows it. That {package} and "
            "{crate} describe the pack rightly.",
            findings=FINDINGS,
            report=REPORT,
            package=DATAPACKAGE,
            crate=CRATE,
        )
    )
    if any(path.startswith(ELECTION) for path in files.sizes):
        said.not_verified.append(
            Remark(
                "That the files in {folder} were read rightly, and how many persons have to sign "
                "according to them. `crosstally pack verify --recompute` does all of this again.",
                folder=ELECTION,
            )
        )
        return
    said.not_verified.append(
        Remark(
            "That the files the returns were read from say the same: they are not in the pack, and "
            "none of this can be done again without them."
        )
    )
