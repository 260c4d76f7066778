"""Two rounds: who is asked about what, and that stored votes lead to the same answers."""

import numpy as np
import pyarrow as pa
import pytest

from core.identification.candidates import Speaker
from core.identification.configuration import Question
from core.identification.consensus import Consensus
from core.identification.detectors import specs
from core.identification.identifying import Identifier
from core.identification.rounds import Rounds

pytestmark = pytest.mark.models

SURE = "The library closes at six on Fridays, and on Saturdays it does not open before ten in the morning."
DOUBTFUL = "na mo jo"
POOL = ("fasttext", "py3langid", "pycld2", "eldc", "langdetect")


@pytest.fixture(scope="module")
def pool(store):
    return specs(POOL, store)


def voters(row):
    import json

    return {vote["detector"] for vote in json.loads(row["votes"])}


def test_a_slow_detector_reads_only_what_the_quick_ones_doubt(pool):
    rows = Identifier.of(pool, Question()).identify(pa.table({"text": [SURE, DOUBTFUL]})).to_pylist()
    assert "langdetect" not in voters(rows[0])
    assert "langdetect" in voters(rows[1])
    assert (rows[0]["language"], rows[0]["language_status"]) == ("en", "identified")


def test_stored_votes_lead_to_the_same_answers_whatever_was_asked_before(pool):
    table = pa.table({"text": [SURE, DOUBTFUL, "det er en god dag", "123"]})
    first, second = Identifier.of(pool, Question(("da",))), Identifier.of(pool, Question(("nb", "sv")))
    before = first.identify(table)
    numbers = pa.array([first.number] * len(table), pa.int32())
    again = second.identify(table.append_column("votes", before["votes"]).append_column("identified", numbers))
    assert again.to_pylist() == second.identify(table).to_pylist()


def test_with_slow_detectors_alone_there_is_one_round():
    made = Rounds(Consensus((Speaker("langdetect", 2.0, ("en",), later=True),)))
    assert made.later == frozenset()
    both = (Speaker("langdetect", 2.0, ("en",), later=True), Speaker("eldc", 3.0, ("en",)))
    assert Rounds(Consensus(both)).later == {"langdetect"}


def test_a_language_that_only_a_slow_detector_knows_is_always_asked_about(pool):
    speakers = (Speaker("wide", 1.0, ("en", "wo"), later=True), Speaker("eldc", 3.0, ("en", "fr")))
    from core.identification.preparing import prepare
    from core.identification.votes import blank

    votes = [blank(one.name, tuple(map(str, one.tags)), one.tags, 2) for one in speakers]
    votes[1].labels[:, 0] = 0
    votes[1].scores[:, 0] = 1
    prepared = prepare([SURE * 3, SURE * 3])
    asked = Rounds(Consensus(speakers)).needing(prepared, votes, [None, "wo"])
    assert asked[1]
    assert np.array_equal(Rounds(Consensus(speakers, ("wo",))).needing(prepared, votes, [None, None]), [True, True])


def test_a_detector_that_decides_overrules_the_others():
    from voting import Says

    from core.identification.preparing import prepare

    pool, taught = Says("py3langid", ("en", "fr")), Says("taught-wo", ("wo",))
    speakers = (Speaker("py3langid", 2.3, pool.tags), Speaker("taught-wo", 3.0, taught.tags, decides=True))
    found = [
        Consensus(speakers).decide(prepare([SURE]), [pool.votes({"fr": 0.99}), taught.votes({"wo": score})], [None])
        for score in (0.97, 0.02)
    ]
    assert [one.language[0].as_py() for one in found] == ["wo", "fr"]
    assert found[0].score[0] > 0.9
