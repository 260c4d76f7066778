"""A causal model out of a GGUF file: dequantised once to safetensors, since loading GGUF takes a minute each time.

transformers keeps GGUF weights quantised by default and then refuses to save them; `GgufConfig(dequantize=True)` gives
plain weights. They are kept as float16, the precision of GGUF's own scales.
"""

from pathlib import Path

from core.models.catalogue import CatalogueEntry
from core.models.wheels import Progress


def convert(files: list[Path], target: Path, entry: CatalogueEntry, progress: Progress) -> None:  # noqa: ARG001
    """Write config.json, model.safetensors and the tokenizer into `target`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder, name = str(files[0].parent), files[0].name
    progress("convert", 0, 3)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name, trust_remote_code=False)
    tokenizer.save_pretrained(target)
    progress("convert", 1, 3)
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        gguf_file=name,
        dtype=torch.float32,
        quantization_config=GgufConfig(dequantize=True),
        trust_remote_code=False,
    )
    progress("convert", 2, 3)
    model.half().save_pretrained(target)
