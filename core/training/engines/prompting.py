"""How a causal model is asked for the other wording, and what of its answer counts.

    Colloquial:            Formal:
    <source>               <source>
    Formal:                Colloquial:
    <target><end>          <target><end>

The tag in front of the target selects the direction. Base and tuned model see the same prompt; the loss is taken on
the target and the end token, bits are counted on the target's own tokens alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from core.training.data import Rewrite
from core.training.engines.batching import Ids

TAGS = {"formal": "Formal", "colloquial": "Colloquial"}
OTHER = {"formal": "colloquial", "colloquial": "formal"}


@dataclass(frozen=True, slots=True)
class Prompted:
    """A pair as token ids: the prompt, and the target with the end token behind it."""

    prompt: Ids
    target: Ids

    @property
    def ids(self) -> Ids:
        """All of it."""
        return self.prompt + self.target


def prompt_text(source: str, direction: str) -> str:
    """The prompt for a source text."""
    return f"{TAGS[OTHER[direction]]}:\n{source}\n{TAGS[direction]}:\n"


def prompted(tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Rewrite]) -> list[Prompted]:
    """Token ids of prompts and targets, tokenised apart, so that the model can go on from the prompt as it stands."""
    if not pairs:
        return []
    prompts = tokenizer([prompt_text(pair.source, pair.direction) for pair in pairs], add_special_tokens=False)
    targets = tokenizer([pair.target for pair in pairs], add_special_tokens=False)
    end = [int(tokenizer.eos_token_id)] if tokenizer.eos_token_id is not None else []
    return [
        Prompted(list(prompt), [*target, *end])
        for prompt, target in zip(prompts["input_ids"], targets["input_ids"], strict=True)
    ]


def drop_long(
    pairs: Sequence[Rewrite], tokens: Sequence[Prompted], limit: int
) -> tuple[list[Rewrite], list[Prompted], dict[str, int]]:
    """Pairs of at most `limit` tokens, and how many are longer, by language."""
    long = Counter(pair.language for pair, ids in zip(pairs, tokens, strict=True) if len(ids.ids) > limit)
    kept = [(pair, ids) for pair, ids in zip(pairs, tokens, strict=True) if len(ids.ids) <= limit]
    reasons = {f"longer_than_{limit}_tokens:{tag}": count for tag, count in sorted(long.items())}
    return [pair for pair, _ in kept], [ids for _, ids in kept], reasons
