"""What is folded away: how the model is changed, sizes of steps, the mixture, the seed."""

import streamlit as st
from pydantic import BaseModel

from core.balancing.manifest import Contents
from core.training.recipe import Goal
from pages.balance_views.mixing import method_words
from pages.shared.feedback import explain
from pages.shared.words import _, mark

LORA = mark(
    "LoRA trains small matrices beside the model's own weights, which stay as they are. It needs little memory, and "
    "what was learnt is a small file (an adapter) that can be taken off again."
)
LEARNING_RATE = mark(
    "How far the weights move at each step. Too large and the training diverges, too small and it learns nothing."
)


class More(BaseModel):
    """The folded answers, by their names in `Choices`; None is what the goal and the machine suggest."""

    follow_mixture: bool
    method: str
    rank: int | None
    learning_rate: float | None
    batch_rows: int | None
    max_tokens: int | None
    seed: int


def more_choices(goal: Goal, contents: Contents) -> More:
    """Draw the folded fields; an empty one means the usual value."""
    with st.expander(_("More choices"), icon=":material/tune:"):
        st.caption(_("An empty field means the usual value for this goal and this machine."))
        method = "lora"
        if goal == "classification":
            method = st.segmented_control(
                _("How is the model changed?"),
                ["lora", "heads"],
                default="lora",
                required=True,
                format_func=lambda key: "LoRA" if key == "lora" else _("classifier alone"),
                key="train-method",
            )
        follow = st.checkbox(
            _("Weigh languages as the data version's mixture says ({rule})").format(
                rule=method_words(contents.mixture.method)
            ),
            True,
            key="train-mixture",
        )
        columns = st.columns(4)
        rank = columns[0].number_input(_("Rank of LoRA"), 1, 256, None, key="train-rank")
        rate = columns[1].number_input(_("Learning rate"), 1e-6, 0.5, None, step=1e-4, format="%.1e", key="train-rate")
        rows = columns[2].number_input(_("Rows in a step"), 1, 1024, None, key="train-rows")
        tokens = columns[3].number_input(_("Longest text, tokens"), 8, 8192, None, key="train-tokens")
        seed = columns[0].number_input(_("Seed"), 0, 2**31, 20, key="train-seed")
        left, right, _rest = st.columns([2, 2, 4])
        with left:
            explain("LoRA", _(LORA))
        with right:
            explain(_("Learning rate"), _(LEARNING_RATE))
    return More(
        follow_mixture=follow,
        method=method or "lora",
        rank=rank,
        learning_rate=rate,
        batch_rows=rows,
        max_tokens=tokens,
        seed=int(seed),
    )
