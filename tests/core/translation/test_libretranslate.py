"""The engine against a real server on this machine: what it sends, where to, and what it makes of bad answers."""

import pytest
from translation_service import Service, serving

from core.collection.web.addresses import AddressGuard
from core.errors import FetchRefusedError
from core.settings import Settings
from core.translation.engines import libretranslate
from core.translation.engines.base import EngineFailedError, Pair, Surroundings, needed_pair
from core.translation.engines.libretranslate import LibreTranslate


@pytest.fixture
def address(monkeypatch):
    monkeypatch.setattr(libretranslate, "PATIENCE", (0.01, 0.01))
    with serving() as url:
        yield url


def engine_at(address, key="", hosts=("127.0.0.1",)):
    return LibreTranslate(address + "/", key, AddressGuard(frozenset(hosts)))


def test_it_says_where_texts_go_and_what_it_translates(address):
    engine = engine_at(address)
    card = engine.card()
    assert (card.sends_to, card.is_ready, card.warning) == ("127.0.0.1", True, "Every text is sent to 127.0.0.1.")
    assert [(pair.source, pair.target, pair.mode) for pair in engine.pairs()] == [
        ("en", "es", "en-es"), ("en", "zh-Hans", "en-zh-Hans"), ("es", "en", "es-en"),
    ]  # fmt: skip


def test_texts_are_sent_in_batches_with_the_key(address):
    engine = engine_at(address, key="k")
    with engine.open(needed_pair(engine, "en", "zh")) as service:
        outputs = service.translate(["abc"] * 20 + ["x" * 10_001])
    assert [output.text for output in outputs[:20]] == ["cba"] * 20 and outputs[20].error == "too_long"
    assert [len(question["q"]) for question in Service.asked] == [16, 4]
    sent = {name: value for name, value in Service.asked[0].items() if name != "q"}
    assert sent == {"source": "en", "target": "zh-Hans", "format": "text", "api_key": "k"}


def test_a_private_address_is_refused_unless_the_settings_name_it(address):
    engine = engine_at(address, hosts=())
    assert engine.pairs() == () and "leads to the private address 127.0.0.1" in engine.card().missing
    with engine.open(Pair("en", "es", "en-es")) as service, pytest.raises(FetchRefusedError):
        service.translate(["secret"])
    assert Service.asked == []


def test_a_busy_service_is_asked_again(address):
    engine = engine_at(address)
    Service.plan = [(429, {"error": "slow down"}), (503, b"busy")]
    with engine.open(needed_pair(engine, "en", "es")) as service:
        assert [output.text for output in service.translate(["ab"])] == ["ba"]


@pytest.mark.parametrize(
    ("plan", "key", "said"),
    [
        ([], "wrong", "refused with status 403: Invalid API key"),
        ([(200, b"<html>")], "", "answered with status 200 and no JSON"),
        ([(302, {})], "", "refused with status 302"),
        ([(200, {"translatedText": ["one", "two"]})], "", "gave another number of texts back"),
        ([(200, b"[" + b"1," * 3_000_000 + b"1]")], "", "answered with more than 5 MB"),
        ([(503, b"x")] * 3, "", "answered with status 503 and no JSON"),
    ],
)
def test_what_goes_wrong_is_said(address, plan, key, said):
    engine = engine_at(address, key)
    pair = needed_pair(engine, "en", "es")
    Service.plan = list(plan)
    with engine.open(pair) as service, pytest.raises(EngineFailedError, match=said):
        service.translate(["ab"])


def test_without_an_address_it_says_how_to_name_one(tmp_path):
    settings = Settings(workspace=str(tmp_path), _env_file=None)
    (engine,) = libretranslate.engines(Surroundings(settings, None))
    card = engine.card()
    assert not card.is_ready and card.sends_to == "" and "ISOGLOSS_TRANSLATION_SERVICE" in card.install
    assert "secret" not in repr(Settings(translation_service_key="secret", _env_file=None))


def test_a_service_that_is_not_there(address):
    engine = engine_at("http://127.0.0.1:9")
    assert engine.pairs() == () and "could not be reached" in engine.card().missing
