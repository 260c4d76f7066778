"""Any fastText model of languages; by itself lid.176.ftz: 176 languages in under a megabyte, 20 000 sentences a second.

Labels may be lid.176's own, `hrv_Latn` (GlotLID, OpenLID, NLLB) or tags: see `labels.style`. The model's confidence is
known to be too high out of its languages and it knows nothing of scripts: the consensus vetoes labels whose script
the text does not have.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from core.errors import ModelMissingError
from core.identification import labels as label_table
from core.identification.votes import DEPTH, Votes, blank, rounded

PREFIX = "__label__"
SHARE = 3.0  # of the vote (see consensus)
LEAST = 0.01  # labels below this probability are no evidence; pruning them makes the search of the label tree faster


class FastText:
    """A fastText classifier of languages. `path` is the model file, `name` what its votes are stored under.

    Raises ModelMissingError where the file cannot be read as a fastText model.
    """

    def __init__(self, path: Path, *, name: str = "fasttext", share: float | None = None) -> None:
        import fasttext

        try:
            self._model = fasttext.load_model(str(path))
        except ValueError as error:
            raise ModelMissingError(
                f"{path.name} cannot be read as a fastText model: {error}",
                hint="Run `python -m core models` to see what is in the model store and to fetch it again.",
            ) from error
        self.name = name
        self.share = SHARE if share is None else share
        found = [label.removeprefix(PREFIX) for label in self._model.get_labels()]
        style = label_table.style(found)
        self.raw_labels: tuple[str, ...] = tuple(found)
        self.tags: tuple[str | None, ...] = tuple(label_table.meaning(style, raw) for raw in found)
        self._numbers = {PREFIX + raw: number for number, raw in enumerate(found)}

    def detect(self, texts: Sequence[str]) -> Votes:
        """Votes on detection copies; empty ones get none."""
        votes = blank(self.name, self.raw_labels, self.tags, len(texts))
        lines = [text + "\n" for text in texts]
        found, scores = self._model.f.multilinePredict(lines, DEPTH, LEAST, "strict")
        sizes = np.fromiter(map(len, found), dtype=np.intp, count=len(found))
        rows = np.repeat(np.arange(len(texts)), sizes)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        numbers = map(self._numbers.__getitem__, chain.from_iterable(found))
        votes.labels[rows, columns] = np.fromiter(numbers, dtype=np.int32, count=len(rows))
        votes.scores[rows, columns] = rounded(np.concatenate([*scores, np.empty(0, np.float32)]))
        votes.labels[np.fromiter(map(str.isspace, lines), dtype=bool, count=len(lines))] = -1
        return votes
