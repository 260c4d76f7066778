import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest
from segment_tables import segments

from core.corpus import Corpus, appending
from core.corpus.appending import AppendReport
from core.errors import InvalidInputError, NotFoundError

WRITER = Path(__file__).resolve().parents[2] / "corpus_writer.py"


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path / "segments.lance")


def stored(corpus, *columns):
    return corpus.open().to_table(columns=list(columns))


def test_a_corpus_that_nothing_was_written_to(corpus):
    assert (corpus.exists, corpus.version, corpus.tags(), corpus.folded_seq()) == (False, 0, {}, 0)
    assert corpus.get(["0" * 32]) == [] and corpus.pending_fragments(1) == []
    with pytest.raises(NotFoundError, match="no segments yet"):
        corpus.open()


def test_the_same_rows_twice_add_nothing_and_say_so(corpus):
    assert corpus.append(segments(0, 100, job="first")) == AppendReport(added=100, present=0)
    assert corpus.append(segments(0, 100, job="second")) == AppendReport(added=0, present=100)
    assert corpus.append(segments(50, 100, job="third")) == AppendReport(added=50, present=50)
    assert stored(corpus, "number")["number"].to_pylist() == list(range(150))


def test_a_repeated_unit_of_work_reports_what_it_reported_first(corpus):
    corpus.append(segments(0, 10, job="earlier"))
    first = corpus.append(segments(5, 10, job="import", unit=3))
    assert first == AppendReport(added=5, present=5)
    assert corpus.append(segments(5, 10, job="import", unit=3)) == first
    assert corpus.append(segments(5, 10, job="import", unit=4)) == AppendReport(added=0, present=10)
    assert corpus.open().count_rows() == 15


def test_rows_repeated_inside_a_batch_are_stored_once(corpus):
    batch = segments(0, 10)
    assert corpus.append(pa.concat_tables([batch, batch.slice(3, 4)])) == AppendReport(added=10, present=4)
    assert stored(corpus, "id")["id"].to_pylist() == batch["id"].to_pylist()


def test_another_object_or_process_knows_what_is_stored(corpus):
    corpus.append(segments(0, 20))
    appending.known_ids.cache_clear()  # as a new process begins
    assert Corpus(corpus.uri).append(segments(10, 20, job="other")) == AppendReport(added=10, present=10)
    assert stored(corpus, "number")["number"].to_pylist() == list(range(30))


def test_an_id_with_the_digest_of_another_is_still_added(corpus, monkeypatch):
    corpus.append(segments(0, 10))
    monkeypatch.setattr(appending, "digests", lambda ids: appending.np.ones(len(ids), appending.np.uint64))
    appending.known_ids.cache_clear()
    assert corpus.append(segments(5, 10, job="other")) == AppendReport(added=5, present=5)
    appending.known_ids.cache_clear()


def test_given_columns_come_back_and_the_others_are_empty(corpus):
    corpus.append(segments(0, 2, declared_language="sw", extra=['{"place": "Lamu"}', None], licence="CC0-1.0"))
    one, other = corpus.get(stored(corpus, "id")["id"].to_pylist())
    assert (one.declared_language, one.licence, dict(one.extra), one.url) == ("sw", "CC0-1.0", {"place": "Lamu"}, None)
    assert dict(other.extra) == {} and other.position == 1 and one.text == "Habari ya asubuhi 0"
    row = stored(corpus, "characters", "language", "identified", "formality").to_pylist()[0]
    assert row == {"characters": 19, "language": None, "identified": None, "formality": None}


def test_get_keeps_the_order_and_leaves_out_what_is_not_there(corpus):
    corpus.append(segments(0, 5))
    ids = stored(corpus, "id")["id"].to_pylist()
    found = corpus.get([ids[3], "f" * 32, "x' or true --", ids[1], ids[3]])
    assert [segment.id for segment in found] == [ids[3], ids[1]]


def test_other_types_of_columns_are_brought_to_the_schema(corpus):
    batch = segments(0, 4)
    text = pa.chunked_array([batch["text"].combine_chunks().cast(pa.large_string())])
    batch = batch.set_column(batch.schema.get_field_index("text"), "text", text)
    batch = batch.append_column("origin", pa.array(["web"] * 4).dictionary_encode())
    assert corpus.append(batch.append_column("unknown", pa.array([1] * 4))).added == 4
    assert {segment.origin.value for segment in corpus.get(stored(corpus, "id")["id"].to_pylist())} == {"web"}


def test_an_empty_batch_is_no_error(corpus):
    assert corpus.append(segments(0, 3).slice(0, 0)) == AppendReport(added=0, present=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop_columns(["source_id"]), "column\\(s\\) source_id"),
        (lambda table: table.set_column(0, "text", pa.nulls(3, pa.string())), "have no text"),
        (lambda table: table.set_column(table.schema.get_field_index("id"), "id", pa.array(["a", "b", "c"])), "32"),
    ],
)
def test_unusable_rows_are_refused_whole(corpus, change, message):
    table = segments(0, 3)
    if message == "have no text":
        table = table.select(["text", *[name for name in table.column_names if name != "text"]])
    with pytest.raises(InvalidInputError, match=message):
        corpus.append(change(table))
    assert not corpus.exists


def test_two_writers_at_once_store_every_row_once(corpus):
    reports = {}

    def write(name):
        total = AppendReport(0, 0)
        for unit in range(6):
            total += Corpus(corpus.uri).append(segments(unit * 40, 40, job=name, unit=unit))
        reports[name] = total

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = stored(corpus, "id")["id"].to_pylist()
    assert len(ids) == len(set(ids)) == 240
    assert sorted(stored(corpus, "number")["number"].to_pylist()) == list(range(240))
    assert sum(report.added for report in reports.values()) == 240


def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(corpus, tmp_path):
    """The import goes on after each kill; at the end the corpus equals that of an undisturbed one."""
    units, rows = 30, 400
    random.seed(7)
    command = [sys.executable, str(WRITER), "append", corpus.uri, str(units), str(rows)]
    kills = 0
    for _ in range(5):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "ready\n"
        child.stdout.readline()  # Lance is loaded and the first unit written
        time.sleep(random.uniform(0, 0.25))
        os.kill(child.pid, signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
    assert kills >= 3, "the child was too quick to be disturbed"
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1:-1] == [f"{unit} {rows} 0" for unit in range(units)]

    calm = Corpus(tmp_path / "calm.lance")
    for unit in range(units):
        calm.append(segments(unit * rows, rows, unit=unit))
    assert stored(corpus, "number", "id", "text").equals(stored(calm, "number", "id", "text"))
