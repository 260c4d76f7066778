"""Models that people bring: a folder on this machine, or a name on the Hugging Face hub.

Both go through the same gate (`allowing`): only weights, tokenizer and configuration enter the store, and a model that
needs its own program code is refused.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from core.errors import ConflictError, InvalidInputError, ModelMissingError
from core.models.allowing import PATTERNS, WEIGHTS, refusal, require_model, sort_files
from core.models.manifest import LeftOut, Manifest, list_files, now

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def checked_name(name: str, taken: Callable[[str], bool]) -> str:
    """`name` as a folder name of the store.

    Raises InvalidInputError where nothing usable is left of it, ConflictError where another model has it.
    """
    chosen = re.sub(r"[^a-z0-9._-]+", "-", name.strip().lower()).strip("-.")
    if not NAME.fullmatch(chosen):
        raise InvalidInputError(f"“{name}” cannot be a model's name.", hint="Use letters, digits, dots and hyphens.")
    if taken(chosen):
        raise ConflictError(f"A model named {chosen} exists already.", hint="Give the new one another name.")
    return chosen


def copy_folder(source: Path, folder: Path, name: str) -> Manifest:
    """Copy what may enter from `source` into `folder`."""
    source = source.expanduser().resolve()
    if not source.is_dir():
        raise InvalidInputError(f"{source} is not a folder.", hint="Give the folder that holds config.json.")
    taken, left = sort_files(source)
    kind = require_model(source, taken, left, str(source))
    for file in taken:
        shutil.copyfile(source / file, folder / file)
    licence, languages = _read_card(folder)
    return Manifest(
        name=name, title=name, kind=kind, way="folder", source=str(source), licence=licence, languages=languages,
        parameters=count_parameters(folder), files=list_files(folder), left_out=left, created_at=now(),
    )  # fmt: skip


def fetch_hub(hub_name: str, revision: str | None, folder: Path, name: str) -> Manifest:
    """Fetch a snapshot of `hub_name` into `folder`, with the commit it was taken from."""
    from httpx import HTTPError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        info = HfApi().model_info(hub_name, revision=revision, files_metadata=True)
        listed = {file.rfilename: file.size or 0 for file in info.siblings or []}
        left = [LeftOut(name=file, reason=reason) for file, size in listed.items() if (reason := refusal(file, size))]
        snapshot_download(hub_name, revision=info.sha, local_dir=folder, allow_patterns=PATTERNS)
    except HFValidationError as error:
        raise InvalidInputError(f"“{hub_name}” is not a hub name.", hint="Hub names look like owner/model.") from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, HTTPError, OSError) as error:
        raise ModelMissingError(
            f"{hub_name} could not be fetched from the hub ({type(error).__name__}).",
            hint="Check the name, the network and HF_TOKEN for gated models; or add the model from a local folder.",
        ) from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    taken = _drop_unwanted(folder)
    kind = require_model(folder, taken, tuple(left), hub_name)
    licence, languages = _read_card(folder)
    return Manifest(
        name=name, title=hub_name, kind=kind, way="hub", source=hub_name, revision=info.sha or "", licence=licence,
        licence_url=f"https://huggingface.co/{hub_name}", languages=languages, parameters=count_parameters(folder),
        files=list_files(folder), left_out=tuple(left), created_at=now(),
    )  # fmt: skip


def _drop_unwanted(folder: Path) -> list[str]:
    """Remove what may not stay (a pattern may have matched more than is wanted); names of what stays."""
    taken, left = sort_files(folder)
    for file in left:
        (folder / file.name).unlink()
    return taken


def _read_card(folder: Path) -> tuple[str, tuple[str, ...]]:
    """Licence and languages from the front matter of README.md, where there is one."""
    import yaml

    readme = folder / "README.md"
    match = FRONT_MATTER.match(readme.read_text(encoding="utf-8", errors="replace")) if readme.is_file() else None
    if match is None:
        return "", ()
    try:
        head = yaml.safe_load(match[1])
    except yaml.YAMLError:
        return "", ()
    if not isinstance(head, dict):
        return "", ()
    languages = head.get("language") or ()
    tags: Iterable[object] = [languages] if isinstance(languages, str) else languages
    return str(head.get("license") or ""), tuple(str(tag) for tag in tags)


def count_parameters(folder: Path) -> int:
    """Number of weights in the safetensors files, from their headers alone."""
    total = 0
    for path in folder.glob("*" + WEIGHTS):
        with path.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        for key, tensor in header.items():
            if key != "__metadata__":
                size = 1
                for length in tensor["shape"]:
                    size *= length
                total += size
    return total
