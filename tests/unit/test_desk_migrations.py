"""A desk of an older version, brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from crosstally.desk.settings import Place

ONCE = ("desk", "0007_each_file_once")


@pytest.fixture
def before(place: Place) -> Iterator[Any]:
    """The models as they were before each file was held to come once; afterwards as they are."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    earlier = [node.key for node in executor.loader.graph.node_map[ONCE].parents]
    executor.migrate(earlier)
    yield executor.loader.project_state(earlier).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_of_sheets_that_were_made_of_one_file_none_goes(before: Any) -> None:
    from django.db import IntegrityError, connection
    from django.db.migrations.executor import MigrationExecutor

    from crosstally.desk.models import PicturePage

    pages = before.get_model("desk", "PicturePage").objects
    for sheet, page, digest in (("a", 0, "x"), ("a", 1, "x"), ("b", 0, "x"), ("c", 0, "y")):
        pages.create(sheet=sheet, page=page, digest=digest, likeness="0")
    MigrationExecutor(connection).migrate([ONCE])
    found = PicturePage.objects.order_by("pk").values_list("sheet", "page", "digest")
    assert list(found) == [("a", 0, "x"), ("a", 1, "x"), ("b", 0, ""), ("c", 0, "y")]
    with pytest.raises(IntegrityError):
        PicturePage.objects.create(sheet="d", page=0, digest="x", likeness="0")


def test_the_migrations_lead_to_the_models_as_they_are(place: Place) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
