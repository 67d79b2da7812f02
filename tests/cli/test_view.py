"""`lcagraph view`: the page it writes, and the one that follows a model."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lcagraph.cli import following, view
from lcagraph.cli.page_server import Pages, serving

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the browser was asked to open; nothing is opened."""
    asked: list[str] = []
    monkeypatch.setattr(view.webbrowser, "open", asked.append)
    monkeypatch.chdir(tmp_path)
    return asked


# ------------------------------------------------------------------------ one file


def test_view_writes_a_page_called_as_the_folder(
    run: Any, model: Path, tmp_path: Path, opened: list[str]
) -> None:
    code, out, err = run("view", model)
    path = tmp_path / f"{tmp_path.name}.html"
    assert (code, out) == (0, "")
    assert err == f"wrote {path.name}\n"
    assert '<span class="big">4.45</span>' in path.read_text(encoding="utf-8")
    assert opened == []


def test_view_takes_a_file_a_language_a_scenario_and_values(
    run: Any, model: Path, tmp_path: Path, opened: list[str]
) -> None:
    path = tmp_path / "out.html"
    # light: 1 t × 2100 + 900 kWh × 0.5 = 2550 kgCO2e per 1000 parts
    asked = ("-s", "light", "--set", "processes.stamping.inputs.power=900 kWh")
    code, _, _ = run("view", model, "-o", path, "--open", "--lang", "zh", *asked)
    page = path.read_text(encoding="utf-8")
    assert code == 0
    assert '<span class="big">2.55</span>' in page
    assert '<html lang="zh"' in page
    assert "processes.stamping.inputs.power = 900 kWh" in page
    assert opened == [path.as_uri()]


def test_view_draws_uncertain_numbers(
    run: Any, write: Write, model_text: str, tmp_path: Path
) -> None:
    path = write(model_text.replace("power: 500 kWh", "power: 500 kWh ± 10 %"))
    assert run("view", path, "-o", "page.html", "--mc", "64")[0] == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Monte Carlo, 64 draws, seed 1" in page
    assert page.index('id="uncertainty"')


def test_a_wrong_model_has_no_page(run: Any, wrong: Path, tmp_path: Path) -> None:
    code, _, err = run("view", wrong, "-o", "page.html")
    assert code == 1
    assert "error[E204]" in err
    assert not (tmp_path / "page.html").exists()


def test_a_page_that_cannot_be_written_is_told(run: Any, model: Path) -> None:
    code, _, err = run("view", model, "-o", "nowhere/page.html")
    assert code == 2
    assert "E731" in err


# ----------------------------------------------------------------------- following


