"""Contribute: what a language expert writes herself, from a prompt, from a segment, freely, or many lines at once."""

import uuid
from collections.abc import Sequence

import streamlit as st

from core.collection.contributing import consenting
from core.collection.contributing.hints import Hint, hint
from core.collection.contributing.keyboards import input_help
from core.collection.contributing.parents import Desk
from core.collection.contributing.writing import Contribution, contribute
from core.collection.paste import Unit
from core.records import Consent, Project, Selection
from pages.collect_views.consent import ask_consent, draw_consents
from pages.collect_views.tasks import TO, Task, ask_labels, ask_prompt, ask_rewriting, ask_translation
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import language_label, language_picker
from pages.shared.texts import show_text
from pages.shared.words import _, many, mark, percent
from pages.shared.workspace import current_account, get_workspace

KEY = "contribute-key"
SHOWN = 3
WAYS = {
    "prompt": mark("Answer a prompt"),
    "rewrite": mark("Rewrite"),
    "translate": mark("Translate"),
    "free": mark("Write freely"),
    "lines": mark("Paste many lines"),
}


def is_prompted() -> bool:
    """Whether the address leads here, as from a gap on the Balance page."""
    return TO in st.query_params


def draw_contribute(project: Project) -> None:
    """The statement first; then one text after the other."""
    account = current_account()
    consent = consenting.in_force(get_workspace(), project.id, account.id)
    if consent is None:
        ask_consent(project)
    else:
        language = _language(project, account.languages)
        if language:
            _desk(project, Desk(get_workspace(), project.id, account.id, language))
        _latest(project, consent)
    if get_workspace().ledger.consents.of_account(project.id, account.id):
        draw_consents(project)


def _language(project: Project, known: Sequence[str]) -> str | None:
    """One of the writer's own languages first."""
    options = [tag for tag in project.languages if tag in known] + [
        tag for tag in project.languages if tag not in known
    ]
    if not options:
        return language_picker(_("The language you write in"), "contribute-language")
    asked = st.query_params.get(TO)
    place = options.index(asked) if asked in options else 0
    return st.selectbox(
        _("The language you write in"), options, place, format_func=language_label, key="contribute-language"
    )


def _desk(project: Project, desk: Desk) -> None:
    way = st.segmented_control(
        _("What you do"), list(WAYS), default="prompt", format_func=lambda key: _(WAYS[key]), key="contribute-way"
    )
    task: Task | None
    match way:
        case "rewrite":
            task = ask_rewriting(desk)
        case "translate":
            task = ask_translation(project, desk)
        case "free" | "lines":
            task = ask_labels(project)
        case _:
            task = ask_prompt(project, desk)
    if task is not None:
        _box(project, desk.language, task, "line" if way == "lines" else "whole")


@st.fragment
def _box(project: Project, language: str, task: Task, unit: Unit) -> None:
    """Where the text is typed: in its own direction, with what helps to type it and what there is to say of it."""
    key = st.session_state.setdefault(KEY, uuid.uuid4().hex)
    typed = input_help(language)
    with st.container(key="contribute-box"):
        st.html(f"<style>.st-key-contribute-box textarea {{direction: {typed.direction}; font-size: 1.2rem;}}</style>")
        text = st.text_area(
            _("Your text in {language}").format(language=language_label(language)),
            height=280 if unit == "line" else 140,
            key=f"contribute-{key}",
            help=_("Click outside the field, or press Ctrl+Enter, to see what is found in it."),
        )
    st.caption(_(typed.hint))
    if typed.letters:
        st.caption(_("Letters to copy: {letters}").format(letters=" ".join(typed.letters)))
    if text.strip():
        _say(hint(get_workspace(), project, text, language, unit), language)
    if st.button(_("Send"), type="primary", icon=":material/send:", disabled=not text.strip()):
        _send(project, Contribution(key=key, text=text, language=language, unit=unit, **vars(task)))


def _say(found: Hint, language: str) -> None:
    """What there is to say before it is sent; nothing of it keeps anybody from sending."""
    if found.pieces > 1:
        st.caption(many(found.pieces, "This will be {n} segment.", "This will be {n} segments."))
    if found.agrees:
        st.caption(_("It looks like {language}.").format(language=language_label(language)))
    elif found.agrees is False and found.found:
        st.warning(
            _(
                "This looks like {found} ({share}), not like {language}. If you know better, send it all the same."
            ).format(found=language_label(found.found), share=percent(found.score), language=language_label(language))
        )
    if found.duplicates:
        st.warning(
            many(
                len(found.duplicates),
                "The same text is here already. It can be sent, but it adds little.",
                "{n} texts that are the same are here already. They can be sent, but add little.",
            )
        )
        show_text(found.duplicates[0].text, found.duplicates[0].declared_language, small=True)


def _send(project: Project, given: Contribution) -> None:
    """Send, and empty the field only once it is stored; until then the same key makes sending again harmless."""
    with reported_errors():
        report = contribute(get_workspace(), current_account(), project.id, given)
        st.session_state[KEY] = uuid.uuid4().hex
        stored = many(len(report.segment_ids), "{n} text is stored", "{n} texts are stored")
        flash(stored + (", " + _("{n} were there already").format(n=report.present) if report.present else "") + ".")
        st.rerun()


def _latest(project: Project, consent: Consent) -> None:
    """What one gave so far, the newest first."""
    with get_workspace().snapshot(project.id) as snapshot:
        ids = snapshot.ids(Selection(sources=(consent.source_id,)))
        rows = snapshot.rows(ids[-SHOWN:])
    if ids:
        st.markdown("**" + many(len(ids), "You have given {n} text.", "You have given {n} texts.") + "**")
    for row in reversed(rows):
        show_text(row.segment.text, row.tag, language_label(row.tag) if row.tag else "", small=True)
