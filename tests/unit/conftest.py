"""What unit tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from crosstally.desk.settings import Place
from tests.desk_clients import EXAMPLE


@pytest.fixture(scope="session")
def _set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk that is set up; Django can be so once in a process. ``CROSSTALLY_TEST_DATABASE`` names
    another database than the folder's own file (``tests/spec/test_desk_databases.py``)."""
    from crosstally.desk.serve import set_up

    folder = tmp_path_factory.mktemp("desk") / "election"
    shutil.copytree(EXAMPLE, folder)
    before = os.environ.pop("DATABASE_URL", None)
    if "CROSSTALLY_TEST_DATABASE" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["CROSSTALLY_TEST_DATABASE"]
    made = Place(folder, "president", "http://127.0.0.1:8000")
    set_up(made)
    yield made
    from django.db import connections

    connections.close_all()
    os.environ.pop("DATABASE_URL", None)
    if before is not None:
        os.environ["DATABASE_URL"] = before


@pytest.fixture(scope="module")
def place(_set_up: Place) -> Place:
    """The desk, as empty as on its first day."""
    from django.core.management import call_command

    from crosstally.desk.doors import book, journal

    call_command("flush", verbosity=0, interactive=False)
    for kept in ("log", "pictures", "journal", "records"):
        shutil.rmtree(_set_up.folder / kept, ignore_errors=True)
    for known in (book, journal):
        known.cache_clear()
    return _set_up
