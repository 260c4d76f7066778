"""The n-gram baseline is a proper distribution and gets cheaper on what it has seen."""

import pytest

from core.evaluation.ngram import START, NgramModel


def test_shares_of_all_bytes_sum_to_one():
    model = NgramModel(["habari ya asubuhi", "habari za leo"])
    for context in (b"bari", START * 4, b"zzzz", b"a"):
        assert sum(model._share(context, byte) for byte in range(256)) == pytest.approx(1)


def test_untrained_model_needs_eight_bits_a_byte():
    assert NgramModel([]).bits("ሰላም") == pytest.approx(8 * len("ሰላም".encode()))


def test_seen_text_is_cheaper_than_unseen():
    model = NgramModel(["mambo vipi rafiki"] * 3)
    assert model.bits("mambo vipi rafiki") < model.bits("zxqw plmk jhgfdsa") / 3
