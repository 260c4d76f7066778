import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.translation.engines import apertium_modes as modes
from core.translation.engines.apertium import Apertium, Pipe, decoded, encoded
from core.translation.engines.base import LONGEST, EngineFailedError, Pair, find_pair, needed_pair


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: text.strip()))
def test_what_is_sent_comes_back_where_nothing_is_translated(text):
    """Escapes and superblanks leave no trace, whatever signs a text holds; only runs of spaces are made one."""
    back = decoded(encoded(text).decode())
    assert back.text.split() == text.split() and back.unknown == ()


def test_marks_are_taken_out_and_told():
    answer = decoded("Hola, mi *xyzzy amigo #de @me [*]tal[*] [\n]a\\/b \\@c.[]")
    assert answer.text == "Hola, mi xyzzy amigo de me *tal* \na/b @c" and answer.unknown == ("xyzzy",)


def test_real_sentences_keep_their_signs_and_lines(apertium):
    with apertium.open(needed_pair(apertium, "en", "es")) as pipe:
        first, second, empty, long = pipe.translate(
            [
                "Where is the library, [my] friend?\nThe clinic is open.",
                "My xyzzyword is 3^2 {a} *now*",
                " ",
                "a" * 10_001,
            ]
        )
    assert first.text.startswith("¿Dónde está la biblioteca") or "biblioteca" in first.text
    assert "\n" in first.text and "[" in first.text and "clínica" in first.text
    assert second.unknown == ("xyzzyword",) and "*" in second.text and "3^2" in second.text
    assert (empty.error, long.error, len("a" * LONGEST)) == ("no_answer", "too_long", 10_000)


def test_the_version_is_that_of_the_package(apertium):
    pair = needed_pair(apertium, "en", "es")
    assert pair.mode == "eng-spa" and pair.version.startswith(("apertium-eng-spa ", "")) and apertium.card().is_ready


def write_modes(folder, **programs):
    for name, program in programs.items():
        (folder / f"{name.replace('__', '-')}.mode").write_text(program)
    return folder


def test_languages_are_read_off_the_modes(tmp_path):
    folder = write_modes(
        tmp_path, eng__spa="a", es__pt_BR="a", spa__cat_valencia="a", spa__cat_valencia_uni="a", x__y="a"
    )
    assert [(pair.source, pair.target, pair.mode) for pair in modes.installed_pairs(folder)] == [
        ("en", "es", "eng-spa"),
        ("es", "ca-valencia", "spa-cat_valencia"),
        ("es", "pt-BR", "es-pt_BR"),
    ]


def test_a_mode_is_taken_apart_and_never_given_to_a_shell(tmp_path):
    text = "lt-proc '/a b/x.bin' | apertium-tagger -g $2 'y' | cat | lt-proc $1 z"
    folder = write_modes(tmp_path, eng__spa=text, eng__cat="lt-proc x; rm -rf y")
    assert modes.pipeline("eng-spa", folder) == [
        ["lt-proc", "-z", "/a b/x.bin"],
        ["apertium-tagger", "-z", "-g", "y"],
        ["cat"],
        ["lt-proc", "-z", "-g", "z"],
    ]
    with pytest.raises(InvalidInputError, match="not a plain pipeline"):
        modes.pipeline("eng-cat", folder)


def test_a_mode_that_ends_is_an_error_with_a_way_out():
    pipe = Pipe("rus-ukr", [["true"]])
    with pytest.raises(EngineFailedError, match="The Apertium mode rus-ukr stopped") as caught:
        pipe.translate(["Привет"])
    assert "apertium rus-ukr" in caught.value.hint


def test_a_mode_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr("core.translation.engines.apertium.ANSWER_SECONDS", 0.2)
    with pytest.raises(EngineFailedError, match="no answer in 0 s"), Pipe("rus-ukr", [["sleep", "9"]]) as pipe:
        pipe.translate(["Привет"])


def test_a_missing_pair_names_its_package(monkeypatch):
    monkeypatch.setattr(Apertium, "pairs", lambda self: (Pair("en", "es", "eng-spa"),))
    with pytest.raises(InvalidInputError) as caught:
        needed_pair(Apertium(), "nn", "nb")
    assert caught.value.hint.endswith("apertium apertium-nno-nob")
    with pytest.raises(InvalidInputError) as caught:
        needed_pair(Apertium(), "sw", "yo")
    assert caught.value.hint == "It translates: en→es."
    monkeypatch.setattr(Apertium, "pairs", lambda self: ())
    assert "apt-get install" in Apertium().card().install and not Apertium().card().is_ready


def test_a_variety_serves_its_language_and_the_other_way_round():
    pairs = (Pair("es", "pt-BR", "a"), Pair("es", "ca", "b"), Pair("es", "ca-valencia", "c"))
    assert [find_pair(pairs, "es", tag).mode for tag in ("pt", "pt-BR", "ca", "ca-valencia", "ca-ES")] == list("aabcb")
    assert find_pair(pairs, "ca", "es") is None and find_pair(pairs, "es-MX", "pt-PT") is None
