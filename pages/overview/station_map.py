"""The stations on Home: one box each, with its figure in words."""

import streamlit as st

from core.overview import Figures, Standing
from pages.shared.registry import page
from pages.shared.words import _, many, number

STATE_WORDS = {
    Standing.WAITING: ("not begun", ":material/radio_button_unchecked:"),
    Standing.NEXT: ("next step", ":material/my_location:"),
    Standing.UNDERWAY: ("at work", ":material/progress_activity:"),
    Standing.DONE: ("begun", ":material/check_circle:"),
}


def draw_station(name: str, standing: Standing, figures: Figures, *, is_next: bool) -> None:
    """One station of the loop."""
    words, icon = STATE_WORDS[standing]
    with st.container(border=True, key=f"station-{name}{'-next' if is_next else ''}"):
        st.page_link(page(name))
        st.markdown(station_figure(name, figures))
        st.caption(f"{icon} {_(words)}")


def station_figure(name: str, figures: Figures) -> str:
    """The station's figure as a sentence."""
    if name == "collection":
        sources = many(figures.sources, "{n} source", "{n} sources")
        return many(figures.segments, "{n} segment", "{n} segments") + f", {sources}"
    if name == "filtering":
        if figures.unidentified:
            return _("{n} wait for language identification").format(n=number(figures.unidentified))
        standing = _("{kept} kept, {review} to review, {out} left out").format(
            kept=number(figures.kept), review=number(figures.review), out=number(figures.left_out)
        )
        waiting = _("; {n} not cleaned yet").format(n=number(figures.uncleaned)) if figures.uncleaned else ""
        return standing + waiting
    if name == "tagging":
        return _("{n} of {total} kept segments tagged").format(n=number(figures.tagged), total=number(figures.kept))
    if name == "balancing":
        versions = many(figures.versions, "{n} frozen data version", "{n} frozen data versions")
        return versions + ", " + many(figures.targets, "{n} target", "{n} targets")
    if name == "training":
        return _("{n} of {total} runs trained").format(n=number(figures.trained), total=number(figures.runs))
    return many(figures.scores, "{n} score", "{n} scores")
