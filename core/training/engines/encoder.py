"""Classification of formality and domain: LoRA on the upper layers of a multilingual encoder, two linear heads.

The heads start from the logistic regression that is also the base (see `probe`), so the tuned model begins exactly at
what it is compared with. The loss of a row is the sum of its heads' cross entropies and, for domain, a contrastive loss
on the last layer's states (see `contrast`); a label that is missing, or that is no point of a scale (unmarked, cannot
tell), counts nothing.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Self

import torch
from peft import PeftModel
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from core.models.loading import load_encoder, load_tokenizer
from core.training.data import TrainingRow
from core.training.engines.adapting import adapt, adapter_off, adapter_weights, require_room, save_adapter
from core.training.engines.batching import choose_device
from core.training.engines.classifier import Classifier, Labels, encode, write_labels
from core.training.engines.contrast import contrast_losses
from core.training.engines.labelling import choose_rows, gold_of, labels_of
from core.training.engines.learner import Audited, Learner, Tell, Trained
from core.training.engines.probe import MISSING, fit
from core.training.folder import RunFolder
from core.training.ordering import Example
from core.training.recipe import Goal, Recipe

UPPER = Fraction(2, 3)  # reaches below the middle, whose states the heads read too


class EncoderLearner(Learner):
    """An encoder with two heads and its examples."""

    goal: ClassVar[Goal] = "classification"
    module: Classifier

    def __init__(
        self, recipe: Recipe, tokenizer: PreTrainedTokenizerBase, encoder: PreTrainedModel | PeftModel, labels: Labels
    ) -> None:
        self.recipe = recipe
        self.tokenizer = tokenizer
        self.labels = labels
        self.module = Classifier(encoder, labels).to(choose_device(recipe.machine.device))
        self.left_out = {}
        self.train: list[TrainingRow] = []
        self.dev: list[TrainingRow] = []

    @classmethod
    def open(cls, recipe: Recipe, rows: Sequence[TrainingRow], model_folder: Path) -> Self:
        """See `Learner.open`."""
        train, left_out = choose_rows(rows, "train", recipe)
        labels = labels_of(train)
        encoder = load_encoder(model_folder)
        require_room(encoder, recipe.effort.max_tokens)
        adapted: PreTrainedModel | PeftModel = encoder.requires_grad_(False)
        if recipe.method.kind == "lora":
            torch.manual_seed(recipe.seed)
            adapted = adapt(encoder, recipe.method, UPPER)
        learner = cls(recipe, load_tokenizer(model_folder), adapted, labels)
        learner.left_out = left_out
        learner.train, learner.dev = train, choose_rows(rows, "dev", recipe)[0]
        return learner

    def tokenise(self) -> None:
        """See `Learner.tokenise`."""
        train, dev = self.train, self.dev
        limit = self.recipe.effort.max_tokens
        self.ids = encode(self.tokenizer, [row.text for row in train], limit)
        self.dev_ids = encode(self.tokenizer, [row.text for row in dev], limit)
        self.gold = {task: gold_of(train, task, keys) for task, keys in self.labels.items()}
        self.dev_gold = {task: gold_of(dev, task, keys) for task, keys in self.labels.items()}
        self.examples = [Example(row.id, row.language, len(ids)) for row, ids in zip(train, self.ids, strict=True)]

    @property
    def filler(self) -> int:
        """Id of the padding token."""
        return int(self.tokenizer.pad_token_id or 0)

    def prepare(self, run_folder: Path, tell: Tell) -> dict[str, float]:
        """See `Learner.prepare`: the logistic regression, fitted once a run."""
        folder = RunFolder(run_folder)
        if folder.base_heads.is_file():
            self.module.heads.restore(folder.base_heads)
            return {}
        with adapter_off(self.module.encoder):
            pooled = self.module.pool_all([*self.ids, *self.dev_ids], self.filler, tell)
        train, dev = pooled[: len(self.ids)], pooled[len(self.ids) :]
        measures = self._fit(train, dev)
        write_labels(folder.labels, self.labels)
        self.module.heads.store(folder.base_heads)
        return measures

    def _fit(self, train: torch.Tensor, dev: torch.Tensor) -> dict[str, float]:
        heads = self.module.heads
        heads.mean.copy_(train.mean(0))
        heads.deviation.copy_(train.std(0).clamp(min=1e-6))
        standard, standard_dev = (((x - heads.mean) / heads.deviation).cpu().numpy() for x in (train, dev))
        measures = {}
        for task, keys in self.labels.items():
            fitted = fit(standard, self.gold[task], standard_dev, self.dev_gold[task], len(keys))
            layer = heads.linear[task]
            assert isinstance(layer, nn.Linear)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(fitted.weight))
                layer.bias.copy_(torch.from_numpy(fitted.bias))
            if fitted.dev_macro_f1 is not None:
                measures[f"{task}_macro_f1"] = fitted.dev_macro_f1
        return measures

    def losses(self, batch: Sequence[int]) -> torch.Tensor:
        """See `Learner.losses`."""
        pooled = self.module.heads.standard(self.module.pool([self.ids[index] for index in batch], self.filler))
        total = torch.zeros(len(batch), device=pooled.device)
        for task, layer in self.module.heads.linear.items():
            gold = torch.from_numpy(self.gold[task][list(batch)]).to(pooled.device)
            total = total + nn.functional.cross_entropy(layer(pooled), gold, ignore_index=MISSING, reduction="none")
            if task == "domain" and self.recipe.method.contrast:
                last = pooled[:, pooled.shape[1] // 2 :]
                total = total + self.recipe.method.contrast * contrast_losses(last, gold)
        return total

    def trained(self) -> list[Trained]:
        """See `Learner.trained`."""
        effort = self.recipe.effort
        heads = {f"heads.{name}": weight for name, weight in self.module.heads.named_parameters()}
        groups = [Trained(effort.head_learning_rate, heads)]
        if self.recipe.method.kind == "lora":
            groups.append(Trained(effort.learning_rate, adapter_weights(self.module.encoder)))
        return groups

    def audit(self, batch: Sequence[int]) -> list[Audited]:
        """See `Learner.audit`."""
        return [self._audited(index) for index in batch]

    def _audited(self, index: int) -> Audited:
        known = {
            task: keys[self.gold[task][index]]
            for task, keys in self.labels.items()
            if self.gold[task][index] != MISSING
        }
        text = self.tokenizer.decode(self.ids[index])
        return Audited(str(text), ", ".join(known.values()), len(known) / len(self.labels))

    def evaluate(self, tell: Tell) -> dict[str, float]:
        """See `Learner.evaluate`: macro-F1 and loss of each head on the dev rows."""
        from sklearn.metrics import f1_score

        if not self.dev_ids:
            return {}
        pooled = self.module.pool_all(self.dev_ids, self.filler, tell)
        with torch.no_grad():
            logits = {task: values.cpu() for task, values in self.module.heads(pooled).items()}
        measures = {}
        for task, values in logits.items():
            gold = self.dev_gold[task]
            known = gold != MISSING
            if known.any():
                guess = values.argmax(1).numpy()[known]
                measures[f"{task}_macro_f1"] = float(f1_score(gold[known], guess, average="macro"))
                loss = nn.functional.cross_entropy(values[torch.from_numpy(known)], torch.from_numpy(gold[known]))
                measures[f"{task}_loss"] = float(loss)
        return measures

    def save(self, run_folder: Path) -> None:
        """See `Learner.save`."""
        folder = RunFolder(run_folder)
        if self.recipe.method.kind == "lora":
            save_adapter(self.module.encoder, folder.adapter, self.recipe.model)
        self.module.heads.store(folder.heads)
