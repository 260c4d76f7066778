"""The wide detector: its text, its model, what it says of languages that no other detector knows."""

import lzma
from collections import Counter

import numpy as np
import pytest

from core.errors import ModelMissingError
from core.identification.detectors import DETECTORS, specs
from core.identification.detectors.wide import Wide
from core.identification.ngrams import features
from core.identification.ngrams.model import NGrams
from core.identification.preparing import detection_copy
from core.identification.wide.building import FILE, store_name, wide_model
from core.identification.wide.gathering import gather
from core.identification.wide.text import DATA, HELD_OUT, paragraphs
from core.models.store import ModelStore

# One's own sentences, in languages that neither lid.176 nor langdetect can say.
UNKNOWN_TO_OTHERS = {
    "wo": "Xale yi dañuy futbal ci biti, seen yaay mu ngi togg ceeb ak jën.",
    "bem": "Abaana balebomba pa mushi pamo na bafyashi babo, elyo baleisa ku mulungu.",
    "fur": "I fruts a zuin tal curtîl e la mari e prepare di mangjâ par dute la famee.",
    "sm": "O loʻo taʻaʻalo tamaiti i fafo ma o loʻo kuka e lo latou tina le meaai.",
}


@pytest.fixture(scope="module")
def store(models_folder):
    return ModelStore(models_folder)


@pytest.fixture(scope="module")
def detector(store) -> Wide:
    return Wide(wide_model(store))


def test_articles_are_held_out_whole():
    learnt, held = paragraphs(held_out=False), paragraphs(held_out=True)
    rows = [line.split("\t") for line in lzma.decompress(DATA.read_bytes()).decode().splitlines()[1:]]
    assert len(rows) == len(learnt.texts) + len(held.texts)
    assert {article for _, article, text in rows if text in set(held.texts) - set(learnt.texts)} == HELD_OUT
    assert 0.10 < len(held.texts) / len(rows) < 0.20
    assert set(learnt.labels) - set(held.labels) <= {"taj_Deva"}


def test_ngrams_lie_inside_words_and_count_alike_in_any_batch():
    one = features.counts(["ab ab"])
    # a, b twice each; " a", "ab", "b " twice; " ab", "ab " twice; " ab " twice
    assert sorted(one.data.tolist()) == [2.0] * 8
    texts = ["ab ab", "", "ñu jàpp ne", "今天天气很好", "ab"]
    together = features.counts(texts)
    assert all((together[row] != features.counts([text])).nnz == 0 for row, text in enumerate(texts))
    assert np.diff(together.indptr)[1] == 0


def test_the_model_is_the_same_however_often_it_is_learnt_and_survives_its_file(tmp_path):
    lines = {"wol_Latn": ["ñu jàpp ne xale yi", "ci biti"], "eng_Latn": ["the children play outside"]}
    NGrams.learn(lines).save(tmp_path / "a.safetensors")
    NGrams.learn(lines).save(tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    loaded = NGrams.load(tmp_path / "a.safetensors")
    counted = features.counts(["xale yi", "children outside"])
    assert (loaded.scores(counted) == NGrams.learn(lines).scores(counted)).all()
    assert loaded.scores(counted).argmax(axis=1).tolist() == [0, 1]


def test_a_broken_file_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "wide.safetensors").write_bytes(b"not a model")
    with pytest.raises(ModelMissingError, match="cannot be read") as caught:
        Wide(tmp_path / "wide.safetensors")
    assert "built again" in caught.value.hint


@pytest.mark.parametrize("tag", sorted(UNKNOWN_TO_OTHERS))
def test_it_names_languages_that_the_others_do_not_know(detector, tag):
    found = detector.detect(detection_copy([UNKNOWN_TO_OTHERS[tag]]))
    assert detector.tags[found.labels[0, 0]] == tag
    assert found.scores[0, 0] > 0.5


def test_it_is_silent_without_letters_and_doubtful_on_two(detector):
    found = detector.detect(detection_copy(["", "12:30", "la"]))
    assert (found.labels[:2] < 0).all()
    assert found.scores[2, 0] < 0.5


def test_held_out_articles_are_named(detector):
    held = paragraphs(held_out=True)
    found = detector.detect(detection_copy(held.texts))
    named = [detector.raw_labels[label] for label in found.labels[:, 0]]
    right = Counter(label for label, said in zip(held.labels, named, strict=True) if said == label)
    recalls = [right[label] / total for label, total in Counter(held.labels).items()]
    assert np.mean(recalls) > 0.96


def test_it_is_a_detector_of_low_evidence_and_built_into_the_store(tmp_path):
    store = ModelStore(tmp_path)
    with pytest.raises(ModelMissingError, match="not built"):
        specs(["wide"], store, fetch=False)
    (first,) = specs(["wide"], store)
    assert first.model == str(tmp_path / store_name() / FILE)
    assert store.card(store_name()).licence == "Apache-2.0"
    (again,) = specs(["wide"], store, fetch=False)
    assert (again, DETECTORS["wide"].low_evidence) == (first, True)


def test_gathering_takes_code_and_script_from_the_files_and_leaves_unnamed_ones_out(tmp_path):
    long = "Doomi aadama yépp danuy juddu, yam ci tawfeex ci sag ak sañ-sañ. " * 30
    page = '<html data-iso6393="{}"><body><header><p>{}</p></header><article data-number="3"><p>{}</p></article></body>'
    (tmp_path / "oci_1.html").write_text(page.format("frp", "Préambule.", long), encoding="utf-8")
    (tmp_path / "013.html").write_text(page.format("und", "x", long), encoding="utf-8")
    (tmp_path / "rus.html").write_text(page.format("rus", "Все люди", "Съешь ещё этих булок. " * 60), encoding="utf-8")
    (tmp_path / "taj.html").write_text(page.format("taj", "short", "short"), encoding="utf-8")
    found = gather(tmp_path)
    assert list(found) == ["frp_Latn", "rus_Cyrl"]
    assert found["frp_Latn"] == [("0", "Préambule."), ("3", long.strip())]
