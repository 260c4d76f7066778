"""Tagging the hits at once: what it would do, ten texts to be read, one button, and the way back."""

import uuid
from dataclasses import replace

import streamlit as st

from core.access import require
from core.concordance.searching import Concordance
from core.records import Project, Role
from core.tagging import bulk, schemes
from core.tagging.bulk import Batch, Plan
from pages.concordance_views.lines import TICKED
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.texts import show_text
from pages.shared.values import value_words
from pages.shared.words import _, many, moment, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner

KEYS = "concordance-batch-keys"
RIGHT, WRONG = "right", "wrong"
SHOWN = 5


def draw_batch(project: Project, found: Concordance) -> None:
    """Choose what is tagged with what; preview; read the sample; tag."""
    st.divider()
    st.subheader(_("Tag these segments"))
    batch = _asked(project, found)
    if batch is None:
        return
    with reported_errors():
        plan = bulk.plan(get_workspace(), project.id, current_account().id, batch)
        _preview(project, batch, plan)
        if plan.sample:
            read = _read(project, batch, plan)
            _apply(project, read, plan)


def _asked(project: Project, found: Concordance) -> Batch | None:
    ticked: set[str] = st.session_state[TICKED]
    everything = many(len(found.segment_ids), "the {n} segment found", "all {n} segments found")
    some = many(len(ticked), "the {n} segment ticked", "the {n} segments ticked")
    left, middle, right = st.columns(3)
    scope = left.selectbox(
        _("Which"), ["all", "ticked"], format_func=lambda one: everything if one == "all" else some, key="batch-scope"
    )
    offered = {one.id: one for one in schemes.of_project(get_workspace(), project.id)}
    scheme = middle.selectbox(
        _("Scheme"), list(offered), format_func=lambda one: _(offered[one].name), key="batch-scheme"
    )
    value = right.selectbox(
        _("Value"), offered[scheme].keys(), index=None, format_func=value_words(project), key=f"batch-value-{scheme}"
    )
    over = is_owner(project) and st.toggle(
        _("Also those that have another value"),
        help=_("The other person's own answer stays on record."),
        key="batch-over",
    )
    ids = found.segment_ids if scope == "all" else tuple(one for one in found.segment_ids if one in ticked)
    if scope == "ticked" and not ids:
        st.caption(_("Tick lines above to tag them."))
        return None
    if value is None:
        st.caption(_("Choose a value to see what would change."))
        return None
    keys = st.session_state.setdefault(KEYS, {})
    key = keys.setdefault((project.id, found.query, scope, scheme, value, over), uuid.uuid4().hex)
    return Batch(key, scheme, value, ids, replace=over)


def _preview(project: Project, batch: Batch, plan: Plan) -> None:
    value = value_words(project)
    parts = [many(len(plan.segment_ids), "{n} segment would be tagged", "{n} segments would be tagged")]
    if plan.already:
        parts.append(many(plan.already, "{n} has this value already", "{n} have this value already"))
    others = ", ".join(f"{value(key)} {number(n)}" for key, n in plan.other)
    if others:
        words = _("tagged over: {others}") if plan.replaced else _("left alone with another value: {others}")
        parts.append(words.format(others=others))
    st.markdown("**{}** → **{}**".format("; ".join(parts), value(batch.value)))
    st.caption(" · ".join(f"{language_words(tag)}: {number(n)}" for tag, n in plan.languages))


def _read(project: Project, batch: Batch, plan: Plan) -> Batch:
    """The sample with an answer to each; the batch with what was answered."""
    st.markdown(_("Read these, drawn at random, and say of each whether the value is right:"))
    with get_workspace().snapshot(project.id) as snapshot:
        rows = snapshot.rows(plan.sample)
    answers = {}
    for row in rows:
        text, choice = st.columns([3, 1], vertical_alignment="center")
        with text:
            show_text(row.segment.text, row.tag, language_words(row.tag), small=True)
        answers[row.segment.id] = choice.radio(
            _("Is it right?"),
            [RIGHT, WRONG],
            index=None,
            format_func=lambda one: _("Right") if one == RIGHT else _("Reject"),
            horizontal=True,
            key=f"audit-{batch.key}-{row.segment.id}",
        )
    wrong = frozenset(one for one, answer in answers.items() if answer == WRONG)
    read = frozenset(one for one, answer in answers.items() if answer)
    if wrong:
        low, high = bulk.share_wrong(len(wrong), len(read))
        st.warning(
            _("{n} of {read} read are wrong: so may be {low} to {high} of the others.").format(
                n=number(len(wrong)), read=number(len(read)), low=percent(low), high=percent(high)
            )
        )
    return replace(batch, looked_at=read, rejected=wrong)


def _apply(project: Project, batch: Batch, plan: Plan) -> None:
    unread = len(set(plan.sample) - batch.looked_at)
    n = len(set(plan.segment_ids) - batch.rejected)
    if unread:
        st.caption(many(unread, "{n} text is still to be read.", "{n} texts are still to be read."))
    words = many(n, "Tag {n} segment", "Tag {n} segments")
    if st.button(words, type="primary", icon=":material/sell:", disabled=bool(unread or not n), key="batch-apply"):
        account = current_account()
        require(get_workspace(), account, project.id, Role.OWNER if batch.replace else Role.ANNOTATOR)
        done = bulk.apply(get_workspace(), project.id, account.id, batch)
        st.session_state[KEYS] = {}
        flash(many(done.tagged, "{n} segment is tagged.", "{n} segments are tagged."))
        st.rerun()


def draw_batches(project: Project) -> None:
    """The person's last batches, each with the way back."""
    account = current_account()
    made = bulk.batches(get_workspace(), project.id, account.id)[:SHOWN]
    if not made:
        return
    st.divider()
    st.subheader(_("Your last batches"))
    value = value_words(project)
    for one in made:
        words, button = st.columns([3, 1], vertical_alignment="center")
        tagged = _("cut off") if one.tagged is None else many(one.tagged, "{n} segment", "{n} segments")
        words.markdown(f"{moment(one.at)} · **{value(one.value)}** · {tagged}")
        if one.is_undone:
            button.caption(_("taken back"))
        elif button.button(_("Undo the whole batch"), icon=":material/undo:", key=f"undo-{one.batch_id}"):
            with reported_errors():
                require(get_workspace(), account, project.id, Role.ANNOTATOR)
                undone = bulk.undo(get_workspace(), project.id, account.id, one.batch_id)
                flash(many(undone.undone, "{n} label is taken back.", "{n} labels are taken back."))
                st.rerun()
