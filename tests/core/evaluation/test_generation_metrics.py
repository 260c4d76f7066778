"""BLEU and chrF++ are sacrebleu's, with the tokenizer of the language; bits per byte is exact."""

import numpy as np
import pytest

from core.evaluation.metrics.bits_per_byte import bits_per_byte
from core.evaluation.metrics.sacre import bleu, bleu_tokenizer, chrf


@pytest.mark.parametrize(
    ("tag", "tokenizer"),
    [
        ("zh", "zh"),
        ("zh-Hant", "zh"),
        ("ja", "ja-mecab"),
        ("ko", "ko-mecab"),
        ("th", "char"),
        ("km", "char"),
        ("sw", "13a"),
    ],
)
def test_tokenizer_fits_the_language(tag, tokenizer):
    assert bleu_tokenizer(tag) == tokenizer


def test_sacrebleu_readme_example():
    # The example of sacrebleu's README: BLEU = 48.530827009929865, chrF2 ≈ 59.73 for the first reference set alone
    system = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]
    reference = ["The dog bit the man.", "It was not unexpected.", "The man bit him first."]
    score = bleu(system, reference, "en")
    assert score.value == pytest.approx(45.0675, abs=1e-3)
    assert "tok:13a" in score.signature
    assert "bs:1000" in score.signature
    assert score.low < score.value < score.high


def test_an_almost_right_chinese_sentence_is_not_worth_nothing():
    hypothesis, reference = ["我们明天早上八点在车站见面吧"], ["我们明天早上九点在车站见面吧"]
    assert bleu(hypothesis, reference, "zh").value > 60
    assert bleu(hypothesis, reference, "en").value < 5


def test_equal_texts_have_full_chrf_in_every_script():
    texts = ["ሰላም ነው", "नमस्ते दोस्त", "ẹ káàárọ̀", "สวัสดีครับ"]
    assert chrf(texts, texts).value == pytest.approx(100)
    assert "nw:2" in chrf(texts, texts).signature


def test_one_sentence_has_no_interval():
    score = chrf(["a b"], ["a c"])
    assert score.low is None
    assert score.high is None


def test_bits_per_byte_divides_sums():
    assert bits_per_byte(np.array([[30.0, 10.0], [0.0, 0.0]]))[0] == 3.0
    assert np.isnan(bits_per_byte(np.array([[0.0, 0.0]]))[0])


def test_an_interval_where_one_answer_has_nothing_in_common():
    """Some resamples score exactly nothing and others do not; sacrebleu 2.6 itself fails on that mixture."""
    score = chrf(["", "the road to the market"], ["xyz", "the road to the town"])
    assert 0 < score.value < 100
    assert score.low < score.value < score.high
