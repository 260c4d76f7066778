"""What detectors say beside each other against the stored votes parsed as JSON; kept as long as the votes stay."""

import json
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tagging_project import tagging_project

from core.corpus import schema
from core.corpus.snapshot import Snapshot
from core.identification.checking import disagreeing, vote_counts

NAMES = ["fasttext", "a.b+c", "o'neill", "langdetect"]
VOTE = st.fixed_dictionaries(
    {
        "detector": st.sampled_from(NAMES),
        "tag": st.sampled_from(["sw", "so", "zh-Hant", None]),
        "raw": st.sampled_from(["__label__sw", '"tag": "so"']),
        "score": st.sampled_from([0.5, 1e-05]),
    }
)
ROW = st.tuples(st.none() | st.lists(VOTE, max_size=6), st.sampled_from([None, None, "document", "translation-of"]))


def stored(votes):
    """As `votes.to_json` writes them: the detector first, then the tag."""
    order = ("detector", "tag", "raw", "score")
    return None if votes is None else json.dumps([{name: vote[name] for name in order} for vote in votes])


def parsed(rows):
    found = Counter()
    for votes, relation in rows:
        first = {}
        for vote in votes or ():
            first.setdefault(vote["detector"], vote["tag"])
        said = sorted((name, tag) for name, tag in first.items() if tag and relation != "document")
        found.update((a, b, one, other) for a, one in said for b, other in said if a < b)
    return found


def as_counter(table):
    return Counter({tuple(row.values())[:4]: row["rows"] for row in table.to_pylist()})


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=20))
def test_the_counts_are_those_of_the_parsed_votes(rows):
    table = [
        {"id": f"{place:032d}", "number": place, "relation": relation, "votes": stored(votes)}
        for place, (votes, relation) in enumerate(rows)
    ]
    fields = pa.schema([schema.SCHEMA.field(name) for name in ("id", "number", "relation", "votes")])
    with Snapshot(pa.Table.from_pylist(table, schema=fields)) as snapshot:
        counts = vote_counts.counted(snapshot)
        for first, second in (("fasttext", "langdetect"), ("langdetect", "fasttext")):
            found = disagreeing.disagreements(counts, first, second)
            ids = disagreeing.disagreeing(snapshot, counts, first, second, limit=100)
            assert len(ids) == sum(one.rows for one in found)
    assert as_counter(counts) == parsed(rows)


@pytest.fixture
def project(workspace):
    return tagging_project(workspace, texts={"sw": [f"Sentensi {n}" for n in range(6)]})


def fill(workspace, project, **columns):
    corpus = workspace.corpus(project.id)
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["text"])
        given = {name: pa.array([value] * len(rows), schema.SCHEMA.field(name).type) for name, value in columns.items()}
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **given}))


def votes(*tags):
    return json.dumps([{"detector": name, "tag": tag} for name, tag in zip(("eldc", "fasttext"), tags, strict=False)])


def test_counts_are_kept_while_the_votes_stay_and_made_anew_with_new_ones(workspace, project, tmp_path, monkeypatch):
    read = []
    count = vote_counts._counted
    monkeypatch.setattr(vote_counts, "_counted", lambda *given: read.append(given) or count(*given))

    def counted():
        with workspace.snapshot(project.id) as snapshot:
            return as_counter(vote_counts.counted(snapshot, tmp_path))

    fill(workspace, project, votes=votes("so", "sw"))
    assert counted() == counted() == {("eldc", "fasttext", "so", "sw"): 6} and len(read) == 1
    fill(workspace, project, graphemes=7, cluster=None)
    assert counted() == {("eldc", "fasttext", "so", "sw"): 6} and len(read) == 1, "cleaning says nothing of votes"
    fill(workspace, project, votes=votes("sw", "sw"))
    assert counted() == {("eldc", "fasttext", "sw", "sw"): 6} and len(read) == 2
    fill(workspace, project, votes=votes("sw"))
    assert counted() == counted() == {} and len(read) == 3, "that there is nothing is kept, too"
