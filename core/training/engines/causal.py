"""Rewriting in another register: LoRA on a causal language model, loss on the target alone.

The loss of a pair is the mean over its target's tokens. Padding is on the left, so that all targets end together and
the costly output layer is computed for the last tokens only.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from core.errors import InvalidInputError
from core.models.loading import load_causal, load_tokenizer
from core.training.data import Rewrite, TrainingRow, pair_rows
from core.training.engines.adapting import adapt, adapter_off, adapter_weights, require_room, save_adapter
from core.training.engines.batching import by_length, choose_device, pad
from core.training.engines.learner import Audited, Learner, Tell, Trained
from core.training.engines.prompting import Prompted, drop_long, prompted
from core.training.folder import RunFolder
from core.training.ordering import Example
from core.training.recipe import Goal, Recipe

EVALUATION_TOKENS = 2048  # in a batch without backward pass
DEV_PAIRS_PER_LANGUAGE = 4  # enough to see whether it helps; evaluation proper asks about all test pairs


class CausalLearner(Learner):
    """A causal model and its pairs."""

    goal: ClassVar[Goal] = "rewriting"

    def __init__(self, recipe: Recipe, tokenizer: PreTrainedTokenizerBase, model: nn.Module) -> None:
        self.recipe = recipe
        self.tokenizer = tokenizer
        self.module = model.to(choose_device(recipe.machine.device))
        self.left_out = {}
        self.pairs: list[Rewrite] = []
        self.tokens: list[Prompted] = []
        self.dev: list[Rewrite] = []

    @classmethod
    def open(cls, recipe: Recipe, rows: Sequence[TrainingRow], model_folder: Path) -> Self:
        """See `Learner.open`."""
        train = [row for row in rows if row.split == "train"]
        wanted = [row for row in train if row.language not in recipe.data.left_out]
        pairs, left_out = pair_rows(wanted)
        if len(wanted) < len(train):
            left_out["language_left_out"] = len(train) - len(wanted)
        dev, _ = pair_rows(row for row in rows if row.split == "dev" and row.language not in recipe.data.left_out)
        model = load_causal(model_folder)
        require_room(model, recipe.effort.max_tokens)
        torch.manual_seed(recipe.seed)
        learner = cls(recipe, load_tokenizer(model_folder), adapt(model, recipe.method))
        learner.pairs, learner.left_out, learner.dev = pairs, left_out, first_of_each(dev)
        return learner

    def tokenise(self) -> None:
        """See `Learner.tokenise`; pairs that are too long are left out, by language."""
        limit = self.recipe.effort.max_tokens
        kept, tokens, long = drop_long(self.pairs, prompted(self.tokenizer, self.pairs), limit)
        if not kept:
            raise InvalidInputError(
                f"There is no pair of at most {limit} tokens to learn from ({len(self.pairs)} pairs in all).",
                hint="Rewriting needs groups with a colloquial and a formal wording of one language; "
                "raise effort.max_tokens where the pairs are longer.",
            )
        self.left_out |= long
        self.pairs, self.tokens = kept, tokens
        self.examples = [Example(pair.id, pair.language, len(ids.ids)) for pair, ids in zip(kept, tokens, strict=True)]

    def prepare(self, run_folder: Path, tell: Tell) -> dict[str, float]:  # noqa: ARG002 - nothing is kept of it
        """See `Learner.prepare`: bits per byte of the untuned model on some dev pairs."""
        with adapter_off(self.module):
            return self._measure(tell)

    def losses(self, batch: Sequence[int]) -> torch.Tensor:
        """See `Learner.losses`."""
        chosen = [self.tokens[index] for index in batch]
        nats, counted = target_nats(self.module, chosen, int(self.tokenizer.pad_token_id or 0))
        return nats.sum(1) / counted.sum(1).clamp(min=1)

    def trained(self) -> list[Trained]:
        """See `Learner.trained`."""
        return [Trained(self.recipe.effort.learning_rate, adapter_weights(self.module))]

    def audit(self, batch: Sequence[int]) -> list[Audited]:
        """See `Learner.audit`."""
        return [
            Audited(
                str(self.tokenizer.decode(self.tokens[index].ids)),
                str(self.tokenizer.decode(self.tokens[index].target)),
                len(self.tokens[index].target) / len(self.tokens[index].ids),
            )
            for index in batch
        ]

    def evaluate(self, tell: Tell) -> dict[str, float]:
        """See `Learner.evaluate`: bits per byte on some dev pairs, over all and per language."""
        return self._measure(tell)

    def save(self, run_folder: Path) -> None:
        """See `Learner.save`."""
        save_adapter(self.module, RunFolder(run_folder).adapter, self.recipe.model)

    def _measure(self, tell: Tell) -> dict[str, float]:
        bits = target_bits(self.module, self.tokenizer, self.dev, tell)
        sums: dict[str, tuple[float, int]] = {}
        for pair, found in zip(self.dev, bits, strict=True):
            for key in ("bits_per_byte", f"bits_per_byte:{pair.language}"):
                before = sums.get(key, (0.0, 0))
                sums[key] = (before[0] + found, before[1] + len(pair.target.encode("utf-8")))
        return {key: total / size for key, (total, size) in sums.items()}


def first_of_each(pairs: Sequence[Rewrite]) -> list[Rewrite]:
    """The first DEV_PAIRS_PER_LANGUAGE pairs of each language."""
    seen: Counter[str] = Counter()
    chosen = []
    for pair in pairs:
        seen[pair.language] += 1
        if seen[pair.language] <= DEV_PAIRS_PER_LANGUAGE:
            chosen.append(pair)
    return chosen


def target_nats(model: nn.Module, chosen: Sequence[Prompted], filler: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Nats of each target token and which of them count, both [pairs, longest target]; targets end at the right."""
    device = next(model.parameters()).device
    ids, mask = pad([item.ids for item in chosen], filler, device, left=True)
    longest = max(len(item.target) for item in chosen)
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    logits = model(
        input_ids=ids, attention_mask=mask, position_ids=positions, logits_to_keep=longest + 1, use_cache=False
    ).logits[:, :-1]
    lengths = torch.tensor([len(item.target) for item in chosen], device=device)
    counted = torch.arange(longest, device=device)[None] >= (longest - lengths)[:, None]
    nats = nn.functional.cross_entropy(logits.transpose(1, 2), ids[:, -longest:], reduction="none")
    return nats * counted, counted


@torch.no_grad()
def target_bits(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Rewrite], tell: Tell
) -> list[float]:
    """Bits that the model needs for each target text (not its end token), given its prompt."""
    tokens = prompted(tokenizer, pairs)
    found: dict[int, float] = {}
    for batch in by_length([len(item.ids) for item in tokens], EVALUATION_TOKENS):
        nats, _ = target_nats(model, [tokens[index] for index in batch], int(tokenizer.pad_token_id or 0))
        if tokenizer.eos_token_id is not None:
            nats = nats[:, :-1]  # the end token is no part of the text
        bits = nats.double().sum(1) / torch.log(torch.tensor(2.0, dtype=torch.float64))
        found |= dict(zip(batch, bits.tolist(), strict=True))
        tell(len(found), len(pairs))
    return [found[index] for index in range(len(pairs))]
