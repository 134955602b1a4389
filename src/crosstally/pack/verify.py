"""Verifies a pack without anything of its makers: manifest, log, returns, sheets, totals, findings.
Standard library alone, signatures excepted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from crosstally import __version__
from crosstally.pack.announcement import read_announced
from crosstally.pack.layout import (
    ANNOUNCED,
    DESCRIPTION,
    FINDINGS,
    FORMAT,
    PROGRAM,
    VERIFY_PAGE,
    Table,
)
from crosstally.pack.not_verified import (
    nothing_was_added_up,
    say_what_only_recomputing_shows,
    say_what_was_not_verified,
    say_which_findings_were_not_held,
)
from crosstally.pack.opening import PackFiles, RefusedError, UnreadableError, json_of, small
from crosstally.pack.page import Signer, verify_page
from crosstally.pack.verification import Remark, Verification
from crosstally.pack.verify_announced import AnnouncedCheck
from crosstally.pack.verify_answer import answer_holds, check_areas, check_verdicts
from crosstally.pack.verify_bag import check_bag, digests
from crosstally.pack.verify_bounds import check_bounds
from crosstally.pack.verify_cited import CitedCheck, asked_of, cited
from crosstally.pack.verify_files import check_files
from crosstally.pack.verify_findings import check_described, check_stated_totals, read_findings
from crosstally.pack.verify_log import (
    PackLog,
    check_growth,
    check_log,
    check_signatures,
)
from crosstally.pack.verify_pictures import check_pictures
from crosstally.pack.verify_returns import ReturnsRead, check_returns
from crosstally.pack.verify_sheets import SheetsRead, check_sheets
from crosstally.pack.verify_tables import tables_of
from crosstally.pack.verify_totals import check_totals

_WINNER = Remark(
    "Whether missing sheets can change the winner in {contests}: copies differ there, votes are "
    "not read, nobody leads, or the lead alone does not tell."
)
_OTHER_VERSION = Remark(
    "{path}: says that version {theirs} of Crosstally made the pack; the program in it is of "
    "{ours}",
    path=DESCRIPTION,
    ours=__version__,
)
_GROUPS = re.compile(r"(?:[0-9]{5}\s+){11}[0-9]{5}")


def verify(
    files: PackFiles,
    *,
    older: Sequence[str] = (),
    keys: Sequence[str] = (),
    will_recompute: bool = False,
    may_lack_signatures: bool = False,
    program: bytes | None = None,
) -> Verification:
    """Everything that a pack shows by itself, held against itself.

    ``older``: texts of checkpoints that somebody kept. ``keys``: public keys that are trusted.
    ``will_recompute``: the checks are run again after this, so that it is not said to be missing.
    ``may_lack_signatures``: it is to be signed yet. ``program``: this program as it would lie in a
    pack, so that a pack by another version is told from one that was changed.
    Raises ``UnreadableError`` where the pack, or one of those checkpoints, cannot be read at all.
    """
    said, found = Verification(), digests(files)
    _say_whose_program(files, found, program, said)
    mistakes = check_bag(files, found)
    remark = Remark("Files: {count}. They are those that the manifests name.", count=len(found))
    is_whole = said.hold(mistakes, remark)
    try:
        log = _verify_contents(files, found, older, said)
        if not may_lack_signatures:
            check_signatures(log, files, keys, keys_needed(describe(files)), said)
        say_what_was_not_verified(files, older, said)
        if not will_recompute:
            say_what_only_recomputing_shows(files, said)
    except RefusedError as error:
        raise UnreadableError("; ".join(map(str, [error, *said.broken]))) from error
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
    said: Verification,
) -> PackLog:
    about = describe(files)
    log = PackLog(files)
    remark = Remark(
        "Entries of the log: {count}. Its checkpoint commits to them and to the files.",
        count=len(log.entries),
    )
    said.hold(check_log(log, files, found), remark)
    _check_page(files, about, log, said)
    check_growth(log, older, said)
    _check_tables(files, about, log, said, found)
    return log


def _check_page(
    files: PackFiles, about: Mapping[str, Any], log: PackLog, said: Verification
) -> None:
    """Whether the page that people read groups of digits and commands from is the one of this
    checkpoint: with another one's groups, a changed pack would pass for the one others have."""
    spoken, held = log.checkpoint.spoken, small(files, VERIFY_PAGE)
    if set(_GROUPS.findall(held.decode("utf-8", "replace"))) != {spoken}:
        said.broken.append(
            Remark("{path}: has other groups of digits than the checkpoint", path=VERIFY_PAGE)
        )
        return
    groups = Remark(
        "{path} has the checkpoint's groups of digits: {groups}", path=VERIFY_PAGE, groups=spoken
    )
    signers = [Signer(line.name, line.key_id) for line in log.note.signatures]
    if held in (verify_page(about, log.checkpoint, one) for one in (None, *signers)):
        said.verified.append(groups)
    elif about.get("crosstally") == __version__:
        said.broken.append(
            Remark(
                "{path}: is not the page that this version writes; do not follow it",
                path=VERIFY_PAGE,
            )
        )
    else:
        said.verified.append(groups)
        said.not_verified.append(
            Remark(
                "What else {path} tells you to do: another version than this one wrote the page, "
                "or somebody changed it.",
                path=VERIFY_PAGE,
            )
        )


