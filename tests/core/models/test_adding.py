"""Models that people bring: the gate lets weights, tokenizer and configuration through, and nothing that runs."""

import json
import shutil

import pytest
from tiny_models import make_causal, make_encoder

from core.errors import ConflictError, InvalidInputError, ModelMissingError
from core.models import ModelStore
from core.models.adding import checked_name
from core.models.allowing import refusal

TEXTS = ["habari ya asubuhi", "good morning", "доброе утро"]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return make_encoder(tmp_path_factory.mktemp("source") / "My Encoder", TEXTS)


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "store", {})


def test_a_folder_is_copied_with_its_papers(encoder, store, tmp_path):
    source = shutil.copytree(encoder, tmp_path / "My Encoder")
    (source / "README.md").write_text("---\nlicense: mit\nlanguage:\n- sw\n- ru\n---\n# Ours\n", encoding="utf-8")
    card = store.add_folder(source)
    assert (card.name, card.kind, card.licence, card.languages) == ("my-encoder", "encoder", "mit", ("sw", "ru"))
    assert card.source == f"folder: {source}"
    assert card.parameters == 15_808  # 6 912 of the embeddings, 2 224 a layer
    from core.models.loading import load_encoder, load_tokenizer

    path = store.path("my-encoder")
    assert load_encoder(path)(**load_tokenizer(path)("habari", return_tensors="pt")).last_hidden_state.shape[-1] == 16


def test_code_and_pickles_stay_behind_with_a_reason(encoder, store, tmp_path):
    source = shutil.copytree(encoder, tmp_path / "mixed")
    (source / "modeling_own.py").write_text("raise SystemExit", encoding="utf-8")
    (source / "pytorch_model.bin").write_bytes(b"\x80\x04")
    (source / "runs").mkdir()
    (source / "runs" / "config.json").write_text("{}", encoding="utf-8")
    (source / "link.json").symlink_to(source / "config.json")
    card = store.add_folder(source)
    assert card.refused == (
        "link.json: is a link",
        "modeling_own.py: is program code; models are loaded without any",
        "pytorch_model.bin: can run code when it is read; only safetensors weights are taken",
        "runs/config.json: is not at the top of the model's folder",
    )
    names = {path.name for path in store.path("mixed").iterdir()}
    assert names == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "manifest.json"}


def test_a_folder_of_pickles_alone_is_refused(encoder, store, tmp_path):
    source = shutil.copytree(encoder, tmp_path / "old")
    (source / "model.safetensors").rename(source / "pytorch_model.bin")
    with pytest.raises(InvalidInputError, match=r"no safetensors weights \(only pytorch_model\.bin\)"):
        store.add_folder(source)
    assert not (store.folder / "old").exists()


def test_a_model_with_its_own_code_is_refused(encoder, store, tmp_path):
    source = shutil.copytree(encoder, tmp_path / "own")
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "modeling_own.Own"}}))
    with pytest.raises(InvalidInputError, match="needs program code of its own"):
        store.add_folder(source)


@pytest.mark.parametrize(("missing", "said"), [("config.json", "no config.json"), ("tokenizer.json", "no tokenizer")])
def test_what_is_missing_is_named(encoder, store, tmp_path, missing, said):
    source = shutil.copytree(encoder, tmp_path / "part")
    (source / missing).unlink()
    with pytest.raises(InvalidInputError, match=said):
        store.add_folder(source)


def test_causal_models_are_recognised(store, tmp_path):
    card = store.add_folder(make_causal(tmp_path / "llama", TEXTS), name="small llama")
    assert (card.name, card.kind) == ("small-llama", "causal")
    with pytest.raises(ConflictError, match="small-llama exists already"):
        store.add_folder(tmp_path / "llama", name="Small Llama")


def test_an_unreachable_hub_says_what_to_do(store):
    with pytest.raises(ModelMissingError) as error:
        store.add_hub("intfloat/multilingual-e5-small")  # the tests run with HF_HUB_OFFLINE=1
    assert "intfloat/multilingual-e5-small could not be fetched" in error.value.message
    assert "local folder" in error.value.hint


def test_a_hub_snapshot_goes_through_the_same_gate(encoder, store, monkeypatch):
    """The hub is stood in for by a folder; what it hands over beyond the pattern is thrown out again."""
    from types import SimpleNamespace

    import huggingface_hub

    def snapshot(name, *, revision, local_dir, allow_patterns):
        assert (name, revision) == ("owner/small", "abc123")
        shutil.copytree(encoder, local_dir, dirs_exist_ok=True)
        (local_dir / "evil.py").write_text("raise SystemExit")

    listed = [SimpleNamespace(rfilename=n, size=9) for n in ("config.json", "pytorch_model.bin")]
    info = SimpleNamespace(sha="abc123", siblings=listed)
    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", lambda *_, **__: info)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    card = store.add_hub("owner/small")
    assert (card.name, card.source, card.revision) == ("small", "hub: owner/small", "abc123")
    assert [line.split(":")[0] for line in card.refused] == ["pytorch_model.bin"]
    assert not (store.path("small") / "evil.py").exists()


@pytest.mark.parametrize("name", ["", "..", "/", "日本"])
def test_names_without_usable_letters_are_refused(name):
    with pytest.raises(InvalidInputError):
        checked_name(name, lambda _: False)


@pytest.mark.parametrize(("name", "allowed"), [
    ("model.safetensors", True), ("model-00001-of-00002.safetensors", True), ("tokenizer.json", True),
    ("README.md", True), ("config.json", True), ("sub/model.safetensors", False), (".env", False),
    ("training_args.bin", False), ("setup.py", False), ("model.onnx", False), ("optimizer.pt", False),
])  # fmt: skip
def test_the_gate(name, allowed):
    assert (refusal(name, 10) is None) is allowed
