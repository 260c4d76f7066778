"""Held-out rewriting: how well base, tuned and an n-gram model foresee the other wording, and what they write.

All three see the same prompt (the n-gram model sees none) and only the bytes of the target count. A sample of pairs a
language is measured, and texts are generated for fewer still: a small machine writes some ten tokens a second.
"""

from collections.abc import Sequence

from core.evaluation.asking import Asked
from core.evaluation.ngram import NgramModel
from core.evaluation.predictions import RewritePrediction, write_predictions
from core.training.data import Rewrite, TrainingRow, pair_rows


def ask_rewriting(asked: Asked) -> int:
    """Ask about every test pair; writes the predictions and returns how many there are."""
    from core.training.predicting import open_rewriter

    found, _unpaired = pair_rows(asked.test_rows())
    pairs = sample_pairs(found, asked.pairs_per_language)
    asked.progress(0, 4, "Loading the models")
    rewriter = open_rewriter(asked.run_folder, asked.model_folder)
    asked.progress(1, 4, "Counting bits")
    bits = {system: rewriter.bits(pairs, system) for system in ("base", "tuned")}
    asked.progress(2, 4, "Writing")
    chosen = sample_pairs(pairs, asked.generate_per_language)
    texts = {
        system: dict(zip((pair.id for pair in chosen), rewriter.generate(chosen, system), strict=True))
        for system in ("base", "tuned")
    }
    asked.progress(3, 4, "Counting n-grams")
    ngram = ngram_bits(pairs, asked.rows)
    items = [
        RewritePrediction(
            source_id=pair.id.split(">")[0],
            target_id=pair.id.split(">")[1],
            group=pair.group,
            language=pair.language,
            formality=pair.direction,
            domain=pair.domain,
            size=bits["base"][i].bytes,
            base_bits=bits["base"][i].bits,
            tuned_bits=bits["tuned"][i].bits,
            ngram_bits=ngram[i],
            base_text=texts["base"].get(pair.id),
            tuned_text=texts["tuned"].get(pair.id),
        )
        for i, pair in enumerate(pairs)
    ]
    return write_predictions(asked.predictions_file("rewriting"), items)


def sample_pairs(pairs: Sequence[Rewrite], per_language: int) -> list[Rewrite]:
    """The first `per_language` pairs of each language, in both directions in turn; the same at every call."""
    chosen: list[Rewrite] = []
    taken: dict[tuple[str, str], int] = {}
    for pair in pairs:
        place = (pair.language, pair.direction)
        wanted = (per_language + (pair.direction == "formal")) // 2
        if taken.get(place, 0) < wanted:
            taken[place] = taken.get(place, 0) + 1
            chosen.append(pair)
    return chosen


def ngram_bits(pairs: Sequence[Rewrite], rows: Sequence[TrainingRow]) -> list[float]:
    """Bits of each target under a byte n-gram model of its language's training texts."""
    texts: dict[str, list[str]] = {}
    for row in rows:
        if row.split == "train":
            texts.setdefault(row.language, []).append(row.text)
    models = {tag: NgramModel(texts.get(tag, [])) for tag in {pair.language for pair in pairs}}
    return [models[pair.language].bits(pair.target) for pair in pairs]
