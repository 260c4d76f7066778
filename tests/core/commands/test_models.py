"""`models` at the terminal: what is there, what is missing, a model from a folder."""

import json

import pytest
from tiny_models import make_encoder
from typer.testing import CliRunner

from core.cli import app
from core.errors import ModelMissingError


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOGLOSS_MODELS", str(tmp_path / "store"))
    return lambda *arguments: CliRunner().invoke(app, ["models", *arguments], catch_exceptions=True)


def test_without_fetching_it_lists_what_could_be_had(run, tmp_path):
    done = run("--no-fetch", "--json", str(tmp_path / "report.json"))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["lid.176.ftz", "multilingual-e5-small", "smollm2-135m-instruct"]
    assert all("missing" in line for line in lines)
    assert "CC-BY-SA-3.0" in lines[0] and "176 languages" in lines[0]
    report = json.loads((tmp_path / "report.json").read_text())
    assert [model["present"] for model in report["models"]] == [False, False, False]


def test_a_folder_becomes_a_model_and_leftovers_are_said(run, tmp_path):
    source = make_encoder(tmp_path / "Our Encoder", ["habari ya asubuhi"])
    (source / "training_args.bin").write_bytes(b"\x80")
    done = run("--folder", str(source))
    assert done.exit_code == 0
    assert done.stdout.split()[:2] == ["our-encoder", "encoder"]
    assert "Left out of our-encoder: training_args.bin: can run code" in done.stderr
    listed = run("--no-fetch").stdout
    assert "our-encoder" in listed


def test_a_hub_out_of_reach_ends_with_an_error(run):
    done = run("--hub", "owner/model@main")
    assert isinstance(done.exception, ModelMissingError)
    assert "owner/model" in done.exception.message
