import pytest

from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier
from core.translation import checking
from core.translation.checking import Checker, CheckLimits, failures
from core.translation.engines.base import Output

LIMITS = CheckLimits()


@pytest.mark.parametrize(
    ("source", "output", "ratio", "passed"),
    [
        ("The clinic opens at eight.", "La clínica abre a las ocho.", 1.038, True),
        ("The clinic opens at eight.", "诊所早上八点开门。", 0.865, True),  # nine characters are not too few
        ("The clinic opens at eight in the morning.", "La.", 0.073, False),
        ("The clinic opens at eight.", "La clínica abre " * 6, 3.654, False),
        ("No.", "Con permiso.", 4.0, True),  # too short to say anything
    ],
)
def test_length(source, output, ratio, passed):
    found = checking.length(source, output, LIMITS)
    assert (found.value, found.passed) == (pytest.approx(ratio, abs=0.002), passed)


@pytest.mark.parametrize(
    ("source", "output", "share", "passed"),
    [
        ("I lost my book in the library", "Perdí mi libro en la biblioteca", 0.0, True),
        ("I lost my book in the library", "I lost my book en la biblioteca", 0.571, True),
        ("I lost my book in the library", "Yo lost my book in the biblioteca", 0.714, False),
        ("I lost my book in the library", "i LOST my book, in the library!", 1.0, False),
        ("Hotel Central", "Hotel Central", 1.0, True),  # a name
        ("图书馆在哪里", "图书馆在哪里", 1.0, False),  # one word a character
        ("12.30", "12.30", 1.0, True),
    ],
)
def test_copied(source, output, share, passed):
    found = checking.copied(source, output, LIMITS)
    assert (found.value, found.passed) == (pytest.approx(share, abs=0.001), passed)


def test_a_text_without_words_is_not_asked():
    assert checking.copied("…!", "…!", LIMITS).passed is None


def test_unknown_words():
    known = checking.unknown_words("one two three four five six", Output("…", ("four",)), LIMITS)
    assert (known.passed, known.value, known.note) == (True, 0.167, "four")
    strange = checking.unknown_words("one two three", Output("…", ("one", "three")), LIMITS)
    assert (strange.passed, strange.value) == (False, 0.667)
    assert checking.unknown_words("one", Output("uno"), LIMITS).passed is None, "this engine does not say"


class Echo:
    """A way back that always says the same."""

    def __init__(self, text):
        self.text = text

    def translate(self, texts):
        return [Output(self.text) for _ in texts]


@pytest.mark.models
def test_all_checks_of_a_translation(workspace):
    identifier = Identifier.of(specs(("fasttext", "langdetect"), workspace.models), Question(("en", "es"), False))
    limits = CheckLimits(round_trip=40)
    sources = ["Where can I find the nearest library?"] * 3
    outputs = [
        Output("¿Dónde puedo encontrar la biblioteca más cercana?", ()),
        Output("Where can I find the nearest library?", ("Where",)),
        Output("Si", ()),
    ]
    checker = Checker("forward", "es", limits, identifier=identifier, back=Echo("Where can I find a library?"))
    good, copy, short = checker.check(sources, outputs)
    assert (
        failures(good) == () and good["language"].note == "es" and good["round_trip"].value == pytest.approx(63, abs=8)
    )
    assert failures(copy) == ("language", "copied") and copy["language"].note == "en"
    assert "length" in failures(short)
    (lost,) = Checker("forward", "es", limits, back=Echo("Bread and wine")).check(sources[:1], outputs[:1])
    assert failures(lost) == ("round_trip",) and lost["language"].passed is None


@pytest.mark.models
def test_a_language_that_no_detector_knows_is_not_asked(workspace):
    identifier = Identifier.of(specs(("fasttext",), workspace.models), Question(("en", "frp"), False))
    (found,) = Checker("forward", "frp", LIMITS, identifier=identifier).check(
        ["Good day to you"], [Output("Bonjor a tè")]
    )
    assert (found["language"].passed, found["language"].note) == (None, "no detector can say this language")


def test_a_back_translation_is_its_own_way_back():
    (found,) = Checker("back", "en", CheckLimits(round_trip=90)).check(["Come in, please"], [Output("Please enter")])
    assert found["round_trip"].passed is False and found["round_trip"].value < 60
    (unasked,) = Checker("pivot", "en", CheckLimits(round_trip=90)).check(["Come in"], [Output("Enter")])
    assert unasked["round_trip"].note == "the engine has no way back"
