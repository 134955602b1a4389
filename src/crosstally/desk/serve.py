"""Starting a desk: set up Django for its folder, bring its database up to date, serve it."""

from __future__ import annotations

import os
from typing import Any

from crosstally.desk.certificate import Certificate
from crosstally.desk.settings import Place, settings_of
from crosstally.problems import InputError, Problem
from crosstally.words import _

THREADS = 16
"""Requests answered at once. Those that wait for a picture to be unpacked wait in one of them."""


def set_up(place: Place) -> None:
    """Set Django up for one desk, once in a process, and bring the database up to date.

    Raises ``InputError`` where ``DATABASE_URL`` names no database that answers, or a secret of the
    desk is not its owner's alone.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError

    from crosstally.desk import at_rest
    from crosstally.desk.sealed import key_of

    settings.configure(**settings_of(place, os.environ))
    organisation = at_rest.key_of(place.folder)
    if organisation is None or not organisation.is_locked:
        key_of(place.folder)  # is the owner's alone, or this says so
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise InputError(
            Problem(
                _("the desk's database does not answer: {reason}").format(
                    reason=str(error).strip()
                ),
                hint=_(
                    "Look at DATABASE_URL, and whether PostgreSQL runs and the database exists."
                ),
            )
        ) from None
    if organisation is not None and not organisation.is_locked:
        # Of a desk whose key is from before people were closed to it.
        from crosstally.desk.closing import close_people

        close_people(place.folder, organisation)


def link_of_first_administrator() -> str | None:
    """A link by which the first administrator joins; None where the desk has one."""
    from crosstally.desk.doors import place
    from crosstally.desk.models import Account, Invitation
    from crosstally.desk.states import Role

    if Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return None
    return place().address + Invitation.make(Role.ADMINISTRATOR)


def serve(host: str, port: int, certificate: Certificate | None = None) -> None:
    """Serve until interrupted, by HTTPS where there is a certificate."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from crosstally.desk.unfinished import hold_them

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """Gunicorn, told what to do by us and by no file."""

        def load_config(self) -> None:
            chosen: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": 1,
                "worker_class": "gthread",
                "threads": THREADS,
                "limit_request_line": 2_000,
                "loglevel": "warning",
                # Whom to believe about that is for the desk's own settings (``proxies``).
                "forwarded_allow_ips": "",
                # Who opened which page is written down nowhere.
                "accesslog": None,
            }
            if certificate:
                chosen |= {"certfile": str(certificate.chain), "keyfile": str(certificate.key)}
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    hold_them()
    connections.close_all()
    Server().run()
