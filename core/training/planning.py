"""What a recipe will do, before it does it: rows and passes per language, steps, time, memory, a decoded batch.

Nothing is trained: the probe takes forward and backward passes over real batches and throws the gradients away. The
warnings name what a person would want to know before pressing the button.
"""

import shutil
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psutil

from core.errors import InvalidInputError
from core.training.engines.learner import Audited, Learner
from core.training.ordering import draw_order, epochs_of, padding_share
from core.training.plan import Plan, SampleText
from core.training.recipe import Recipe
from core.training.threads import use_threads

FEW_ROWS = 20  # a language with fewer rows learns by heart or not at all
MANY_EPOCHS = 4.0  # repeated up to four times, data are worth nearly as much as new ones (Muennighoff et al. 2023)
CUT_SHARE = 0.1
PROBES = 3
SAMPLE = 4
BYTES = 4  # of a float32


def order_of(recipe: Recipe, learner: Learner) -> list[list[int]]:
    """The batches of the whole run."""
    return draw_order(learner.examples, epochs_of(recipe, sorted(_rows(learner))), recipe)


def make_plan(
    recipe: Recipe, learner: Learner, order: Sequence[Sequence[int]], folder: Path, *, threads: int = 0
) -> Plan:
    """Preview the training of an opened and tokenised learner in this order; `folder` is where the run will lie.

    Raises InvalidInputError where the first batch teaches nothing.
    """
    sample = audit(learner, order)
    used = choose_threads(recipe, learner, order, threads)
    tokens = sum(learner.examples[index].tokens for batch in order for index in batch)
    seconds = _seconds_per_token(learner, order) * tokens
    trainable = sum(weight.numel() for weight in learner.weights().values())
    disk = trainable * BYTES * (3 * 3 + 1)  # weights and two moments, three checkpoints while one is written; adapter
    memory = psutil.Process().memory_info()
    return Plan(
        goal=recipe.goal,
        model=recipe.model,
        rows=_rows(learner),
        epochs=epochs_of(recipe, sorted(_rows(learner))),
        left_out=learner.left_out,
        steps=len(order),
        tokens=tokens,
        padding_share=padding_share(order, learner.examples),
        seconds_per_step=seconds / len(order),
        seconds=seconds,
        threads=used,
        memory_bytes=int(getattr(memory, "peak_wset", 0) or memory.rss),
        disk_bytes=disk,
        trainable=trainable,
        parameters=learner.parameters(),
        sample=tuple(SampleText(text=s.text, learnt=s.learnt, learnt_share=s.learnt_share) for s in sample[:SAMPLE]),
        warnings=tuple(_warnings(recipe, learner, disk, shutil.disk_usage(folder).free)),
    )


def _rows(learner: Learner) -> dict[str, int]:
    return dict(sorted(Counter(example.language for example in learner.examples).items()))


def choose_threads(recipe: Recipe, learner: Learner, order: Sequence[Sequence[int]], threads: int) -> int:
    """Set the number of threads: as asked here or in the recipe, else measured on a batch of middling cost."""
    by_cost = sorted(order, key=lambda batch: sum(learner.examples[i].tokens for i in batch))
    return use_threads(threads or recipe.machine.threads, lambda: _probe(learner, by_cost[len(by_cost) // 2]))


def audit(learner: Learner, order: Sequence[Sequence[int]]) -> list[Audited]:
    """The first batch as the model sees it.

    Raises InvalidInputError where there is no batch, or where nothing in the first one is learnt from: such a run
    would report a loss of 0 and learn nothing.
    """
    if not order:
        raise InvalidInputError("There is nothing to train on.", hint="Choose more rows, languages or passes.")
    sample = learner.audit(order[0])
    if not any(item.learnt_share > 0 for item in sample):
        raise InvalidInputError(
            f"None of the {len(sample)} examples of the first batch has anything to be learnt from.",
            hint=f"The first one is “{sample[0].text[:80]}”. Check its labels, or the target text of its pair.",
        )
    return sample


def _probe(learner: Learner, batch: Sequence[int]) -> None:
    learner.losses(batch).mean().backward()  # type: ignore[no-untyped-call]
    learner.module.zero_grad()


def _seconds_per_token(learner: Learner, order: Sequence[Sequence[int]]) -> float:
    by_cost = sorted(order, key=lambda batch: sum(learner.examples[i].tokens for i in batch))
    chosen = [by_cost[len(by_cost) * (2 * i + 1) // (2 * PROBES)] for i in range(PROBES)]
    began = time.perf_counter()
    for batch in chosen:
        _probe(learner, batch)
    return (time.perf_counter() - began) / sum(learner.examples[i].tokens for batch in chosen for i in batch)


def _warnings(recipe: Recipe, learner: Learner, disk: int, free: int) -> list[str]:
    rows = _rows(learner)
    found = [
        f"{tag}: {passes:.1f} passes over the same rows; beyond {MANY_EPOCHS:.0f} they are learnt by heart."
        for tag, passes in epochs_of(recipe, list(rows)).items()
        if passes > MANY_EPOCHS
    ]
    found += [f"{tag}: only {count} examples." for tag, count in rows.items() if count < FEW_ROWS]
    limit = recipe.effort.max_tokens
    cut = Counter(example.language for example in learner.examples if example.tokens >= limit)
    found += [
        f"{tag}: {count} of {rows[tag]} texts reach {limit} tokens and are cut there."
        for tag, count in sorted(cut.items())
        if recipe.goal == "classification" and count > CUT_SHARE * rows[tag]
    ]
    found += [
        f"{count} rows teach nothing: {reason.replace('_', ' ')}." for reason, count in sorted(learner.left_out.items())
    ]
    if free < disk:
        found.append(f"The run needs {disk // 2**20} MiB on disk and {free // 2**20} MiB are free.")
    return found
