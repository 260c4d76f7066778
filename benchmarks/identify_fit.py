"""Fit the weights of the vote: `python -m benchmarks.identify_fit` writes data/identification/weights.json.

Maximum likelihood of the conditional logit of `core.identification.evidence` with a small ridge, on Tatoeba and on
every other line of lingua's test lines (`language_lines`); what the benchmark `identify` scores is in neither. A text
whose language no detector named counts for “none of them”. One fit for the pool given to new projects, one for its
quick detectors, which go first; one for any pool, in which each detector is left out of every other text by turns.
Detectors that people install themselves join where they are installed (`identify_fit_optional`).
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import language_lines
from core.identification import evidence, labels
from core.identification.candidates import Candidates, Ground, Speaker, key
from core.identification.detectors import Detector, asked_later, specs
from core.identification.preparing import composed, prepare
from core.identification.votes import Votes
from core.models.store import ModelStore
from core.records import Project
from core.settings import Settings

RIDGE = 1e-4
ROUNDS = 200
COUNT = 200  # lines a language and kind
LIKE_ANY = "fasttext"  # the detector whose fit stands for those that were never fitted
ABOUT = (
    "Weights of the vote (core.identification.evidence), fitted by benchmarks.identify_fit on Tatoeba and on every "
    "other line of lingua's test lines."
)


@dataclass(frozen=True)
class Rows:
    """Columns of all entries, of all texts' `none`, the entry that is right (−1: none), and each entry's text.

    `prior`: what is added to the weights of entries and of texts' `none` before anything is fitted.
    """

    entries: np.ndarray
    texts: np.ndarray
    right: np.ndarray
    row: np.ndarray
    prior: tuple[np.ndarray, np.ndarray]


def main() -> None:
    """Fit and write."""
    folder = language_lines.data_folder()
    if folder is None:
        sys.exit("Set ISOGLOSS_TEST_DATA to the folder of real data first.")
    names = Project(id="", name="").detectors
    store = ModelStore(Settings().model_folder)
    quick = [name for name in names if not asked_later(name)]
    pools = {
        "+".join(sorted(pool)): _pool([spec.make() for spec in specs(pool, store)], folder, COUNT)
        for pool in (quick, names)
    }
    general = [spec.make() for spec in specs((*names, "langdetect"), store)]
    pools[evidence.ANY] = _pool(general, folder, COUNT // 4, leave_out=True)
    from benchmarks import identify_fit_optional

    old = json.loads(evidence.WEIGHTS.read_text(encoding="utf-8"))["pools"]
    pools = identify_fit_optional.beside(pools, old, folder)
    text = json.dumps({"about": ABOUT, "pools": pools}, indent=1)
    Path(evidence.WEIGHTS).write_text(text + "\n", encoding="utf-8")


def _pool(detectors: Sequence[Detector], folder: Path, count: int, *, leave_out: bool = False) -> dict:
    lines = language_lines.tatoeba(folder, count)
    for kind in language_lines.KINDS:
        lines += language_lines.lingua(folder, kind, fit=True, count=count)
    fitted = _fitted(*_rows(detectors, lines, leave_out=leave_out))
    fitted["detectors"][evidence.ANY] = fitted["detectors"][LIKE_ANY]
    return fitted


def _rows(
    detectors: Sequence[Detector],
    lines: language_lines.Lines,
    *,
    leave_out: bool,
    expected: Sequence[str] = (),
    unexpected: float = 1.0,
) -> tuple[Rows, list, list]:
    """The columns and their names; where languages are expected, others count `unexpected` from the start."""
    prepared = prepare(composed([text for text, _ in lines]))
    votes: list[Votes] = [one.detect(prepared.texts) for one in detectors]
    if leave_out:
        for number, one in enumerate(votes):
            silent = np.random.default_rng(number).random(len(lines)) < 0.5
            one.labels[silent] = -1
            one.scores[silent] = 0
    ground = Ground([Speaker(one.name, one.share, one.tags) for one in detectors])
    found = ground.candidates(prepared.counts, prepared.seen, votes)
    length = evidence.lengths(prepared.counts)
    titles, columns = [], []
    for number, one in enumerate(detectors):
        for name, column in evidence.columns(ground, found, number, length):
            titles.append((one.name, name))
            columns.append(column)
    none = list(evidence.nothing(ground, found, length))
    wanted = [language for _, language in lines]
    right = _right(ground, found, wanted)
    fits = [not expected or any(labels.says(tag, one) for one in expected) for tag in ground.tags]
    less = np.float32(np.log(unexpected))
    prior = np.where(fits, 0, less).astype(np.float32)[found.place], np.full(found.rows, less if expected else 0, "f4")
    made = Rows(np.stack(columns, 1), np.stack([column for _, column in none], 1), right, found.row, prior)
    return made, titles, [name for name, _ in none]


def _right(ground: Ground, found: Candidates, wanted: Sequence[str]) -> np.ndarray:
    """The entry of each text's own language; −1 where no detector named it."""
    said = np.array([language_lines.scored(key(tag)) for tag in ground.tags], dtype=object)
    right = np.full(found.rows, -1)
    hits = np.flatnonzero(said[found.place] == np.array(wanted, dtype=object)[found.row])
    right[found.row[hits]] = hits
    return right


def _fitted(rows: Rows, titles: list, none_titles: list) -> dict:
    import torch

    entries, texts = torch.tensor(rows.entries), torch.tensor(rows.texts)
    owner, right = torch.tensor(rows.row), torch.tensor(rows.right)
    of_entries, of_none = (torch.tensor(one) for one in rows.prior)
    weights = torch.zeros(entries.shape[1] + texts.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=ROUNDS, history_size=20, line_search_fn="strong_wolfe")

    def loss() -> "torch.Tensor":
        optimiser.zero_grad()
        said, none = entries @ weights[: entries.shape[1]] + of_entries, texts @ weights[entries.shape[1] :] + of_none
        most = torch.maximum(none, torch.full_like(none, -1e9).scatter_reduce(0, owner, said, "amax")).detach()
        total = torch.exp(none - most).scatter_add(0, owner, torch.exp(said - most[owner]))
        own = torch.where(right >= 0, said[right.clamp(min=0)], none)
        value = (torch.log(total) + most - own).mean() + RIDGE * (weights**2).sum()
        value.backward()
        return value

    print(f"{len(rows.right)} texts, {len(rows.row)} candidates, loss {optimiser.step(loss):.4f} → {loss():.4f}")
    found = [round(float(weight), 4) for weight in weights.detach()]
    detectors: dict = {}
    for (name, title), weight in zip(titles, found, strict=False):
        detectors.setdefault(name, {})[title] = weight
    return {"detectors": detectors, "none": dict(zip(none_titles, found[len(titles) :], strict=True))}


if __name__ == "__main__":
    main()
