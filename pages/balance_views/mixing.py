"""The mixture designer: how often a training passes over each language, by UniMax or by temperature."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.balancing.axes import Unit
from core.balancing.board import BalanceBoard
from core.balancing.mixture import MANY_PASSES, Mixture, Temperature, UniMax, mix
from pages.balance_views.names import language_name, short
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.feedback import explain, reported_errors
from pages.shared.words import _, many, number, percent

CHOSEN_KEY = "mixture-chosen"
METHODS = {"unimax": "UniMax", "temperature": "Temperature"}
EXPLAINED = {
    "unimax": "Every language gets the same amount, but none is passed over more often than the limit. What a small "
    "language cannot fill goes to the larger ones.",
    "temperature": "Shares follow size raised to a power. At 1 each language has its natural share; towards 0 all "
    "become equal, and small ones are repeated without limit.",
}


def draw_mixture(board: BalanceBoard) -> None:
    """The controls, the finding and the table of passes."""
    st.markdown(
        _("Large languages crowd out small ones, and repeated text is learnt by heart. A mixture weighs the two.")
    )
    method = choose_method("mixture")
    st.session_state[CHOSEN_KEY] = method
    unit = _("tokens") if board.unit is Unit.TOKENS else _(str(board.unit))
    if board.unit is Unit.SEGMENTS:
        st.caption(
            _("Sizes are counted in segments. Tokens (chosen above) are closer to what a training sees and pays.")
        )
    with reported_errors():
        mixture = mix(board.language_sizes, method, unit=unit)
        draw_result(mixture, "mixture")


def chosen_method() -> UniMax | Temperature:
    """What was chosen here last in this session; UniMax with its usual limit before."""
    found = st.session_state.get(CHOSEN_KEY)
    return found if isinstance(found, UniMax | Temperature) else UniMax()


def method_words(method: UniMax | Temperature) -> str:
    """A mixture's rule in words."""
    if isinstance(method, UniMax):
        return _("UniMax, at most {n} passes").format(n=number(method.cap, 1))
    return _("temperature with power {n}").format(n=number(method.alpha, 2))


def choose_method(key: str) -> UniMax | Temperature:
    """UniMax with its limit, or temperature with its power."""
    before = chosen_method()
    left, middle, right = st.columns([3, 4, 2], vertical_alignment="bottom")
    name = left.segmented_control(
        _("Mix by"),
        list(METHODS),
        default=before.method,
        required=True,
        format_func=lambda k: METHODS[k],
        key=f"{key}-by",
    )
    with right:
        explain(METHODS[name or "unimax"], _(EXPLAINED[name or "unimax"]))
    if name == "temperature":
        alpha = middle.slider(
            _("Power: 1 as it is, 0 all equal"),
            0.0,
            1.0,
            before.alpha if isinstance(before, Temperature) else 0.3,
            0.05,
            key=f"{key}-alpha",
        )
        return Temperature(alpha=alpha)
    cap = middle.slider(
        _("Passes over a language at most"),
        1.0,
        8.0,
        before.cap if isinstance(before, UniMax) else 2.0,
        0.5,
        key=f"{key}-cap",
    )
    return UniMax(cap=cap)


def draw_result(mixture: Mixture, key: str) -> None:
    """Shares before and after, passes per language, and what to beware of."""
    if not mixture.languages:
        st.info(_("There is no text to mix yet."))
        return
    often = [item for item in mixture.languages if item.is_repeated_often]
    if often:
        names = ", ".join(language_name(item.language) for item in often)
        st.warning(
            many(
                len(often),
                "{names} would be passed over more than {limit} times; beyond that, repeated text teaches little.",
                "{names} would each be passed over more than {limit} times; beyond that, repeated text teaches little.",
                names=names,
                limit=number(MANY_PASSES),
            )
        )
    if mixture.shortfall:
        st.info(
            _(
                "Every language is at its limit: {n} {unit} less than asked for are drawn. Shorten the run "
                "or collect more."
            ).format(n=short(mixture.shortfall), unit=mixture.unit)
        )
    chart_with_twin(_figure(mixture), _table(mixture), _finding(mixture), f"{key}-chart")


def _figure(mixture: Mixture) -> go.Figure:
    names = [language_name(item.language) for item in mixture.languages]
    figure = go.Figure()
    figure.add_scatter(
        x=[item.natural_share for item in mixture.languages], y=names, mode="markers", name=_("as there is"),
        marker={"symbol": "circle-open", "size": 12, "color": OKABE_ITO[1], "line": {"width": 2}},
    )  # fmt: skip
    figure.add_scatter(
        x=[item.share for item in mixture.languages], y=names, mode="markers", name=_("as drawn"),
        marker={"symbol": "circle", "size": 12, "color": OKABE_ITO[0]},
    )  # fmt: skip
    edge = 1.15 * max(max(item.share, item.natural_share) for item in mixture.languages)
    figure.add_scatter(
        x=[edge] * len(names), y=names, mode="text", showlegend=False, hoverinfo="skip", textposition="middle left",
        text=[_("{n} ×").format(n=number(item.epochs, 1)) for item in mixture.languages],
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", title=_("share of what is drawn; at the edge, passes"), range=[0, edge])
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_layout(height=140 + 28 * len(names), legend={"y": 1.0, "yanchor": "bottom", "x": 0})
    return figure


def _table(mixture: Mixture) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Language"): [language_name(item.language) for item in mixture.languages],
            _("Has ({unit})").format(unit=mixture.unit): [round(item.size) for item in mixture.languages],
            _("Natural share"): [percent(item.natural_share, 1) for item in mixture.languages],
            _("Drawn share"): [percent(item.share, 1) for item in mixture.languages],
            _("Passes"): [round(item.epochs, 2) for item in mixture.languages],
            _("Remark"): [_remark(item.is_capped, item.is_repeated_often) for item in mixture.languages],
        }
    )


def _remark(is_capped: bool, is_often: bool) -> str:
    if is_often:
        return _("repeated too often")
    return _("at its limit") if is_capped else ""


def _finding(mixture: Mixture) -> str:
    words = _("As mixed as {before} equally large languages now, {after} as drawn.").format(
        before=number(mixture.effective_before, 1), after=number(mixture.effective_after, 1)
    )
    if mixture.empty:
        names = ", ".join(language_name(tag) for tag in mixture.empty)
        words += " " + _("Without text, so nothing is drawn: {names}.").format(names=names)
    return words
