"""An encoder with one linear head a task over its mean-pooled states: formality and domain share the encoder.

The heads see two depths side by side: what a text is about is plain in the last layer, how it is said half-way up (on
the sample, the logistic regression told formality with macro-F1 .87 from the last layer alone and .93 from both; see
docs/decisions.md). The pooled vector is standardised with the train rows' mean and deviation first: E5's vectors point
nearly the same way, and without this neither the logistic regression nor the heads get anywhere. Heads are stored as
`<task>.weight [labels, pooled]`, `<task>.bias [labels]`, `pooled.mean [pooled]`, `pooled.deviation [pooled]`, where
pooled = 2 x the encoder's hidden size.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from core.errors import NotFoundError
from core.training.engines.batching import Ids, by_length, pad
from core.training.engines.learner import Tell
from core.training.folder import write_json

EVALUATION_TOKENS = 4096  # in a batch without backward pass
PREFIX = "query: "  # what E5 was trained to expect before a text that is not a passage to be found
Labels = dict[str, tuple[str, ...]]  # task -> labels, in the order of the head's rows


class Heads(nn.Module):
    """Standardisation and one linear layer a task."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, width: int, labels: Labels) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        self.linear = nn.ModuleDict({task: nn.Linear(width, len(keys)) for task, keys in labels.items()})

    def forward(self, pooled: torch.Tensor) -> dict[str, torch.Tensor]:
        """Logits [rows, labels] of each task for pooled vectors [rows, pooled]."""
        standard = self.standard(pooled)
        return {task: layer(standard) for task, layer in self.linear.items()}

    def standard(self, pooled: torch.Tensor) -> torch.Tensor:
        """Pooled vectors [rows, pooled] with the train rows' mean 0 and deviation 1, as they were before training."""
        return (pooled - self.mean) / self.deviation

    def store(self, path: Path) -> None:
        """Write the heads, whole or not at all."""
        tensors = {"pooled.mean": self.mean, "pooled.deviation": self.deviation}
        tensors |= {name.removeprefix("linear."): weight for name, weight in self.named_parameters()}
        draft = path.with_name(f".{path.name}.part")
        save_file({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, draft)
        draft.replace(path)

    def restore(self, path: Path) -> None:
        """Take the stored heads. Raises NotFoundError where there are none."""
        if not path.is_file():
            raise NotFoundError(f"The run has no {path.name}.", hint="Its training has not come that far.")
        tensors = load_file(path)
        self.mean.copy_(tensors["pooled.mean"])
        self.deviation.copy_(tensors["pooled.deviation"])
        with torch.no_grad():
            for name, weight in self.named_parameters():
                weight.copy_(tensors[name.removeprefix("linear.")])


class Classifier(nn.Module):
    """An encoder (with or without adapter) and its heads."""

    def __init__(self, encoder: PreTrainedModel | PeftModel, labels: Labels) -> None:
        super().__init__()
        self.encoder = encoder
        self.middle = int(encoder.config.num_hidden_layers) // 2
        self.width = 2 * int(encoder.config.hidden_size)
        self.heads = Heads(self.width, labels)

    def pool(self, sequences: Sequence[Ids], filler: int) -> torch.Tensor:
        """Means over each sequence's own tokens of the middle and the last states: [sequences, pooled]."""
        device = self.heads.mean.device
        ids, mask = pad(sequences, filler, device)
        found = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        states = torch.cat([found.hidden_states[self.middle], found.last_hidden_state], dim=-1)
        weights = mask[..., None].to(states.dtype)
        pooled: torch.Tensor = (states * weights).sum(1) / weights.sum(1)
        return pooled

    @torch.no_grad()
    def pool_all(self, sequences: Sequence[Ids], filler: int, tell: Tell) -> torch.Tensor:
        """Pooled vectors [sequences, pooled] of many texts, computed in batches of like length."""
        found: dict[int, torch.Tensor] = {}
        for batch in by_length([len(ids) for ids in sequences], EVALUATION_TOKENS):
            found |= dict(zip(batch, self.pool([sequences[index] for index in batch], filler), strict=True))
            tell(len(found), len(sequences))
        if not found:
            return torch.zeros(0, self.width, device=self.heads.mean.device)
        return torch.stack([found[index] for index in range(len(sequences))])


def write_labels(path: Path, labels: Labels) -> None:
    """Keep the labels of the heads."""
    write_json(path, {task: list(keys) for task, keys in labels.items()})


def read_labels(path: Path) -> Labels:
    """The labels of the heads. Raises NotFoundError where there are none."""
    if not path.is_file():
        raise NotFoundError(f"The run has no {path.name}.", hint="Its training has not come that far.")
    content: Mapping[str, Sequence[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {task: tuple(keys) for task, keys in content.items()}


def encode(tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], max_tokens: int) -> list[Ids]:
    """Token ids of the texts with the prefix, cut at `max_tokens`."""
    if not texts:
        return []
    found = tokenizer([PREFIX + text for text in texts], truncation=True, max_length=max_tokens)["input_ids"]
    return [list(ids) for ids in found]
