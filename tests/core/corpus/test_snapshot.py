import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest
from segment_tables import overlay, segments

from core.corpus import Corpus
from core.corpus.snapshot import QueryStoppedError, Snapshot
from core.errors import InvalidInputError
from core.records import Selection

LANGUAGES = ["sw", "en", "ar", "zh"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """400 segments in two fragments; every other one is formal, the last 40 are not identified."""
    corpus = Corpus(tmp_path_factory.mktemp("corpus") / "segments.lance")
    for unit in range(2):
        extra = [f'{{"speaker": "S{place % 3}", "a b\'c": "{place % 2}"}}' for place in range(200)]
        corpus.append(segments(unit * 200, 200, unit=unit, extra=extra, source=f"source {unit}", origin="web"))
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["number", "id"], "number < 360")
        numbers = rows["number"].to_pylist()
        machine = {
            "language": [LANGUAGES[number % 4] for number in numbers],
            "language_score": [0.9 if number % 5 else 0.4 for number in numbers],
            "language_status": ["identified"] * len(numbers),
            "votes": ['[{"detector": "fasttext", "tag": null, "score": 0.5, "raw": "als"}]'] * len(numbers),
            "identified": [1] * len(numbers),
        }
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **machine}))
    ids = corpus.open().to_table(columns=["id"])["id"].to_pylist()
    corpus.fold(overlay(*({"id": name, "formality": "formal"} for name in ids[::2])), seq=10)
    return corpus


@pytest.fixture(scope="module")
def ids(corpus):
    return corpus.open().to_table(columns=["id"])["id"].to_pylist()


def test_pages_follow_each_other_without_gap_or_overlap(corpus, ids):
    with Snapshot.of(corpus) as snapshot:
        selection = Selection(languages=("sw", "ar"), verdicts=("keep",))
        seen, after = [], None
        while page := snapshot.page(selection, after=after, limit=17):
            assert len(page) <= 17
            seen += [row.segment.id for row in page]
            after = page[-1].number
        wanted = [name for place, name in enumerate(ids) if place < 360 and place % 2 == 0 and place % 5]
        assert seen == wanted == snapshot.ids(selection)


def test_a_row_says_all_that_is_known(corpus, ids):
    with Snapshot.of(corpus) as snapshot:
        row, other = snapshot.rows([ids[5], "f" * 32, ids[399]])
    assert (row.tag, row.verdict, row.reason, row.status) == ("en", "review", "near_threshold", "identified")
    assert (row.score, row.threshold) == (pytest.approx(0.4), 0.5)
    assert row.votes[0].detector == "fasttext" and row.votes[0].tag is None and row.votes[0].raw == "als"
    assert dict(row.segment.extra) == {"speaker": "S2", "a b'c": "1"} and row.segment.origin == "web"
    assert (other.tag, other.verdict, other.reason, other.votes) == (None, None, "not_identified", ())


def test_what_is_not_folded_yet_is_seen_at_once(corpus, ids):
    """The overlay: set, withdrawn, left as it was."""
    asked = []

    def unfolded(seq):
        asked.append(seq)
        return overlay(
            {"id": ids[0], "formality": None},
            {"id": ids[1], "formality": "colloquial", "labels": '{"register": "chat"}'},
            {"id": ids[2], "human_verdict": "drop"},
            {"id": ids[399], "human_language": "yo"},
        )

    with Snapshot.of(corpus, overlay=unfolded) as snapshot:
        assert asked == [10] and snapshot.folded_seq == 10
        none, colloquial, dropped, yoruba = snapshot.rows([ids[0], ids[1], ids[2], ids[399]])
        assert none.formality is None
        assert (colloquial.formality, colloquial.labels) == ("colloquial", {"register": "chat"})
        assert (dropped.formality, dropped.verdict, dropped.reason) == ("formal", "drop", "left_out_by_hand")
        assert (yoruba.tag, yoruba.verdict, yoruba.reason) == ("yo", "keep", "language_corrected")
        assert dict(snapshot.facet("formality")) == {"formal": 199, "colloquial": 1, None: 200}
        assert snapshot.count(Selection(languages=("yo",))) == 1


