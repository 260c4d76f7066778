"""Erased rows leave no byte behind, in no version, whatever else was written around them."""

from pathlib import Path

import pyarrow as pa
import pytest
from segment_tables import segments

from core.corpus import Corpus, identity, schema
from core.corpus.engine import lance
from core.errors import NotFoundError

MARK = "zqxjkv"


def files_with(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.fixture
def corpus(tmp_path):
    made = Corpus(str(tmp_path / "segments.lance"))
    made.append(segments(0, 50))
    marked = segments(50, 10)
    texts = pa.array([f"{MARK} {n}" for n in range(10)])
    marked = marked.set_column(marked.column_names.index("text"), "text", texts)
    made.append(identity.with_identity(marked, "source"))
    made.append(segments(60, 40))
    return made


def marked_ids(corpus: Corpus) -> list[str]:
    return corpus.open().to_table(columns=["id"], filter=f"text like '{MARK}%'")["id"].to_pylist()


def test_nothing_is_left_in_any_version(corpus, tmp_path):
    corpus.tag("frozen-1")
    ids = marked_ids(corpus)
    assert len(ids) == 10 and files_with(tmp_path, MARK), "the text can be found by its bytes while it is there"
    report = corpus.erase(ids)
    assert report.rows == 10 and report.versions_removed > 0
    assert not files_with(tmp_path, MARK) and len(corpus.open().versions()) == 1
    assert corpus.open().count_rows() == 90 and corpus.tags() == {} and corpus.get(ids) == []
    with pytest.raises(NotFoundError):
        corpus.open("frozen-1")
    assert corpus.erase(ids).rows == 0


def test_one_row_of_many_in_a_fragment_goes(corpus, tmp_path):
    ids = marked_ids(corpus)[:1]
    text = corpus.get(ids)[0].text
    assert corpus.erase(ids).rows == 1
    assert text not in corpus.open().to_table(columns=["text"])["text"].to_pylist()
    assert len(marked_ids(corpus)) == 9
    corpus.erase(marked_ids(corpus))
    assert not files_with(tmp_path, MARK)


def test_what_a_killed_writer_left_goes_too(corpus, tmp_path):
    """Files that no version names: the append was cut off before its commit."""
    orphan = pa.table({"text": [MARK]})
    lance().fragment.write_fragments(orphan, corpus.uri, mode="append")
    ids = marked_ids(corpus)
    corpus.erase(ids)
    assert not files_with(tmp_path, MARK)


def test_a_detached_version_stands_on_its_own(corpus, tmp_path):
    corpus.tag("frozen-1")
    ids = [item for item in corpus.open().to_table(columns=["id"])["id"].to_pylist() if item not in marked_ids(corpus)]
    place = str(tmp_path / "own.lance")
    overlay = schema.OVERLAY.empty_table()
    corpus.fold(overlay, 7)
    corpus.tag("frozen-2")
    assert corpus.detach("frozen-2", ids[:20], place) == 20
    assert corpus.detach("frozen-2", ids[:20], place) == 20, "repeating it replaces it"
    corpus.erase([*marked_ids(corpus), *ids[:20]])
    own = Corpus(place)
    assert {item.id for item in own.get(ids)} == set(ids[:20]) and own.folded_seq() == 7
    assert not files_with(tmp_path, MARK)


def test_appending_goes_on_after_an_erasure(corpus):
    ids = marked_ids(corpus)
    corpus.erase(ids)
    report = corpus.append(segments(95, 15, job="other"))
    assert (report.added, report.present) == (10, 5)
    numbers = corpus.open().to_table(columns=["number"])["number"].to_pylist()
    assert len(set(numbers)) == len(numbers) == 100


def test_exact_duplicates_are_found_by_key(corpus):
    from core.corpus.identity import exact_key

    found = corpus.with_exact_keys([exact_key(f"  {MARK.upper()}   3 ")])
    assert [item.text for item in found] == [f"{MARK} 3"]
    assert corpus.with_exact_keys(["no' or true"]) == []
