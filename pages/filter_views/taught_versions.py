"""Languages that were taught: how well each is told from its neighbours, its versions, and which one has a say."""

import pandas as pd
import streamlit as st

from core.access import require
from core.errors import NotFoundError
from core.identification.teaching.registry import TaughtLanguage, TaughtVersion, ask, taught
from core.identification.teaching.scoring import Scores, Share
from core.records import Project, Role
from pages.shared.feedback import explain, flash, reported_errors
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.words import _, moment, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner


def draw_taught(project: Project) -> None:
    """One box a language; nothing where none was taught."""
    for language in taught(get_workspace(), project.id):
        with st.container(border=True):
            _draw_language(project, language)


def _draw_language(project: Project, language: TaughtLanguage) -> None:
    st.header(language_label(language.tag))
    shown = st.selectbox(
        _("Version"),
        language.versions,
        index=next((i for i, one in enumerate(language.versions) if one.version == language.asked.version), 0),
        format_func=lambda one: _version_words(one, language),
        key=f"taught-{project.id}-{language.tag}",
    )
    _draw_scores(language.tag, shown)
    _draw_switch(project, language, shown)


def _version_words(one: TaughtVersion, language: TaughtLanguage) -> str:
    words = _("{version}: {lines} lines, taught by {name}, {when}").format(
        version=number(one.version), lines=number(one.lines), name=_name(one.account_id), when=moment(one.created_at)
    )
    return f"{words} · {_('has a say')}" if one.version == language.asked.version else words


def _draw_scores(tag: str, version: TaughtVersion) -> None:
    scores = version.scores
    left, middle, right = st.columns(3)
    left.metric(_("Recognised"), percent(scores.recall.value, 1), help=_interval(scores.recall))
    middle.metric(_("Right where it says so"), percent(scores.precision.value, 1), help=_interval(scores.precision))
    right.metric(_("Both in one figure (F1)"), number(scores.f1, 3))
    st.markdown(
        _(
            "Of {lines} lines it had not seen it recognised {found} ({low} to {high}). Of {others} texts in all other"
            " languages it took {wrong} for its own."
        ).format(
            lines=number(scores.recall.whole),
            found=number(scores.recall.part),
            low=percent(scores.recall.low, 1),
            high=percent(scores.recall.high, 1),
            others=number(scores.strangers.whole),
            wrong=number(scores.strangers.part),
        )
    )
    explain(
        _("Recall, precision, F1"),
        _(
            "Recall is the share of the language's own lines that are recognised; precision the share of the lines"
            " said to be in it that are. F1 lies between the two and is low where either is."
        ),
    )
    _draw_neighbours(tag, scores)


def _draw_neighbours(tag: str, scores: Scores) -> None:
    if not scores.neighbours:
        return
    origins = {"project": _("this project"), "declaration": _("the Declaration of Human Rights")}
    st.markdown(_("Its neighbours: the languages its lines are taken for, or come closest to"))
    table = pd.DataFrame(
        {
            _("Language"): [language_label(one.tag) for one in scores.neighbours],
            _("Lines closest to it"): [one.called for one in scores.neighbours],
            _("Its own lines taken for {tag}").format(tag=tag): [
                _("{wrong} of {lines}").format(wrong=number(one.wrong), lines=number(one.lines))
                if one.lines
                else _("no lines of it to test on")
                for one in scores.neighbours
            ],
            _("Tested on lines of"): [origins[one.origin] if one.lines else "–" for one in scores.neighbours],
        }
    )
    st.dataframe(table, hide_index=True)
    wrong = [(text, one.tag) for one in scores.neighbours for text in one.examples]
    if not (wrong or scores.missed):
        return
    with st.expander(_("Lines it got wrong")):
        for text, closest in scores.missed:
            show_text(
                text, tag, _("not recognised; closest to {name}").format(name=language_label(closest)), small=True
            )
        for text, name in wrong:
            show_text(text, name, _("{name}, taken for {tag}").format(name=language_label(name), tag=tag), small=True)


def _draw_switch(project: Project, language: TaughtLanguage, shown: TaughtVersion) -> None:
    asked = language.asked
    who = _("{name}, {when}").format(name=_name(asked.account_id), when=moment(asked.at))
    if asked.version is None:
        st.caption(_("No version has a say: switched off by {who}").format(who=who))
    else:
        st.caption(_("Version {n} has a say since {who}").format(n=number(asked.version), who=who))
    row = st.container(horizontal=True)
    if asked.version != shown.version and row.button(
        _("Give version {n} the say").format(n=number(shown.version)),
        disabled=not is_owner(project),
        key=f"ask-{language.tag}",
    ):
        _decide(project, language, shown.version)
    if asked.version is not None and row.button(
        _("Switch it off"), disabled=not is_owner(project), key=f"off-{language.tag}"
    ):
        _decide(project, language, None)


def _decide(project: Project, language: TaughtLanguage, version: int | None) -> None:
    with reported_errors():
        require(get_workspace(), current_account(), project.id, Role.OWNER)
        ask(get_workspace(), project.id, language.tag, version, current_account().id)
        flash(_("Done. Identify the languages again to see what changes."))
        st.rerun()


def _interval(one: Share) -> str:
    return _("{part} of {whole}; in 95 of 100 such tests between {low} and {high}").format(
        part=number(one.part), whole=number(one.whole), low=percent(one.low, 1), high=percent(one.high, 1)
    )


def _name(account_id: str) -> str:
    try:
        return get_workspace().ledger.accounts.get(account_id).name
    except NotFoundError:
        return account_id
