"""Training: the app's loop beside a bare PyTorch loop over the same batches, encoder, adapter and optimizer.

Ours adds what a run promises: losses per language, finite checks, metrics on disk, checkpoints. The ratio is taken of
processor time on one thread, so that whatever else the machine does hits both alike. The bare loop is what a tutorial
writes: forward, loss, backward, clip, step.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from benchmarks.reporting import Result
from core.collection.sample import sample_languages, sample_rows
from core.models.store import ModelStore
from core.settings import Settings
from core.training.data import TrainingRow
from core.training.defaults import default_recipe
from core.training.engines.adapting import adapt
from core.training.engines.encoder import UPPER, EncoderLearner
from core.training.folder import RunFolder
from core.training.loop import BETAS, CLIP, run_steps
from core.training.planning import order_of
from core.training.stopping import Stop

STEPS = 30


def run(steps: int = STEPS) -> Result:
    """Tokens a second of processor time of both."""
    torch.set_num_threads(1)
    model = ModelStore(Settings().model_folder).path("multilingual-e5-small")
    with tempfile.TemporaryDirectory() as folder:
        learner, order = _opened(model, Path(folder), steps)
        tokens = sum(sum(learner.examples[index].tokens for index in batch) for batch in order)
        begin = time.process_time()
        run_steps(
            learner, order, learner.recipe, checkpoints=RunFolder(Path(folder)).checkpoints,
            on_step=lambda _: None, on_start=lambda _: None, stop=Stop(),
        )  # fmt: skip
        ours = tokens / (time.process_time() - begin)
        bare = tokens / _bare(learner, model, order)
    figures: dict[str, float | int | str] = {"steps": steps, "tokens": tokens, "tokens_per_second": ours}
    return Result(figures, {"bare loop": {"tokens_per_second": bare}}, {"tokens_per_second_to_bare_loop": ours / bare})


def _opened(model: Path, folder: Path, steps: int) -> tuple[EncoderLearner, list[list[int]]]:
    recipe = default_recipe("classification", has_gpu=False)
    recipe = recipe.model_copy(update={"effort": recipe.effort.model_copy(update={"max_steps": steps})})
    learner = EncoderLearner.open(recipe, _rows(), model)
    learner.tokenise()
    learner.prepare(folder, lambda *_: None)
    return learner, order_of(recipe, learner)


def _rows() -> list[TrainingRow]:
    return [
        TrainingRow(
            f"{row.situation}-{tag}-{row.wording}", row.text, tag, row.wording, row.domain, "train", row.situation
        )
        for tag in sample_languages()
        for row in sample_rows(tag)
    ]


def _bare(learner: EncoderLearner, model: Path, order: Sequence[Sequence[int]]) -> float:
    """Seconds of processor time of the same steps, written as plainly as possible."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(model, dtype=torch.float32, local_files_only=True, use_safetensors=True)
    adapted = adapt(encoder, learner.recipe.method, UPPER)
    middle, width = encoder.config.num_hidden_layers // 2, 2 * encoder.config.hidden_size
    heads = nn.ModuleList(nn.Linear(width, len(keys)) for keys in learner.labels.values())
    weights = [weight for part in (adapted, heads) for weight in part.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=1e-3, betas=BETAS)
    begin = time.process_time()
    for batch in order:
        length = max(len(learner.ids[index]) for index in batch)
        ids = torch.tensor([learner.ids[i] + [learner.filler] * (length - len(learner.ids[i])) for i in batch])
        mask = torch.tensor([[1] * len(learner.ids[i]) + [0] * (length - len(learner.ids[i])) for i in batch])
        found = adapted(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        states = torch.cat([found.hidden_states[middle], found.last_hidden_state], dim=-1)
        pooled = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        golds = [torch.from_numpy(learner.gold[task][list(batch)]) for task in learner.labels]
        parts = [nn.functional.cross_entropy(head(pooled), gold) for head, gold in zip(heads, golds, strict=True)]
        optimizer.zero_grad()
        torch.stack(parts).sum().backward()
        torch.nn.utils.clip_grad_norm_(weights, CLIP)
        optimizer.step()
    return time.process_time() - begin
