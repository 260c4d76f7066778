"""Cleaning: which text is given out, and limits of quality to move, with what would change before it is applied."""

from dataclasses import replace

import streamlit as st

from core.cleaning import limits
from core.cleaning.trying import MOVABLE, Trial, examples
from core.corpus import flaws
from core.limits import SHARES, Action, Limit
from core.records import FilterPolicy, Project
from pages.filter_views.given_text import draw_given_text
from pages.filter_views.limit_effect import draw_effect, draw_examples, draw_spread
from pages.filter_views.names import action_words, language_words, limit_words, reason_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, number
from pages.shared.workspace import current_account, get_workspace, is_owner

ALL = ""
HIGHEST = {"too_short": 50.0, "too_long": 20_000.0, "untranslated_copy": 100.0}
SHOWN_FIRST = "too_short"  # every segment has a length
STEPS = {"too_long": 100.0}


def draw_cleaning(project: Project) -> None:
    """The given text above, the limits below."""
    st.header(_("The text that is frozen and exported"))
    draw_given_text(project)
    st.header(_("Limits"))
    _draw_limits(project)


@st.fragment
def _draw_limits(project: Project) -> None:
    workspace = get_workspace()
    policy = workspace.ledger.policies.current(project.id)
    st.markdown(
        _("A segment beyond a limit is left out or sent to review. Nothing is deleted; every limit can be moved back.")
    )
    left, right = st.columns(2)
    reason = left.selectbox(
        _("Limit"), MOVABLE, MOVABLE.index(SHOWN_FIRST), lambda key: _standing(policy, key), key="limit-reason"
    )
    version = (workspace.corpus(project.id).version, workspace.ledger.events.latest(project.id), project.languages)
    trial = _trial(project.id, reason, policy, version, policy.version)
    languages = trial.languages()
    if not languages:
        st.info(_missing(reason))
        return
    tag = right.selectbox(
        _("For"),
        [ALL, *languages],
        format_func=lambda key: language_words(key) if key else _("all languages"),
        key=f"limit-language-{reason}",
    )
    draft = _moved(policy, reason, tag or None, trial)
    draw_spread(trial, reason, draft, tag or None)
    then = replace(policy, limits={**policy.limits, reason: draft})
    draw_effect(trial, policy.limits[reason], draft)
    is_same = draft == policy.limits[reason]
    if st.button(_("Apply this limit"), type="primary", disabled=is_same or not is_owner(project), key="apply-limit"):
        _apply(project, reason, draft)
    if not is_same:
        with st.spinner(_("Looking for texts that would change sides")):
            draw_examples(examples(workspace, project.id, then, reason, tag or None))


def _standing(policy: FilterPolicy, reason: str) -> str:
    """A limit with what it does now."""
    words = reason_words(reason)
    return f"{words[:1].upper()}{words[1:]} ({action_words(policy.limits[reason].action).lower()})"


def _missing(reason: str) -> str:
    if "similarity" in flaws.FIGURES[reason]:
        return _("No duplicates were found yet: look for them first.")
    if reason == "untranslated_copy":
        return _("No segment that is a translation equals its original, as far as they are cleaned.")
    return _("No segment is cleaned yet: clean them first, at the top of this page.")


def _moved(policy: FilterPolicy, reason: str, tag: str | None, trial: Trial) -> Limit:
    """The limit as the slider and the choice beside it say."""
    present = policy.limits[reason]
    left, right = st.columns([1, 2])
    key = f"{policy.project_id}-{policy.version}-{reason}"
    action = left.radio(
        _("Beyond it"),
        list(Action),
        index=list(Action).index(present.action),
        format_func=action_words,
        key=f"limit-action-{key}",
    )
    value = right.slider(
        limit_words(reason),
        0.0,
        1.0 if reason in SHARES else HIGHEST[reason],
        float(present.at(tag)),
        0.01 if reason in SHARES else STEPS.get(reason, 1.0),
        key=f"limit-{key}-{tag}",
    )
    proposed = limits.proposal(reason, *trial.spread(tag)) if tag else None
    if proposed is not None:
        said = _(
            "In force: {current}. This language's own figures propose {proposal}: one segment in a hundred is beyond."
        )
        digits = 2 if reason in SHARES else 0
        right.caption(said.format(current=number(present.at(tag), digits), proposal=number(proposed, digits)))
    return limits.moved(present, action=Action(action or present.action), tag=tag, value=float(value))


def _apply(project: Project, reason: str, draft: Limit) -> None:
    with reported_errors():
        made = limits.apply(get_workspace(), project.id, {reason: draft}, account_id=current_account().id)
        flash(_("Version {n} of the filter is in force. No text was touched.").format(n=made.version))
        st.rerun()


@st.cache_resource(max_entries=16, show_spinner=False)
def _trial(project_id: str, reason: str, _policy: FilterPolicy, *key: object) -> Trial:
    assert key, "what the answer depends on: corpus, events, expected languages, policy"
    with get_workspace().snapshot(project_id) as snapshot:
        return Trial(snapshot, _policy, reason)
