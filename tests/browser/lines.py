"""The line between a phone and a desk, which tests cut as the world does."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Thread
from urllib.parse import urlsplit

_CHUNK = 65_536


class Line:
    """An address of its own, from which everything goes to a desk as it came, while it holds."""

    def __init__(self, desk: str) -> None:
        self._desk = urlsplit(desk)
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._port = 0
        self.swallowing = b""
        """Of requests that begin so, the desk's answer is lost on its way back."""
        self.stalling = False
        """Whether nothing comes back, and nothing says that it will not."""
        self.swallowed = Event()
        self.mend()

    @property
    def address(self) -> str:
        """What the phone calls the desk."""
        return f"{self._desk.scheme}://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """There is no network."""
        if self._listening is not None:
            # A thread that waits in accept holds the socket open beyond its close.
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """There is a network again, at the same address."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        listening.listen(64)
        self._port = listening.getsockname()[1]
        self._listening = listening
        Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                phone, _address = listening.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        with (
            phone,
            socket.create_connection((self._desk.hostname or "", self._desk.port or 0)) as desk,
        ):
            self._open |= {phone, desk}
            lost = Event()
            back = Thread(target=self._bring_back, args=(desk, phone, lost), daemon=True)
            back.start()
            with suppress(OSError):
                while data := phone.recv(_CHUNK):
                    if self.swallowing and data.startswith(self.swallowing):
                        lost.set()
                    desk.sendall(data)
            with suppress(OSError):
                desk.shutdown(socket.SHUT_RDWR)
            back.join()
            self._open -= {phone, desk}

    def _bring_back(self, desk: socket.socket, phone: socket.socket, lost: Event) -> None:
        with suppress(OSError):
            while data := desk.recv(_CHUNK):
                if self.stalling:
                    continue
                if lost.is_set():
                    self.swallowed.set()
                    break
                phone.sendall(data)
        with suppress(OSError):
            phone.shutdown(socket.SHUT_RDWR)