def _say_whose_program(
    files: PackFiles, found: Mapping[str, str], program: bytes | None, said: Verification
) -> None:
    if program is None:
        return
    if found.get(PROGRAM) == sha256(program).hexdigest():
        if _version_said(files) != __version__:
            said.broken.append(_OTHER_VERSION.at(theirs=_version_said(files)))
        return
    said.other_program = Remark(
        "Another program than this one lies in the pack as {path}: another version of Crosstally "
        "made the pack ({theirs}; this is {ours}), or somebody put it there. Versions may differ "
        "in what they find: ask the publisher for the version, and verify with a program of that "
        "version that you have from elsewhere.",
        path=PROGRAM,
        theirs=_version_said(files),
        ours=__version__,
    )


def _version_said(files: PackFiles) -> str:
    try:
        about = json_of(files, DESCRIPTION)
    except UnreadableError:
        return "?"
    version = about.get("crosstally") if isinstance(about, dict) else None
    return version[:40] if isinstance(version, str) else "?"


def describe(files: PackFiles) -> Mapping[str, Any]:
    """``pack.json``. Raises ``UnreadableError`` where there is none that can be read."""
    about = json_of(files, DESCRIPTION)
    made = about.get("format") if isinstance(about, dict) else None
    if not isinstance(about, dict) or not isinstance(made, str):
        raise UnreadableError(f"{DESCRIPTION}: does not say which format the pack has")
    if made != FORMAT:
        raise RefusedError(
            f"{DESCRIPTION}: the pack is of the format {made[:80]}, this program reads {FORMAT}: "
            "it was made by another version of Crosstally. Verify it with a program of that "
            "version, which you best have from elsewhere; verify.pyz in the pack should be one"
        )
    return about


def keys_needed(about: Mapping[str, Any]) -> int:
    """How many persons have to sign. Raises ``UnreadableError``."""
    needed = about.get("keys")
    if not isinstance(needed, int) or isinstance(needed, bool) or needed < 1:
        raise UnreadableError(f"{DESCRIPTION}: does not say how many persons have to sign")
    return needed


