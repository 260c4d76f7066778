"""From lists of token ids to padded tensors."""

from collections.abc import Iterator, Sequence

import torch

Ids = list[int]


def pad(
    sequences: Sequence[Ids], filler: int, device: torch.device, *, left: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids, mask), each [sequences, longest] of int64, padded with `filler` on the right or the left."""
    longest = max(map(len, sequences))
    ids, mask = [], []
    for sequence in sequences:
        gap = longest - len(sequence)
        ids.append([filler] * gap + sequence if left else sequence + [filler] * gap)
        mask.append([0] * gap + [1] * len(sequence) if left else [1] * len(sequence) + [0] * gap)
    return torch.tensor(ids, device=device), torch.tensor(mask, device=device)


def by_length(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Indices in batches of similar length with at most `tokens` tokens, longest first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def choose_device(wanted: str) -> torch.device:
    """The device that a recipe's `machine.device` means here."""
    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(wanted)
