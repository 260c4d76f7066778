"""Sixteen people tag one project of a million segments: how soon the next text is painted and a label acknowledged.

One of them is a person with Chromium whose keys are timed in the page; the others speak to the same REST API as the
card does. All press a key every half second. `lost` are acknowledged labels that are not in the ledger, `doubled`
segments that two people labelled. Then the fifteen go as fast as they can: `labels_per_second`.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from benchmarks import generating
from benchmarks.annotators import Annotator, Desk, Taken, label_in_browser
from benchmarks.reporting import Result
from benchmarks.start import ROOT, free_port, wait_for
from core.access import SESSION_COOKIE, sign_in
from core.access.commands import add_account, add_token
from core.corpus import schema
from core.corpus.engine import lance
from core.records import Account, EventKind, Role
from core.settings import Settings
from core.tagging import worklists
from core.workspace import Workspace, open_workspace

SEGMENTS = 1_000_000
PEOPLE = 16
PAUSE = 0.5
PACED_SECONDS = 60.0
FULL_SPEED_SECONDS = 15.0
PASSWORD = "mlima mrefu wa theluji"
LABEL_STUDIO = {"labels_per_second": 2.5, "acknowledged_ms_p95": 15_000.0}


@dataclass(frozen=True)
class Team:
    """The project, its standing worklist, and its people with their API tokens."""

    project_id: str
    worklist_id: str
    people: tuple[Account, ...]
    tokens: tuple[str, ...]


def run(segments: int = SEGMENTS, paced: float = PACED_SECONDS, full_speed: float = FULL_SPEED_SECONDS) -> Result:
    """Generate the project, serve it, and let them work."""
    with tempfile.TemporaryDirectory() as folder:
        ws = open_workspace(Settings(workspace=folder, worker_autostart=False, _env_file=None))
        team = _team(ws, segments)
        port = free_port()
        with Serving(folder, port) as server:
            desk = Desk(f"http://127.0.0.1:{port}", team.project_id, team.worklist_id, PAUSE)
            taken = _paced(ws, team, desk, paced)
            cpu_seconds = server.cpu_seconds()
            fast, seconds = _at_full_speed(team, replace(desk, pause=0.0), full_speed)
            cpu_seconds = server.cpu_seconds() - cpu_seconds
        figures = _figures(taken) | _kept(ws, team, [*taken, *fast])
        ws.ledger.dispose()
    labels = sum(len(one.acknowledged) for one in fast)
    figures["labels_per_second"] = labels / seconds
    figures["server_cpu_ms_per_label"] = 1000 * cpu_seconds / labels
    figures |= {"segments": segments, "people": PEOPLE}
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Result(figures=figures, against={"label_studio_1_23_measured_earlier_20_000_tasks": LABEL_STUDIO})


def _team(ws: Workspace, segments: int) -> Team:
    people = [add_account(ws, f"Person {n}", PASSWORD) for n in range(PEOPLE)]
    project = ws.ledger.projects.create("Million", languages=generating.LANGUAGES, account_id=people[0].id)
    for person in people[1:]:
        ws.ledger.members.put(project.id, person.id, Role.ANNOTATOR)
    uri = str(ws.project_folder(project.id) / "segments.lance")
    lance().write_dataset(schema.SCHEMA.empty_table(), uri)
    for part in generating.stored_parts(segments):
        lance().write_dataset(part, uri, mode="append")
    ws.corpus(project.id).maintain()
    tokens = tuple(add_token(ws, person, "benchmark") for person in people)
    return Team(project.id, worklists.everything(ws, project.id).id, tuple(people), tokens)


class Serving:
    """A server process over `folder` that ends with the block."""

    def __init__(self, folder: str, port: int) -> None:
        self._environment = os.environ | {"ISOGLOSS_WORKSPACE": folder, "ISOGLOSS_WORKER_AUTOSTART": "false"}
        self._port, self._log = port, Path(folder) / "server.log"

    def __enter__(self) -> "Serving":
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self._port)]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        wait_for(f"http://127.0.0.1:{self._port}/sign-in")
        return self

    def cpu_seconds(self) -> float:
        """Processor time that the server has used so far."""
        times = psutil.Process(self._server.pid).cpu_times()
        return times.user + times.system

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()


def _paced(ws: Workspace, team: Team, desk: Desk, seconds: float) -> list[Taken]:
    """The first is the one with the browser; the others begin once its card is there."""
    until = threading.Event()
    others = [Annotator(desk, token, until) for token in team.tokens[1:]]

    def begin() -> None:
        for other in others:
            other.start()
            time.sleep(PAUSE / len(others))

    cookie = (SESSION_COOKIE, sign_in(ws, team.people[0].name, PASSWORD))
    taken = label_in_browser(desk, cookie, seconds, begin)
    return [taken, *_ended(others, until)]


def _at_full_speed(team: Team, desk: Desk, seconds: float) -> tuple[list[Taken], float]:
    until = threading.Event()
    people = [Annotator(desk, token, until) for token in team.tokens[1:]]
    begin = time.perf_counter()
    for person in people:
        person.start()
    time.sleep(seconds)
    return _ended(people, until), time.perf_counter() - begin


def _ended(people: list[Annotator], until: threading.Event) -> list[Taken]:
    until.set()
    for person in people:
        person.join(timeout=120)
    return [person.taken for person in people]


def _figures(taken: list[Taken]) -> dict[str, float | int | str]:
    browser = list(taken[0].acknowledged.values())
    everybody = [milliseconds for one in taken for milliseconds in one.acknowledged.values()]
    return {
        "painted_ms_p50": statistics.median(taken[0].painted),
        "painted_ms_p95": _p95(taken[0].painted),
        "acknowledged_ms_p50": statistics.median(everybody),
        "acknowledged_ms_p95": _p95(everybody),
        "acknowledged_in_browser_ms_p95": _p95(browser),
        "keys_in_browser": len(browser),
        "keys_in_browser_without_segment": taken[0].waited,
        "labels_paced": len(everybody),
        "failed": sum(len(one.failed) for one in taken),
    }


def _kept(ws: Workspace, team: Team, taken: list[Taken]) -> dict[str, float | int | str]:
    """What the ledger holds against what was acknowledged."""
    events = ws.ledger.events.since(team.project_id, 0, 10_000_000)
    recorded = {event.key for event in events}
    acknowledged = {key for one in taken for key in one.acknowledged}
    owners = {(event.segment_id, event.account_id) for event in events if event.kind is EventKind.LABEL}
    shared = Counter(segment for segment, _account in owners)
    return {"lost": len(acknowledged - recorded), "doubled": sum(1 for n in shared.values() if n > 1)}


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