def _check_tables(
    files: PackFiles,
    about: Mapping[str, Any],
    log: PackLog,
    said: Verification,
    digests: Mapping[str, str],
) -> None:
    returns, sheets = tables_of(about, "returns"), tables_of(about, "sheets")
    found, count = check_files(files, digests, [*returns, *sheets])
    said.hold(
        found,
        Remark(
            "No file is there that no pack has. Files of the election that have the stated hash: "
            "{files}.",
            files=count,
        ),
    )
    findings = read_findings(files)
    named = cited(findings)
    asked = asked_of(findings, named)
    found, stated = check_returns(files, returns, sheets, log.entries, asked)
    said.hold(
        found,
        Remark(
            "Returns: {count}. Each is an entry of the log, and each entry is in a table.",
            count=stated.count,
        ),
    )
    _check_pictures(files, digests, said)
    root = str(about.get("place"))
    found, read = check_sheets(files, sheets, stated.counted, asked.stations, root)
    said.hold(
        found, Remark("Sheets: {count}. They have the figures of their returns.", count=read.count)
    )
    if not sheets:
        said.not_verified.append(nothing_was_added_up(returns))
    found, count = check_totals(files, sheets, read)
    said.hold(found, Remark("Totals: {count}. They are the sums of the sheets.", count=count))
    said.hold(
        check_described(findings, about, files),
        Remark("{path} is of the same election and the same files.", path=FINDINGS),
    )
    _check_sums(findings, sheets, read, stated, root, said)
    _check_answer(findings, about, said)
    check = CitedCheck(sheets, read, stated)
    check.check(findings, named)
    said.hold(
        check.mistakes.remarks(),
        Remark(
            "Findings that cite sheets or single returns: {count}. What they cite is what the "
            "tables have.",
            count=len(check.held),
        ),
    )
    held = check.held | _check_announced(files, findings, sheets, read, stated, said)
    say_which_findings_were_not_held(findings, held, said)


def _check_sums(
    findings: Mapping[str, Any],
    sheets: Sequence[Table],
    read: SheetsRead,
    returns: ReturnsRead,
    root: str,
    said: Verification,
) -> None:
    """Whether the totals, areas and bounds beside the findings are what the tables make."""
    found = check_stated_totals(findings, sheets, read, root)
    found += check_areas(findings, sheets, read)
    wrong, left_open = check_bounds(findings, sheets, read, returns, root)
    said.hold(
        [*found, *wrong],
        Remark("The totals, areas and bounds in {path} are what the tables make.", path=FINDINGS),
    )
    if left_open:
        said.not_verified.append(_WINNER.at(contests=", ".join(left_open)))


def _check_answer(
    findings: Mapping[str, Any], about: Mapping[str, Any], said: Verification
) -> None:
    """Whether the answer and the verdicts are those of what stands below them."""
    found = check_verdicts(findings)
    try:
        holds = answer_holds(findings) if about.get("crosstally") == __version__ else None
    except (KeyError, TypeError, ValueError):
        holds = False
    if holds is False:
        found.append(
            Remark("{path}: the answer is not that of its findings and totals", path=FINDINGS)
        )
    answer = Remark(
        "The answer is that of the findings and totals; verdicts are those of a statement's parts."
    )
    if holds is None:
        answer = Remark("The verdicts on statements are those of their parts.")
        said.not_verified.append(
            Remark(
                "The answer: it is in a language that this program does not have, or by another "
                "version of it."
            )
        )
    said.hold(found, answer)


def _check_announced(
    files: PackFiles,
    findings: Mapping[str, Any],
    sheets: Sequence[Table],
    read: SheetsRead,
    returns: ReturnsRead,
    said: Verification,
) -> set[int]:
    announced, found = read_announced(files)
    check = AnnouncedCheck(announced, sheets, read, returns)
    check.check(findings["findings"])
    wrong = [*found, *check.mistakes.remarks()]
    if announced or check.held or wrong:  # else there is nothing of which it could be said
        said.hold(
            wrong,
            Remark(
                "Findings about announcements and stated areas: {held}. They cite what {path} and "
                "the tables have, and their differences, sums and shares follow from it. No exact "
                "count announced for sheets that are all here differs from their sum without a "
                "finding.",
                held=len(check.held),
                path=ANNOUNCED,
            ),
        )
    if check.left_open:
        said.not_verified.append(
            Remark(
                "Of findings about announcements and stated areas, what they say was added up "
                "where stations have several returns, where areas are added up, or as shares of "
                "the voters on a list: {held}.",
                held=len(check.left_open),
            )
        )
    return check.held


def _check_pictures(files: PackFiles, digests: Mapping[str, str], said: Verification) -> None:
    found, count = check_pictures(files, digests)
    if not count and not found:
        return
    remark = Remark("Pictures: {count}. They are those listed, and hold pixels alone.", count=count)
    said.hold(found, remark)
    said.not_verified.append(
        Remark(
            "That the pictures show the sheets they are said to show: whoever holds an original "
            "and its salt can show with `crosstally pack open-original` that the pack commits to "
            "it."
        )
    )
