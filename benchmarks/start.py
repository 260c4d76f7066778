"""How long until the app answers and until the first page stands, after a cold start of the server process."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.reporting import Result

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
RUNS = 3


def run() -> Result:
    """Start the server on a workspace that exists, three times; medians."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ISOGLOSS_WORKSPACE": folder, "ISOGLOSS_WORKER_AUTOSTART": "false"}
        _one_start(environment)  # makes the workspace
        starts = sorted(_one_start(environment) for _ in range(RUNS))
    answering, painted = starts[RUNS // 2]
    return Result(
        figures={
            "server_answers_s": answering,
            "first_page_painted_s": painted,
            "import_core_s": _import_seconds("core.workspace"),
            "import_cli_s": _import_seconds("core.cli"),
        }
    )


def _one_start(environment: dict[str, str]) -> tuple[float, float]:
    port = free_port()
    begin = time.perf_counter()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        answering = time.perf_counter() - begin
        return answering, answering + _paint_seconds(port)
    finally:
        server.terminate()
        server.wait()


def _paint_seconds(port: int) -> float:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_page()
        begin = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator("h1").first.wait_for(timeout=60_000)
        seconds = time.perf_counter() - begin
        browser.close()
    return seconds


def wait_for(address: str) -> None:
    """Wait until something answers at `address`."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:  # not listening yet, or too busy to answer in time
            time.sleep(0.02)
    raise TimeoutError(f"{address} did not answer within 60 s")


def _import_seconds(module: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, check=True)
    return time.perf_counter() - begin


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
