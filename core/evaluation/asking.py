"""What a suite works with: the run, its test rows and where its predictions go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.training.data import TrainingRow

Progress = Callable[[int, int, str], None]  # done, total, phase


@dataclass(frozen=True, slots=True)
class Asked:
    """One evaluation: rows of all splits, the run's and the model's folder, how much to generate."""

    run_folder: Path
    model_folder: Path
    rows: Sequence[TrainingRow]
    progress: Progress
    generate_per_language: int = 2
    pairs_per_language: int = 12  # a small machine reads some hundred tokens a second; n stands beside every score

    def test_rows(self) -> list[TrainingRow]:
        """The rows that no training saw."""
        return [row for row in self.rows if row.split == "test"]

    def predictions_file(self, suite: str) -> Path:
        """Where the suite's predictions lie."""
        folder = self.run_folder / "evaluation"
        folder.mkdir(exist_ok=True)
        return folder / f"{suite}.jsonl"
