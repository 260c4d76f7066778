"""What a run's folder shows, at every stage of its life."""

from core.training.folder import Metric, RunFolder, add_metric
from core.training.watching import LANGUAGE_POINTS, POINTS, thinned, watch


def test_an_empty_folder_shows_no_sign_of_life(tmp_path):
    watched = watch(RunFolder(tmp_path / "nowhere"))
    assert (watched.stage, watched.step, watched.steps, watched.curve, watched.share) == (None, 0, None, (), 0.0)


def test_curves_are_means_over_stretches(tmp_path):
    folder = RunFolder(tmp_path)
    for step in range(1, 101):
        per_language = {"sw": step / 100, "yo": 1.0} if step % 2 else {"sw": step / 100}
        add_metric(
            folder, Metric(stage="train", step=step, steps=200, loss=float(step), loss_per_language=per_language)
        )
    watched = watch(folder)
    assert (watched.stage, watched.step, watched.steps, watched.share) == ("train", 100, 200, 0.5)
    assert len(watched.steps_taken) == 100
    assert len(watched.curve) == POINTS
    assert (watched.curve[0].step, watched.curve[0].loss) == (5, 3.0)  # the mean of steps 1 to 5
    assert list(watched.by_language) == ["yo", "sw"]  # the highest at its end first
    assert all(len(points) <= LANGUAGE_POINTS for points in watched.by_language.values())


def test_a_short_curve_comes_through_as_it_is():
    assert [(p.step, p.loss) for p in thinned([(1, 3.0), (2, 2.0)], 20)] == [(1, 3.0), (2, 2.0)]
    assert thinned([], 20) == ()


def test_measures_notes_and_saved_step(tmp_path):
    folder = RunFolder(tmp_path)
    add_metric(folder, Metric(stage="baseline"))
    add_metric(folder, Metric(stage="baseline", dev={"formality_macro_f1": 0.5}))
    add_metric(folder, Metric(stage="train", note="Going on after step 3."))
    add_metric(folder, Metric(stage="evaluate", step=9, dev={"formality_macro_f1": 0.7}))
    (folder.checkpoints / "step-3").mkdir(parents=True)
    (folder.checkpoints / "step-9").mkdir()
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write('{"stage": "tra')  # the process died while it wrote
    watched = watch(folder)
    assert (watched.before, watched.after) == ({"formality_macro_f1": 0.5}, {"formality_macro_f1": 0.7})
    assert watched.notes == ("Going on after step 3.",)
    assert watched.saved_step == 9
    assert not watched.finished
