"""Lengths in tokens of the chosen model, kept in the corpus so that balance can be seen in the unit training pays in.

Counted fragment by fragment; beside each count stands the model it was counted with, so choosing another model makes
all counts pending and none wrong. Special tokens are not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.corpus import Corpus

Counter = Callable[[Sequence[str]], list[int]]
BATCH = 2_000  # texts tokenised between two looks at whether to stop


@lru_cache(maxsize=2)
def open_counter(model_folder: Path) -> Counter:
    """A function that counts the tokens of texts with the model in `model_folder` (from `ws.models.path`).

    Uses the model's `tokenizer.json` alone, which needs neither torch nor the weights; a model without one is loaded
    through transformers.
    """
    file = model_folder / "tokenizer.json"
    if not file.is_file():
        return _slow_counter(model_folder)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(encoding) for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    return count


def pending_fragments(corpus: "Corpus", model: str) -> list[int]:
    """Fragments with segments whose tokens were not counted with `model` yet."""
    return corpus.fragments(_pending(model))


def pending_rows(corpus: "Corpus", model: str) -> int:
    """How many segments were not counted with `model` yet."""
    return int(corpus.open().count_rows(filter=_pending(model))) if corpus.exists else 0


def count_fragment(
    corpus: "Corpus", fragment: int, model: str, counter: Counter, on_rows: Callable[[int], None] | None = None
) -> int:
    """Count the pending segments of a fragment and store the counts in one commit; returns how many there were.

    `on_rows` hears after each batch how many are done, and may raise to stop (nothing is stored then).
    """
    import pyarrow as pa

    rows = corpus.fragment_table(fragment, ["text"], _pending(model))
    counts: list[int] = []
    for texts in _batches(rows["text"].to_pylist()):
        counts += counter(texts)
        if on_rows:
            on_rows(len(counts))
    if counts:
        values = {"tokens": pa.array(counts, pa.int32()), "tokens_model": pa.repeat(model, len(counts))}
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **values}))
    return len(counts)


def _pending(model: str) -> str:
    quoted = model.replace("'", "''")
    return f"tokens_model is null or tokens_model != '{quoted}'"


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]


def _slow_counter(model_folder: Path) -> Counter:
    from core.models.loading import load_tokenizer

    tokenizer = load_tokenizer(model_folder)

    def count(texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in tokenizer(list(texts), add_special_tokens=False)["input_ids"]]

    return count
