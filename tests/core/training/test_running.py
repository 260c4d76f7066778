"""Whole trainings of tiny models: what they write, and that stopping or dying changes nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pytest
from safetensors.torch import load_file
from training_rows import small_recipe

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.training import loop
from core.training.card import zip_adapter
from core.training.data import TrainingRow
from core.training.folder import RunFolder, read_metrics
from core.training.running import train

ROOT = Path(__file__).resolve().parents[3]


def silent(stage, done, total, eta):
    pass


def trace(folder: Path) -> list[tuple[int, float, str]]:
    """Step, loss and hash of the rows of every step in the metrics."""
    return [(m.step, m.loss, m.rows) for m in read_metrics(RunFolder(folder)) if m.stage == "train" and m.step]


def assert_same_trace(one: Path, other: Path) -> None:
    first, second = trace(one), trace(other)
    assert [(step, rows) for step, _, rows in first] == [(step, rows) for step, _, rows in second]
    assert [loss for _, loss, _ in first] == pytest.approx([loss for _, loss, _ in second], rel=1e-5)


@pytest.fixture(scope="module")
def models(encoder, causal):
    return {"classification": encoder, "rewriting": causal}


@pytest.fixture(params=["classification", "rewriting"])
def goal(request):
    return request.param


@pytest.fixture
def recipe(goal):
    return small_recipe(goal)


def test_a_run_leaves_everything_behind(goal, recipe, new_run, rows, models):
    folder = new_run(recipe)
    heard = []
    outcome = train(folder, rows, models[goal], lambda *told: heard.append(told))
    assert outcome.finished
    assert outcome.step == outcome.steps == len(trace(folder))
    expected = {"recipe.yaml", "command.txt", "environment.txt", "data.lock.json", "plan.json", "order.json",
                "metrics.jsonl", "log.txt", "checkpoints", "adapter", "card.md"}  # fmt: skip
    heads = {"heads.safetensors", "base_heads.safetensors", "labels.json"}
    assert {path.name for path in folder.iterdir()} == expected | (heads if goal == "classification" else set())
    stages = list(dict.fromkeys(metric.stage for metric in read_metrics(RunFolder(folder))))
    assert stages == ["load", "tokenise", "baseline", "train", "evaluate", "save", "done"]
    assert heard[0] == ("load", 0, 0, None)
    assert {told[0] for told in heard} == set(stages)
    log = (folder / "log.txt").read_text()
    assert "load" in log and "on the dev rows: base" in log
    assert "torch==" in (folder / "environment.txt").read_text()
    assert json.loads((folder / "data.lock.json").read_text())["rows"] == {"dev": 12, "test": 12, "train": 48}
    losses = [loss for _, loss, _ in trace(folder)]
    assert sum(losses[-3:]) < sum(losses[:3])
    per_language = [m.loss_per_language for m in read_metrics(RunFolder(folder)) if m.loss is not None]
    assert {tag for losses in per_language for tag in losses} == {"de", "en", "sw"}


def test_stopped_and_resumed_is_the_same_run(goal, recipe, new_run, rows, models, monkeypatch):
    """The stop is asked for in the midst, as SIGTERM would; the second call ends with the same weights."""
    whole = new_run(recipe, "whole")
    train(whole, rows, models[goal], silent)
    halved = new_run(recipe, "halved")

    def stop_at_five(stage, done, total, eta):
        if stage == "train" and done == 5:
            os.kill(os.getpid(), signal.SIGTERM)

    outcome = train(halved, rows, models[goal], stop_at_five)
    assert (outcome.finished, outcome.step) == (False, 5)
    assert not RunFolder(halved).finished
    assert train(halved, rows, models[goal], silent).finished
    assert_same_trace(whole, halved)
    one, two = (load_file(folder / "adapter" / "adapter_model.safetensors") for folder in (whole, halved))
    assert all(one[name].allclose(two[name], atol=1e-6) for name in one)


def test_died_between_two_checkpoints_is_the_same_run(goal, recipe, new_run, rows, models):
    """A process that dies with step 5 told and step 3 saved does steps 4 and 5 again, once in the metrics."""
    whole = new_run(recipe, "whole")
    train(whole, rows, models[goal], silent)
    died = new_run(recipe, "died")

    class Died(BaseException):
        pass

    def die_at_five(stage, done, total, eta):
        if stage == "train" and done == 5:
            raise Died

    with pytest.raises(Died):
        train(died, rows, models[goal], die_at_five)
    assert [path.name for path in (died / "checkpoints").iterdir()] == ["step-3"]
    with (died / "metrics.jsonl").open("a") as file:
        file.write('{"stage": "train", "st')  # the line that it was writing
    assert train(died, rows, models[goal], silent).finished
    assert_same_trace(whole, died)


def test_calling_a_finished_run_again_changes_nothing(goal, recipe, new_run, rows, models):
    folder = new_run(recipe)
    first = train(folder, rows, models[goal], silent)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert train(folder, rows, models[goal], silent) == first
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before


def test_other_rows_are_refused(goal, recipe, new_run, rows, models):
    folder = new_run(recipe)
    train(
        folder, rows, models[goal], lambda stage, done, *_: os.kill(os.getpid(), signal.SIGTERM) if done == 4 else None
    )
    with pytest.raises(ConflictError, match=r"rows_hash in data\.lock\.json"):
        train(folder, rows[1:], models[goal], silent)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(goal, recipe, new_run, rows, models):
    one, two = new_run(recipe, "one"), new_run(recipe, "two")
    other = new_run(recipe.model_copy(update={"seed": 21}), "other")
    for folder in (one, two, other):
        train(folder, rows, models[goal], silent)
    assert_same_trace(one, two)
    assert [rows for _, _, rows in trace(one)] != [rows for _, _, rows in trace(other)]


def test_the_adapter_can_be_taken_away(goal, recipe, new_run, rows, models):
    folder = new_run(recipe)
    with pytest.raises(NotFoundError, match="no adapter yet"):
        zip_adapter(RunFolder(folder))
    train(folder, rows, models[goal], silent)
    names = set(zipfile.ZipFile(zip_adapter(RunFolder(folder))).namelist())
    assert {"adapter/adapter_model.safetensors", "adapter/adapter_config.json", "recipe.yaml", "card.md"} <= names
    assert ("heads.safetensors" in names) is (goal == "classification")
    config = json.loads((folder / "adapter" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == f"tiny-{goal}"  # no path of this machine


def test_nothing_to_learn_is_said_before_the_first_step(new_run, rows, encoder):
    bare = [TrainingRow(r.id, r.text, r.language, "unmarked", None, r.split, r.group) for r in rows]
    folder = new_run(small_recipe("classification"))
    with pytest.raises(InvalidInputError, match="The 0 train rows hold fewer than two formality labels"):
        train(folder, bare, encoder, silent)
    assert not trace(folder)


def test_pairs_that_are_too_long_are_left_out_by_name(new_run, rows, causal):
    folder = new_run(small_recipe("rewriting", max_tokens=8))
    with pytest.raises(InvalidInputError, match=r"no pair of at most 8 tokens to learn from \(48 pairs in all\)"):
        train(folder, rows, causal, silent)


def test_a_loss_that_is_no_number_stops_the_run(new_run, rows, encoder, monkeypatch):
    from core.training.engines.encoder import EncoderLearner

    real = EncoderLearner.losses
    steps = []

    def broken(self, batch):
        steps.append(batch)
        return real(self, batch) * (float("nan") if len(steps) > 9 else 1.0)

    monkeypatch.setattr(EncoderLearner, "losses", broken)
    folder = new_run(small_recipe("classification"))
    with pytest.raises(InvalidInputError, match="is no number"):
        train(folder, rows, encoder, silent)
    assert (folder / "checkpoints" / "step-3").is_dir()


def test_sigterm_saves_in_a_process_of_its_own(new_run, rows, encoder, tmp_path):
    """A real process, a real SIGTERM: it ends with code 0, saved, and goes on later."""
    folder = new_run(small_recipe("classification", epochs=60))
    listed = tmp_path / "rows.jsonl"
    listed.write_text("".join(json.dumps({f: getattr(r, f) for f in r.__slots__}) + "\n" for r in rows))
    code = textwrap.dedent("""
        import json, sys, pathlib
        from core.training.data import TrainingRow
        from core.training.running import train
        rows = [TrainingRow(**json.loads(line)) for line in open(sys.argv[2])]
        outcome = train(pathlib.Path(sys.argv[1]), rows, pathlib.Path(sys.argv[3]), lambda *told: None)
        print(json.dumps([outcome.finished, outcome.step]))
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(listed), str(encoder)], cwd=ROOT, stdout=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while len(trace(folder)) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    finished, step = json.loads(process.communicate(timeout=60)[0])
    assert process.returncode == 0
    assert not finished
    assert step >= 4
    assert (folder / "checkpoints" / f"step-{step}").is_dir()


def test_checkpoints_come_early_and_old_ones_go(new_run, rows, encoder):
    recipe = small_recipe("classification")
    recipe = recipe.model_copy(update={"machine": recipe.machine.model_copy(update={"checkpoint_seconds": 0.0})})
    folder = new_run(recipe)
    seen = []
    train(folder, rows, encoder, lambda *_: seen.append(sorted(p.name for p in (folder / "checkpoints").glob("*"))))
    assert max(map(len, seen)) == 2
    assert loop.FIRST_CHECKPOINT == 3
    shutil.rmtree(folder / "checkpoints")  # nothing else needs them
    assert RunFolder(folder).finished
