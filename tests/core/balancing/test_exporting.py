import csv
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from balance_project import balance_project
from hypothesis import given
from hypothesis import strategies as st

from core.balancing import writers
from core.balancing.exporting import ExportChoice, export
from core.balancing.frozen import manifest_of, read_rows
from core.balancing.manifest import FreezeChoice
from core.balancing.writers import CsvWriter
from core.errors import InvalidInputError, JobCancelledError, NotFoundError
from core.jobs.inline import run_inline
from core.jobs.workflows.export import ExportRequest
from core.jobs.workflows.freeze import FreezeRequest
from core.records import EventKind, NewEvent, Scheme, SchemeValue, Selection


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A tagged project with one data version; nothing in this module changes it."""
    from core.settings import Settings
    from core.workspace import open_workspace

    folder = tmp_path_factory.mktemp("workspace")
    ws = open_workspace(Settings(workspace=str(folder), worker_autostart=False, _env_file=None))
    project = balance_project(ws)
    with ws.snapshot(project.id) as snapshot:
        first = snapshot.ids(limit=1)[0]
    kinds = tuple(SchemeValue(key, key) for key in ("chat", "letter"))
    ws.ledger.schemes.put(project.id, Scheme("register", "Register", "Of which kind is it?", False, kinds), after=0)
    register = NewEvent("register", first, EventKind.LABEL, "chat", "register", 1)
    ws.ledger.projects.update(project.id, schemes=("formality", "domain", "register"))
    ws.ledger.events.record(project.id, "local", [register])
    run_inline(ws, "freeze", FreezeRequest(project_id=project.id, choice=FreezeChoice()), project_id=project.id)
    yield ws, project
    ws.ledger.dispose()


def exported(shared, folder, **choice):
    ws, project = shared
    return export(ws, project.id, ExportChoice(**choice), folder)


def test_csv_jsonl_and_parquet_hold_the_same(shared, tmp_path):
    done = {
        name: exported(shared, tmp_path, format=name, version=1, guard=False) for name in ("csv", "jsonl", "parquet")
    }
    assert {item.rows for item in done.values()} == {252}
    table = pq.read_table(done["parquet"].path).to_pylist()
    lines = [json.loads(line) for line in done["jsonl"].path.read_text(encoding="utf-8").splitlines()]
    with done["csv"].path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [{name: value for name, value in row.items() if value is not None} for row in table] == lines
    for row, cell in zip(table, cells, strict=True):
        same = {name: "" if value is None else value for name, value in row.items() if isinstance(value, str | None)}
        assert {name: cell[name] for name in same} == same
    assert done["csv"].path.name == "everyday-v1.csv" and done["csv"].bytes == done["csv"].path.stat().st_size


def test_every_tag_and_all_of_its_origin_is_there(shared, tmp_path):
    row = pq.read_table(exported(shared, tmp_path, format="parquet", version=1).path).to_pylist()[0]
    wanted = {
        "language": "ar",
        "formality": "colloquial",
        "domain": "health",
        "label_register": "chat",
        "verdict": "keep",
        "reason": "identified",
        "declared_language": "ar",
        "source": "ar.tsv",
        "licence": "CC0-1.0",
        "situation": "health-01",
        "position": 0,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["split"] in {"train", "dev", "test"} and row["group"] and row["text"].startswith("ضرسي")


def test_a_selection_is_exported_as_it_is_now(shared, tmp_path):
    selection = Selection(languages=("yo",), formality=("formal",))
    done = exported(shared, tmp_path, format="jsonl", selection=selection)
    rows = [json.loads(line) for line in done.path.read_text(encoding="utf-8").splitlines()]
    assert done.rows == len(rows) == 21 and {(row["language"], row["formality"]) for row in rows} == {("yo", "formal")}
    assert "split" not in rows[0] and "licence" not in rows[0], "nobody said a licence for this source"
    nothing = exported(shared, tmp_path / "none", format="csv", selection=Selection(text="no such words"))
    assert nothing.rows == 0 and nothing.path.read_text().startswith('"id","text","language"')


def test_the_mixture_repeats_train_rows_and_leaves_the_others_alone(shared, tmp_path):
    ws, project = shared
    version = ws.ledger.data_versions.by_number(project.id, 1)
    epochs = manifest_of(version).contents.mixture.epochs
    rows = [json.loads(line) for line in exported(shared, tmp_path, format="jsonl", version=1, mixed=True).path.open()]
    frozen = read_rows(ws, version)
    for language, passes in epochs.items():
        own = sum(row.language == language and row.split == "train" for row in frozen)
        drawn = sum(row["language"] == language and row["split"] == "train" for row in rows)
        assert drawn == round(own * passes)
    held_out = sorted(row["id"] for row in rows if row["split"] != "train")
    assert held_out == sorted(row.id for row in frozen if row.split != "train")
    with pytest.raises(InvalidInputError, match="Only a data version"):
        exported(shared, tmp_path, format="jsonl", mixed=True)


def test_the_folder_loads_with_the_datasets_library_and_has_a_card(shared, tmp_path):
    ws, project = shared
    done = exported(shared, tmp_path, format="hf", version=1)
    with zipfile.ZipFile(done.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / "everyday-v1"
    from datasets import load_dataset

    loaded = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    rows = ws.ledger.data_versions.by_number(project.id, 1).rows
    assert {split: len(part) for split, part in loaded.items()} == {
        "train": rows["train"],
        "validation": rows["dev"],
        "test": rows["test"],
    }
    _, head, body = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.safe_load(head)
    assert card["language"] == ["ar", "de", "en", "pt", "yo", "zh"] and card["size_categories"] == ["n<1K"]
    assert card["license"] == "other", "one source did not say"
    for words in ("Yoruba", "not stated: 42 segments", manifest_hash(ws, project), "21 groups"):
        assert words in body
    assert list(tmp_path.glob(".*")) == [], "nothing half-written is left"


def manifest_hash(ws, project):
    return ws.ledger.data_versions.by_number(project.id, 1).content_hash


def test_the_job_writes_into_its_folder_and_tells_how_far_it_is(shared):
    ws, project = shared
    request = ExportRequest(project_id=project.id, choice=ExportChoice(format="csv", version=1, bom=True))
    report = run_inline(ws, "export", request, project_id=project.id)
    assert report.rows == 252
    assert Path(report.path).read_bytes().startswith(b"\xef\xbb\xbf")


def test_stopping_leaves_no_file(shared, tmp_path):
    ws, project = shared

    def stop(done, total):
        assert (done, total) == (252, 252)
        raise JobCancelledError("stopped")

    with pytest.raises(JobCancelledError):
        export(ws, project.id, ExportChoice(format="csv", version=1), tmp_path, stop)
    assert not list(tmp_path.glob("*.csv"))
    with pytest.raises(NotFoundError, match="no data version 9"):
        exported(shared, tmp_path, format="csv", version=9)


def written(texts, header="text", **options):
    table = pa.table({header: pa.array(texts, pa.string())})
    target = io.BytesIO()

    class Target:
        def open(self, _mode):
            target.close = lambda: None
            return target

    changed = CsvWriter(**options)(Target(), table.schema, [table])
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8"), newline=""))), changed


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_cells_like_formulas_are_guarded(cell):
    rows, changed = written([cell, "a=b"])
    assert rows == [["text"], ["'" + cell], ["a=b"]] and changed == 1
    assert written([cell], guard=False) == ([["text"], [cell]], 0)
    assert written(["x"], header=cell)[0][0] == ["'" + cell]


texts = st.lists(
    st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), max_size=10
)


@given(texts)
def test_what_csv_writes_is_read_back(given_texts):
    rows, changed = written(given_texts)
    plain, _ = written(given_texts, guard=False)
    shown = [row[0] if row else "" for row in rows[1:]]
    assert [row[0] if row else "" for row in plain[1:]] == [text or "" for text in given_texts]
    assert changed == sum(one != (text or "") for one, text in zip(shown, given_texts, strict=True))
    assert all(not one or one[0] not in "=+-@\t\r\n＝＋－＠" for one in shown)


def test_a_name_of_an_own_column_that_is_taken_is_changed():
    from core.balancing.export_rows import _free_name

    assert _free_name("Speaker", ["id", "text"]) == "Speaker"
    assert _free_name("Text", ["id", "text", "own_text"]) == "own_own_Text"


def test_jsonl_keeps_line_breaks_and_separators_inside_texts(tmp_path):
    table = pa.table({"text": ["one\ntwo", "\u2028\u0085", None, "\u200fمرحبا"], "n": [1, 2, 3, 4]})
    writers.write_jsonl(tmp_path / "rows.jsonl", table.schema, [table])
    lines = (tmp_path / "rows.jsonl").read_bytes().split(b"\n")
    assert [json.loads(line).get("text") for line in lines[:-1]] == table["text"].to_pylist()
