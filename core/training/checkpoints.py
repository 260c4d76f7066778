"""Checkpoints: everything that a run needs to go on exactly where it was, whole or not there at all.

A checkpoint holds the weights that move, both moments of the optimizer for each of them, and torch's random states,
as safetensors (nothing is ever unpickled), and the step in a small JSON file. It is written into a hidden folder and
put in place by one rename; after that older ones are removed, so a process that dies at any moment leaves at least
one whole checkpoint once there was one.
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from core.training.folder import CHECKPOINT, checkpoint_steps

MOMENTS = ("exp_avg", "exp_avg_sq")  # AdamW's state besides its step count
KEEP = 2


def save_checkpoint(
    folder: Path, step: int, weights: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> Path:
    """Write the checkpoint of `step` into `folder` and remove all but the newest ones."""
    draft = folder / f".{CHECKPOINT}{step}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    tensors = {}
    for name, weight in weights.items():
        tensors[f"weight/{name}"] = weight.detach().cpu().contiguous()
        for moment in MOMENTS:
            tensors[f"{moment}/{name}"] = optimizer.state[weight][moment].detach().cpu().contiguous()
    save_file(tensors, draft / "state.safetensors")
    save_file(_random_states(), draft / "random.safetensors")
    (draft / "checkpoint.json").write_text(json.dumps({"format": 1, "step": step}) + "\n", encoding="utf-8")
    place = folder / f"{CHECKPOINT}{step}"
    if place.exists():
        shutil.rmtree(place)
    draft.replace(place)
    for old in checkpoint_steps(folder)[:-KEEP]:
        shutil.rmtree(folder / f"{CHECKPOINT}{old}")
    return place


def newest_checkpoint(folder: Path) -> Path | None:
    """The last whole checkpoint in `folder`, or None."""
    steps = checkpoint_steps(folder)
    return folder / f"{CHECKPOINT}{steps[-1]}" if steps else None


def load_checkpoint(place: Path, weights: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer) -> int:
    """Put weights, optimizer and random states back as they were; returns the step."""
    step = int(json.loads((place / "checkpoint.json").read_text(encoding="utf-8"))["step"])
    tensors = load_file(place / "state.safetensors")
    with torch.no_grad():
        for name, weight in weights.items():
            weight.copy_(tensors[f"weight/{name}"])
            optimizer.state[weight] = {moment: tensors[f"{moment}/{name}"].to(weight.device) for moment in MOMENTS}
            optimizer.state[weight]["step"] = torch.tensor(float(step))
    states = load_file(place / "random.safetensors")
    torch.set_rng_state(states["cpu"])
    if torch.cuda.is_available() and "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
    return step


def _random_states() -> dict[str, torch.Tensor]:
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return states
