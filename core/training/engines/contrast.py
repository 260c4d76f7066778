"""A loss that draws texts of one label together and others apart (Khosla et al. 2020, Supervised Contrastive Learning).

Beside cross entropy it carries further from few situations (Gunel et al. 2021); on the sample it lifted domain where
cross entropy alone learnt the train situations by heart (see docs/decisions.md).
"""

import torch
from torch import nn

from core.training.engines.probe import MISSING

TEMPERATURE = 0.1  # as in Khosla et al.; lower looks at the nearest texts alone


def contrast_losses(vectors: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """One loss a row [rows] of vectors [rows, width] and labels [rows] of int64.

    A row whose label is MISSING, or that nothing else in the batch shares its label with, has loss 0; rows without a
    label are no company for others either.
    """
    directions = nn.functional.normalize(vectors, dim=-1)
    known = labels != MISSING
    others = known[None] & ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    alike = others & (labels[:, None] == labels[None]) & known[:, None]
    nearness = (directions @ directions.T / TEMPERATURE).masked_fill(~others, -1e4)
    shares = nn.functional.log_softmax(nearness, dim=-1)
    return -(shares * alike).sum(1) / alike.sum(1).clamp(min=1)
