"""What every test can use: the public data, Hypothesis profiles, and an eye on what is skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.databases import Server
    from tests.desks import RunningDesk

STRICT_SKIPS = bool(os.environ.get("CROSSTALLY_STRICT_SKIPS"))
IN_CI = bool(os.environ.get("CI")) or STRICT_SKIPS
NO_DATA = "the public data is not here: point CROSSTALLY_DATA at it (docs/how-to/public-data.md)"

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_unexpected: list[str] = []


def data_folder() -> Path | None:
    """The folder with the public data, or None where there is none."""
    written = os.environ.get("CROSSTALLY_DATA")
    return Path(written) if written and Path(written).is_dir() else None


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the public data; a test that asks for it is skipped where there is none."""
    folder = data_folder()
    if folder is None:
        pytest.skip(NO_DATA)
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk that runs in a process of its own, on which nothing was done yet."""
    from tests.desks import running_desk

    with running_desk(tmp_path_factory.mktemp("desk") / "election") as desk:
        yield desk


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the test's own; where its programs are absent, the test is skipped."""
    from tests.databases import postgresql

    with postgresql() as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk_on_each_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningDesk]:
    """The same as ``desk``, once with a file of its own and once on PostgreSQL."""
    from tests.desks import running_desk

    folder = tmp_path_factory.mktemp("desk") / "election"
    on_postgresql = request.param == "postgresql"
    database = request.getfixturevalue("server").make("desk") if on_postgresql else None
    with running_desk(folder, database=database) as desk:
        yield desk


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``data`` is skipped, with the reason, where the public data is absent."""
    if item.get_closest_marker("data") and data_folder() is None:
        pytest.skip(NO_DATA)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember the skips that nobody expected: only missing public data excuses one."""
    if report.skipped and not hasattr(report, "wasxfail") and not _excused(report.longrepr):
        _unexpected.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that skips itself as a whole counts like a test."""
    if report.skipped and not _excused(report.longrepr):
        _unexpected.append(report.nodeid)


def _excused(reason: object) -> bool:
    return data_folder() is None and "CROSSTALLY_DATA" in str(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CROSSTALLY_STRICT_SKIPS, an unexpected skip fails the run."""
    if STRICT_SKIPS and _unexpected and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the unexpected skips."""
    if STRICT_SKIPS and _unexpected:
        terminalreporter.section("skipped, and not expected to be", red=True)
        for nodeid in sorted(set(_unexpected)):
            terminalreporter.write_line(nodeid)
