"""An S3-compatible store that a test starts for itself: files in memory, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Store:
    """What it holds, by bucket and name, and what it was asked."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_broken: bool = False
    """Whether it answers everything by an error."""
    room: int | None = None
    """How many files it takes in before it answers by an error; None for any number."""
    refuses: str = ""
    """A method of HTTP that it answers by an error."""

    @property
    def variables(self) -> dict[str, str]:
        """Of the environment, for a desk whose pictures lie here."""
        return {
            "PICTURES_URL": "s3://sheets/desk",
            "AWS_ENDPOINT_URL_S3": self.address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "here",
        }


@contextmanager
def running_store() -> Iterator[Store]:
    """A store that answers until the block ends."""
    store = Store()

    class Answer(BaseHTTPRequestHandler):
        """One request: files are put, read, listed and deleted, each by its path."""

        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: object) -> None:
            """Nothing is written down."""

        def answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"0"')
            self.send_header("Last-Modified", "Fri, 27 Nov 2026 10:00:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def asked(self) -> str | None:
            """The path; None where an error was answered."""
            path = unquote(urlsplit(self.path).path).strip("/")
            store.asked.append(f"{self.command} {path}")
            if not store.is_broken and self.command != store.refuses:
                return path
            self.close_connection = True
            self.answer(403)
            return None

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if "aws-chunked" in self.headers.get("Content-Encoding", ""):
                body = _without_chunks(body)
            path = self.asked()
            if path is None:
                return
            if store.room is not None and len(store.files) >= store.room:
                self.answer(403)
                return
            store.files[path] = body
            self.answer(200)

        def do_GET(self) -> None:
            path = self.asked()
            if path is None:
                return
            query = parse_qs(urlsplit(self.path).query)
            if "delimiter" in query:
                self.answer(200, _listed(store, path, query.get("prefix", [""])[0]))
            elif path in store.files:
                self.answer(200, store.files[path])
            else:
                self.answer(404)

        do_HEAD = do_GET  # noqa: N815

        def do_DELETE(self) -> None:
            if path := self.asked():
                store.files.pop(path, None)
                self.answer(204)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    store.address = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _listed(store: Store, bucket: str, prefix: str) -> bytes:
    names = [path.partition("/")[2] for path in store.files if path.startswith(f"{bucket}/")]
    found = "".join(
        f"<Contents><Key>{escape(name)}</Key><Size>1</Size></Contents>"
        for name in sorted(names)
        if name.startswith(prefix)
    )
    of = "http://s3.amazonaws.com/doc/2006-03-01/"
    said = f'<ListBucketResult xmlns="{of}"><IsTruncated>false</IsTruncated>{found}'
    return f"{said}</ListBucketResult>".encode()


def _without_chunks(body: bytes) -> bytes:
    """What was sent in chunks, each after its length in hexadecimal."""
    found = b""
    while body:
        head, _end, body = body.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if not size:
            break
        found, body = found + body[:size], body[size + 2 :]
    return found
