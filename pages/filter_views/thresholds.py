"""Thresholds: how sure the detectors were per language, a line to move, and what would change before it is applied."""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.identification import thresholds
from core.identification.thresholds import BINS, LanguageScores, WhatIf
from core.records import FilterPolicy, Project
from pages.filter_views.names import language_words
from pages.filter_views.sayers import draw_sayers
from pages.shared.charts import OKABE_ITO
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, number
from pages.shared.workspace import current_account, get_workspace, is_owner


@st.fragment
def draw_thresholds(project: Project) -> None:
    """The histogram with its line, the counts before and after, and one button that applies."""
    workspace = get_workspace()
    policy = workspace.ledger.policies.current(project.id)
    version = (workspace.corpus(project.id).version, workspace.ledger.events.latest(project.id), project.languages)
    scores, what_if = _scores(project.id, version, policy.version)
    if not scores:
        st.info(_("No segment is identified yet."))
        return
    st.markdown(
        _("A segment whose score is below the threshold of its language is left out; just below it, it is reviewed.")
    )
    by_tag = {found.tag: found for found in scores}
    tag = st.selectbox(_("Language"), list(by_tag), format_func=language_words, key="threshold-language")
    draw_sayers(project, tag)
    value = _line(by_tag[tag], policy)
    drafts = st.session_state.setdefault(f"thresholds-{project.id}", {})
    drafts[tag] = value
    moved = {name: new for name, new in drafts.items() if abs(new - policy.threshold(name)) > 1e-9}
    _histogram(by_tag[tag], value)
    draft = replace(policy, thresholds={**policy.thresholds, **moved})
    _effect(what_if, policy, draft, sorted({tag, *moved}))
    if st.button(
        _("Apply these thresholds"), type="primary", disabled=not moved or not is_owner(project), key="apply-thresholds"
    ):
        with reported_errors():
            made = thresholds.apply(workspace, project.id, moved, account_id=current_account().id)
            drafts.clear()
            flash(_("Thresholds version {n} are in force. No text was touched.").format(n=made.version))
            st.rerun()


def _line(found: LanguageScores, policy: FilterPolicy) -> float:
    current = policy.threshold(found.tag)
    value = st.slider(
        _("Threshold"),
        0.0,
        1.0,
        float(current),
        0.01,
        key=f"threshold-{policy.project_id}-{found.tag}-{policy.version}",
    )
    if found.proposal is not None:
        hint = _(
            "In force: {current}. A start that fits these scores: {proposal} (median less one deviation, FineWeb-2)."
        )
        st.caption(hint.format(current=number(current, 2), proposal=number(found.proposal, 2)))
    return float(value)


def _histogram(found: LanguageScores, value: float) -> None:
    middles = [(i + 0.5) / BINS for i in range(BINS)]
    colours = [OKABE_ITO[2] if middle >= value else OKABE_ITO[3] for middle in middles]
    figure = go.Figure(go.Bar(x=middles, y=list(found.bins), marker={"color": colours}, width=1 / BINS))
    figure.add_vline(x=value, line={"width": 2, "dash": "dash"})
    figure.update_layout(height=240, margin={"l": 8, "r": 8, "t": 8, "b": 8}, bargap=0, showlegend=False)
    figure.update_xaxes(title=_("score of the detectors"), range=[0, 1])
    figure.update_yaxes(title=_("segments"))
    st.plotly_chart(figure, key="threshold-histogram", config={"displaylogo": False})


def _effect(what_if: WhatIf, policy: FilterPolicy, draft: FilterPolicy, tags: list[str]) -> None:
    now, then = what_if.counts(policy), what_if.counts(draft)
    rows = [(tag, now[tag], then[tag]) for tag in tags if tag in now and tag in then]
    st.dataframe(
        pd.DataFrame(
            {
                _("Language"): [language_words(tag) for tag, _before, _after in rows],
                _("Threshold"): [draft.threshold(tag) for tag, _before, _after in rows],
                _("Kept now"): [before.kept for _tag, before, _after in rows],
                _("Kept then"): [after.kept for _tag, _before, after in rows],
                _("To review now"): [before.review for _tag, before, _after in rows],
                _("To review then"): [after.review for _tag, _before, after in rows],
                _("Left out now"): [before.dropped for _tag, before, _after in rows],
                _("Left out then"): [after.dropped for _tag, _before, after in rows],
            }
        ),
        hide_index=True,
        key="threshold-effect",
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _scores(project_id: str, *key: object) -> tuple[list[LanguageScores], WhatIf]:
    assert key, "what the answer depends on: corpus, events, expected languages, policy"
    with get_workspace().snapshot(project_id) as snapshot:
        return thresholds.language_scores(snapshot), WhatIf(snapshot)
