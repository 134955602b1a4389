"""A desk of an older version, brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from crosstally.desk.record import pseudonym
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

    pages = before.get_model("desk", "PicturePage").objects
    for sheet, page, digest in (("a", 0, "x"), ("a", 1, "x"), ("b", 0, "x"), ("c", 0, "y")):
        pages.create(sheet=sheet, page=page, digest=digest, likeness="0")
    executor = MigrationExecutor(connection)
    executor.migrate([ONCE])
    pages = executor.loader.project_state([ONCE]).apps.get_model("desk", "PicturePage").objects
    found = pages.order_by("pk").values_list("sheet", "page", "digest")
    assert list(found) == [("a", 0, "x"), ("a", 1, "x"), ("b", 0, ""), ("c", 0, "y")]
    with pytest.raises(IntegrityError):
        pages.create(sheet="d", page=0, digest="x", likeness="0")


def test_people_of_the_first_schema_are_who_they_were(place: Place) -> None:
    """Brought up to date at one go, with what is tried at the log-in forgotten on the way."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from crosstally.desk.models import Account, Invitation, PicturePage

    executor = MigrationExecutor(connection)
    first = [("desk", "0001_initial")]
    executor.migrate(first)
    models = executor.loader.project_state(first).apps
    cora = models.get_model("desk", "Account").objects.create(
        name="cora", role="coordinator", salt=b"c" * 32
    )
    models.get_model("desk", "Account").objects.create(
        name="ann", role="typist", salt=b"a" * 32, coordinator=cora
    )
    models.get_model("desk", "Invitation").objects.create(token_hash="1" * 64, role="auditor")
    models.get_model("desk", "PicturePage").objects.create(sheet="f" * 32, page=0, digest="2" * 64)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO axes_accessattempt (user_agent, ip_address, username, http_accept,"
            " path_info, attempt_time, get_data, post_data, failures_since_start)"
            " VALUES ('a phone', '192.0.2.7', 'ann', '', '/login/', '2026-01-01', '', '', 3)"
        )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    ann = Account.objects.get(name="ann")
    assert ann.coordinator == Account.objects.get(name="cora")
    assert (ann.pseudonym, ann.is_active) == (pseudonym("ann", b"a" * 32), True)
    assert (Invitation.objects.get().whose, PicturePage.objects.get(sheet="f" * 32).digest) == (
        None,
        "2" * 64,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM axes_accessattempt")
        assert cursor.fetchone() == (0,)


def test_the_migrations_lead_to_the_models_as_they_are(place: Place) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)
