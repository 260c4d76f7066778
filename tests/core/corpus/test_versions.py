import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from segment_tables import overlay, segments

from core.corpus import Corpus, maintenance
from core.corpus.snapshot import Snapshot
from core.errors import InvalidInputError, NotFoundError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path / "segments.lance")


def test_an_open_reader_keeps_its_version(corpus):
    corpus.append(segments(0, 10))
    with Snapshot.of(corpus) as before:
        corpus.append(segments(10, 10))
        assert before.count() == 10
        with Snapshot.of(corpus) as after:
            assert after.count() == 20 and after.version == before.version + 1


def test_tags_travel_in_time(corpus):
    corpus.append(segments(0, 10))
    first = corpus.tag("data-1")
    corpus.append(segments(10, 10))
    assert corpus.tag("data-1") == first, "a tag stays where it was set"
    assert corpus.tag("data-2") == corpus.version and corpus.tags() == {"data-1": first, "data-2": corpus.version}
    with Snapshot.of(corpus, "data-1") as then, Snapshot.of(corpus, first) as same:
        assert then.count() == same.count() == 10
    corpus.untag("data-1")
    corpus.untag("data-1")
    assert list(corpus.tags()) == ["data-2"]
    with pytest.raises(NotFoundError, match="no version data-1"):
        corpus.open("data-1")


def test_upkeep_merges_small_fragments_and_loses_nothing(corpus, monkeypatch):
    monkeypatch.setattr(maintenance, "INDEX_ROWS", 100)
    for unit in range(12):
        corpus.append(segments(unit * 20, 20, unit=unit))
    ids = corpus.open().to_table(columns=["id"])["id"].to_pylist()
    corpus.fold(overlay({"id": ids[7], "formality": "formal"}), seq=1)
    tagged = corpus.tag("cited")
    held = corpus.open(tagged)
    report = corpus.maintain()
    assert (report.fragments_before, report.fragments_after, report.indexed) == (12, 1, ("id_idx", "number_idx"))
    after = corpus.open().to_table(columns=["id", "number", "formality"]).to_pylist()
    assert [row["id"] for row in after] == ids and [row["number"] for row in after] == list(range(240))
    assert [row["id"] for row in after if row["formality"]] == [ids[7]]
    assert held.count_rows() == corpus.open("cited").count_rows() == 240
    assert corpus.append(segments(230, 20, job="later")).added == 10
    assert corpus.maintain().indexed == ("id_idx", "number_idx")
    assert [segment.id for segment in corpus.get(ids[:3])] == ids[:3]
    with Snapshot.of(corpus) as snapshot:
        numbers = [row.number for row in snapshot.page(after=99, limit=150)]
        assert numbers == list(range(100, 250))


def test_a_fragment_that_upkeep_rewrote_must_be_read_again(corpus):
    for unit in range(10):
        corpus.append(segments(unit * 5, 5, unit=unit))
    rows = corpus.fragment_table(0, [])
    corpus.maintain()
    with pytest.raises(NotFoundError, match="list the pending fragments again"):
        corpus.fill_fragment(0, rows)


def test_upkeep_never_removes_what_a_reader_may_hold(corpus):
    corpus.append(segments(0, 5))
    with pytest.raises(InvalidInputError, match="younger than a day"):
        corpus.maintain(older_than=timedelta(hours=1))


def test_many_readers_and_one_writer(corpus):
    """Reader processes see whole batches only, while this process appends."""
    corpus.append(segments(0, 100))
    code = (
        "import sys\n"
        "from core.corpus import Corpus\n"
        "from core.corpus.snapshot import Snapshot\n"
        "corpus = Corpus(sys.argv[1])\n"
        "seen = set()\n"
        "while max(seen, default=0) < 2000:\n"
        "    with Snapshot.of(corpus) as snapshot:\n"
        "        a, b = snapshot.count(), snapshot.count()\n"
        "        assert a == b and a % 100 == 0, (a, b)\n"
        "        seen.add(a)\n"
        "print(len(seen))\n"
    )
    command = [sys.executable, "-c", code, corpus.uri]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for unit in range(1, 20):
        corpus.append(segments(unit * 100, 100, unit=unit))
    for reader in readers:
        output, _ = reader.communicate(timeout=120)
        assert reader.returncode == 0 and int(output) >= 1


def test_touching_no_corpus_loads_no_lance():
    code = "import sys, core.corpus, core.corpus.snapshot; print({'lance', 'duckdb', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
