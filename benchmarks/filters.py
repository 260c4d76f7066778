"""The language filters of datatrove and Data-Juicer on the same texts, each in an environment of its own.

Neither belongs to Isogloss's environment, so each gets a virtual environment under `.cache/peers` (made on the first
run from PyPI, kept afterwards) and a child process of its own with one thread. Both are given the model that ours
uses, lid.176.ftz, in place of the lid.176.bin that they would fetch, and are run the way their pipelines run them:
datatrove's `LanguageFilter.run` over documents, Data-Juicer's operator over a data set. Rates are texts a second of
processor time, after a first thousand that is not counted.

A peer that cannot be installed or run is reported in words; no figure stands for it then.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, rmtree

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".cache" / "peers"
CHILD = Path(__file__).resolve().parent / "filter_child.py"
INSTALL_SECONDS, RUN_SECONDS = 1_800, 1_800

Against = dict[str, dict[str, float | int | str]]


@dataclass(frozen=True)
class Peer:
    """A peer: its name in keys, and what is installed for it (exactly these versions were compared)."""

    key: str
    packages: tuple[str, ...]


PEERS = (
    Peer("datatrove", ("datatrove==0.10.1", "fasttext-numpy2-wheel==0.9.2", "fasteners", "regex")),
    Peer("data_juicer", ("py-data-juicer==1.6.1", "fasttext-predict==0.9.2.4", "aiohttp")),
)


class PeerMissingError(Exception):
    """A peer could not be installed or run; the message says why."""


def beside(texts: Sequence[str], model: Path, ours: Mapping[str, float]) -> tuple[Against, dict[str, float]]:
    """The peers' filters on `texts` with the fastText model at `model`: figures, and ratios of our rates to theirs.

    `ours` are texts a second of processor time by name (`consensus`, `fasttext`) on the same texts; the ratios are
    called `consensus_to_datatrove`, `fasttext_to_data_juicer` and so on.
    """
    against: Against = {}
    ratio: dict[str, float] = {}
    for peer in PEERS:
        try:
            figures = measured(peer, texts, model)
        except PeerMissingError as error:
            against[peer.key] = {"not_measured": str(error)}
            continue
        against[peer.key] = figures
        rate = float(figures["texts_per_second_and_core"])
        ratio |= {f"{name}_to_{peer.key}": value / rate for name, value in ours.items()}
    return against, ratio


def measured(peer: Peer, texts: Sequence[str], model: Path) -> dict[str, float | int | str]:
    """What the child process of one peer reports. Raises PeerMissingError."""
    python = environment(peer)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        copyfile(model, place / "lid.176.bin")  # the name under which they look for it
        with (place / "texts.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(text) + "\n" for text in texts)
        output = run_quietly([str(python), str(CHILD), peer.key], RUN_SECONDS, place)
    figures: dict[str, float | int | str] = json.loads(output.splitlines()[-1])
    return figures


def environment(peer: Peer) -> Path:
    """The Python of a peer's own environment, made where it is missing. Raises PeerMissingError."""
    folder = ENVIRONMENTS / peer.key
    python = folder / "bin" / "python"
    wanted, done = " ".join(peer.packages), folder / "installed"
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return python
    rmtree(folder, ignore_errors=True)
    print(f"Installing {wanted} into {folder}", flush=True)
    run_quietly([sys.executable, "-m", "venv", str(folder)], INSTALL_SECONDS, ROOT)
    run_quietly([str(python), "-m", "pip", "install", "--quiet", *peer.packages], INSTALL_SECONDS, ROOT)
    done.write_text(wanted, encoding="utf-8")
    return python


def run_quietly(command: list[str], seconds: float, folder: Path) -> str:
    """What a command prints, run on one thread in `folder`. Raises PeerMissingError."""
    quiet = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "RAYON_NUM_THREADS": "1"}
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    try:
        done = subprocess.run(
            command, cwd=folder, env={**own, **quiet}, capture_output=True, text=True, timeout=seconds, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissingError(f"{Path(command[1]).name} did not end within {seconds:.0f} s.") from error
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()[-1:] or ["without a message"]
        raise PeerMissingError(f"“{' '.join(command[1:4])}” failed: {last[0][:300]}") from error
    return done.stdout
