"""Whether a pack holds the files that every pack holds, no others, and the election's own as they
were read. Standard library alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstally.pack.bag import is_of_the_bag
from crosstally.pack.layout import (
    ANNOUNCED,
    CHECKPOINT,
    CRATE,
    DATAPACKAGE,
    DESCRIPTION,
    ELECTION,
    FILES,
    FILES_COLUMNS,
    FINDINGS,
    LOG,
    PICTURE_TABLE,
    PICTURES,
    PROGRAM,
    REPORT,
    SIGNATURES,
    TOTALS,
    VERIFY_PAGE,
    Table,
)
from crosstally.pack.opening import PackFiles, refuse_leading_out
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_tables import csv_rows

_ALWAYS = frozenset(
    {
        *(CHECKPOINT, VERIFY_PAGE, PROGRAM, DESCRIPTION, DATAPACKAGE, CRATE),
        *(FILES, TOTALS, ANNOUNCED, FINDINGS, REPORT),
    }
)


def check_files(
    files: PackFiles, digests: Mapping[str, str], tables: Sequence[Table]
) -> tuple[list[Remark], int]:
    """What is wrong with the pack's files, and how many of the election's own are in it."""
    mistakes, raw = Mistakes(), {path for path in digests if path.startswith(ELECTION)}
    known = _ALWAYS.union(*({one.path, one.path[:-3] + "parquet"} for one in tables))
    for path in digests.keys() - raw - known:
        if path == PICTURE_TABLE or (path.startswith(PICTURES) and PICTURE_TABLE in digests):
            continue  # ``verify_pictures`` looks at them
        if not path.startswith((LOG, SIGNATURES)) and not is_of_the_bag(path):
            mistakes.add(Remark("{path}: no pack has such a file", path=path))
    for path in sorted(known - digests.keys()):
        mistakes.add(Remark("{path}: is missing", path=path))
    left, before = set(raw), ""
    for line, (path, digest, size, included) in csv_rows(files, FILES, FILES_COLUMNS):
        refuse_leading_out(path, f"{FILES}: line {line}: ")
        inside = ELECTION + path
        left.discard(inside)
        if path <= before:
            mistakes.add(Remark("{path}, line {line}: is out of order", path=FILES, line=line))
        before = path
        is_there = inside in raw
        if included not in ("0", "1") or is_there != (included == "1"):
            mistakes.add(
                Remark(
                    "{path}, line {line}: says wrongly whether the pack holds {file}",
                    path=FILES,
                    line=line,
                    file=inside,
                )
            )
        elif is_there and (digest, size) != (digests[inside], str(files.sizes[inside])):
            mistakes.add(
                Remark(
                    "{file}: is not the file whose hash stands in {path}", file=inside, path=FILES
                )
            )
    for path in sorted(left):
        mistakes.add(
            Remark("{path}: was added; {manifest} does not name it", path=path, manifest=FILES)
        )
    return mistakes.remarks(), len(raw)
