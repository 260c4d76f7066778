"""LoRA beside a frozen model: which matrices, which layers, and how it is saved.

Lower layers carry what languages have in common and upper layers can be re-learnt (Muller et al. 2021, First Align,
then Predict); with LoRA on the upper layers alone the lower ones need no backward pass.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import ceil
from pathlib import Path

from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from transformers import PreTrainedModel

from core.errors import InvalidInputError
from core.training.folder import replace_folder
from core.training.recipe import Method

HALF = Fraction(1, 2)
ATTENTION = [("query", "value"), ("q_proj", "v_proj"), ("q_lin", "v_lin"), ("query_key_value",), ("Wqkv",), ("c_attn",)]


def adapt(model: PreTrainedModel, method: Method, share: Fraction = HALF) -> PeftModel:
    """`model` frozen, with LoRA matrices that start at zero change on the upper `share` of its layers.

    A number of layers in `method` goes before the share.
    Raises InvalidInputError where the model has no such matrices or fewer layers than asked for.
    """
    depth = int(model.config.num_hidden_layers)
    layers = min(method.layers or ceil(depth * share), depth)
    targets = list(method.targets or _attention_names(model))
    last = {name.rsplit(".", 1)[-1] for name, module in model.named_modules() if isinstance(module, nn.Linear)}
    if missing := [name for name in targets if name not in last]:
        raise InvalidInputError(
            f"The model has no matrices named {', '.join(missing)}.", hint=f"It has: {', '.join(sorted(last))}."
        )
    config = LoraConfig(
        r=method.rank,
        lora_alpha=method.alpha,
        lora_dropout=method.dropout,
        target_modules=targets,
        layers_to_transform=list(range(depth - layers, depth)),
    )
    adapted = get_peft_model(model, config)
    assert isinstance(adapted, PeftModel)
    return adapted


def require_room(model: PreTrainedModel, tokens: int) -> None:
    """Raise InvalidInputError where the model cannot read texts of `tokens` tokens."""
    room = getattr(model.config, "max_position_embeddings", None)
    if isinstance(room, int) and tokens > room:
        raise InvalidInputError(
            f"The model reads at most {room} tokens; the recipe asks for {tokens}.",
            hint="Lower effort.max_tokens in the recipe.",
        )


def _attention_names(model: PreTrainedModel) -> tuple[str, ...]:
    last = {name.rsplit(".", 1)[-1] for name, module in model.named_modules() if isinstance(module, nn.Linear)}
    for names in ATTENTION:
        if set(names) <= last:
            return names
    raise InvalidInputError(
        f"Isogloss does not know the attention matrices of {type(model).__name__}.",
        hint=f"Name them in the recipe under method.targets. The model has: {', '.join(sorted(last))}.",
    )


def adapter_weights(model: nn.Module) -> dict[str, nn.Parameter]:
    """The LoRA matrices by name."""
    return {name: weight for name, weight in model.named_parameters() if weight.requires_grad}


@contextmanager
def adapter_off(model: nn.Module) -> Iterator[None]:
    """The model as it was before training, while this lasts; nothing changes for a model without adapter."""
    if isinstance(model, PeftModel):
        with model.disable_adapter():
            yield
    else:
        yield


def save_adapter(model: nn.Module, place: Path, base_name: str) -> None:
    """Write the adapter in PEFT's layout (safetensors), with the base model's name instead of a local path."""
    assert isinstance(model, PeftModel)
    draft = place.with_name(f".{place.name}.part")
    for config in model.peft_config.values():
        config.base_model_name_or_path = base_name
    model.save_pretrained(str(draft), safe_serialization=True, save_embedding_layers=False)
    (draft / "README.md").unlink(missing_ok=True)  # a template with empty headings; the run's card stands beside it
    replace_folder(draft, place)


def load_adapter(model: PreTrainedModel, place: Path) -> PeftModel:
    """`model` with a saved adapter."""
    adapted = PeftModel.from_pretrained(model, str(place), is_trainable=False)
    adapted.eval()
    return adapted