class Editor:
    """Stands for the time between two looks: it edits files, then leaves."""

    def __init__(self, *edits: tuple[Path, str]) -> None:
        self.edits = list(edits)

    def __call__(self, seconds: float) -> None:
        if not self.edits:
            raise KeyboardInterrupt
        path, text = self.edits.pop(0)
        path.write_text(text, encoding="utf-8")
        later = path.stat().st_mtime_ns + 10**9
        os.utime(path, ns=(later, later))


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were shown."""
    shown: list[str] = []
    monkeypatch.setattr(Pages, "put", lambda _, text: shown.append(text))
    return shown


def totals(pages: list[str]) -> list[str]:
    return [re.findall(r'class="big">([^<]*)<', page)[0] for page in pages]


def test_the_page_follows_the_model_through_errors(
    run: Any,
    model: Path,
    model_text: str,
    put: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edits = (
        (model, model_text.replace("steel_use: 2", "steel_use: 3")),
        (model, model_text.replace("production", "produktion")),
        (model, "a: [1"),
        (model, model_text),
    )
    monkeypatch.setattr(following, "sleep", Editor(*edits))
    code, out, err = run("view", model, "--watch", "--open")
    assert (code, out) == (0, "")
    # while the model is wrong, the last result stays: 3 t × 2100 + 250 → 6.55
    assert totals(put) == ["4.45", "6.55", "6.55", "6.55", "4.45"]
    assert ['id="errors"' in page for page in put] == [False, False, True, True, False]
    assert "<mark>produktion</mark>" in put[2]
    assert err.count("kgCO2e") == 3
    assert len(re.findall("to correct: 1", err)) == 2


def test_the_page_follows_included_files_and_is_written_too(
    run: Any,
    model: Path,
    model_text: str,
    put: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    head, _, rest = model_text.partition("factors:")
    factors, _, scenarios = rest.partition("scenarios:")
    shared = tmp_path / "shared.yaml"
    shared.write_text(f"factors:{factors}", encoding="utf-8")
    model.write_text(
        f"{head}include: [shared.yaml]\nscenarios:{scenarios}", encoding="utf-8"
    )
    # 2 t × 1000 + 500 kWh × 0.5 = 2250 kgCO2e per 1000 parts
    edit = (shared, f"factors:{factors.replace('2100 kg', '1000 kg')}")
    monkeypatch.setattr(following, "sleep", Editor(edit))
    assert run("view", model, "--watch", "-o", "page.html")[0] == 0
    assert totals(put) == ["4.45", "2.25"]
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert totals([page]) == ["2.25"]
    assert "data-live" not in page.partition("</head>")[0]


def test_a_page_that_cannot_be_written_for_a_moment_does_not_end_it(
    run: Any,
    model: Path,
    model_text: str,
    put: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    edits = Editor(
        (model, model_text.replace("steel_use: 2", "steel_use: 3")),
        (model, model_text.replace("steel_use: 2", "steel_use: 4")),
    )

    def sleep(seconds: float) -> None:
        edits(seconds)
        if len(edits.edits) == 1:
            shutil.rmtree(folder)  # as a drive that is unplugged
        else:
            folder.mkdir(exist_ok=True)

    monkeypatch.setattr(following, "sleep", sleep)
    code, _, err = run("view", model, "--watch", "-o", "pages/page.html")
    assert code == 0
    assert err.count("E731") == 1
    # 4 t × 2100 + 500 kWh × 0.5 = 8650 kgCO2e per 1000 parts
    assert totals(put) == ["4.45", "6.55", "8.65"]
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert totals([page]) == ["8.65"]


def test_a_model_that_is_nowhere_is_not_followed(run: Any, tmp_path: Path) -> None:
    code, _, err = run("view", tmp_path / "none.yaml", "--watch")
    assert code == 2
    assert "none.yaml" in err


def test_it_ends_clean_with_ctrl_c(model: Path) -> None:
    command = [sys.executable, "-m", "lcagraph", "view", str(model), "--watch"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    assert running.stderr is not None
    first, second = running.stderr.readline(), running.stderr.readline()
    assert "4.45 kgCO2e" in first
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/\S+/", second)
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert b'class="big">4.45<' in answer.read()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 0
    assert "Traceback" not in running.stderr.read()
    running.stderr.close()


# -------------------------------------------------------------------------- server


@pytest.fixture
def served() -> Iterator[tuple[Pages, HTTPConnection, str]]:
    """Pages, a connection to their server, and their address."""
    pages = Pages()
    pages.put("<p>first</p>")
    with serving(pages) as address:
        connection = HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=30)
        yield pages, connection, address
        connection.close()


Served = tuple[Pages, HTTPConnection, str]


def path_of(served: Served) -> str:
    return urlsplit(served[2]).path


def test_the_page_is_served_to_this_computer_alone(served: Served) -> None:
    _, connection, _ = served
    connection.request("GET", path_of(served))
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"<p>first</p>")
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert connection.sock is None or connection.sock.getpeername()[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_page_of_another_site_gets_nothing(served: Served, host: str) -> None:
    _, connection, _ = served
    connection.request("GET", path_of(served), headers={"Host": host})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (421, b"")


@pytest.mark.parametrize(
    "path",
    ["/", "/changes", "/%C3%A9", "{root}model.yaml", "{root}changes/", "{root}../etc"],
)
def test_no_other_path_is_served(served: Served, path: str) -> None:
    _, connection, _ = served
    connection.request("GET", path.format(root=path_of(served)))
    assert connection.getresponse().status == 404


def test_the_path_of_a_page_cannot_be_guessed() -> None:
    found = []
    for _ in range(2):
        with serving(Pages()) as address:
            found.append(urlsplit(address).path.strip("/"))
    assert found[0] != found[1]
    # 16 bytes are 128 bits, which base64 writes in 22 letters of 6 bits
    assert min(map(len, found)) >= 22


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_but_get_is_answered(served: Served, method: str) -> None:
    _, connection, _ = served
    connection.request(method, path_of(served))
    assert connection.getresponse().status == 501


def test_readers_hear_of_each_new_page(served: Served) -> None:
    pages, connection, _ = served
    connection.request("GET", f"{path_of(served)}changes")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    heard = [answer.readline() for _ in range(3)]
    assert heard == [b"event: page\n", f"data: {pages.version}\n".encode(), b"\n"]
    pages.put("<p>second</p>")
    heard = [answer.readline() for _ in range(3)]
    assert heard[1] == f"data: {pages.version}\n".encode()
    pages.end()
    assert answer.read() == b""


def test_a_reader_that_left_holds_nothing_up(served: Served) -> None:
    pages, connection, address = served
    connection.request("GET", f"{path_of(served)}changes")
    connection.getresponse().close()
    connection.close()
    for number in range(20):
        pages.put(f"<p>{number}</p>")
        time.sleep(0.01)
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.read() == b"<p>19</p>"


@pytest.mark.parametrize("what", ["", "changes"])
def test_a_browser_that_leaves_mid_page_is_no_error(
    served: Served, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    pages, _, address = served
    pages.put("x" * 30_000_000)  # more than the system takes off the server's hands
    before = threading.active_count()
    with socket.create_connection(("127.0.0.1", urlsplit(address).port)) as reader:
        host = urlsplit(address).netloc
        request = f"GET {path_of(served)}{what} HTTP/1.1\r\nHost: {host}\r\n\r\n"
        reader.sendall(request.encode())
        reader.recv(100)
        # closed with something unread, it answers everything with a reset
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    for number in range(100):
        pages.put(f"<p>{number}</p>")
        time.sleep(0.02)
        if threading.active_count() <= before:
            break
    assert capfd.readouterr() == ("", "")


def test_a_page_that_is_put_before_the_wait_begins_is_not_missed() -> None:
    pages = Pages()
    pages.put("first")
    versions = pages.versions()
    assert next(versions) == sha256(b"first").hexdigest()

    class Late(threading.Condition):
        """The second time that somebody has it, a page was put just before."""

        times = 0

        def __enter__(self) -> bool:
            self.times += 1
            if self.times == 2:
                pages._text = b"second"
            return super().__enter__()

        def wait(self, timeout: float | None = None) -> bool:
            assert pages._text == b"first", "it waits for a page that is there"
            return False

    pages._changed = Late()
    told = [next(versions), next(versions)]
    assert told == ["", sha256(b"second").hexdigest()]


def test_the_server_is_gone_when_the_page_is(served: Served) -> None:
    pages = Pages()
    with serving(pages) as address:
        pass
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)
