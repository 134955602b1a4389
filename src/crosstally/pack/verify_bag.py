"""Whether the files of a pack are those that its manifests name. Standard library alone."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.pack import bag
from crosstally.pack.layout import BAG_INFO, BAGIT, MANIFEST, TAG_MANIFEST
from crosstally.pack.opening import PackFiles, digest_of, small
from crosstally.pack.verification import Mistakes, Remark


def digests(files: PackFiles) -> dict[str, str]:
    """Path → SHA-256 of every file."""
    return {path: digest_of(files, path) for path in files.sizes}


def check_bag(files: PackFiles, found: Mapping[str, str]) -> list[Remark]:
    """What is wrong with the bag. ``found`` is what ``digests`` gives."""
    mistakes = Mistakes()
    if not files.is_canonical:
        mistakes.add(Remark("the zip was changed around its files, or packed by another program"))
    if small(files, BAGIT) != bag.DECLARATION:
        mistakes.add(Remark("{path}: is not as every pack has it", path=BAGIT))
    if small(files, BAG_INFO) != bag.bag_info(files.sizes):
        mistakes.add(Remark("{path}: does not say what the pack holds", path=BAG_INFO))
    for name, paths in (
        (MANIFEST, bag.payload(files.sizes)),
        (TAG_MANIFEST, bag.tags(files.sizes)),
    ):
        _check_manifest(small(files, name), name, {path: found[path] for path in paths}, mistakes)
    return mistakes.remarks()


def _check_manifest(data: bytes, name: str, found: Mapping[str, str], mistakes: Mistakes) -> None:
    try:
        stated = bag.read_manifest(data.decode(), name)
    except ValueError as error:
        mistakes.add(Remark("{path}: {why}", path=name, why=error))
        return
    for path, digest in stated.items():
        if path not in found:
            mistakes.add(
                Remark("{path}: is missing; {manifest} names it", path=path, manifest=name)
            )
        elif found[path] != digest:
            mistakes.add(
                Remark("{path}: was changed; {manifest} has another hash", path=path, manifest=name)
            )
    for path in sorted(found.keys() - stated.keys()):
        mistakes.add(
            Remark("{path}: was added; {manifest} does not name it", path=path, manifest=name)
        )
