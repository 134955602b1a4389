"""Starting a desk: set up Django for its folder, bring its database up to date, serve it."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from filelock import FileLock, Timeout

from crosstally.desk.certificate import Certificate
from crosstally.desk.settings import Place, settings_of
from crosstally.problems import InputError, Problem
from crosstally.words import _

_PATIENCE = 5
"""Seconds in which a desk that was killed is gone."""
THREADS = 16
"""Requests answered at once. Those that wait for a picture to be unpacked wait in one of them."""
SILENCE = 30
"""Seconds after which whoever sends half a request, or does not take the answer, is let go: a
telephone that lost its network says no more, and would hold one of the threads for ever."""


def set_up(place: Place, is_held: bool = False) -> None:
    """Set Django up for one desk, once in a process, and bring the database up to date; ``is_held``
    where this process holds the desk.

    Raises ``InputError`` where another program exchanges its key, ``DATABASE_URL`` names no
    database that answers, ``PICTURES_URL`` a bucket that does not or is another desk's, or a secret
    of the desk is not its owner's alone.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError

    from crosstally.desk import at_rest, exchanging, shelves
    from crosstally.desk.sealed import key_of

    settings.configure(**settings_of(place, os.environ))
    django.setup()
    shelves.take_for(place.folder)
    if exchanging.is_cut_short(place.folder):
        with nullcontext() if is_held else _held_by_no_exchange(place):
            exchanging.go_on(place.folder)
    organisation = at_rest.key_of(place.folder)
    if organisation is None or not organisation.is_locked:
        key_of(place.folder)  # is the owner's alone, or this says so
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


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Nobody else serves the desk, or closes it to a key, until the block ends. Raises
    ``InputError`` where somebody does: what is counted in memory, such as wrong passwords, would be
    counted by each apart."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = _("this desk is open already, in another program")
    with _held_or_refused(place, said, _("Stop that one first.")):
        yield


def _held_by_no_exchange(place: Place) -> AbstractContextManager[None]:
    """The same for a moment, where nothing but an exchange of the key can hold the desk."""
    said = _("the desk's key is being exchanged, in another program")
    return _held_or_refused(place, said, _("Try again when that one has ended."))


@contextmanager
def _held_or_refused(place: Place, said: str, hint: str) -> Iterator[None]:
    lock = FileLock(place.folder / "served.lock", timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(Problem(said, str(place.folder), hint=hint)) from None
    try:
        yield
    finally:
        lock.release()


def refuse_to_listen_in_vain(host: str, port: int) -> None:
    """Raises ``InputError`` where the desk could not listen at this port of this machine."""
    try:
        family, kind, *_more, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise InputError(
            Problem(
                _("the desk cannot listen here: {reason}").format(reason=error.strerror),
                read=f"--host {host} --port {port}",
                hint=_("Another program may listen there: --port names another port."),
            )
        ) from None


def link_of_first_administrator() -> str | None:
    """A link by which the first administrator joins; None where the desk has one. Links that were
    printed at earlier starts are worth nothing from then on: they lie in what was printed."""
    from crosstally.desk import invitations
    from crosstally.desk.doors import journal, place
    from crosstally.desk.journal import AT_THE_MACHINE
    from crosstally.desk.models import Account, Invitation
    from crosstally.desk.states import Role

    if Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return None
    earlier = Invitation.objects.filter(role=Role.ADMINISTRATOR, whose=None)
    invitations.void(journal(), AT_THE_MACHINE, earlier)
    return place().address + invitations.make(journal(), AT_THE_MACHINE, Role.ADMINISTRATOR)


def serve(host: str, port: int, certificate: Certificate | None = None) -> None:
    """Serve until interrupted, by HTTPS where there is a certificate."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from crosstally.desk.doors import book, journal
    from crosstally.desk.unfinished import hold_them

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """Gunicorn, told what to do by us and by no file."""

        def load_config(self) -> None:
            chosen: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": 1,
                "worker_class": "gthread",
                "threads": THREADS,
                "post_fork": _let_the_silent_go,
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
    # Locks are of the process that took them: the one that serves takes its own.
    book.cache_clear()
    journal.cache_clear()
    Server().run()


def _let_the_silent_go(_server: Any, worker: Any) -> None:
    # The web server has no setting for it; a connection has those of the socket it came by.
    for listening in worker.sockets:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listening.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", SILENCE, 0))
