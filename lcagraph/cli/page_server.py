"""A page served to the browser of this computer, and to nobody else.

It listens on 127.0.0.1 alone and answers GET only. A page of another site can make a
browser ask this server, under a name that it lets point here; such a request names that
site as its host, and is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
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
        return sha256(self.text).hexdigest()

    def versions(self) -> Iterator[str]:
        """The version of the moment, then each new one; empty as a sign of life."""
        seen = ""
        while not self._is_over:
            version = self.version
            if version != seen:
                seen = version
                yield version
                continue
            with self._changed:
                is_told = self._is_over or self._changed.wait(HEARTBEAT)
            if not is_told:
                yield ""


@contextmanager
def serving(pages: Pages) -> Iterator[str]:
    """Serve a page on a free port; gives its address."""
    server = _Server((HOST, 0), _Handler)
    server.pages = pages
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
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


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    server: _Server
    server_version, sys_version = "lcagraph", ""

    def do_GET(self) -> None:
        port = self.server.server_port
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path == "/":
            self._page()
        elif self.path == "/changes":
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
        try:
            for version in self.server.pages.versions():
                said = f"event: page\ndata: {version}\n\n" if version else ":\n\n"
                self.wfile.write(said.encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return  # the reader has closed the page

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
