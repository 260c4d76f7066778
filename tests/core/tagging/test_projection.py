"""Folding and laying over: the same columns whichever way, however often, wherever it is cut short."""

import os
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from identified import identify
from segment_tables import segments

from core.records import EventKind, NewEvent
from core.settings import ROOT
from core.tagging import labelling, projection

HUMAN = "id, human_language, human_verdict, formality, domain, labels"


def human_columns(ws, project_id, **at):
    with ws.snapshot(project_id, **at) as snapshot:
        return snapshot.sql(f"select {HUMAN} from segments order by number").to_pylist()


def folded_columns(ws, project_id):
    table = ws.corpus(project_id).open().to_table(columns=["number", *HUMAN.split(", ")])
    return table.sort_by("number").drop_columns(["number"]).to_pylist()


def test_folding_changes_what_is_stored_and_nothing_that_is_seen(workspace, project, label, decide, ids):
    label(ids[0], "formal")
    label(ids[1], "health", "domain")
    decide(ids[2], EventKind.LANGUAGE, "ti")
    decide(ids[3], EventKind.RESTORE, "drop")
    seen = human_columns(workspace, project.id)
    assert projection.pending(workspace, project.id) == 4
    report = projection.fold(workspace, project.id)
    assert (report.events, report.segments, report.seq) == (4, 4, 4)
    assert projection.pending(workspace, project.id) == 0
    assert human_columns(workspace, project.id) == seen == folded_columns(workspace, project.id)
    assert projection.fold(workspace, project.id).events == 0


def test_a_withdrawal_after_the_fold_is_seen_before_and_after_the_next(workspace, project, label, ids, human):
    label(ids[0], "formal")
    projection.fold(workspace, project.id)
    label(ids[0], None)
    assert human(ids[0]).formality is None
    projection.fold(workspace, project.id)
    assert human(ids[0]).formality is None
    assert folded_columns(workspace, project.id)[0]["formality"] is None


def test_a_human_decision_outlives_identification_and_thresholds(workspace, project, label, decide, ids, human):
    decide(ids[0], EventKind.LANGUAGE, "ti")
    decide(ids[1], EventKind.RESTORE, "keep")
    label(ids[0], "formal")
    projection.fold(workspace, project.id)
    identify(workspace, project.id, tags=["yo"], score=0.2, configuration=2)
    workspace.ledger.policies.put(project.id, thresholds={"yo": 0.9}, default_threshold=0.9, review_band=0.0)
    assert (human(ids[0]).tag, human(ids[0]).language, human(ids[0]).formality) == ("ti", "yo", "formal")
    assert (human(ids[1]).verdict, human(ids[1]).reason) == ("keep", "taken_back")
    assert human(ids[2]).verdict == "drop"


def test_the_view_of_an_earlier_event_is_as_it_was(workspace, project, label, ids):
    views = [human_columns(workspace, project.id)]
    version = workspace.corpus(project.id).version
    for segment, value in [(ids[0], "formal"), (ids[0], "neutral"), (ids[1], "formal"), (ids[0], None)]:
        label(segment, value)
        views.append(human_columns(workspace, project.id))
    for seq, seen in enumerate(views):
        assert human_columns(workspace, project.id, event_seq=seq) == seen
    projection.fold(workspace, project.id)
    for seq, seen in enumerate(views):  # also when the corpus holds what came later
        assert human_columns(workspace, project.id, event_seq=seq) == seen
        assert human_columns(workspace, project.id, version=version, event_seq=seq) == seen


def test_rows_that_arrive_after_the_fold_and_projects_without_rows(workspace, project, label, ids):
    label(ids[0], "formal")
    projection.fold(workspace, project.id)
    workspace.corpus(project.id).append(segments(60, 10))
    assert sum(row["formality"] is not None for row in human_columns(workspace, project.id)) == 1
    empty = workspace.ledger.projects.create("Soko")
    assert projection.pending(workspace, empty.id) == 0
    assert projection.fold(workspace, empty.id).segments == 0
    assert human_columns(workspace, empty.id) == []


