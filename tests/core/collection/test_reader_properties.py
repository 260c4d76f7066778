"""Whatever bytes a file holds, every reader gives rows and refusals or a typed error; what was written comes back."""

import json
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import polib
import pyarrow as pa
import pytest
from format_files import FILES, NAMES, opened, read, refused_in, rows_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.collection.archives import SUFFIXES, unpack
from core.collection.sources.files import FORMATS
from core.errors import UnreadableFileError

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# text as files may hold it: no control characters, no line ends of any kind, no half characters
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"), min_size=1
)
FILLED = WORDS.filter(lambda text: text.strip() == text and text.strip())
PAIRS = st.lists(st.tuples(FILLED, FILLED), min_size=1, max_size=8)


def in_file(name, content):
    """(rows, refusals) of a file of that content, the same in small batches; None where it is refused as a whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            whole = read(path)
            batches = list(opened(path, 1).batches())
        except UnreadableFileError:
            return None
        assert (rows_in(batches), refused_in(batches)) == whole
        return whole


SUFFIX = {"moses": "x.en", **{name: f"x{kind.suffixes[0]}" for name, kind in FORMATS.items() if kind.suffixes}}


@pytest.mark.parametrize("name", sorted(FORMATS))
@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_typed_errors(name, content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SUFFIX[name]
        path.write_bytes(content)
        if name == "moses":
            (Path(folder) / "x.sw").write_bytes(content[::-1])
        try:
            rows, refused = read(path, name=name)
        except UnreadableFileError:
            return
        assert all(isinstance(row[5].get("text", ""), str) for row in rows)
        assert all(reason for _, reason in refused)


@pytest.mark.parametrize("name", NAMES)
@QUICK
@given(st.data())
def test_a_real_file_with_bytes_changed_never_fails_otherwise(name, data):
    content = bytearray((FILES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["change", "cut", "insert"]))
        if kind == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "insert":
            content[place:place] = data.draw(st.binary(min_size=1, max_size=6))
        elif len(content) > 1:
            del content[place : place + data.draw(st.integers(1, 30))]
            content = content or bytearray(b" ")
    in_file(name, bytes(content))


@pytest.mark.parametrize("suffix", SUFFIXES)
@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_as_an_archive_give_files_or_typed_errors(suffix, content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(content)
        try:
            done = unpack(path, Path(folder) / "out")
        except UnreadableFileError:
            return
        assert all(member.path.resolve().is_relative_to(Path(folder).resolve() / "out") for member in done.files)


def pairs_in(found):
    rows, refused = found
    assert refused == []
    by_position = {row[2]: row[5]["text"] for row in rows}
    return [(by_position[row[3]], row[5]["text"]) for row in rows if row[3] is not None]


@QUICK
@given(PAIRS)
def test_tmx_comes_back(pairs):
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{escape(one)}</seg></tuv><tuv xml:lang="sw"><seg>{escape(two)}</seg></tuv></tu>\n'
        for one, two in pairs
    )
    content = f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>'
    assert pairs_in(in_file("x.tmx", content.encode())) == pairs


@QUICK
@given(PAIRS, st.sampled_from(["1.2", "2.0"]))
def test_xliff_comes_back(pairs, version):
    sides = [f"<source>{escape(one)}</source><target>{escape(two)}</target>" for one, two in pairs]
    if version == "1.2":
        units = "\n".join(f'<trans-unit id="{n}">{side}</trans-unit>' for n, side in enumerate(sides))
        content = (
            f'<xliff version="1.2"><file original="f" source-language="en" target-language="sw"><body>{units}</body>'
            "</file></xliff>"
        )
    else:
        units = "\n".join(f'<unit id="{n}"><segment>{side}</segment></unit>' for n, side in enumerate(sides))
        content = f'<xliff version="2.0" srcLang="en" trgLang="sw"><file id="f">{units}</file></xliff>'
    assert pairs_in(in_file("x.xlf", content.encode())) == pairs


@QUICK
@given(PAIRS)
def test_po_comes_back(pairs):
    catalogue = polib.POFile(wrapwidth=78)
    catalogue.metadata = {"Language": "sw", "Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend(polib.POEntry(msgid=one, msgstr=two, msgctxt=str(n)) for n, (one, two) in enumerate(pairs))
    assert pairs_in(in_file("x.po", str(catalogue).encode())) == pairs


@QUICK
@given(PAIRS)
def test_moses_comes_back(pairs):
    with tempfile.TemporaryDirectory() as folder:
        for place, ending in enumerate(("en", "sw")):
            (Path(folder) / f"x.{ending}").write_bytes("".join(pair[place] + "\n" for pair in pairs).encode())
        assert pairs_in(read(Path(folder) / "x.en")) == pairs


def texts_in(found):
    rows, refused = found
    assert refused == []
    return [row[5]["text"] for row in rows]


@QUICK
@given(st.lists(FILLED.filter(lambda text: "\t" not in text), min_size=1, max_size=6))
def test_conllu_comes_back(texts):
    blocks = [f"# text = {text}\n1\t{text}\t_\tX\t_\t_\t0\troot\t_\t_\n" for text in texts]
    assert texts_in(in_file("x.conllu", "\n".join(blocks).encode())) == texts


@QUICK
@given(st.lists(FILLED.filter(lambda text: not set("<>&{}") & set(text)), min_size=1, max_size=6))
def test_subtitles_come_back(texts):
    cues = [f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},500\n{text}\n" for n, text in enumerate(texts, start=1)]
    assert texts_in(in_file("x.srt", "\n".join(cues).encode())) == texts
    cues = [f"00:{n:02}.000 --> 00:{n:02}.500\n{text}\n" for n, text in enumerate(texts, start=1)]
    assert texts_in(in_file("x.vtt", "\n".join(["WEBVTT\n", *cues]).encode())) == texts


@QUICK
@given(st.lists(FILLED, min_size=1, max_size=6))
def test_elan_comes_back(texts):
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n * 10}"/>' for n in range(len(texts) + 1))
    annotations = "\n".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="t{n}" TIME_SLOT_REF2="t{n + 1}">'
        f"<ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, text in enumerate(texts)
    )
    content = (
        f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>"
        f'<TIER TIER_ID="main">{annotations}</TIER></ANNOTATION_DOCUMENT>'
    )
    assert texts_in(in_file("x.eaf", content.encode())) == texts


@QUICK
@given(st.lists(FILLED.filter(lambda text: text.split() == text.split(" ")), min_size=1, max_size=6))
def test_html_comes_back(texts):
    body = "".join(f"<p>{escape(text)}</p>" for text in texts)
    assert texts_in(in_file("x.html", f"<!DOCTYPE html><html><body>{body}</body></html>".encode())) == texts


@QUICK
@given(st.lists(FILLED, min_size=1, max_size=6), st.sampled_from([pa.ipc.new_file, pa.ipc.new_stream]))
def test_arrow_comes_back(texts, made):
    sink = pa.BufferOutputStream()
    table = pa.table({"text": texts})
    with made(sink, table.schema) as out:
        out.write_table(table, max_chunksize=2)
    assert texts_in(in_file("x.arrow", sink.getvalue().to_pybytes())) == texts


EXPORTS = {
    "label-studio": lambda text, n: {"id": n, "data": {"text": text}, "annotations": []},
    "argilla": lambda text, n: {"id": str(n), "fields": {"text": text}, "responses": {}},
    "doccano": lambda text, n: {"id": n, "text": text, "label": ["formal"]},
    "prodigy": lambda text, n: {"text": text, "_input_hash": n, "_task_hash": n, "answer": "accept", "label": "formal"},
}


@pytest.mark.parametrize("tool", EXPORTS)
@QUICK
@given(st.lists(FILLED, min_size=1, max_size=6), st.booleans(), st.sampled_from([None, 2]))
def test_label_tools_come_back(tool, texts, as_lines, indent):
    records = [EXPORTS[tool](text, n) for n, text in enumerate(texts)]
    if as_lines:
        content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    else:
        content = json.dumps(records, ensure_ascii=False, indent=indent)
    assert texts_in(in_file("x.json", content.encode())) == texts
