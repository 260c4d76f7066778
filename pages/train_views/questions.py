"""The seven questions of a training, with everything that speaks against an answer beside its field."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.balancing.manifest import Contents
from core.models.cards import ModelCard
from core.records import DataVersion
from core.training.choosing import FACTORS, KINDS, Choices, EffortLevel, Problem
from core.training.devices import Device
from core.training.recipe import Goal
from pages.balance_views.names import language_name, short
from pages.shared.feedback import explain
from pages.shared.words import _, many, mark, number
from pages.train_views.more import more_choices

GOALS: dict[Goal, tuple[str, str]] = {
    "classification": (
        mark("Recognise formality and domain"),
        mark("The model says of a text how formal it is and what it is about."),
    ),
    "rewriting": (
        mark("Rewrite in another formality"),
        mark("The model puts a colloquial text into formal wording, and the reverse."),
    ),
}
EFFORTS: dict[EffortLevel, str] = {
    "quick": mark("Quick look"),
    "usual": mark("Usual"),
    "thorough": mark("Thorough"),
}
ZERO_SHOT = mark(
    "A language that the model is not trained on here, but judged in afterwards (zero-shot). It shows how far what is "
    "learnt in the others carries over."
)


class Questions:
    """The form: draws the fields, gathers the answers, and puts problems under the fields they belong to."""

    def __init__(self, models: Sequence[ModelCard], versions: Sequence[DataVersion], device: Device) -> None:
        self._models = models
        self._versions = versions
        self._device = device
        self._places: dict[str, DeltaGenerator] = {}

    def ask_goal(self) -> Goal:
        """What is to be learnt; the models to choose from depend on it."""
        goal = st.radio(
            _("What is to be learnt?"),
            list(GOALS),
            format_func=lambda key: _(GOALS[key][0]),
            captions=[_(caption) for _name, caption in GOALS.values()],
            key="train-goal",
        )
        self._place("goal")
        return goal

    def ask_version(self) -> DataVersion:
        """The data version; the languages to choose from depend on it."""
        by_number = {version.number: version for version in self._versions}
        chosen = st.selectbox(
            _("Which data version?"),
            list(by_number),
            format_func=lambda n: _version_name(by_number[n]),
            key="train-version",
            help=_("Its train rows are learnt from; dev and test rows are only for measuring."),
        )
        self._place("version")
        return by_number[chosen]

    def ask(self, goal: Goal, version: DataVersion, contents: Contents) -> Choices:
        """All other questions."""
        left, right = st.columns(2)
        with left:
            model = self._model(goal)
            effort = self._effort()
            name = st.text_input(
                _("Its name?"), placeholder=_("{goal} with {model}").format(goal=goal, model=model),
                max_chars=120, key="train-name",
            )  # fmt: skip
            self._place("name")
        with right:
            left_out = self._left_out(contents)
            device = self._device_field()
        more = more_choices(goal, contents)
        self._place("method")
        return Choices(
            goal=goal,
            model=model,
            version=version.number,
            left_out=tuple(left_out),
            effort=effort,
            device="cuda" if device == "cuda" else "cpu" if device == "cpu" else "auto",
            name=name,
            **more.model_dump(),
        )

    def show(self, problems: Sequence[Problem]) -> None:
        """Put each problem under its field; blocking ones as errors."""
        for problem in problems:
            words = f"{_(problem.message)} {_(problem.hint)}".strip()
            place = self._places[problem.field]
            place.error(words) if problem.is_blocking else place.info(words)

    def _place(self, field: str) -> None:
        self._places[field] = st.container()

    def _model(self, goal: Goal) -> str:
        cards = {card.name: card for card in self._models if card.kind == KINDS[goal]}
        chosen = st.selectbox(
            _("Which model?"),
            list(cards),
            format_func=lambda key: _model_name(cards[key]),
            key=f"train-model-{goal}",
        )
        if chosen:
            card = cards[chosen]
            st.caption(f"{card.title}. {_('Licence')}: [{card.licence}]({card.licence_url}). {_(card.languages_note)}")
        self._place("model")
        return chosen or ""

    def _effort(self) -> EffortLevel:
        chosen = st.segmented_control(
            _("How much effort?"),
            list(EFFORTS),
            default="usual",
            required=True,
            format_func=lambda key: _(EFFORTS[key]),
            key="train-effort",
            help=_("Quick: a third of the usual passes over the data; thorough: twice as many."),
        )
        self._place("effort")
        return next(level for level in FACTORS if level == (chosen or "usual"))

    def _left_out(self, contents: Contents) -> list[str]:
        field, info = st.columns([5, 2], vertical_alignment="bottom")
        chosen = field.multiselect(
            _("Leave languages out?"),
            sorted(contents.languages),
            format_func=language_name,
            key="train-left-out",
            placeholder=_("none"),
        )
        with info:
            explain(_("Zero-shot"), _(ZERO_SHOT))
        self._place("left_out")
        return chosen

    def _device_field(self) -> str:
        words = _device_words(self._device)
        gpu = self._device.gpu
        if gpu is None:
            st.markdown(f"{_('On what?')}  \n{words}")
            self._place("device")
            return "auto"
        chosen = st.segmented_control(
            _("On what?"),
            ["auto", "cpu"],
            default="auto",
            required=True,
            format_func=lambda key: gpu if key == "auto" else _("CPU"),
            key="train-device",
        )
        st.caption(words)
        self._place("device")
        return chosen or "auto"


def _version_name(version: DataVersion) -> str:
    counts = ", ".join(f"{_(split)} {number(n)}" for split, n in version.rows.items())
    return f"{version.number}. {version.name} · {counts}"


def _model_name(card: ModelCard) -> str:
    size = _("{n} weights").format(n=short(card.parameters)) if card.parameters else ""
    return " · ".join(part for part in (card.name, size, card.licence) if part)


def _device_words(device: Device) -> str:
    cores = many(device.cores, "{n} processor core", "{n} processor cores")
    memory = _("{free} of {total} GiB of memory free").format(
        free=number(device.free_memory / 2**30), total=number(device.memory / 2**30)
    )
    gpu = device.gpu or _("no GPU that can be used")
    return f"{cores}, {memory}, {gpu}."
