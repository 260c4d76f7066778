"""What a moved limit would do: its place among a language's figures, counts before and after, texts on both sides."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.cleaning.trying import Moved, Trial
from core.corpus import flaws
from core.corpus.rows import SegmentRow
from core.limits import SHARES, Limit
from pages.filter_views.names import language_words, limit_words, reason_words
from pages.shared.charts import INK, OKABE_ITO
from pages.shared.texts import show_text
from pages.shared.words import _, many, number

BINS = 50
LINE = "#8a8a8a"  # seen on light and dark
FEWEST_SHOWN = 40.0  # of figures that count characters, the axis reaches at least this far


def draw_spread(trial: Trial, reason: str, draft: Limit, tag: str | None) -> None:
    """The figures of one language, or of all, as a histogram with the limit as a line."""
    values, rows = trial.spread(tag)
    if not len(values):
        return
    line = draft.at(tag)
    most = 1.0 if reason in SHARES else max(FEWEST_SHOWN, line * 1.2, float(_high(values, rows)))
    heights, edges = np.histogram(np.minimum(values, most), bins=BINS, range=(0, most), weights=rows)
    middles = (edges[:-1] + edges[1:]) / 2
    beyond = middles < line if reason in flaws.BELOW else middles > line
    colours = [OKABE_ITO[3] if is_beyond else OKABE_ITO[2] for is_beyond in beyond.tolist()]
    figure = go.Figure(go.Bar(x=middles, y=heights, marker={"color": colours}, width=most / BINS))
    figure.add_vline(x=line, line={"width": 2, "dash": "dash", "color": LINE})
    figure.update_layout(height=220, margin={"l": 8, "r": 8, "t": 8, "b": 8}, bargap=0, showlegend=False)
    figure.update_xaxes(title=limit_words(reason), range=[0, most])
    figure.update_yaxes(title=_("segments"), type="log")
    if st.context.theme.type == "light":  # Streamlit's own grey for axes is too pale to read small
        for update in (figure.update_xaxes, figure.update_yaxes):
            update(tickfont={"color": INK}, title_font={"color": INK})
    where = language_words(tag) if tag else _("all languages")
    n = int(rows[values < np.float32(line)].sum() if reason in flaws.BELOW else rows[values > np.float32(line)].sum())
    finding = _("{language}: {n} of {total} segments are beyond {limit}.").format(
        language=where, n=number(n), total=number(int(rows.sum())), limit=number(line, 2 if reason in SHARES else 0)
    )
    st.plotly_chart(figure, key="limit-histogram", config={"displaylogo": False}, alt=finding)
    st.caption(finding)


def _high(values: np.ndarray, rows: np.ndarray) -> float:
    reached = np.cumsum(rows) / rows.sum()
    return float(values[min(int(np.searchsorted(reached, 0.99)), len(values) - 1)])


def draw_effect(trial: Trial, present: Limit, draft: Limit) -> None:
    """Counts per language before and after; languages in which nothing changes are left out once something does."""
    now, then = trial.counts(present), trial.counts(draft)
    held, would = trial.beyond(present), trial.beyond(draft)
    if draft == present:
        words = many(sum(held.values()), "{n} segment has this reason now.", "{n} segments have this reason now.")
        st.markdown(words)
        return
    tags = [tag for tag in sorted(then, key=lambda tag: -then[tag].total) if now.get(tag) != then[tag]]
    change = sum(one.kept for one in then.values()) - sum(one.kept for one in now.values())
    if not tags:
        st.info(_("Nothing would change."))
        return
    more = many(change, "{n} more segment would be kept.", "{n} more segments would be kept.")
    fewer = many(-change, "{n} segment less would be kept.", "{n} segments less would be kept.")
    st.markdown(f"**{fewer if change < 0 else more}**")
    st.dataframe(
        pd.DataFrame(
            {
                _("Language"): [language_words(tag) for tag in tags],
                _("Limit"): [draft.at(tag) for tag in tags],
                _("Beyond now"): [held.get(tag, 0) for tag in tags],
                _("Beyond then"): [would.get(tag, 0) for tag in tags],
                _("Kept now"): [now[tag].kept for tag in tags],
                _("Kept then"): [then[tag].kept for tag in tags],
                _("To review then"): [then[tag].review for tag in tags],
                _("Left out then"): [then[tag].dropped for tag in tags],
            }
        ),
        hide_index=True,
        key="limit-effect",
    )


def draw_examples(found: Moved) -> None:
    """Up to ten texts on each side, nearest to the line first."""
    left, right = st.columns(2)
    with left:
        st.markdown("**" + _("Kept now, then not") + "**")
        _texts(found.out)
    with right:
        st.markdown("**" + _("Back again") + "**")
        _texts(found.back)


def _texts(rows: tuple[SegmentRow, ...]) -> None:
    if not rows:
        st.caption(_("None."))
    for row in rows:
        show_text(row.segment.text, row.tag, f"{language_words(row.tag)} · {figures_words(row)}", small=True)


def figures_words(row: SegmentRow) -> str:
    """Those figures of a segment that say something about it."""
    usual = {"letter_share": 1.0, "script_share": 1.0}
    said = [
        f"{FIGURE_WORDS[name]()} {number(value, 0 if name == 'graphemes' else 2)}"
        for name, value in row.figures.items()
        if name in FIGURE_WORDS and value != usual.get(name, 0.0)
    ]
    others = [reason_words(reason) for reason in row.flaws if reason != row.reason]
    return " · ".join([*said, *others])


FIGURE_WORDS = {
    "graphemes": lambda: _("characters"),
    "letter_share": lambda: _("letters"),
    "digit_share": lambda: _("digits"),
    "symbol_share": lambda: _("symbols"),
    "script_share": lambda: _("main script"),
    "repetition": lambda: _("repetition"),
    "markup": lambda: _("remains of a page"),
    "list_likeness": lambda: _("list"),
    "mojibake": lambda: _("garbled"),
    "similarity": lambda: _("likeness"),
}
