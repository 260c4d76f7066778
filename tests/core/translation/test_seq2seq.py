"""Models of transformers, tiny and random: what matters is how each is told the languages, not what comes out."""

import json

import pytest
from tiny_models import make_causal, make_m2m, make_marian

from core.errors import InvalidInputError
from core.models.store import ModelStore
from core.settings import ROOT
from core.translation.engines.base import EngineFailedError, Surroundings, find_pair, needed_pair
from core.translation.engines.families import Telling, languages_of, tag_of
from core.translation.engines.seq2seq import Child, engines
from core.translation.routes import make_route

TEXTS = (ROOT / "data" / "samples" / "parallel" / "en.tsv").read_text(encoding="utf-8").split("\n")[1:80]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with two opus-mt models, an M2M-100 and a causal model."""
    folder = tmp_path_factory.mktemp("models")
    store = ModelStore(folder / "store", known={})
    store.add_folder(make_marian(folder / "opus-mt-en-es", TEXTS))
    store.add_folder(make_marian(folder / "opus-mt-en-roa", TEXTS, targets=("spa", "por", "cat")))
    m2m = make_m2m(folder / "m2m", TEXTS)
    (m2m / "README.md").write_text("---\nlicense: cc-by-nc-4.0\nlanguage: [en, es]\n---\n")
    store.add_folder(m2m)
    store.add_folder(make_causal(folder / "llama", TEXTS))
    return store


@pytest.fixture
def by_name(store, settings):
    return {engine.name: engine for engine in engines(Surroundings(settings, store))}


def test_each_translation_model_is_an_engine(by_name, store):
    assert sorted(by_name) == ["model:m2m", "model:opus-mt-en-es", "model:opus-mt-en-roa"]
    assert [(pair.source, pair.target) for pair in by_name["model:opus-mt-en-es"].pairs()] == [("en", "es")]
    assert [pair.target for pair in by_name["model:opus-mt-en-roa"].pairs()] == ["ca", "es", "pt"]
    pairs = by_name["model:m2m"].pairs()
    assert len({pair.source for pair in pairs}) == 100 and find_pair(pairs, "sw", "yo").mode == "sw-yo"
    assert store.card("m2m").kind == "seq2seq"


def test_a_licence_against_commercial_use_is_a_warning(by_name):
    card = by_name["model:m2m"].card()
    assert card.limits_use and "forbids commercial use" in card.warning and card.licence == "cc-by-nc-4.0"
    assert "not stated" in by_name["model:opus-mt-en-es"].card().warning


@pytest.mark.parametrize(
    ("name", "prefix", "source", "forced"),
    [("opus-mt-en-roa", ">>spa<< ", "", ""), ("m2m", "", "en", "__es__")],
)
def test_how_a_model_is_told_the_target(store, name, prefix, source, forced):
    assert languages_of(store.path(name)).telling("en", "es") == Telling(prefix, source, forced)


def write_model(folder, model_type, tokens):
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": model_type}))
    content = {"added_tokens": [{"content": token} for token in tokens], "model": {"vocab": [[tokens[0], -1.5]]}}
    (folder / "tokenizer.json").write_text(json.dumps(content))
    return folder


def test_codes_of_the_other_families(tmp_path):
    nllb = languages_of(write_model(tmp_path / "nllb", "m2m_100", ["eng_Latn", "spa_Latn", "zho_Hant", "<mask>"]))
    assert nllb.family.name == "NLLB" and nllb.telling("en", "zh-Hant") == Telling("", "eng_Latn", "zho_Hant")
    mbart = languages_of(write_model(tmp_path / "mbart", "mbart", ["en_XX", "es_XX"]))
    assert mbart.telling("en", "es") == Telling("", "en_XX", "es_XX")
    madlad = languages_of(write_model(tmp_path / "madlad", "t5", ["<2es>", "<2sw>", "<unk>"]))
    assert madlad.telling("en", "sw") == Telling("<2sw> ", "", "") and sorted(madlad.codes) == ["es", "sw"]
    assert languages_of(write_model(tmp_path / "t5", "t5", ["<extra_id_0>"])) is None
    assert languages_of(tmp_path) is None


@pytest.mark.parametrize(
    ("code", "tag"),
    [("spa_Latn", "es"), ("zho_Hans", "zh"), ("zho_Hant", "zh-Hant"), ("swh_Latn", "sw"), ("es_XX", "es"),
     ("ns", "nso"), ("arb_Arab", "ar"), ("xx_YY", None)],
)  # fmt: skip
def test_codes_as_tags(code, tag):
    assert tag_of(code) == tag


def test_a_child_translates_the_same_way_each_time(by_name):
    engine = by_name["model:opus-mt-en-roa"]
    with engine.open(needed_pair(engine, "en", "pt-BR")) as child:
        first = child.translate(["The library is open.", "x" * 10_001, "Come in."])
        again, once_more = child.translate(["Come in."]), child.translate(["Come in."])
    assert [output.error for output in first] == ["", "too_long", ""] and first[2].text and first[2].unknown is None
    assert again == once_more and again[0].text


def test_m2m_is_told_the_target_by_its_first_token(by_name):
    route = make_route(by_name["model:m2m"], "en", "es")
    with route.open() as opened:
        (output,) = opened.translate(["The library is open."])
    assert output.text or output.error == "no_answer"
    assert (route.key, route.reverse().key) == ("model:m2m:en-es", "model:m2m:es-en")


def test_what_goes_wrong_in_the_child_is_said(store, by_name):
    with (
        pytest.raises(EngineFailedError, match="stopped: ValueError: the model has no token __zz__"),
        Child(store.path("m2m"), Telling(source="en", forced="__zz__")) as child,
    ):
        child.translate(["Hello"])
    with pytest.raises(InvalidInputError, match="does not translate from sw to es"):
        needed_pair(by_name["model:opus-mt-en-es"], "sw", "es")


def test_a_child_that_dies_is_an_error(by_name):
    engine = by_name["model:opus-mt-en-es"]
    with engine.open(needed_pair(engine, "en", "es")) as child:
        child.translate(["Hello"])
        child._process.kill()
        with pytest.raises(EngineFailedError, match="the process ended with code -9"):
            child.translate(["Hello"])
