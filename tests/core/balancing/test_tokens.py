import pytest
from balance_project import balance_project
from segment_tables import segments

from core.balancing import tokens
from core.balancing.axes import Unit
from core.balancing.board import read_board
from core.corpus import Corpus
from core.errors import JobCancelledError
from core.jobs.inline import run_inline
from core.jobs.workflows.count_tokens import CountTokensRequest


@pytest.fixture
def corpus(tmp_path):
    corpus = Corpus(tmp_path / "segments.lance")
    for unit in range(2):
        corpus.append(segments(unit * 10, 10, unit=unit))
    return corpus


def letters(texts):
    return [len(text) for text in texts]


def stored(corpus):
    return corpus.open().to_table(columns=["tokens", "tokens_model", "characters"]).to_pylist()


def test_counts_are_pending_per_model(corpus):
    assert tokens.pending_fragments(corpus, "it's") == [0, 1] and tokens.pending_rows(corpus, "it's") == 20
    assert tokens.count_fragment(corpus, 0, "it's", letters) == 10
    assert tokens.pending_fragments(corpus, "it's") == [1] and tokens.pending_fragments(corpus, "other") == [0, 1]
    rows = stored(corpus)
    assert all(row["tokens"] == row["characters"] and row["tokens_model"] == "it's" for row in rows[:10])
    assert rows[10] == {"tokens": None, "tokens_model": None, "characters": rows[10]["characters"]}
    tokens.count_fragment(corpus, 0, "other", lambda texts: [1] * len(texts))
    assert {(row["tokens"], row["tokens_model"]) for row in stored(corpus)[:10]} == {(1, "other")}
    assert tokens.count_fragment(corpus, 0, "other", letters) == 0, "nothing is counted twice"


def test_stopping_stores_nothing(corpus, monkeypatch):
    monkeypatch.setattr(tokens, "BATCH", 4)

    def stop(rows):
        if rows >= 8:
            raise JobCancelledError("stopped")

    with pytest.raises(JobCancelledError):
        tokens.count_fragment(corpus, 1, "m", letters, stop)
    assert {row["tokens"] for row in stored(corpus)} == {None}


@pytest.mark.models
def test_the_job_counts_with_the_real_tokenizer(workspace):
    project = balance_project(workspace, tagged=False)
    name = "multilingual-e5-small"
    request = CountTokensRequest(project_id=project.id, model=name)
    report = run_inline(workspace, "tokens", request, project_id=project.id)
    assert report.segments == 252
    board = read_board(workspace, project.id, unit=Unit.TOKENS, tokens_model=name)
    assert board.uncounted == 0 and 252 * 5 < board.total < board.characters
    count = tokens.open_counter(workspace.models.path(name))
    pieces = {"Good morning, everyone.": 5, "早上好": 3, "እንደምን አደርክ?": 5, "": 0}  # ▁Good ▁morning , ▁everyone .
    assert count(list(pieces)) == list(pieces.values()), "without the special tokens"
    assert run_inline(workspace, "tokens", request, project_id=project.id).segments == 0
