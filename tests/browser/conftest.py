"""The app as people meet it: a real server on a free port, and Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.settings import Settings
from core.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTED_WITHIN = 90.0


class Server:
    """The app over one workspace; `kill` ends it as a crash would, `start` brings it back on the same port."""

    def __init__(self, folder: Path, models: Path, *, worker: bool = False) -> None:
        self.settings = Settings(workspace=str(folder), models=models, worker_autostart=worker, _env_file=None)
        self.workspace: Workspace = open_workspace(self.settings)
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(self.port)]
        environment = os.environ | {
            "ISOGLOSS_WORKSPACE": self.settings.workspace,
            "ISOGLOSS_MODELS": str(self.settings.model_folder),
            "ISOGLOSS_WORKER_AUTOSTART": str(self.settings.worker_autostart),
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._wait()

    def kill(self, with_signal: int = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(timeout=30)
            self._process = None

    def stop(self) -> None:
        self.kill()
        self.workspace.ledger.dispose()

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None and self._process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/api/health", timeout=5).status_code in (200, 401):
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        pytest.fail(f"The server did not answer within {STARTED_WITHIN:.0f} s: {self.log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def app_server(tmp_path_factory, models_folder) -> Iterator[Server]:
    """A running app that several tests share, without a worker; each test makes a project of its own in it."""
    server = Server(tmp_path_factory.mktemp("app") / "workspace", models_folder)
    server.workspace.ledger.projects.create("First")  # so that the sample is not imported
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path, models_folder) -> Iterator[Server]:
    """An app of the test's own, not started yet: to be killed, or to have accounts."""
    server = Server(tmp_path / "workspace", models_folder)
    server.workspace.ledger.projects.create("First")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    """Chromium; skips in words where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    """A page of a fresh browser profile, 1280 by 800; it fails the test when a script of the page failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors
