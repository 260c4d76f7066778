"""Per language: base against tuned with intervals, worst first, with the finding in words and the signatures."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.evaluation.board import LanguageLine, language_lines, macro_average
from core.evaluation.dashboard import Dashboard
from core.evaluation.metrics import LOWER_IS_BETTER
from core.languages import name
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.feedback import explain
from pages.shared.values import task_words
from pages.shared.words import _, interface_language, number

METRICS = {
    "macro_f1": (
        "Macro-F1",
        "The mean, over all classes, of how well each class is found. 1 is perfect; rare classes count fully.",
    ),
    "accuracy": (
        "Accuracy",
        "The share of segments whose class was found. Guessing the commonest class can already look good.",
    ),
    "bits_per_byte": (
        "Bits per byte",
        "How surprised the model is by the real text, per byte. Lower is better; 8 is no idea at all.",
    ),
    "chrf++": (
        "chrF++",
        "How many short letter sequences and words the output shares with a reference text, 0 to 100.",
    ),
    "bleu": (
        "BLEU",
        "How many word sequences the output shares with a reference text, 0 to 100. Coarse on short texts.",
    ),
}


def draw_languages(board: Dashboard) -> None:
    """The chart, its table twin and what it says."""
    left, right, info = st.columns([2, 2, 1], vertical_alignment="bottom")
    task = left.selectbox(_("Task"), board.tasks, format_func=task_words, key="eval-task")
    metric = right.selectbox(
        _("Score"), board.metrics(task), format_func=lambda key: METRICS[key][0], key="eval-metric"
    )
    with info:
        explain(METRICS[metric][0], _(METRICS[metric][1]))
    lines = language_lines(board.scores, task, metric)
    if not lines:
        st.info(_("There is no such score in this run."))
        return
    chart_with_twin(
        _figure(lines, metric), _table(lines, metric), _finding(board, lines, task, metric), f"scores-{task}-{metric}"
    )
    with st.expander(_("Signature"), icon=":material/fingerprint:"):
        st.code(
            "\n".join(dict.fromkeys([lines[0].base.signature, lines[0].tuned.signature])),
            language=None,
            wrap_lines=True,
        )


def place_name(tag: str | None) -> str:
    """A language's name for an axis; None is all of them."""
    return _("all languages") if tag is None else f"{name(tag, interface_language())} ({tag})"


def _figure(lines: list[LanguageLine], metric: str) -> go.Figure:
    figure = go.Figure()
    systems = [("base", OKABE_ITO[1], "circle-open", _("base")), ("tuned", OKABE_ITO[0], "circle", _("tuned"))]
    if lines[0].baseline is not None:
        systems.append(("baseline", OKABE_ITO[7], "line-ns-open", _("n-gram model")))
    for system, colour, symbol, label in systems:
        found = [(place_name(line.language), getattr(line, system)) for line in lines]
        known = [(place, score) for place, score in found if score is not None and score.value is not None]
        figure.add_scatter(
            x=[score.value for _place, score in known],
            y=[place for place, _score in known],
            mode="markers",
            name=label,
            marker={"color": colour, "symbol": symbol, "size": 12, "line": {"width": 2}},
            error_x={
                "type": "data",
                "array": [(score.high or score.value) - score.value for _place, score in known],
                "arrayminus": [score.value - (score.low or score.value) for _place, score in known],
                "color": colour,
            },
        )
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(title=METRICS[metric][0] + (_(" (lower is better)") if metric in LOWER_IS_BETTER else ""))
    figure.update_layout(height=120 + 30 * len(lines))
    return figure


def _table(lines: list[LanguageLine], metric: str) -> pd.DataFrame:
    digits = 1 if metric in ("bleu", "chrf++") else 3
    return pd.DataFrame(
        {
            _("Language"): [place_name(line.language) for line in lines],
            _("Base"): [_with_interval(line.base.value, line.base.low, line.base.high, digits) for line in lines],
            _("Tuned"): [_with_interval(line.tuned.value, line.tuned.low, line.tuned.high, digits) for line in lines],
            _("Gain"): [number(line.gain, digits) for line in lines],
            _("Items"): [line.tuned.n for line in lines],
            _("Read with care"): [_(line.tuned.note) if line.tuned.note else "" for line in lines],
        }
    )


def _with_interval(value: float | None, low: float | None, high: float | None, digits: int) -> str:
    if value is None:
        return "–"
    if low is None or high is None:
        return number(value, digits)
    return f"{number(value, digits)} [{number(low, digits)}, {number(high, digits)}]"


def _finding(board: Dashboard, lines: list[LanguageLine], task: str, metric: str) -> str:
    better = sum(line.gain > 0 for line in lines if line.language)
    languages = sum(line.language is not None for line in lines)
    words = _("Tuned is better than base in {n} of {total} languages.").format(n=better, total=languages)
    average = macro_average(lines)
    if average is not None:
        words += " " + _("Mean over languages: base {base}, tuned {tuned}.").format(
            base=number(average[0], 3), tuned=number(average[1], 3)
        )
    test = next((t for t in board.tests if (t.task, t.metric) == (task, metric)), None)
    if test is not None and test.p is not None:
        sure = (
            _("which is no accident of these texts") if test.p < 0.05 else _("which may be an accident of these texts")
        )
        words += " " + _("Pooled, the difference is {d} (p = {p}), {sure}.").format(
            d=number(test.difference, 3), p=number(test.p, 3), sure=sure
        )
    return words
