"""Whether the totals beside the findings are those of the sheets. Standard library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosstally.pack.layout import DESCRIPTION, FILES, FILES_COLUMNS, FINDINGS, RECORDS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, json_of
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead, Whole
from crosstally.pack.verify_tables import csv_rows

_OTHER_SUMS = Remark("{path}: the totals of {source} in {contest} are not the sums of its sheets")
_OTHER_COVERAGE = Remark(
    "{path}: the totals of {source} in {contest} say otherwise than the tables how many sheets "
    "there are, or of how many a figure was read"
)


def read_findings(files: PackFiles) -> Mapping[str, Any]:
    """The findings as ``crosstally check --json`` writes them. Raises ``UnreadableError``."""
    found = json_of(files, FINDINGS)
    if not isinstance(found, dict) or not isinstance(found.get("findings"), list):
        raise UnreadableError(f"{FINDINGS}: has no list of findings")
    return found


def check_stated_totals(
    found: Mapping[str, Any], sheets: Sequence[Table], read: SheetsRead, root: str
) -> list[Remark]:
    """What is wrong with the exit code, the options and the totals; ``root`` is the area that holds
    every station."""
    mistakes = Mistakes()
    tiers = [one.get("tier") for one in found["findings"] if isinstance(one, dict)]
    code = int("decisive" in tiers)
    if found.get("exit_code") != code:
        mistakes.add(
            Remark(
                "{path}: `exit_code` is {said}, its findings make it {code}",
                path=FINDINGS,
                said=found.get("exit_code"),
                code=code,
            )
        )
    for table in sheets:
        whose = {"path": FINDINGS, "source": table.source, "contest": table.contest}
        stated, whole = _stated(found, table), read.whole(table, root)
        if _stated_sums(stated) != _sums(table, whole):
            mistakes.add(_OTHER_SUMS.at(**whose))
        elif stated.get("area") != root or not _has_coverage(stated, table, whole):
            mistakes.add(_OTHER_COVERAGE.at(**whose))
        if set(table.options) != set(_stated_options(stated)):
            mistakes.add(
                Remark(
                    "{path}: has other options of {contest} than {description}",
                    path=FINDINGS,
                    contest=table.contest,
                    description=DESCRIPTION,
                )
            )
    for contest, source in sorted(
        _with_totals(found) - {(one.contest, one.source) for one in sheets}
    ):
        mistakes.add(
            Remark(
                "{path}: states totals of {source} in {contest}, of which the pack has no sheets",
                path=FINDINGS,
                source=source,
                contest=contest,
            )
        )
    return mistakes.remarks()


def check_described(
    found: Mapping[str, Any], about: Mapping[str, Any], files: PackFiles
) -> list[Remark]:
    """Whether the findings name the election that ``about`` describes, and the files that were
    read. Raises ``UnreadableError``."""
    mistakes = Mistakes()
    for name in ("crosstally", "election", "title", "date"):
        if found.get(name) != about.get(name):
            mistakes.add(
                Remark(
                    "{path}: `{name}` is another one than in {description}",
                    path=FINDINGS,
                    name=name,
                    description=DESCRIPTION,
                )
            )
    read = {tuple(row[:3]) for _line, row in csv_rows(files, FILES, FILES_COLUMNS)}
    named = set(_files_named(found))
    if named - read or any(not row[0].startswith(RECORDS) for row in read - named):
        mistakes.add(Remark("{path}: names other files than {files}", path=FINDINGS, files=FILES))
    return mistakes.remarks()


def _files_named(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Path, SHA-256 and bytes of each file, as the table of files has them."""
    for kind in ("files", "own_files"):
        listed = found.get(kind)
        for one in listed if isinstance(listed, list) else ():
            row = one if isinstance(one, dict) else {}
            yield tuple(str(row.get(name)) for name in ("path", "sha256", "bytes"))


def _with_totals(found: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Contest and source of all totals that are stated."""
    contests = found.get("contests")
    return {
        (name, source)
        for name, contest in (contests.items() if isinstance(contests, dict) else ())
        if isinstance(contest, dict) and isinstance(contest.get("totals"), dict)
        for source in contest["totals"]
    }


def _stated_options(totals: Mapping[str, Any]) -> Mapping[str, Any]:
    options = totals.get("options")
    return options if isinstance(options, dict) else {}


def _stated(found: Mapping[str, Any], table: Table) -> Mapping[str, Any]:
    try:
        totals = found["contests"][table.contest]["totals"][table.source]
    except (KeyError, TypeError):
        return {}
    return totals if isinstance(totals, dict) else {}


def _stated_sums(totals: Mapping[str, Any]) -> dict[str, object]:
    try:
        counts = {"stations_held": totals["stations_held"]}
        # Where no sheet has a number, none is stated, and nothing adds up to nought.
        read = {**totals["fields"], **totals["options"]}
        return counts | {name: 0 if sum_ is None else sum_ for name, sum_ in read.items()}
    except (KeyError, TypeError):
        return {}


def _sums(table: Table, whole: Whole) -> dict[str, object]:
    sums = zip(table.figures, whole.sums.sums, strict=True)
    return {"stations_held": whole.sums.held, **dict(sums)}


def _has_coverage(totals: Mapping[str, Any], table: Table, whole: Whole) -> bool:
    """Whether the totals say rightly of how many stations each figure was read, and whether that is
    all of them. Which ways of voting are lacking is taken as it is said."""
    held, known = whole.sums.held, totals.get("stations_known")
    unread = {
        name: held - count
        for name, count in zip(table.figures, whole.sums.read, strict=True)
        if count < held
    }
    all_held = known == held and not totals.get("channels_lacking")
    said = [totals.get(name) for name in ("all_held", "complete", "incomplete")]
    is_known = known == whole.known or not whole.is_stated
    return is_known and said == [all_held, all_held and not unread, unread]
