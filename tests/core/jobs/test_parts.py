"""The small parts of jobs: throttled progress, results as JSON, the registry, lanes, orphans."""

import itertools
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from core.errors import FetchRefusedError, InvalidInputError, IsoglossError, JobCancelledError, NotFoundError
from core.jobs import orphans
from core.jobs.lanes import Lanes
from core.jobs.progress import Progress, ProgressMark
from core.jobs.registry import KINDS, JobKind, Lane, kind_of, load, register
from core.jobs.results import disclose, enclose
from core.records import Origin


def test_progress_writes_first_at_once_then_at_most_every_interval_and_the_last_always():
    written: list[tuple[float, ProgressMark]] = []
    progress = Progress(lambda mark: written.append((time.monotonic(), mark)), every=0.2)
    for done in range(50):
        progress.report(done, 50, "rows", None)
        time.sleep(0.01)
    time.sleep(0.4)
    assert written[0][1].done == 0 and written[-1][1].done == 49
    gaps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(written)]
    assert min(gaps) > 0.15
    assert len(written) <= 6


def test_progress_keeps_the_phase_until_a_new_one_is_named():
    progress = Progress(lambda mark: None, every=0)
    progress.report(1, 2, "rows", "Reading")
    progress.report(2, 2, "rows", None)
    assert progress.latest == ProgressMark(2, 2, "rows", "Reading")


def test_closed_progress_writes_nothing_more():
    written = []
    progress = Progress(written.append, every=0.1)
    progress.report(1, 2, "rows", None)
    progress.report(2, 2, "rows", None)
    progress.close()
    time.sleep(0.2)
    assert [mark.done for mark in written] == [1]


@dataclass(frozen=True)
class Found:
    at: datetime
    origin: Origin
    pairs: tuple[tuple[str, int], ...]


class Model(BaseModel):
    name: str
    counts: dict[str, int]


def give_dataclass() -> Found:
    return Found(datetime(2026, 1, 2, tzinfo=UTC), Origin.WEB, (("a", 1),))


def give_models() -> list[Model]:
    return [Model(name="ß", counts={"x": 1})]


def give_nothing() -> None:
    return None


def give_unannotated():
    return {"a": [1, None, True]}


@pytest.mark.parametrize("function", [give_dataclass, give_models, give_nothing, give_unannotated])
def test_result_survives_json_with_its_type(function):
    import json

    envelope = json.loads(json.dumps(enclose(function, function)))
    assert disclose(function, envelope) == function()


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.none(), st.booleans())))
def test_any_json_survives(value):
    def give() -> dict[str, int | str | bool | None]:
        return value

    assert disclose(give, enclose(give, give)) == value


def test_error_of_ours_comes_back_as_its_class():
    def refuse() -> int:
        raise FetchRefusedError("no", hint="ask")

    with pytest.raises(FetchRefusedError) as caught:
        disclose(refuse, enclose(refuse, refuse))
    assert (caught.value.message, caught.value.hint) == ("no", "ask")


def test_error_of_a_domain_comes_back_as_the_root_class():
    class OddError(InvalidInputError):
        pass

    def refuse() -> int:
        raise OddError("odd", hint="even")

    with pytest.raises(IsoglossError, match="odd even"):
        disclose(refuse, enclose(refuse, refuse))


def test_cancelling_and_defects_are_not_recorded_as_results():
    def stop() -> int:
        raise JobCancelledError("stop")

    def break_() -> int:
        raise ZeroDivisionError

    with pytest.raises(JobCancelledError):
        enclose(stop, stop)
    with pytest.raises(ZeroDivisionError):
        enclose(break_, break_)


def test_known_kinds_have_titles_lanes_and_modules():
    assert {"import", "crawl", "identify", "freeze", "train", "evaluate"} <= set(KINDS)
    assert kind_of("train").lane is Lane.MODELS and kind_of("import").lane is Lane.CORPUS
    with pytest.raises(NotFoundError, match="brew"):
        kind_of("brew")


def test_kind_without_models_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odd_kind.py").write_text("def run(job, request): ...\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(KINDS, "odd", raising=False)
    register(JobKind("odd", "Odd", "odd_kind"))
    with pytest.raises(TypeError, match="request"):
        load("odd")
    del KINDS["odd"]


def test_lanes_keep_apart_what_must_be_apart():
    lanes = Lanes()
    order = []

    def second() -> None:
        with lanes.taken("p", Lane.CORPUS):
            order.append("second")

    with lanes.taken("p", Lane.CORPUS):
        waiter = threading.Thread(target=second)
        waiter.start()
        with lanes.taken("p", Lane.MODELS), lanes.taken("q", Lane.CORPUS):
            time.sleep(0.1)
            order.append("first")
    waiter.join(5)
    assert order == ["first", "second"]


def test_orphan_and_its_children_are_ended_and_others_left_alone(tmp_path):
    sleep = "import time; time.sleep(60)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{sleep}']); {sleep}"
    orphan = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        orphans.remember(tmp_path, orphan.pid)
        deadline = time.monotonic() + 10
        while not psutil.Process(orphan.pid).children() and time.monotonic() < deadline:
            time.sleep(0.05)
        helper = psutil.Process(orphan.pid).children()[0]
        orphan.kill()  # the child itself is gone, what it started lives on
        orphan.wait()
        assert orphans.end_orphan(tmp_path)
        assert not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE
        assert bystander.poll() is None
        assert not orphans.end_orphan(tmp_path)  # nothing is remembered any more
    finally:
        bystander.kill()
        bystander.wait()


def test_a_number_given_out_again_is_not_taken_for_the_orphan(tmp_path):
    import json

    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        later = psutil.Process(process.pid).create_time() + 100
        (tmp_path / orphans.RECORD).write_text(json.dumps({"pid": process.pid, "started": later}))
        assert not orphans.end_orphan(tmp_path)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
