"""How far somebody is: by kept counts and by looking at every segment alike, for their languages, never behind."""

from dataclasses import replace

import pytest
from tagging_project import tagging_project

from core.records import Account, EventKind, NewEvent, Selection
from core.tagging import labelling, worklists
from core.tagging.progress import progress
from core.tagging.tallies import left, tallies

ANA = Account(id="local", name="Ana", languages=("sw", "yo"))


@pytest.fixture
def project(workspace):
    return tagging_project(workspace)


@pytest.fixture
def decided(workspace, project):
    """Two segments done, one half done, two skipped, one put into another language, one left out."""
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.ids()
    decisions = [(ids[0], "formality", "formal"), (ids[0], "domain", "health"), (ids[1], "formality", "neutral")]
    decisions += [(ids[7], "formality", "colloquial"), (ids[7], "domain", "work")]
    events = [
        NewEvent(f"k{n}", one, EventKind.LABEL, value, scheme) for n, (one, scheme, value) in enumerate(decisions)
    ]
    events += [NewEvent(f"s{n}", ids[n], EventKind.SKIP, "skipped") for n in (1, 4)]
    events += [NewEvent("l", ids[2], EventKind.LANGUAGE, "sw"), NewEvent("d", ids[3], EventKind.RESTORE, "drop")]
    labelling.record(workspace, project.id, "local", events)
    return ids


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(languages=("sw", "yo")),
        Selection(verdicts=("keep",)),
        Selection(formality=("", "formal")),
        Selection(domains=("",), languages=("yo", "hi", "")),
        Selection(untagged_by="formality"),
    ],
)
def test_kept_counts_agree_with_looking_at_every_segment(workspace, project, decided, selection):
    quick = worklists.create(workspace, project.id, "Quick", selection, project.schemes)
    slow = replace(quick, selection=replace(selection, sources=(f"source-{project.id}",)))
    assert progress(workspace, quick) == progress(workspace, slow)
    assert sum(one.left + one.done for one in progress(workspace, quick)) > 0


def test_own_languages_come_first_and_are_what_is_left_to_do(workspace, project, decided):
    worklist = worklists.everything(workspace, project.id)
    found = tallies(workspace, worklist, ANA)
    assert [one.mine for one in found] == [True, True, False, False, False, False]
    mine = {one.language: (one.done, one.left, one.skipped) for one in found if one.mine}
    assert mine == {"sw": (0, 4, 1), "yo": (1, 2, 1)}
    assert left(workspace, worklist, ANA, max_age=0) == 3 + 1
    assert left(workspace, worklist, ANA, "th", max_age=0) == 2
    assert left(workspace, worklist, replace(ANA, languages=()), max_age=0) == sum(n.left - n.skipped for n in found)


def test_what_was_decided_a_moment_ago_is_counted_unless_an_older_count_will_do(workspace, project):
    worklist = worklists.everything(workspace, project.id)
    before = left(workspace, worklist, ANA, max_age=60)
    with workspace.snapshot(project.id) as snapshot:
        (segment,) = snapshot.ids(Selection(languages=("sw",)), 1)
    labelling.record(workspace, project.id, "local", [NewEvent("skip", segment, EventKind.SKIP, "skipped")])
    assert left(workspace, worklist, ANA, max_age=60) == before
    assert left(workspace, worklist, ANA, max_age=0) == before - 1
