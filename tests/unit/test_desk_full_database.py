"""A desk whose database has no room: SQLite alone can be told to have none."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, browser, joined


def test_a_database_that_is_full_is_said_at_the_log_in(place: Place) -> None:
    from django.contrib.sessions.models import Session
    from django.db import OperationalError, connection
    from django.utils import timezone

    joined(Role.TYPIST, "ben-full")
    client = browser(raise_request_exception=False)
    given = {"username": "ben-full", "password": PASSWORD}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    later = timezone.now() + timedelta(days=1)
    try:
        for size in (4_000, 1_000, 200, 20):
            with suppress(OperationalError):
                for number in range(1_000):
                    Session(f"{size}-{number}", "x" * size, later).save(force_insert=True)
        answer = client.post("/login/", given)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
        Session.objects.filter(session_data__startswith="xxx").delete()
    assert answer.status_code == 503
    assert "It could not be kept: No space left on device." in answer.content.decode()
    assert client.post("/login/", given).status_code == 302, "once there is room"