@pytest.mark.parametrize("folded", [True, False])
def test_folding_does_not_change_what_is_seen(tmp_path, folded):
    corpus = Corpus(tmp_path / "segments.lance")
    corpus.append(segments(0, 30))
    ids = corpus.open().to_table(columns=["id"])["id"].to_pylist()
    changes = overlay({"id": ids[3], "domain": "law", "human_language": "sw"}, {"id": ids[4], "human_verdict": "drop"})
    if folded:
        corpus.fold(changes, seq=5)
    with Snapshot.of(corpus, overlay=lambda seq: overlay() if seq >= 5 else changes) as snapshot:
        columns = "number, tag, verdict, reason, domain, human_verdict"
        found = snapshot.sql(f"select {columns} from segments where tag is not null or verdict is not null order by 1")
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        (3, "sw", "keep", "language_corrected", "law", None),
        (4, None, "drop", "left_out_by_hand", None, "drop"),
    ]


def test_selections_narrow(corpus, ids):
    with Snapshot.of(corpus) as snapshot:
        counts = {
            Selection(): 400,
            Selection(verdicts=("",)): 40,
            Selection(languages=("sw", "")): 130,
            Selection(formality=("",)): 200,
            Selection(formality=("formal", "")): 400,
            Selection(untagged_by="formality"): 200,
            Selection(untagged_by="register"): 400,
            Selection(reasons=("near_threshold",)): 72,
            Selection(sources=("source 1",)): 200,
            Selection(origins=("web",), languages=("zh",)): 90,
            Selection(text="HABARI"): 67,
            Selection(text="100%"): 0,
            Selection(segment_ids=tuple(ids[:3])): 3,
            Selection(languages=("sw' or true --",)): 0,
        }
        assert {selection: snapshot.count(selection) for selection in counts} == counts


def test_facets_count_values_and_own_columns(corpus):
    with Snapshot.of(corpus) as snapshot:
        assert snapshot.facet("tag", Selection(verdicts=("keep",))) == [("ar", 72), ("en", 72), ("sw", 72), ("zh", 72)]
        assert snapshot.facet("extra:speaker") == [("S0", 134), ("S1", 134), ("S2", 132)]
        assert snapshot.facet("extra:a b'c") == [("0", 200), ("1", 200)]
        assert snapshot.own_columns() == ["a b'c", "speaker"]
        for column in ("text", "tag; drop table x", "extra:"):
            with pytest.raises(InvalidInputError, match="cannot be counted"):
                snapshot.facet(column)


def test_a_shuffled_order_is_the_same_every_time(corpus, ids):
    with Snapshot.of(corpus) as snapshot:
        shuffled = snapshot.ids(shuffled=True)
        assert shuffled == snapshot.ids(shuffled=True) and shuffled != ids and sorted(shuffled) == sorted(ids)
        assert snapshot.ids(limit=10, shuffled=True) == shuffled[:10]


def test_a_project_without_segments_has_empty_pages(tmp_path):
    with Snapshot.of(Corpus(tmp_path / "nothing.lance"), expected=["sw"]) as snapshot:
        assert (snapshot.version, snapshot.count(), snapshot.page(), snapshot.rows(["0" * 32])) == (0, 0, [], [])
        assert (snapshot.verdicts(), snapshot.facet("tag"), snapshot.own_columns()) == ({}, [], [])


def test_a_table_may_lack_columns():
    table = pa.table({"id": ["a" * 32], "text": ["Habari"], "number": [0]})
    with Snapshot(table, expected=["sw"]) as snapshot:
        found = snapshot.sql("select verdict, reason, tag, collected_at from segments").to_pylist()
    assert found == [{"verdict": None, "reason": "not_identified", "tag": None, "collected_at": None}]


def test_snapshots_in_many_threads_do_not_disturb_each_other(corpus):
    def read(language):
        with Snapshot.of(corpus, expected=[language]) as snapshot:
            return snapshot.count(Selection(reasons=("not_expected",)))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, LANGUAGES * 10)) == [270] * 40


def test_a_running_query_can_be_stopped(corpus):
    with Snapshot.of(corpus) as snapshot:
        timer = threading.Timer(0.3, snapshot.interrupt)
        timer.start()
        start = time.monotonic()
        with pytest.raises(QueryStoppedError):
            snapshot.sql(
                "select count(*) from range(99999) a, range(99999) b, range(99999) c where a.range > b.range + c.range"
            )
        assert time.monotonic() - start < 20
        assert snapshot.count() == 400, "the snapshot can be used again"


@pytest.mark.parametrize("query", ["select * from read_csv('/etc/passwd')", "copy segments to '/tmp/stolen.csv'"])
def test_queries_reach_no_files(corpus, query):
    import duckdb

    with Snapshot.of(corpus) as snapshot, pytest.raises(duckdb.Error, match="disabled"):
        snapshot.sql(query)
