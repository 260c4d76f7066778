import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from segment_tables import overlay, segments

from core.corpus import Corpus, schema
from core.corpus.snapshot import Snapshot
from core.errors import InvalidInputError, NotFoundError

WRITER = Path(__file__).resolve().parents[2] / "corpus_writer.py"


@pytest.fixture
def corpus(tmp_path):
    """Three fragments of 20 rows."""
    corpus = Corpus(tmp_path / "segments.lance")
    for unit in range(3):
        corpus.append(segments(unit * 20, 20, unit=unit))
    return corpus


def fill(corpus, fragment, number=1):
    rows = corpus.fragment_table(fragment, ["text"])
    size = len(rows)
    values = {"language": ["sw"] * size, "language_score": [0.5] * size, "identified": [number] * size}
    corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **values}))


def column(corpus, *names, version=None):
    return corpus.open(version).to_table(columns=list(names)).to_pylist()


def test_a_column_is_filled_fragment_by_fragment(corpus):
    assert corpus.pending_fragments(1) == [0, 1, 2]
    fill(corpus, 1)
    assert corpus.pending_fragments(1) == [0, 2]
    assert corpus.pending_fragments(2) == [0, 1, 2], "another configuration has seen none"
    rows = column(corpus, "language", "language_score", "identified", "text")
    assert rows[0] == {"language": None, "language_score": None, "identified": None, "text": rows[0]["text"]}
    assert [row["language"] for row in rows] == [None] * 20 + ["sw"] * 20 + [None] * 20


def test_rows_that_are_not_given_keep_their_values(corpus):
    fill(corpus, 0)
    rows = corpus.fragment_table(0, [], "position < 5")
    corpus.fill_fragment(0, pa.table({"_rowid": rows["_rowid"], "language": ["am"] * 5}))
    assert [row["language"] for row in column(corpus, "language")[:20]] == ["am"] * 5 + ["sw"] * 15
    assert {row["identified"] for row in column(corpus, "identified")[:20]} == {1}


def test_filling_again_changes_nothing(corpus):
    fill(corpus, 2)
    before = column(corpus, *schema.MACHINE.names)
    fill(corpus, 2)
    assert column(corpus, *schema.MACHINE.names) == before


def test_what_was_collected_cannot_be_filled(corpus):
    rows = corpus.fragment_table(0, ["text"])
    with pytest.raises(InvalidInputError, match="column text"):
        corpus.fill_fragment(0, rows)
    with pytest.raises(InvalidInputError, match="another fragment"):
        corpus.fill_fragment(1, pa.table({"_rowid": rows["_rowid"], "language": ["sw"] * 20}))
    with pytest.raises(NotFoundError, match="Fragment 9"):
        corpus.fragment_table(9, ["text"])


def test_a_conflict_is_met_by_trying_again(corpus, monkeypatch):
    """Another process fills the same fragment between our reading and our commit."""
    import lance

    rows = corpus.fragment_table(0, [])
    commit, calls = lance.LanceDataset.commit, []

    def disturbed(*arguments, **options):
        calls.append(1)
        if len(calls) == 1:
            monkeypatch.setattr(lance.LanceDataset, "commit", commit)
            unlocked = Corpus(corpus.uri, lock=Path(corpus.uri).with_suffix(".other"))
            unlocked.fill_fragment(0, pa.table({"_rowid": rows["_rowid"], "language": ["yo"] * 20}))
            monkeypatch.setattr(lance.LanceDataset, "commit", disturbed)
        return commit(*arguments, **options)

    monkeypatch.setattr(lance.LanceDataset, "commit", disturbed)
    corpus.fill_fragment(0, pa.table({"_rowid": rows["_rowid"], "tokens": [7] * 20}))
    assert len(calls) == 2, "the first attempt was refused, the second went through"
    assert {(row["language"], row["tokens"]) for row in column(corpus, "language", "tokens")[:20]} == {("yo", 7)}


def test_a_new_column_is_declared_without_touching_the_text(corpus):
    files = {path.name for path in Path(corpus.uri, "data").iterdir()}
    corpus.ensure_columns([pa.field("quality", pa.float32())])
    version = corpus.version
    corpus.ensure_columns([pa.field("quality", pa.float32())])
    assert corpus.version == version
    assert {path.name for path in Path(corpus.uri, "data").iterdir()} == files
    corpus.append(segments(60, 5))
    assert {row["quality"] for row in column(corpus, "quality")} == {None}


