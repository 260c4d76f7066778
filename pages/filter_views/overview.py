"""The verdicts per language as stacked bars with their table."""

import pandas as pd
import streamlit as st

from core.identification.summary import NO_LANGUAGE, FilterSummary
from pages.filter_views.names import VERDICTS, language_words, reason_words
from pages.shared.charts import VERDICT_COLOURS, chart_with_twin, stacked_bars
from pages.shared.words import _, many, number

COLOURS = {
    "kept": VERDICT_COLOURS["keep"],
    "review": VERDICT_COLOURS["review"],
    "dropped": VERDICT_COLOURS["drop"],
    "unknown": VERDICT_COLOURS["unknown"],
    "unsupported": VERDICT_COLOURS["unsupported"],
    "waiting": "#c9c9c9",
}


def draw_verdicts(summary: FilterSummary) -> None:
    """One bar a language, most segments first, and the reasons below."""
    order = sorted(summary.per_language, key=lambda tag: -summary.per_language[tag].total)
    names = [language_words(tag) for tag in order]
    parts = {key: [getattr(summary.per_language[tag], key) for tag in order] for key in VERDICTS}
    shown = {key: values for key, values in parts.items() if any(values)}
    labels = {key: _(words) for key, words in VERDICTS.items()}
    table = pd.DataFrame({_("Language"): names} | {labels[key]: values for key, values in shown.items()})
    named = sum(tag != NO_LANGUAGE for tag in order)
    finding = many(named, "{n} language was found", "{n} languages were found") + "; "
    finding += _("{kept} of {total} segments are kept.").format(
        kept=number(summary.counts.kept), total=number(summary.rows)
    )
    chart_with_twin(stacked_bars(names, shown, labels, COLOURS), table, finding, "verdicts")
    for reason, n in sorted(summary.reasons.items(), key=lambda pair: -pair[1]):
        st.markdown(f"{number(n)}: {reason_words(reason)}")
