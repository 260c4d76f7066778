"""Scores carry value, interval, n and signature, per language and per cell; unlike measures are never compared."""

import pytest

from core.errors import IncomparableScoresError
from core.evaluation.board import cell_scores, confusion, language_lines, macro_average, misjudged
from core.evaluation.predictions import ClassPrediction, RewritePrediction
from core.evaluation.scoring import Measured, compare_classes, score_classes, score_rewriting
from core.evaluation.signature import check_comparable, measure_of

MEASURED = Measured("run", "v1@abc", "encoder@1", "f00", 7, "0.1.0")


def item(i, *, language="sw", gold="formal", base="formal", tuned="formal", domain="health"):
    return ClassPrediction(
        task="formality",
        segment_id=f"{language}{i}",
        group=str(i),
        language=language,
        formality=gold,
        domain=domain,
        gold=gold,
        base=base,
        tuned=tuned,
        base_share=0.6,
        tuned_share=0.9,
    )


def forty_items():
    """Swahili: base right in half, tuned in all; Hindi: both right in half."""
    swahili = [item(i, base="formal" if i % 2 else "colloquial") for i in range(20)]
    hindi = [
        item(i, language="hi", base="formal" if i % 2 else "colloquial", tuned="formal" if i % 2 else "colloquial")
        for i in range(20)
    ]
    return swahili + hindi


def rewrite(i, language="sw", bits=(40.0, 20.0, 30.0)):
    return RewritePrediction(
        source_id=f"s{i}",
        target_id=f"t{i}",
        group=str(i),
        language=language,
        formality="formal",
        domain="health",
        size=10,
        base_bits=bits[0],
        tuned_bits=bits[1],
        ngram_bits=bits[2],
        base_text="jambo rafiki",
        tuned_text="habari rafiki",
    )


def test_language_lines_stand_worst_first_below_the_line_for_all():
    lines = language_lines(list(score_classes(forty_items(), MEASURED)), "formality", "accuracy")
    assert [(line.language, line.base.value, line.tuned.value) for line in lines] == [
        (None, 0.5, 0.75),
        ("hi", 0.5, 0.5),
        ("sw", 0.5, 1.0),
    ]
    assert lines[2].gain == 0.5
    assert not lines[2].overlap
    assert macro_average(lines) == (0.5, 0.75)


def test_scores_name_n_interval_and_signature():
    score = next(
        s
        for s in score_classes(forty_items(), MEASURED)
        if (s.system, s.metric, s.language, s.domain) == ("tuned", "macro_f1", "sw", None)
    )
    assert score.n == 20
    assert score.low <= score.value <= score.high
    assert score.signature == (
        "metric:macro_f1|task:formality|data:v1@abc|split:test|boot:1000@12345|isogloss:0.1.0"
        " # system:tuned|model:encoder@1|seed:7|adapter:f00"
    )


def test_few_items_carry_a_caution():
    scores = list(score_classes(forty_items()[:5], MEASURED))
    assert all(score.note.startswith("Only 5 items") for score in scores)


def test_cells_hold_accuracy_weakest_first():
    cells = cell_scores(list(score_classes(forty_items(), MEASURED)), "formality")
    assert [(c.language, c.formality, c.domain, c.tuned.value) for c in cells] == [
        ("hi", "formal", "health", 0.5),
        ("sw", "formal", "health", 1.0),
    ]


def test_confusion_counts_gold_by_predicted():
    table = confusion(forty_items(), "formality", "hi")
    assert table.classes == ("colloquial", "formal")
    assert table.counts == ((0, 0), (10, 10))


def test_misjudged_lists_only_errors_of_the_cell():
    wrong = misjudged(forty_items(), "formality", language="hi", domain="health")
    assert len(wrong) == 10
    assert {w.tuned for w in wrong} == {"colloquial"}
    assert misjudged(forty_items(), "formality", language="sw") == []


def test_pooled_comparison_finds_the_gain():
    test = compare_classes(forty_items(), "formality", "accuracy")
    assert test.difference == pytest.approx(0.25)
    assert test.p < 0.05


def test_rewriting_scores_bits_for_three_systems_and_texts_for_two():
    items = [rewrite(i) for i in range(4)]
    scores = list(score_rewriting(items, {f"t{i}": "habari rafiki" for i in range(4)}, MEASURED))
    bits = {s.system: s.value for s in scores if s.metric == "bits_per_byte" and s.language is None}
    assert bits == {"base": 4.0, "tuned": 2.0, "n-gram": 3.0}
    tuned = next(s for s in scores if (s.system, s.metric) == ("tuned", "chrf++"))
    assert tuned.value == pytest.approx(100)
    assert "nc=6" in tuned.signature
    assert {s.language for s in scores if s.metric == "bleu"} == {"sw"}


def test_lower_bits_are_a_gain():
    scores = list(score_rewriting([rewrite(i) for i in range(4)], {}, MEASURED))
    line = language_lines(scores, "rewriting", "bits_per_byte")[0]
    assert line.gain == 2.0
    assert line.baseline.value == 3.0


def test_scores_on_other_data_are_refused():
    here = next(score_classes(forty_items(), MEASURED))
    there = next(score_classes(forty_items(), Measured("run", "v2@def", "encoder@1", "f00", 7, "0.1.0")))
    with pytest.raises(IncomparableScoresError, match="data differ"):
        check_comparable([here, there])
    assert measure_of(here.signature) != measure_of(there.signature)
