"""Folding and upkeep between jobs, on a real corpus."""

import logging

import pytest

from core.corpus import rows
from core.jobs.folding import Tending
from core.jobs.lanes import Lanes
from core.jobs.registry import Lane
from core.records import EventKind, NewEvent, Segment


@pytest.fixture
def tagged(workspace):
    """A project with one segment and one label on it that is not folded."""
    workspace.ledger.projects.create("P")
    segment = Segment(id="a" * 32, text="Habari", document_id="d", position=0, source_id="s")
    workspace.corpus("p").append(rows.from_segments([segment], job_id="j"))
    event = NewEvent(key="k", segment_id=segment.id, kind=EventKind.LANGUAGE, value="sw")
    workspace.ledger.events.record("p", "local", [event])
    return workspace


def test_events_are_folded_once_and_only_while_the_lane_is_free(tagged):
    lanes = Lanes()
    tending = Tending(tagged, lanes)
    with lanes.taken("p", Lane.CORPUS):
        assert tending.tend() == []
    with lanes.taken("p", Lane.MODELS):
        assert tending.tend() == ["p"]
    assert tagged.corpus("p").folded_seq() == 1
    assert tending.tend() == []  # nothing new
    with lanes.taken_if_free("p", Lane.CORPUS) as is_free:
        assert is_free  # the lane was let go of


def test_upkeep_comes_after_many_commits_and_not_again(tagged, monkeypatch):
    monkeypatch.setattr("core.jobs.folding.UPKEEP_VERSIONS", tagged.corpus("p").version + 1)
    done = []
    monkeypatch.setattr("core.corpus.corpus.Corpus.maintain", lambda corpus: done.append(corpus.version))
    tending = Tending(tagged, Lanes())
    assert tending.tend() == ["p"]  # folds, one more commit
    assert done == []
    assert tending.tend() == ["p"]
    assert len(done) == 1
    assert tending.tend() == []


def test_lost_race_for_a_commit_is_tried_again_later(tagged, monkeypatch, caplog):
    def race(_ws, _project):
        raise OSError("commit conflict")

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr("core.tagging.projection.fold", race)
        assert Tending(tagged, Lanes()).tend() == []
    assert "has to wait: commit conflict" in caplog.text
    assert Tending(tagged, Lanes()).tend() == ["p"]
