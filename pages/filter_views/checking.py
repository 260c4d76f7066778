"""“Is this Yoruba?”: one-key answers, the precision they show at each threshold, and the threshold they ask for."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.identification import thresholds
from core.identification.checking import refitting, standing
from core.identification.checking.estimating import LEAST_ANSWERS, Evidence, Precision, Proposal
from core.identification.checking.standing import LanguageEvidence
from core.records import Project
from pages.filter_views.check_card.card import check_card
from pages.filter_views.disagreeing import draw_disagreements
from pages.filter_views.names import language_words
from pages.filter_views.sayers import draw_sayers
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.feedback import explain, flash, reported_errors
from pages.shared.pickers import language_label
from pages.shared.words import _, interface_language, many, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner

LINE = "#8a8f93"  # read on light and on dark ground
WANTED = (0.9, 0.95, 0.98, 0.99)


@st.fragment
def draw_checking(project: Project) -> None:
    """The card, what the answers show, and the detectors that disagree."""
    workspace = get_workspace()
    with workspace.snapshot(project.id) as snapshot:
        counts = [(tag, n) for tag, n in snapshot.facet("language") if tag]
        asked = standing.checked_languages(workspace, project.id)
        if not counts:
            st.info(_("No segment is identified yet."))
            return
        rows = dict(counts)
        tag = st.selectbox(
            _("Language to check"),
            list(rows),
            format_func=lambda name: _("{language}: {n} segments, {checked} checked").format(
                language=language_label(name), n=number(rows[name]), checked=number(asked.get(name, 0))
            ),
            key="check-language",
        )
        found = standing.evidence(workspace, project.id, snapshot, tag)
    st.markdown(_("Answer with one key. The segments are drawn at random, more of them around the threshold in force."))
    check_card(project, current_account(), tag, _name(tag))
    draw_sayers(project, tag)
    _figures(project, found)
    draw_disagreements(project)


def _figures(project: Project, found: LanguageEvidence) -> None:
    st.header(_("What the answers show"))
    if not found.yes + found.no:
        st.info(_("There is no evidence yet for {language}: nobody has checked it.").format(language=_name(found.tag)))
        return
    said = _("{yes} yes, {no} no, {unsure} not sure, of {rows} segments.")
    st.markdown(
        said.format(yes=number(found.yes), no=number(found.no), unsure=number(found.unsure), rows=number(found.rows))
    )
    explain(
        _("Precision"),
        _(
            "Of the segments that are kept as a language at this threshold, the share that really is in it. "
            "The bar is the interval in which it lies in 95 of 100 such samples."
        ),
    )
    wanted = st.select_slider(
        _("Wanted precision"), WANTED, value=0.95, format_func=percent, key=f"wanted-{project.id}"
    )
    proposal = found.proposal(wanted)
    _chart(project, found, wanted, proposal)
    st.markdown(_proposal_words(found, proposal, wanted))
    _offer(project, found, proposal)
    _refit(project)


def _chart(project: Project, found: LanguageEvidence, wanted: float, proposal: Proposal) -> None:
    known = [one for one in found.precisions if one.value is not None]
    in_force = get_workspace().ledger.policies.current(project.id).threshold(found.tag)
    figure = go.Figure(
        go.Scatter(
            x=[one.threshold for one in known],
            y=[one.value for one in known],
            mode="lines+markers",
            line={"color": OKABE_ITO[0]},
            error_y={
                "type": "data",
                "array": [one.high - (one.value or 0) for one in known],
                "arrayminus": [(one.value or 0) - one.low for one in known],
            },
        )
    )
    figure.add_hline(y=wanted, line={"width": 1, "dash": "dot", "color": LINE})
    figure.add_vline(x=in_force, line={"width": 2, "dash": "dash", "color": LINE})
    figure.update_layout(height=280, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=False)
    figure.update_xaxes(title=_("threshold"), range=[-0.02, 1])
    figure.update_yaxes(title=_("precision"), range=[0, 1.02], tickformat=".0%")
    at = _at(found, in_force)
    finding = _("Dashed: the threshold in force, {threshold}. There, {precision}.").format(
        threshold=number(in_force, 2), precision=_precision_words(at)
    )
    chart_with_twin(figure, _table(known, proposal), finding, f"precision-{found.tag}")


def _table(known: list[Precision], proposal: Proposal) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Threshold"): [number(one.threshold, 2) for one in known],
            _("Precision"): [percent(one.value or 0, 1) for one in known],
            _("Interval"): [f"{percent(one.low, 1)} – {percent(one.high, 1)}" for one in known],
            _("Answers"): [one.answers for one in known],
            _("Share of the segments kept"): [percent(one.kept, 1) for one in known],
            _("Proposed"): [_("yes") if one.threshold == proposal.threshold else "" for one in known],
        }
    )


def _proposal_words(found: LanguageEvidence, proposal: Proposal, wanted: float) -> str:
    if proposal.evidence is Evidence.TOO_FEW:
        missing = LEAST_ANSWERS - proposal.answers
        return many(missing, "One more answer is needed for a proposal.", "{n} more answers are needed for a proposal.")
    if proposal.evidence is Evidence.NEVER or proposal.threshold is None:
        highest = max((one for one in found.precisions if one.value is not None), key=lambda one: one.threshold)
        return _("In these answers no threshold reaches {wanted}: at the highest, {precision}.").format(
            wanted=percent(wanted), precision=_precision_words(highest)
        )
    words = {
        Evidence.SURE: _("From {threshold} up, precision is at least {wanted}: the whole interval lies above it."),
        Evidence.LIKELY: _(
            "From {threshold} up, precision is likely at least {wanted}; more answers would make it certain."
        ),
    }[proposal.evidence]
    return words.format(threshold=f"**{number(proposal.threshold, 2)}**", wanted=percent(wanted))


def _offer(project: Project, found: LanguageEvidence, proposal: Proposal) -> None:
    workspace = get_workspace()
    if proposal.threshold is None:
        return
    in_force = workspace.ledger.policies.current(project.id).threshold(found.tag)
    st.markdown(
        _("It would keep {then} of the segments; {now} score above the one in force.").format(
            then=percent(_at(found, proposal.threshold).kept, 1), now=percent(_at(found, in_force).kept, 1)
        )
    )
    if st.button(
        _("Set the threshold to {value}").format(value=number(proposal.threshold, 2)),
        disabled=not is_owner(project) or abs(proposal.threshold - in_force) < 1e-9,
        key="apply-checked-threshold",
    ):
        with reported_errors():
            made = thresholds.apply(
                workspace, project.id, {found.tag: proposal.threshold}, account_id=current_account().id
            )
            flash(_("Thresholds version {n} are in force. No text was touched.").format(n=made.version))
            st.rerun()


def _refit(project: Project) -> None:
    """The answers in all languages fit the project's own calibrator."""
    note = _(
        "All answers together teach how sure the detectors may be in this project. Segments are weighed anew then."
    )
    if st.button(_("Fit the scores to the answers"), disabled=not is_owner(project), help=note, key="refit"):
        with reported_errors():
            made = refitting.refit(get_workspace(), current_account(), project.id)
            flash(_("Fitted from {n} answers: identify anew to use it.").format(n=number(made.rows)))
            st.rerun()


def _precision_words(at: Precision) -> str:
    if at.value is None:
        return _("nothing was checked")
    return _("{value} are right ({low} to {high})").format(
        value=percent(at.value), low=percent(at.low), high=percent(at.high)
    )


def _at(found: LanguageEvidence, threshold: float) -> Precision:
    """What is known at the nearest threshold that is no higher."""
    return max((one for one in found.precisions if one.threshold <= threshold + 1e-9), key=lambda one: one.threshold)


def _name(tag: str) -> str:
    from core.languages import is_tag, name

    return name(tag, interface_language()) if is_tag(tag) else language_words(tag)
