"""Held-out classification: formality and domain of the test split, by base (logistic head) and tuned."""

from collections.abc import Iterator, Sequence

from core.evaluation.asking import Asked
from core.evaluation.predictions import ClassPrediction, write_predictions
from core.training.data import TrainingRow


def ask_classes(asked: Asked) -> int:
    """Ask both systems about every tagged test row; writes the predictions and returns how many there are."""
    from core.training.predicting import open_classifier

    rows = asked.test_rows()
    asked.progress(0, len(rows), "Loading the models")
    classifier = open_classifier(asked.run_folder, asked.model_folder)
    both = classifier.predict_both(
        [row.text for row in rows], progress=lambda done, total: asked.progress(done, total, "Classifying")
    )
    answers = {
        (task, system): (both[system].labels(task), both[system].probabilities[task].max(axis=1))
        for task in classifier.labels
        for system in ("base", "tuned")
    }
    items = [item for task in classifier.labels for item in _items(rows, task, answers)]
    return write_predictions(asked.predictions_file("classification"), items)


def _items(
    rows: Sequence[TrainingRow], task: str, answers: dict[tuple[str, str], tuple[list[str], Sequence[float]]]
) -> Iterator[ClassPrediction]:
    base, base_share = answers[task, "base"]
    tuned, tuned_share = answers[task, "tuned"]
    for i, row in enumerate(rows):
        gold = row.formality if task == "formality" else row.domain
        if gold is None:
            continue
        yield ClassPrediction(
            task=task,
            segment_id=row.id,
            group=row.group,
            language=row.language,
            formality=row.formality,
            domain=row.domain,
            gold=gold,
            base=base[i],
            tuned=tuned[i],
            base_share=float(base_share[i]),
            tuned_share=float(tuned_share[i]),
        )