DECISIONS = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["local", "import"]),
    st.sampled_from(
        [
            (EventKind.LABEL, "formal", "formality"), (EventKind.LABEL, None, "formality"),
            (EventKind.LABEL, "neutral", "formality"), (EventKind.LABEL, "health", "domain"),
            (EventKind.LABEL, "x", "mood"), (EventKind.LABEL, None, "mood"), (EventKind.LANGUAGE, "ti", None),
            (EventKind.LANGUAGE, None, None), (EventKind.RESTORE, "keep", None), (EventKind.RESTORE, None, None),
            (EventKind.SKIP, "skipped", None), (EventKind.NOTE, "n", None),
        ]
    ),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.lists(DECISIONS, max_size=6), max_size=4))
def test_folding_in_any_steps_equals_folding_once_and_laying_over(workspace, history):
    ledger = workspace.ledger
    number = len(ledger.projects.list())
    stepwise, once = (ledger.projects.create(f"{name} {number}").id for name in ("Stepwise", "Once"))
    for project_id in (stepwise, once):
        workspace.corpus(project_id).append(segments(0, 6))
    with workspace.snapshot(stepwise) as snapshot:
        ids = snapshot.ids()
    for step, batch in enumerate(history):
        for place, (row, account, (kind, value, scheme)) in enumerate(batch):
            event = NewEvent(f"{step}-{place}", ids[row], kind, value, scheme, 1 if scheme else None)
            for project_id in (stepwise, once):
                ledger.events.record(project_id, account, [event])
        projection.fold(workspace, stepwise)
    laid_over = human_columns(workspace, once)
    projection.fold(workspace, once)
    assert folded_columns(workspace, stepwise) == folded_columns(workspace, once) == laid_over


def test_many_labels_are_folded_quickly_enough_to_be_folded_often(workspace):
    project = workspace.ledger.projects.create("Large")
    workspace.corpus(project.id).append(segments(0, 5000))
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.ids()
    events = [NewEvent(f"k{n}", name, EventKind.LABEL, "formal", "formality", 1) for n, name in enumerate(ids)]
    workspace.ledger.events.record(project.id, "import", events)
    assert projection.fold(workspace, project.id).segments == 5000
    table = projection.overlay(workspace.ledger, project.id, 0, 5000)
    assert table.num_rows == 5000
    assert pa.compute.all(table["formality_set"]).as_py()
    assert not pa.compute.any(table["domain_set"]).as_py()


FOLDER = """
import sys
from core.settings import Settings
from core.tagging import projection
from core.workspace import open_workspace
workspace = open_workspace(Settings(workspace=sys.argv[1], worker_autostart=False, _env_file=None))
import lance
print("ready", flush=True)
sys.stdin.readline()
while True:
    projection.fold(workspace, sys.argv[2])
"""


@pytest.mark.parametrize("seconds", [0.02, 0.06, 0.15])
def test_kill_9_while_folding_loses_and_doubles_nothing(workspace, settings, project, ids, seconds):
    workspace.corpus(project.id).append(segments(60, 3000))
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.ids()
    child = subprocess.Popen(
        [sys.executable, "-c", FOLDER, settings.workspace, project.id],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout.readline() == "ready\n"
    values = ["formal", "neutral", None, "colloquial"]
    for n in range(4):
        events = [
            NewEvent(f"{n}-{name}", name, EventKind.LABEL, values[(n + place) % 4], "formality", 1)
            for place, name in enumerate(ids)
        ]
        labelling.record(workspace, project.id, "local", events[:1])
        workspace.ledger.events.record(project.id, "local", events[1:])
        if n == 2:
            child.stdin.write("go\n")
            child.stdin.flush()
    time.sleep(seconds)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    wanted = [values[(3 + place) % 4] for place in range(len(ids))]
    assert [row["formality"] for row in human_columns(workspace, project.id)] == wanted
    projection.fold(workspace, project.id)
    assert [row["formality"] for row in folded_columns(workspace, project.id)] == wanted
    assert workspace.corpus(project.id).folded_seq() == workspace.ledger.events.latest(project.id)
