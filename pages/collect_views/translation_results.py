"""Translation engines with their licence and speed, the last translation job, and the queue of what to correct."""

import pandas as pd
import streamlit as st

from core.collection.contributing import consenting
from core.collection.refusals import read_refused
from core.jobs.workflows.translate import TranslateRequest
from core.languages import direction
from core.records import JobState, Project
from core.translation import speeds
from core.translation.correcting import Waiting, correct, count_waiting, leave_out
from core.translation.engines import Engine, engines, surroundings
from core.translation.queueing import put_back, take_next
from core.translation.reports import TranslateReport
from core.workspace import Workspace
from pages.collect_views.consent import ask_consent
from pages.collect_views.translation_plan import check_words, language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.job_panel import job_panel
from pages.shared.texts import show_text
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace

SHOWN_PAIRS = 24
PASSED_OVER = "post-edit-passed"


def draw_engines(workspace: Workspace) -> None:
    """Each engine: what it translates, under which licence, how fast it was here, how to get it."""
    with st.expander(_("Translation engines"), icon=":material/dictionary:"):
        measured = speeds.speeds(workspace.folder)
        for engine in engines(surroundings(workspace)):
            _engine(engine, measured)


def _engine(engine: Engine, measured: dict[str, speeds.Speed]) -> None:
    card, pairs = engine.card(), engine.pairs()
    state = many(len(pairs), "{n} direction", "{n} directions") if card.is_ready else card.missing
    st.markdown(f"**{card.title}** · {state}")
    st.caption(" · ".join(part for part in (card.licence, card.version, card.warning, card.install) if part))
    if pairs:
        shown = [f"{pair.source} → {pair.target}" for pair in pairs[:SHOWN_PAIRS]]
        st.caption(", ".join(shown) + (" …" if len(pairs) > SHOWN_PAIRS else ""))
    known = [(key, speed) for key, speed in measured.items() if key.startswith(f"{card.name}:") and ">" not in key]
    if card.is_ready:
        words = [
            _("{pair}: {n} segments/s, checks included, measured here").format(
                pair=key.partition(":")[2], n=number(speed.per_second, 1)
            )
            for key, speed in known
        ]
        st.caption("; ".join(words) or _("Its speed was not measured here yet: the plan measures it."))


def draw_last(project: Project) -> None:
    """The newest translation job: running, or how many passed and failed which check."""
    jobs = get_workspace().ledger.jobs.list(project.id, limit=50)
    latest = next((job for job in jobs if job.kind == "translate"), None)
    if latest is None:
        return
    job_panel(latest.id)
    if latest.state is not JobState.DONE or latest.report is None:
        return
    report = TranslateReport.model_validate_json(latest.report)
    request = TranslateRequest.model_validate_json(latest.request)
    words = many(report.added, "{n} translation added", "{n} translations added")
    words += ", " + many(report.failed_rows, "{n} of them left out by a check", "{n} of them left out by checks")
    with st.container(border=True, key="translation-report"):
        st.markdown(f"**{_('Last translation')}: {words}.**")
        st.caption(
            f"{language_words(request.choice.source)} → {language_words(request.choice.target)} · {report.version} · "
            + _("{n} segments/s").format(n=number(report.per_second, 1))
        )
        _checks(report)
        st.caption(
            _("Nothing is deleted: what failed stands on the Filter page with its reason, and can be taken back.")
        )
        if report.added:
            st.caption(_("Identify languages next: until then translations are not counted as kept."))
        if report.present:
            st.caption(many(report.present, "{n} was there already.", "{n} were there already."))
        if report.refused:
            _refused(latest.id)


def _checks(report: TranslateReport) -> None:
    table = pd.DataFrame(
        {
            _("What a check finds"): [check_words(name) for name in report.checks],
            _("Failed"): [counts.failed for counts in report.checks.values()],
            _("Passed"): [counts.passed for counts in report.checks.values()],
            _("Not asked"): [counts.not_asked for counts in report.checks.values()],
        }
    )
    st.dataframe(table, hide_index=True)


def _refused(job_id: str) -> None:
    rows = read_refused(get_workspace(), job_id)
    st.markdown(many(len(rows), "{n} segment has no translation:", "{n} segments have no translation:"))
    columns = {_("Reason"): [_(row.detail) for row in rows], _("Text"): [row.text for row in rows]}
    st.dataframe(pd.DataFrame(columns), hide_index=True)


def draw_queue(project: Project) -> None:
    """Translations that nobody has looked at, one at a time."""
    with get_workspace().snapshot(project.id) as snapshot:
        waiting = count_waiting(snapshot)
        if not waiting:
            return
        st.subheader(_("Correct translations"))
        if consenting.in_force(get_workspace(), project.id, current_account().id) is None:
            ask_consent(project, "corrections")
            return
        left, right = st.columns(2)
        language = left.selectbox(
            _("Translations into"),
            list(waiting),
            format_func=language_words,
            key="post-edit-language",
        )
        left.caption(many(waiting[language], "{n} waits for a person.", "{n} wait for a person."))
        kinds = {
            "any": _("all of them"),
            "failed": _("those that failed a check"),
            "passed": _("those that passed all"),
        }
        kind = right.selectbox(_("Which"), list(kinds), format_func=lambda key: kinds[key], key="post-edit-kind")
        passed = tuple(st.session_state.setdefault(PASSED_OVER, []))
        asked = {"any": None, "failed": True, "passed": False}[kind]
    item = take_next(get_workspace(), project.id, current_account(), language, failed=asked, without=passed)
    if item is None:
        st.markdown(_("None of these waits for you; what others have at hand is not shown."))
        if passed and st.button(_("Show again those passed over"), key="post-edit-again"):
            st.session_state[PASSED_OVER] = []
            st.rerun()
        return
    _card(project, item)


def _card(project: Project, item: Waiting) -> None:
    row = item.row
    name, tag = row.segment.id, row.segment.declared_language or ""
    with st.container(border=True, key="post-edit-card"):
        if item.parent is not None:
            show_text(item.parent.segment.text, item.parent.tag, language_words(item.parent.tag or "und"))
        failed = row.segment.extra.get("translation_failed", "")
        if failed:
            st.caption(_("Left out: {reasons}").format(reasons="; ".join(map(check_words, failed.split(", ")))))
        side = direction(tag) if tag else "ltr"
        st.html(f"<style>.st-key-post-edit-text textarea {{direction: {side}; font-size: 1.1rem;}}</style>")
        st.caption(_("Correct it below. What you leave unchanged is taken as right."))
        with st.container(key="post-edit-text"):
            text = st.text_area(language_words(tag), row.segment.text, key=f"post-edit-{name}")
        keep, out, later = st.columns(3)
        account = current_account()
        with reported_errors():
            if keep.button(_("Keep this text"), type="primary", key="post-edit-keep"):
                done = correct(get_workspace(), project.id, account, name, text)
                put_back(get_workspace(), project.id, account, name)
                corrected = _("Your text is kept as written by a person; the machine's is left out.")
                _next(corrected if done.segment_id else _("The machine's text is taken as it is."))
            if out.button(_("Leave it out"), key="post-edit-out"):
                leave_out(get_workspace(), project.id, account, name)
                put_back(get_workspace(), project.id, account, name)
                _next(_("Left out."))
            if later.button(_("Later"), key="post-edit-later"):
                put_back(get_workspace(), project.id, account, name)
                st.session_state[PASSED_OVER] = [*st.session_state[PASSED_OVER], name]
                st.rerun()


def _next(words: str) -> None:
    flash(words)
    st.rerun()