def test_a_table_from_before_a_column_existed_gets_it(tmp_path):
    import lance

    uri = tmp_path / "old.lance"
    names = [name for name in schema.SCHEMA.names if name not in ("tokens_model", "domain")]
    lance.write_dataset(schema.SCHEMA.empty_table().select(names), uri)
    rows = segments(0, 5).select(["id", "text", "document_id", "position", "source_id", "job_id", "characters"])
    lance.write_dataset(rows.append_column("number", pa.array(range(5))), uri, mode="append")
    corpus = Corpus(uri)
    with Snapshot.of(corpus) as snapshot:  # reading changes nothing
        assert [row.domain for row in snapshot.page()] == [None] * 5 and corpus.version == 2
    assert corpus.fragments("tokens_model is null") == [0]
    rows = corpus.fragment_table(0, ["characters"])
    corpus.fill_fragment(0, pa.table({"_rowid": rows["_rowid"], "tokens_model": ["m"] * 5}))
    assert corpus.fragments("tokens_model is null") == []
    assert corpus.append(segments(3, 4)).added == 2


def test_fold_writes_what_is_set_and_nothing_else(corpus):
    ids = [row["id"] for row in column(corpus, "id")]
    changes = overlay(
        {"id": ids[0], "formality": "formal", "labels": '{"register": "chat"}'},
        {"id": ids[25], "human_language": "sw", "human_verdict": "keep"},
        {"id": "f" * 32, "domain": "health"},
    )
    assert corpus.fold(changes, seq=4) == 2 and corpus.folded_seq() == 4
    corpus.fold(overlay({"id": ids[0], "domain": "health"}, {"id": ids[25], "human_verdict": None}), seq=6)
    rows = column(corpus, *schema.HUMAN.names)
    assert rows[0] == {
        "human_language": None,
        "human_verdict": None,
        "formality": "formal",
        "domain": "health",
        "labels": '{"register": "chat"}',
    }
    assert (rows[25]["human_language"], rows[25]["human_verdict"]) == ("sw", None)
    assert not any(any(row.values()) for place, row in enumerate(rows) if place not in (0, 25))


def test_folding_the_same_events_again_changes_nothing(corpus):
    ids = [row["id"] for row in column(corpus, "id")]
    changes = overlay(*({"id": name, "domain": "health"} for name in ids[::2]))
    corpus.fold(changes, seq=30)
    before = column(corpus, "id", *schema.HUMAN.names)
    corpus.fold(changes, seq=30)
    assert column(corpus, "id", *schema.HUMAN.names) == before
    corpus.fold(overlay(), seq=12)
    assert corpus.folded_seq() == 30, "the mark never goes back"


def test_many_ids_are_folded_by_one_scan(corpus):
    corpus.append(segments(1000, 800))
    ids = [row["id"] for row in column(corpus, "id")]
    assert corpus.fold(overlay(*({"id": name, "formality": "neutral"} for name in ids)), seq=1) == 860
    assert {row["formality"] for row in column(corpus, "formality")} == {"neutral"}


def test_the_mark_belongs_to_the_version(corpus):
    corpus.fold(overlay(), seq=5)
    corpus.tag("five")
    corpus.fold(overlay(), seq=9)
    assert (corpus.folded_seq(), corpus.folded_seq("five")) == (9, 5)


def test_a_filler_killed_at_any_moment_leaves_each_fragment_done_or_not_done(tmp_path):
    corpus = Corpus(tmp_path / "segments.lance")
    fragments, rows = 40, 50
    for unit in range(fragments):
        corpus.append(segments(unit * rows, rows, unit=unit))
    random.seed(3)
    kills = 0
    command = [sys.executable, str(WRITER), "fill", corpus.uri, "1", "0"]
    for _ in range(4):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "ready\n"
        child.stdout.readline()  # one fragment was filled
        time.sleep(random.uniform(0, 0.1))
        os.kill(child.pid, signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
        corpus.open().validate()
        left = corpus.pending_fragments(1)
        done = [row for row in column(corpus, "tokens", "identified") if row["identified"] == 1]
        assert len(done) == (fragments - len(left)) * rows and all(row["tokens"] for row in done)
    assert kills >= 2, "the child was too quick to be disturbed"
    subprocess.run(command, check=True, capture_output=True)
    assert corpus.pending_fragments(1) == []
    filled = column(corpus, "tokens", "characters")
    assert len(filled) == fragments * rows and all(row["tokens"] == row["characters"] for row in filled)
