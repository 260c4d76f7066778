import random

import pyarrow as pa
import pytest
from segment_tables import overlay, segments

from core.corpus import Corpus, cube
from core.corpus.snapshot import Snapshot
from core.limits import LIMITS, Action, Limit, PersonalData
from core.records import FilterPolicy

PLAIN = (
    f"select {', '.join(cube.KEYS)}, count(*) segments, sum(characters) characters, sum(tokens) tokens"
    " from segments group by all"
)


def as_set(table):
    rows = [
        (*(row[name] for name in cube.KEYS), *(int(row[name] or 0) for name in cube.SUMS)) for row in table.to_pylist()
    ]
    assert len(rows) == len(set(rows))
    return set(rows)


def plain(snapshot):
    return as_set(snapshot.sql(PLAIN))


@pytest.fixture
def corpus(tmp_path):
    corpus = Corpus(tmp_path / "segments.lance")
    random.seed(1)
    for unit in range(4):
        corpus.append(segments(unit * 50, 50, unit=unit, declared_language="sw"))
    for fragment in corpus.fragments():
        fill(corpus, fragment)
    return corpus


def fill(corpus, fragment):
    rows = corpus.fragment_table(fragment, [])
    size = len(rows)
    values = {
        "language": random.choices(["sw", "am", "pt-BR", None], k=size),
        "language_score": pa.array([random.random() for _ in range(size)], pa.float32()),
        "language_status": random.choices(["identified", "identified", "unsure"], k=size),
        "identified": random.choices([1, None], weights=[9, 1], k=size),
        "formality": random.choices(["formal", "neutral", None], k=size),
        "domain": random.choices(["health", None], k=size),
        "tokens": random.choices([5, 8], k=size),
        "tokens_model": random.choices(["a", "b", None], k=size),
        "mojibake": pa.array(random.choices([0.0, 0.2, None], k=size), pa.float32()),
        "mojibake_left": pa.array(random.choices([0.0, None], k=size), pa.float32()),
        "similarity": pa.array(random.choices([1.0, 0.8, None, None], k=size), pa.float32()),
        "graphemes": pa.array(random.choices([1, 5, 50], k=size), pa.int32()),
        "personal_data": random.choices(["[]", None, None], k=size),
    }
    corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **values}))


def test_the_cube_equals_a_plain_count(corpus, tmp_path):
    policy = FilterPolicy("p", 1, 0.5, {"am": 0.8})
    for _ in range(2):  # counted, then from the file
        with Snapshot.of(corpus, policy=policy, expected=["sw", "am"]) as snapshot:
            assert as_set(cube.cube(snapshot, tmp_path / "cube")) == as_set(cube.cube(snapshot)) == plain(snapshot)


@pytest.mark.parametrize("count", [1, 30, 700])
def test_unfolded_events_move_segments_between_cells(corpus, tmp_path, count):
    corpus.append(segments(1000, 600))
    ids = corpus.open().to_table(columns=["id"])["id"].to_pylist()
    random.seed(count)
    choices = {
        "formality": ["formal", "colloquial", None],
        "domain": ["law", None],
        "human_language": ["yo", "sw", None],
        "human_verdict": ["keep", "drop", None],
    }
    changes = overlay(
        *(
            {"id": name, **{key: random.choice(choices[key]) for key in random.sample(sorted(choices), 2)}}
            for name in random.sample(ids, count)
        )
    )
    with Snapshot.of(corpus, overlay=lambda _seq: changes, expected=["sw", "yo"]) as snapshot:
        assert as_set(cube.cube(snapshot, tmp_path / "cube")) == plain(snapshot)


def test_only_what_changed_is_counted_again(corpus, tmp_path, monkeypatch):
    counted = []
    count = cube._counted
    monkeypatch.setattr(cube, "_counted", lambda s, missing: counted.append(len(missing)) or count(s, missing))

    def look(**options):
        with Snapshot.of(corpus, **options) as snapshot:
            assert as_set(cube.cube(snapshot, tmp_path / "cube")) == plain(snapshot)

    look()
    look()
    assert counted == [4]
    fill(corpus, 2)
    look()
    corpus.append(segments(500, 10))
    look()
    assert counted == [4, 1, 1]
    look(policy=FilterPolicy("p", 1, 0.9))
    assert counted == [4, 1, 1, 5], "another policy is another cube"
    look()
    assert counted == [4, 1, 1, 5]
    corpus.maintain()
    look()


@pytest.mark.parametrize("personal", PersonalData)
@pytest.mark.parametrize("normalised", [True, False])
def test_limits_of_cleaning_are_part_of_the_count(corpus, tmp_path, personal, normalised):
    seen = set()
    for limit in (Limit(2), Limit(2, Action.DROP), Limit(2, Action.DROP, {"am": 10}), Limit(2, Action.REVIEW)):
        limits = {**LIMITS, "too_short": limit}
        policy = FilterPolicy("p", 1, limits=limits, use_normalised=normalised, personal_data=personal)
        with Snapshot.of(corpus, policy=policy) as snapshot:
            counted = as_set(cube.cube(snapshot, tmp_path / "cube"))
            assert counted == plain(snapshot)
            seen.add(frozenset(counted))
    assert len(seen) == 4


def test_old_policies_are_forgotten(corpus, tmp_path):
    for place in range(cube.KEPT_POLICIES + 3):
        with Snapshot.of(corpus, policy=FilterPolicy("p", 1, place / 20)) as snapshot:
            cube.cube(snapshot, tmp_path / "cube")
    assert len(list((tmp_path / "cube").iterdir())) == cube.KEPT_POLICIES


def test_a_table_and_an_empty_corpus_are_counted_too(tmp_path):
    with Snapshot.of(Corpus(tmp_path / "none.lance")) as snapshot:
        assert cube.cube(snapshot, tmp_path / "cube").num_rows == 0
    with Snapshot(segments(0, 5)) as snapshot:
        assert as_set(cube.cube(snapshot)) == plain(snapshot)
