"""A page served to the browser of this computer, and to nobody else.

It listens on 127.0.0.1 alone, and answers GET only, below a path that nobody can guess:
other users and programs of the same computer reach the port, but not the page. A page
of another site can make a browser ask this server, under a name that it lets point
here; such a request names that site as its host, and is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import compare_digest, token_urlsafe

HOST = "127.0.0.1"
SECRET_BYTES = 16
"""Random bytes in the path of the page."""
HEARTBEAT = 5.0
"""A reader that left is noticed when the next sign of life can't be sent. [s]"""


class Pages:
    """The page of the moment, which readers wait for to change."""

    def __init__(self) -> None:
        self._text = b""
        self._changed = threading.Condition()
        self._is_over = False

    def put(self, text: str) -> None:
        """Show another page."""
        with self._changed:
            self._text = text.encode()
            self._changed.notify_all()

    def end(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def text(self) -> bytes:
        """The page in UTF-8."""
        with self._changed:
            return self._text

    @property
    def version(self) -> str:
        """What tells one page from another."""
        return _version(self.text)

    def versions(self) -> Iterator[str]:
        """The version of the moment, then each new one; empty as a sign of life."""
        seen: bytes | None = None
        while True:
            with self._changed:  # what is put before the wait begins is not lost
                if self._text == seen and not self._is_over:
                    self._changed.wait(HEARTBEAT)
                if self._is_over:
                    return
                text = self._text
            yield "" if text == seen else _version(text)
            seen = text


def _version(text: bytes) -> str:
    return sha256(text).hexdigest()


@contextmanager
def serving(pages: Pages) -> Iterator[str]:
    """Serve a page on a free port; gives its address, which is the key to it."""
    server = _Server((HOST, 0), _Handler)
    server.pages, server.root = pages, f"/{token_urlsafe(SECRET_BYTES)}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}{server.root}"
    finally:
        pages.end()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Knows the page; threads of readers end with the program."""

    daemon_threads = True
    block_on_close = False
    pages: Pages
    root: str
    """Path of the page."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    server: _Server
    server_version, sys_version = "lcagraph", ""

    def handle(self) -> None:
        """Answer, unless the browser has left meanwhile: nobody hears the rest."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        port, root = self.server.server_port, self.server.root
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif _is_same(self.path, root):
            self._page()
        elif _is_same(self.path, f"{root}changes"):
            self._changes()
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _page(self) -> None:
        text = self.server.pages.text
        self._begin(HTTPStatus.OK, "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _changes(self) -> None:
        """Server-sent events: the version of the page whenever it is another one."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        for version in self.server.pages.versions():
            said = f"event: page\ndata: {version}\n\n" if version else ":\n\n"
            self.wfile.write(said.encode())
            self.wfile.flush()

    def _refuse(self, status: HTTPStatus) -> None:
        self._begin(status, "text/plain")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: every look of the browser would be a line."""


def _is_same(path: str, other: str) -> bool:
    """Whether two paths are equal, in a time that does not tell how far."""
    return compare_digest(path.encode(errors="replace"), other.encode())
