"""What evaluation asks of a finished run: the same questions to the base and to the tuned model.

One model in memory answers for both: the adapter is switched off for the base. The base of a classification is the
logistic regression that the run began with, the base of rewriting the untuned model under the same prompt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import PreTrainedTokenizerBase

from core.errors import ConflictError
from core.models.loading import load_causal, load_encoder, load_tokenizer
from core.training.data import Rewrite
from core.training.engines.adapting import adapter_off, load_adapter
from core.training.engines.batching import by_length, choose_device, pad
from core.training.engines.causal import target_bits
from core.training.engines.classifier import Classifier, Labels, encode, read_labels
from core.training.engines.learner import Tell, unheard
from core.training.engines.prompting import prompted
from core.training.folder import RunFolder
from core.training.recipe import Goal, Recipe, read_recipe

System = Literal["base", "tuned"]

GENERATION_TOKENS = 1024  # of prompts in a batch
LONGER = 1.5  # an answer may be this much longer than its source, and a few tokens more
MORE = 16


@dataclass(frozen=True, slots=True)
class Predictions:
    """Answers of one system about some texts; each array is [texts, labels of the task] of float32."""

    keys: Labels
    logits: dict[str, NDArray[np.float32]]

    @property
    def probabilities(self) -> dict[str, NDArray[np.float32]]:
        """Softmax of the logits: rows sum to 1."""
        found = {}
        for task, values in self.logits.items():
            powers = np.exp(values - values.max(axis=1, keepdims=True))
            found[task] = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return found

    def labels(self, task: str) -> list[str]:
        """The likeliest label of each text."""
        return [self.keys[task][index] for index in self.logits[task].argmax(axis=1)]


class TextClassifier:
    """A classification run, opened for use."""

    def __init__(
        self, folder: RunFolder, recipe: Recipe, tokenizer: PreTrainedTokenizerBase, model: Classifier, labels: Labels
    ) -> None:  # fmt: skip
        self.labels = labels
        self._folder = folder
        self._recipe = recipe
        self._tokenizer = tokenizer
        self._model = model

    def predict(self, texts: Sequence[str], system: System = "tuned", progress: Tell | None = None) -> Predictions:
        """What `system` says of the texts, in their order."""
        ids = encode(self._tokenizer, texts, self._recipe.effort.max_tokens)
        filler = int(self._tokenizer.pad_token_id or 0)
        heard = progress or unheard
        if system == "base":
            self._model.heads.restore(self._folder.base_heads)
            with adapter_off(self._model.encoder):
                pooled = self._model.pool_all(ids, filler, heard)
        else:
            self._model.heads.restore(self._folder.heads)
            pooled = self._model.pool_all(ids, filler, heard)
        with torch.no_grad():
            logits = {task: values.cpu().numpy() for task, values in self._model.heads(pooled).items()}
        return Predictions(self.labels, logits)

    def predict_both(self, texts: Sequence[str], progress: Tell | None = None) -> dict[System, Predictions]:
        """What base and tuned say of the texts."""
        heard = progress or unheard
        base = self.predict(texts, "base", lambda done, total: heard(done, 2 * total))
        tuned = self.predict(texts, "tuned", lambda done, total: heard(total + done, 2 * total))
        return {"base": base, "tuned": tuned}


@dataclass(frozen=True, slots=True)
class TargetBits:
    """What a model needs to foresee a target text, and how long that is in UTF-8."""

    bits: float
    bytes: int


class Rewriter:
    """A rewriting run, opened for use."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, model: nn.Module) -> None:
        self._tokenizer = tokenizer
        self._model = model

    def bits(
        self, pairs: Sequence[Rewrite], system: System = "tuned", progress: Tell | None = None
    ) -> list[TargetBits]:
        """Bits of each pair's target under `system`, given the prompt with its source; in the pairs' order."""
        heard = progress or unheard
        if system == "base":
            with adapter_off(self._model):
                found = target_bits(self._model, self._tokenizer, pairs, heard)
        else:
            found = target_bits(self._model, self._tokenizer, pairs, heard)
        return [TargetBits(bits, len(pair.target.encode("utf-8"))) for bits, pair in zip(found, pairs, strict=True)]

    def generate(
        self,
        pairs: Sequence[Rewrite],
        system: System = "tuned",
        max_new_tokens: int = 96,
        progress: Tell | None = None,
    ) -> list[str]:
        """What `system` writes for each pair's source, greedily; in the pairs' order. Targets are not looked at."""
        if system == "base":
            with adapter_off(self._model):
                return self._generate(pairs, max_new_tokens, progress or unheard)
        return self._generate(pairs, max_new_tokens, progress or unheard)

    @torch.no_grad()
    def _generate(self, pairs: Sequence[Rewrite], limit: int, heard: Tell) -> list[str]:
        prompts = [item.prompt for item in prompted(self._tokenizer, pairs)]
        filler = int(self._tokenizer.pad_token_id or 0)
        device = next(self._model.parameters()).device
        found: dict[int, str] = {}
        for batch in by_length([len(ids) for ids in prompts], GENERATION_TOKENS):
            ids, mask = pad([prompts[index] for index in batch], filler, device, left=True)
            longest = min(limit, int(LONGER * ids.shape[1]) + MORE)
            written = self._model.generate(  # type: ignore[operator]
                input_ids=ids, attention_mask=mask, do_sample=False, max_new_tokens=longest, pad_token_id=filler
            )
            texts = self._tokenizer.batch_decode(written[:, ids.shape[1] :], skip_special_tokens=True)
            found |= dict(zip(batch, (text.strip() for text in texts), strict=True))
            heard(len(found), len(pairs))
        return [found[index] for index in range(len(pairs))]


def open_classifier(run_folder: Path, model_folder: Path) -> TextClassifier:
    """Open a finished classification run. Raises ConflictError for another kind of run, NotFoundError if unfinished."""
    folder, recipe = RunFolder(run_folder), _recipe(run_folder, "classification")
    labels = read_labels(folder.labels)
    encoder = load_encoder(model_folder)
    adapted = load_adapter(encoder, folder.adapter) if folder.adapter.is_dir() else encoder
    model = Classifier(adapted, labels).to(choose_device(recipe.machine.device))
    model.heads.restore(folder.heads)
    model.eval()
    return TextClassifier(folder, recipe, load_tokenizer(model_folder), model, labels)


def open_rewriter(run_folder: Path, model_folder: Path) -> Rewriter:
    """Open a finished rewriting run. Raises ConflictError for another kind of run, or one that is not finished."""
    folder, recipe = RunFolder(run_folder), _recipe(run_folder, "rewriting")
    if not folder.adapter.is_dir():
        raise ConflictError(f"The run {run_folder.name} has no adapter yet.", hint="Its training has not finished.")
    model = load_adapter(load_causal(model_folder), folder.adapter).to(choose_device(recipe.machine.device))
    return Rewriter(load_tokenizer(model_folder), model)


def _recipe(run_folder: Path, goal: Goal) -> Recipe:
    recipe = read_recipe(RunFolder(run_folder).recipe)
    if recipe.goal != goal:
        raise ConflictError(f"The run {run_folder.name} was trained for {recipe.goal}, not for {goal}.")
    return recipe
