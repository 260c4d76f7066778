"""The E5S1 converter on a file built here: weights come back, the tokenizer splits, damage is named."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file
from tiny_models import make_e5s1, quantise

from core.errors import ModelMissingError
from core.models.converters import CONVERTERS, converter, e5s1
from core.models.converters.e5s1_format import Q4_0_BLOCK, dequantise, read_e5s1

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("▁hello", -4.0), ("▁wor", -4.5),
          ("ld", -4.0), ("o", -5.0), ("", -9.0), ("▁hello", -4.0), ("x", -6.0)]  # fmt: skip


@pytest.fixture
def packed(tmp_path):
    data, tensors = make_e5s1(PIECES)
    path = tmp_path / "small.bin"
    path.write_bytes(data)
    return path, tensors


@given(st.lists(st.integers(-7, 7), min_size=32, max_size=32), st.floats(0.01, 10))
@settings(max_examples=50, deadline=None)
def test_four_bit_values_on_the_grid_come_back_exactly(whole, scale):
    scale = float(np.float16(scale))
    values = np.array(whole, dtype=np.float32)
    values[0] = 7  # so that the block's scale is the one we chose
    blocks = np.frombuffer(quantise(values * scale), Q4_0_BLOCK)
    assert np.allclose(dequantise(blocks), values * blocks["scale"].astype(np.float32), atol=1e-6)
    assert float(blocks["scale"][0]) == pytest.approx(scale, rel=1e-3)


def test_the_file_is_read_whole(packed):
    path, tensors = packed
    content = read_e5s1(path)
    assert (content.sizes.hidden, content.sizes.layers, content.sizes.vocabulary) == (32, 2, len(PIECES))
    assert content.tokenizer.pieces[5] == "▁hello"
    assert content.tokenizer.replacements == {"\u200b": "", "\x85": " "}
    assert set(content.tensors) == set(tensors)
    step = np.abs(tensors["l1.fo.w"]).max() / 7
    assert np.abs(content.tensors["l1.fo.w"] - tensors["l1.fo.w"].reshape(-1)).max() < step
    assert np.allclose(content.tensors["l1.fo.b"], tensors["l1.fo.b"], atol=1e-6)


def test_bert_weights_have_the_network_s_shapes(packed):
    path, _ = packed
    weights = e5s1.bert_weights(read_e5s1(path))
    assert weights["embeddings.word_embeddings.weight"].shape == (len(PIECES), 32)
    assert weights["encoder.layer.1.intermediate.dense.weight"].shape == (64, 32)
    assert weights["encoder.layer.1.output.dense.weight"].shape == (32, 64)
    assert len(weights) == 5 + 2 * 16


def test_the_tokenizer_normalises_and_splits(packed):
    tokenizer = e5s1.build_tokenizer(read_e5s1(packed[0]).tokenizer)
    assert tokenizer.encode("hello world").tokens == ["<s>", "▁hello", "▁wor", "ld", "</s>"]
    assert tokenizer.encode("hel\u200blo\x85wor\u200bld").tokens == ["<s>", "▁hello", "▁wor", "ld", "</s>"]
    assert tokenizer.encode("ｈｅｌｌｏ").tokens == ["<s>", "▁hello", "</s>"]  # full-width letters, by NFKC
    assert tokenizer.get_vocab_size() == len(PIECES)  # pieces that are empty or double keep their ids


def test_converted_folder_loads_in_transformers(packed, tmp_path, monkeypatch):
    from core.models.loading import load_encoder, load_tokenizer

    monkeypatch.setattr(e5s1, "SAMPLE", ("hello", [0, 5, 2]))
    target = tmp_path / "model"
    target.mkdir()
    converter("e5s1")([packed[0]], target, None, lambda *_: None)
    assert sorted(p.name for p in target.iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    assert json.loads((target / "config.json").read_text())["num_hidden_layers"] == 2
    assert load_file(target / "model.safetensors")["embeddings.word_embeddings.weight"].dtype == np.float16
    batch = load_tokenizer(target)(["hello", "hello world"], padding=True, return_tensors="pt")
    assert "token_type_ids" not in batch
    output = load_encoder(target)(**batch).last_hidden_state
    assert tuple(output.shape) == (2, 5, 32)
    assert bool(output.isfinite().all())


def test_another_tokenizer_than_expected_is_refused(packed, tmp_path):
    with pytest.raises(ModelMissingError, match="splits “Hello world” in another way"):
        converter("e5s1")([packed[0]], tmp_path, None, lambda *_: None)


@pytest.mark.parametrize("keep", [3, 40, 300, 5000])
def test_a_file_cut_short_is_named(packed, tmp_path, keep):
    path = tmp_path / "cut.bin"
    path.write_bytes(packed[0].read_bytes()[:keep])
    with pytest.raises(ModelMissingError, match=r"cut\.bin"):
        read_e5s1(path)


def test_other_formats_are_refused(tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelMissingError, match="not an E5S1 file"):
        read_e5s1(path)


def test_every_registered_converter_exists():
    assert [callable(converter(name)) for name in CONVERTERS] == [True] * len(CONVERTERS)
    with pytest.raises(ModelMissingError, match="No converter"):
        converter("none")
