"""What quotes an erased text is recognised, cut or whole, in JSON and in logs; the rest is left as it is."""

import json

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.erasing.scrubbing import ERASED, HEAD, Quotations, scrub_file

LETTERS = st.text("abcdefgh ", min_size=HEAD, max_size=60).filter(lambda text: len(text.strip()) >= HEAD)


@given(text=LETTERS, before=st.text(max_size=20), after=st.text(max_size=20), cut=st.integers(HEAD, 60))
def test_a_long_text_is_recognised_wherever_it_stands(text, before, after, cut):
    shown = text.strip()
    assert Quotations([text]).quotes(before + shown[: max(HEAD, cut)] + after)


@given(text=LETTERS, other=st.text("XYZ 0123456789{}[]\"'\n", max_size=80))
def test_other_strings_are_left(text, other):
    assert not Quotations([text]).quotes(other)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("XYZ\n\"'“” ", max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("XYZ", max_size=5), inner, max_size=3),
    )
)
def test_documents_without_a_quotation_stay_the_same_to_the_letter(value):
    text = json.dumps(value, indent=1)
    assert Quotations(["habari ya asubuhi", "ndiyo"]).without_json(text) == text


def test_short_texts_count_only_as_a_whole_or_quoted():
    quotations = Quotations(["ndiyo", "  "])
    assert quotations.quotes("ndiyo") and quotations.quotes(" ndiyo\n") and quotations.quotes("It says “ndiyo”.")
    assert not quotations.quotes("ndiyo na hapana") and not quotations.quotes("") and not quotations.quotes("  ")


def test_files_lose_the_quotation_alone(tmp_path):
    quotations = Quotations(["habari ya asubuhi rafiki"])
    path = tmp_path / "plan.json"
    path.write_text('{"steps": 3, "sample": ["Say: habari ya asubuhi", "x"]}', encoding="utf-8")
    assert scrub_file(path, quotations)
    assert json.loads(path.read_text()) == {"steps": 3, "sample": [ERASED, "x"]}
    assert not scrub_file(path, quotations)
    lines = tmp_path / "answers.jsonl"
    lines.write_text('{"a": "habari ya asubuhi"}\n\n{"a":  1}\n', encoding="utf-8")
    assert scrub_file(lines, quotations) and lines.read_text() == '{"a": "(erased)"}\n\n{"a":  1}\n'
    cut = tmp_path / "cut.jsonl"
    cut.write_text('{"a": 1}\n{"a": "habari ya asubuhi', encoding="utf-8")
    assert scrub_file(cut, quotations) and cut.read_text() == '{"a": 1}\n(erased)\n'
    weights = tmp_path / "adapter.safetensors"
    weights.write_bytes(b"habari ya asubuhi rafiki")
    assert not scrub_file(weights, quotations)
