"""Try it: one typed sentence, base beside tuned. Models are kept in memory between two tries of the same run."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import InvalidInputError
from core.records import Run
from core.training.data import Direction, Rewrite
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.training.predicting import Rewriter, TextClassifier

LONGEST = 500  # code points; more is no sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system says: for classification one answer a task with its probability, for rewriting a text."""

    system: str
    task: str
    value: str
    share: float | None


def try_text(
    workspace: Workspace, run: Run, text: str, *, language: str = "", direction: Direction = "formal"
) -> list[Answer]:
    """Ask base and tuned of `run` about `text`.

    Raises InvalidInputError for an empty or very long text.
    """
    clean = text.strip()
    if not clean or len(clean) > LONGEST:
        raise InvalidInputError(
            f"The text has {len(clean)} characters.", hint=f"Type one sentence of 1 to {LONGEST} characters."
        )
    model = workspace.models.path(run.model)
    if run.kind == "classification":
        return _classified(_classifier(Path(run.path), model), clean)
    return _rewritten(_rewriter(Path(run.path), model), clean, language, direction)


def _classified(classifier: "TextClassifier", text: str) -> list[Answer]:
    both = classifier.predict_both([text])
    return [
        Answer(system, task, found.labels(task)[0], float(found.probabilities[task][0].max()))
        for task in classifier.labels
        for system, found in both.items()
    ]


def _rewritten(rewriter: "Rewriter", text: str, language: str, direction: Direction) -> list[Answer]:
    pair = Rewrite(
        id="try", source=text, target="", language=language, direction=direction, split="test", group="try", domain=None
    )
    return [Answer(system, "rewriting", rewriter.generate([pair], system)[0], None) for system in ("base", "tuned")]


@lru_cache(maxsize=2)
def _classifier(run_folder: Path, model_folder: Path) -> "TextClassifier":
    from core.training.predicting import open_classifier

    return open_classifier(run_folder, model_folder)


@lru_cache(maxsize=1)
def _rewriter(run_folder: Path, model_folder: Path) -> "Rewriter":
    from core.training.predicting import open_rewriter

    return open_rewriter(run_folder, model_folder)
