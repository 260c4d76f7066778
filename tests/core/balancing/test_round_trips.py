"""What is exported comes in again: the same texts, languages and labels, in every format."""

import zipfile

import pyarrow as pa
import pytest
from format_files import read
from hypothesis import given, settings
from hypothesis import strategies as st
from tagging_project import tagging_project

from core.balancing.conllu_writer import write_conllu
from core.balancing.exporting import ExportChoice, export
from core.balancing.label_studio_writer import write_label_studio
from core.balancing.writers import CsvWriter, write_jsonl
from core.collection.sources.hub import HubChoice
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.records import EventKind, NewEvent
from core.tagging import labelling

TEXTS = {
    "ar": ("أين الطبيب اليوم؟ (غرفة ٤)", "نرجو من سيادتكم التكرم بالرد."),
    "yo": ("Ọ̀rẹ́ mi, ẹ káàárọ̀ o.", "Mo ti dé."),
    "hi": ("अरे यार, कल मिलते हैं।", "यह दवा सुबह लीजिए।"),
    "zh": ("你吃了吗？", "请稍候。"),
    "en": ("Two lines,\nwith a\ttab and “quotes”.", "=1+1, he said: 'no' # not | a = comment 👩‍👩‍👧"),
}
VALUES = ("colloquial", "formal", "neutral", "unmarked", None)
DOMAINS = ("health", None, "travel")
SCHEMA = pa.schema([("id", pa.string()), ("text", pa.string()), ("language", pa.string()), ("formality", pa.string())])


@pytest.fixture
def project(workspace):
    """Segments with a label in both schemes, in one, or in none."""
    made = tagging_project(workspace, texts=TEXTS)
    with workspace.snapshot(made.id) as snapshot:
        ids = snapshot.ids()
    events = [
        NewEvent(f"{scheme}-{place}", segment, EventKind.LABEL, value, scheme)
        for place, segment in enumerate(ids)
        for scheme, value in (("formality", VALUES[place % 5]), ("domain", DOMAINS[place % 3]))
        if value is not None
    ]
    labelling.record(workspace, made.id, "local", events)
    return made


def held(workspace, project_id, language):
    """What a project holds: text → language, formality, domain."""
    with workspace.snapshot(project_id) as snapshot:
        rows = snapshot.sql(f"select text, {language} as language, formality, domain from segments").to_pylist()
    return {row["text"]: (row["language"], row["formality"], row["domain"]) for row in rows}


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "label-studio", "conllu"])
def test_a_project_comes_back_from_a_file(workspace, project, tmp_path, name):
    path = export(workspace, project.id, ExportChoice(format=name, guard=False), tmp_path).path
    other = workspace.ledger.projects.create("Again", languages=tuple(TEXTS))
    report = run_inline(
        workspace, "import", ImportRequest(project_id=other.id, files=[FileToImport(path=str(path))]),
        project_id=other.id,
    )  # fmt: skip
    assert report.added == 10 and not report.refused
    assert held(workspace, other.id, "declared_language") == held(workspace, project.id, "tag")


def test_a_project_comes_back_from_a_hugging_face_folder(workspace, project, tmp_path):
    path = export(workspace, project.id, ExportChoice(format="hf"), tmp_path).path
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / project.id
    from datasets import ClassLabel, load_dataset

    loaded = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))["train"]
    kind = loaded.features["formality"]
    assert isinstance(kind, ClassLabel) and kind.names[:2] == ["colloquial", "rather_colloquial"]
    given_values = [None if number is None else kind.int2str(number) for number in loaded["formality"]]
    assert dict(zip(loaded["text"], given_values, strict=True)) == {
        text: formality for text, (_tag, formality, _domain) in held(workspace, project.id, "tag").items()
    }
    other = workspace.ledger.projects.create("Again", languages=tuple(TEXTS))
    request = ImportRequest(project_id=other.id, hub=[HubChoice(name=str(folder), folder=True)], kind="hub")
    run_inline(workspace, "import", request, project_id=other.id)
    assert held(workspace, other.id, "declared_language") == held(workspace, project.id, "tag")


def test_a_value_of_an_older_version_is_a_class_too(workspace, project, tmp_path):
    with workspace.snapshot(project.id) as snapshot:
        segment = snapshot.ids()[0]
    old = NewEvent("old", segment, EventKind.LABEL, "weaving", "domain", 1)
    workspace.ledger.events.record(project.id, "local", [old])
    path = export(workspace, project.id, ExportChoice(format="hf"), tmp_path).path
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    from datasets import load_dataset

    loaded = load_dataset(str(tmp_path / "unpacked" / project.id), cache_dir=str(tmp_path / "cache"))["train"]
    assert loaded.features["domain"].names[-1] == "weaving"


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff"), min_size=1
).filter(lambda text: text.strip() == text)
ROW = st.tuples(TEXT, st.sampled_from(("yo", "ar", None)), st.sampled_from(("formal", "unmarked", None)))


def columns_of(path):
    """The columns of each row that a file holds; no row may be refused."""
    rows, refused = read(path)
    assert not refused
    return [row[-1] for row in rows]


@pytest.mark.parametrize(
    ("ending", "write"),
    [("csv", CsvWriter(guard=False)), ("jsonl", write_jsonl), ("json", write_label_studio), ("conllu", write_conllu)],
    ids=["csv", "jsonl", "label-studio", "conllu"],
)
@settings(max_examples=60)
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_any_text_comes_back_with_its_label(tmp_path_factory, ending, write, rows):
    path = tmp_path_factory.mktemp("round") / f"rows.{ending}"
    table = pa.Table.from_pylist(
        [
            {"id": f"s{place}", "text": text, "language": tag, "formality": value}
            for place, (text, tag, value) in enumerate(rows)
        ],
        SCHEMA,
    )
    write(path, SCHEMA, [table])
    found = [(row["text"], row.get("language") or None, row.get("formality") or None) for row in columns_of(path)]
    assert found == rows
