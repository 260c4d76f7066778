"""Personal data: valid numbers are found, invalid ones are not, and what is told is where, never what."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning.personal.finding import find
from core.cleaning.personal.regions import region_of
from core.cleaning.personal.spans import Kind, Span, from_json, redact, to_json

FOUND = [  # (text, region, what it is redacted to)
    ("Write to anna.b+x@example.org.", None, "Write to <EMAIL>."),
    ("почта: иван@пример.рф", None, "почта: <EMAIL>"),
    ("Ruf mich an: 030 901820", "DE", "Ruf mich an: <PHONE>"),
    ("Piga +254 712 345678 leo", None, "Piga <PHONE> leo"),
    ("अभी ०९८१०१२३४५६ पर", "IN", "अभी <PHONE> पर"),
    ("from 8.8.8.8 today", None, "from <IP> today"),
    ("via 2001:4860:4860::8888 ok", None, "via <IP> ok"),
    ("DE89 3704 0044 0532 0130 00 bitte", "DE", "<IBAN> bitte"),
    ("GB82WEST12345698765432", None, "<IBAN>"),
    ("FR14 2004 1010 0505 0001 3M02 606", None, "<IBAN>"),
    ("4111 1111 1111 1111", None, "<CARD>"),
    ("Amex 378282246310005 ok", None, "Amex <CARD> ok"),
    ("ftp://bob:secret@host.example/x y", None, "<URL> y"),
    ("DNI 12345678Z y NIE X1234567L", None, "DNI <ID> y NIE <ID>"),
    ("CPF 529.982.247-25", None, "CPF <ID>"),
    ("52998224725", "BR", "<ID>"),
    ("RSSMRA85T10A562S", None, "<ID>"),
    ("2 55 08 14 168 025 38", None, "<ID>"),
    ("11010519491231002X", None, "<ID>"),
    ("44051401359", "PL", "<ID>"),
    ("10000000146", "TR", "<ID>"),
    ("131052-308T", None, "<ID>"),
    ("2341 2341 2346", "IN", "<ID>"),
    ("8001015009087", "ZA", "<ID>"),
    ("078-05-1120", None, "<ID>"),
]
NOT_FOUND = [
    ("not@mail and a@b", None),
    ("@user @other", None),
    ("192.168.0.1 10.0.0.1 127.0.0.1 ::1", None),
    ("999.1.1.1", None),
    ("on 12.05.2024 at 10:30:45", "DE"),
    ("in 1999-2003, 1 000 000 people", "US"),
    ("DE89 3704 0044 0532 0130 01", None),
    ("4111 1111 1111 1112", None),
    ("0000 0000 0000 0000", None),
    ("12345678A", None),
    ("529.982.247-24", None),
    ("11111111111", "BR"),
    ("44051401358", "PL"),
    ("44991401359", "PL"),
    ("44051401359", "DE"),
    ("131052-308U", None),
    ("2341 2341 2347", "IN"),
    ("110105194912310021", None),
    ("666-05-1120", None),
    ("https://example.org/@name", None),
]


@pytest.mark.parametrize(("text", "region", "redacted"), FOUND)
def test_valid_ones_are_found(text, region, redacted):
    assert redact(text, find(text, region)) == redacted


@pytest.mark.parametrize(("text", "region"), NOT_FOUND)
def test_invalid_ones_are_not(text, region):
    assert find(text, region) == []


def test_a_wrong_digit_hides_each_checked_number():
    for text, region, _ in FOUND:
        kinds = {span.kind for span in find(text, region)}
        if kinds & {Kind.IBAN, Kind.CARD} or (kinds == {Kind.ID} and "-05-" not in text):
            place = max(place for place, sign in enumerate(text) if sign.isdigit())
            other = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
            assert not {span.kind for span in find(other, region)} & kinds or text.startswith("DNI"), other


def test_spans_are_code_points_and_hold_no_value():
    text = "😀 क्षत्रिय anna@example.org"
    spans = find(text)
    stored = to_json(spans)
    assert text[spans[0].start : spans[0].end] == "anna@example.org"
    assert json.loads(stored) == [{"start": spans[0].start, "end": spans[0].end, "kind": "email"}]
    assert "anna" not in stored and to_json([]) is None


def test_spans_of_both_texts_lie_beside_each_other():
    stored = to_json([Span(0, 3, Kind.IP)], [Span(1, 4, Kind.IP)])
    assert (from_json(stored), from_json(stored, normalised=True)) == ([Span(0, 3, Kind.IP)], [Span(1, 4, Kind.IP)])
    assert from_json(None) == []


@given(
    st.lists(
        st.sampled_from([text for text, region, _ in FOUND if region is None] + ["کتاب", "word", "१२"]), max_size=6
    )
)
def test_spans_never_overlap_and_redacting_leaves_nothing_to_find(parts):
    text = " ; ".join(parts)
    spans = find(text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
    assert find(redact(text, spans)) == []


@pytest.mark.parametrize(
    ("tags", "region"),
    [
        (("sw-KE",), "KE"),
        (("pt", "pt-BR"), "BR"),
        (("de",), "DE"),
        ((None, "hi"), "IN"),
        ((None, None), None),
        (("es-419",), None),
    ],
)
def test_where_a_text_may_be_from(tags, region):
    assert region_of(*tags) == region
