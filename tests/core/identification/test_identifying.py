"""Batches, configurations and processes: the same columns however the work is cut."""

import json
import subprocess
import sys

import pyarrow as pa
import pytest

from core.identification import identifying
from core.identification.configuration import Question, number, same_detectors
from core.identification.detectors import DetectorSpec
from core.identification.identifying import COLUMNS, Identifier
from core.identification.pool import DetectorPool
from core.processes.pool import ChildFailedError
from core.settings import ROOT

pytestmark = pytest.mark.models

TEXTS = ["The library closes at six.", "Die Kinder spielen vor dem Haus.", "123", "Ẹ káàárọ̀ o, ṣé dáadáa ni?", ""] * 5
QUESTION = Question(("de", "en", "yo"))


@pytest.fixture(scope="module")
def identifier(fasttext_spec):
    return Identifier.of([fasttext_spec], QUESTION)


def table(texts=TEXTS, **columns):
    return pa.table({"text": pa.array(texts, pa.string()), **columns})


def test_rows_get_language_score_status_and_votes(identifier):
    rows = identifier.identify(table()).to_pylist()[:3]
    assert [(row["language"], row["language_status"]) for row in rows] == [
        ("en", "identified"),
        ("de", "identified"),
        (None, "no_text"),
    ]
    assert json.loads(rows[0]["votes"])[0]["tag"] == "en"
    assert json.loads(rows[2]["votes"]) == []


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_size_of_batches_changes_nothing(identifier, monkeypatch, size):
    whole = identifier.identify(table())
    monkeypatch.setattr(identifying, "BATCH", size)
    assert identifier.identify(table()).equals(whole)


def test_no_rows_give_no_rows(identifier):
    assert identifier.identify(table([])).schema.names == COLUMNS.names


def test_the_declared_language_is_read(identifier):
    rows = identifier.identify(table(["Good morning"], declared_language=pa.array(["kmb"]))).to_pylist()
    assert (rows[0]["language"], rows[0]["language_status"]) == (None, "unsupported")


def test_stored_votes_of_the_same_detectors_are_counted_again_without_asking(identifier, fasttext_spec, monkeypatch):
    first = identifier.identify(table())
    other = Identifier.of([fasttext_spec], Question(("fr",)))
    assert same_detectors(identifier.number, other.number)
    asked = other.identify(table())
    numbers = pa.array([identifier.number] * len(TEXTS), pa.int32())
    monkeypatch.setattr(type(other.detectors[0]), "detect", lambda *_: pytest.fail("a detector was asked"))
    stored = table(votes=first["votes"], identified=numbers)
    assert other.identify(stored).equals(asked)


def test_rows_without_votes_are_asked(identifier):
    first = identifier.identify(table())
    numbers = pa.array([identifier.number] * (len(TEXTS) - 1) + [None], pa.int32())
    assert identifier.identify(table(votes=first["votes"], identified=numbers)).equals(first)


def test_numbers_tell_configurations_apart(fasttext_spec, both_specs):
    numbers = {
        number([fasttext_spec], Question()),
        number([fasttext_spec], Question(("sw",))),
        number([fasttext_spec], Question(("sw",), use_declared=False)),
        number([fasttext_spec], Question(("sw",), only_expected=True)),
        number(both_specs, Question()),
        number([DetectorSpec("fasttext", "another version")], Question()),
    }
    assert len(numbers) == 6
    assert all(0 <= one < 2**31 for one in numbers)
    assert number([fasttext_spec], Question()) == number([fasttext_spec], Question(only_expected=True))
    assert not same_detectors(number([fasttext_spec], Question()), number(both_specs, Question()))


def test_expected_languages_in_any_order_are_the_same_question(workspace):
    one = workspace.ledger.projects.create("One", languages=("sw", "en"))
    two = workspace.ledger.projects.create("Two", languages=("en", "sw"))
    assert Question.of(one) == Question.of(two)


def test_several_processes_give_the_same_columns_in_order(both_specs):
    parts = [table(TEXTS[place : place + 4]) for place in range(0, len(TEXTS), 4)]
    with DetectorPool(both_specs, QUESTION, processes=1) as alone:
        wanted = pa.concat_tables(alone.map(parts, rows=len(TEXTS)))
    with DetectorPool(both_specs, QUESTION, processes=2) as pool:
        found = pa.concat_tables(pool.map(parts, rows=10**6))
        again = pa.concat_tables(pool.map(parts[:2], rows=8))
        children = list(pool._children.children)
        assert [process.poll() for process in children] == [None, None]
    assert found.equals(wanted)
    assert again.equals(wanted.slice(0, 8))
    assert all(process.poll() is not None for process in children)


def test_little_work_starts_no_process(fasttext_spec):
    with DetectorPool([fasttext_spec], QUESTION, processes=2) as pool:
        assert len(list(pool.map([table()], rows=len(TEXTS)))) == 1
        assert pool._children.children == []


def test_a_process_that_ends_is_reported(fasttext_spec):
    with DetectorPool([fasttext_spec], QUESTION, processes=2) as pool:
        tables = (table() for _ in range(50))
        found = pool.map(tables, rows=10**6)
        next(found)
        for process in pool._children.children:
            process.kill()
        with pytest.raises(ChildFailedError, match="ended"):
            list(found)


def test_a_detector_that_cannot_be_made_is_reported(tmp_path):
    broken = tmp_path / "model.ftz"
    broken.write_bytes(b"no model")
    pool = DetectorPool([DetectorSpec("fasttext", "1", str(broken))], QUESTION, processes=2)
    with pytest.raises(ChildFailedError, match="cannot be read as a fastText model"), pool:
        list(pool.map([table()], rows=10**6))


def test_a_child_ends_with_its_input():
    command = [sys.executable, "-m", "core.identification.child"]
    done = subprocess.run(command, cwd=ROOT, input=b"", capture_output=True, timeout=60, check=True)
    assert (done.returncode, done.stdout) == (0, b"")
