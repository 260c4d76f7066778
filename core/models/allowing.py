"""Which files of somebody else's model folder may enter the store.

Weights as safetensors, tokenizer and configuration as JSON or plain text. Everything that can carry code when it is
loaded (pickles, Python files, libraries) stays behind with a reason; so do weights in other formats.
"""

import json
from pathlib import Path, PurePosixPath

from core.errors import InvalidInputError
from core.models.catalogue import Kind
from core.models.manifest import LeftOut

WEIGHTS = ".safetensors"
PLAIN = frozenset({
    "config.json", "generation_config.json", "preprocessor_config.json",
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "vocab.txt", "merges.txt", "chat_template.jinja", "chat_template.json", "model.safetensors.index.json",
    "sentencepiece.bpe.model", "spiece.model", "tokenizer.model", "source.spm", "target.spm",
})  # fmt: skip
PAPERS = frozenset({"readme.md", "license", "license.txt", "license.md", "notice", "notice.txt"})
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz", ".msgpack"})
CODE = frozenset({".py", ".pyc", ".so", ".dll", ".dylib", ".sh", ".exe", ".js"})
PATTERNS = ["*" + WEIGHTS, *sorted(PLAIN), "README.md", "LICENSE*", "NOTICE*"]  # what is asked of the hub

MAX_FILE_BYTES = 20 * 2**30


def refusal(name: str, size: int) -> str | None:
    """Why the file `name` (relative, POSIX) of `size` bytes stays out, or None where it may enter."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if len(path.parts) != 1 or name.startswith("."):
        return "is not at the top of the model's folder"
    if suffix in CODE:
        return "is program code; models are loaded without any"
    if suffix in PICKLES:
        return "can run code when it is read; only safetensors weights are taken"
    if size > MAX_FILE_BYTES:
        return f"is larger than {MAX_FILE_BYTES // 2**30} GiB"
    if suffix == WEIGHTS or name in PLAIN or name.lower() in PAPERS:
        return None
    return "is not needed to load the model"


def sort_files(folder: Path) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Names of the files in `folder` that may enter the store, and those left out with reasons.

    Links are left out, since they may lead outside the folder.
    """
    taken, left = [], []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            left.append(LeftOut(name=name, reason="is a link"))
        elif path.is_file():
            reason = refusal(name, path.stat().st_size)
            if reason is None:
                taken.append(name)
            else:
                left.append(LeftOut(name=name, reason=reason))
    return taken, tuple(left)


def require_model(folder: Path, names: list[str], left: tuple[LeftOut, ...], source: str) -> Kind:
    """Check that `names` make a whole model without code, and say which kind it is.

    Raises InvalidInputError where weights, configuration or tokenizer are missing or the model needs its own code.
    """
    if not any(name.endswith(WEIGHTS) for name in names):
        others = [file.name for file in left if Path(file.name).suffix in PICKLES]
        raise InvalidInputError(
            f"{source} holds no safetensors weights" + (f" (only {', '.join(others[:3])})." if others else "."),
            hint="Save the model with save_pretrained(…) of a recent transformers, which writes model.safetensors.",
        )
    if "config.json" not in names:
        raise InvalidInputError(f"{source} holds no config.json.", hint="Choose the folder that save_pretrained wrote.")
    if not {"tokenizer.json", "tokenizer.model", "spiece.model", "vocab.txt", "vocab.json"} & set(names):
        raise InvalidInputError(f"{source} holds no tokenizer.", hint="Save the tokenizer into the same folder.")
    return _kind(folder / "config.json", source)


def _kind(config: Path, source: str) -> Kind:
    content = json.loads(config.read_text(encoding="utf-8"))
    if content.get("auto_map"):
        raise InvalidInputError(
            f"{source} needs program code of its own (auto_map in config.json).",
            hint="Isogloss loads no code from models; choose one that transformers knows.",
        )
    architectures = [str(name) for name in content.get("architectures") or []]
    if any(name.endswith(("ForCausalLM", "LMHeadModel")) for name in architectures):
        return "causal"
    if content.get("is_encoder_decoder"):
        return "seq2seq"  # translates; nothing is trained on it
    return "encoder"
