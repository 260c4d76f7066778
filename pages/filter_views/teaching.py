"""“Teach a language”: choose it, choose lines of it, look at what would be learnt, start; then results and versions."""

import hashlib

import streamlit as st

from core.access import require
from core.identification.teaching.material import Choice
from core.identification.teaching.preview import Preview, preview
from core.jobs.submitting import submit
from core.jobs.workflows.teach import TeachRequest
from core.languages import autonym, choices, is_tag, name, standard_tag
from core.records import Project, Role
from pages.filter_views.taught_versions import draw_taught
from pages.shared.feedback import explain, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.words import _, interface_language, many, mark, number
from pages.shared.workspace import current_account, get_workspace, is_owner

REASONS = {
    "duplicate": mark("there twice"),
    "short": mark("too short"),
    "other_script": mark("in another script than most"),
}


def draw_teaching(project: Project) -> None:
    """The whole tab."""
    st.markdown(
        _(
            "A language or variety that no detector knows can be taught from 200 to 500 lines of it, also a colloquial"
            " one or one in Latin letters. The lines must hold nothing else."
        )
    )
    draw_taught(project)
    st.header(_("Teach another, or teach one again"))
    tag = _language(project)
    choice = _lines(project, tag) if tag else None
    if choice is not None:
        with reported_errors():
            found = _looked(project, choice)
            _draw_preview(found)
            _start(project, choice, found)
    latest = next((job for job in get_workspace().ledger.jobs.list(project.id) if job.kind == "teach"), None)
    if latest is not None:
        job_panel(latest.id)


def _language(project: Project) -> str | None:
    picked = st.selectbox(
        _("Language or variety"),
        list(dict.fromkeys([*project.languages, *choices()])),
        index=None,
        format_func=language_label,
        accept_new_options=True,
        key=f"teach-tag-{project.id}",
        placeholder=_("Type a name or a tag"),
        help=_(
            "A tag may say more than the language: hi-Latn is Hindi in Latin letters, wo-x-dakar Wolof as in Dakar."
        ),
    )
    if not picked:
        return None
    if not is_tag(picked):
        picked = next((tag for tag in choices() if picked.casefold() in _names(tag)), picked)
    if not is_tag(picked):
        st.error(_("“{tag}” is not a language tag. Use a tag such as wo, hi-Latn or en-x-pidgin.").format(tag=picked))
        return None
    return standard_tag(picked)


def _names(tag: str) -> tuple[str, str]:
    """What a person may type for a language besides its tag."""
    return name(tag, interface_language()).casefold(), autonym(tag).casefold()


def _lines(project: Project, tag: str) -> Choice | None:
    sources = {one.id: one.name for one in get_workspace().ledger.sources.list(project.id) if not one.taken_down_at}
    chosen = st.multiselect(
        _("Sources that hold this language and nothing else"),
        list(sources),
        format_func=sources.__getitem__,
        key=f"teach-sources-{project.id}",
    )
    confirmed = st.checkbox(_("Segments that people said are in it"), key=f"teach-confirmed-{project.id}")
    left, right = st.columns(2)
    pasted = left.text_area(_("Or paste lines"), height=160, key=f"teach-pasted-{project.id}")
    upload = right.file_uploader(_("Or a text file, one line each"), type=["txt"], key=f"teach-file-{project.id}")
    texts = [*pasted.splitlines(), *(_decoded(upload.getvalue()) if upload else [])]
    if not (chosen or confirmed or any(text.strip() for text in texts)):
        return None
    return Choice(tag=tag, texts=tuple(texts), sources=tuple(chosen), confirmed=confirmed)


def _decoded(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        st.error(_("The file is not UTF-8 text. Save it as UTF-8 and choose it again."))
        return []


def _looked(project: Project, choice: Choice) -> Preview:
    """The preview of a choice, kept while the choice and the text of the project stay as they are."""
    asked = (project.id, choice.model_dump_json(), get_workspace().corpus(project.id).version)
    kept = st.session_state.get("teach-preview")
    if kept is None or kept[0] != asked:
        kept = (asked, preview(get_workspace(), project.id, choice))
        st.session_state["teach-preview"] = kept
    found: Preview = kept[1]
    return found


def _draw_preview(found: Preview) -> None:
    st.markdown(
        _("**{usable} of {given} lines can be used.**").format(usable=number(found.usable), given=number(found.given))
    )
    for reason, n in found.left_out.items():
        st.caption(f"{number(n)} {_(REASONS[reason])}")
    if found.likest:
        likest = ", ".join(f"{language_label(tag)} ({number(n)})" for tag, n in found.likest)
        st.caption(_("At present the wide detector takes them for: {languages}").format(languages=likest))
    if found.strays:
        strays = sum(found.stray.values())
        with st.expander(many(strays, "{n} line looks like another language", "{n} lines look like another language")):
            st.markdown(_("If they are, take them out before you start."))
            for tag, text in found.strays:
                show_text(text, tag, language_label(tag), small=True)
    if not found.enough:
        st.warning(_("These are too few: at least 50 different lines are needed, 200 do well."))
    elif not found.plenty:
        st.info(_("This may do. From 200 lines on the scores say more."))


def _start(project: Project, choice: Choice, found: Preview) -> None:
    explain(
        _("How it is tested"),
        _(
            "A fifth of the lines at a time is set aside, learnt without, and then recognised or not. Lines that stood"
            " together are set aside together, so that it cannot know them from their neighbours."
        ),
    )
    words = _("Teach {language} from {n} lines").format(language=language_label(found.tag), n=number(found.usable))
    allowed = is_owner(project) and found.enough
    if st.button(words, type="primary", icon=":material/school:", disabled=not allowed, key="teach-start"):
        require(get_workspace(), current_account(), project.id, Role.OWNER)
        submit(
            get_workspace(),
            "teach",
            TeachRequest(project_id=project.id, choice=choice),
            key=request_key("teach", _digest(choice), _taught_so_far(project)),
            project_id=project.id,
            account_id=current_account().id,
        )
        st.rerun()
    if not is_owner(project):
        st.caption(_("Only owners of the project can teach a language."))


def _digest(choice: Choice) -> str:
    return hashlib.sha256(choice.model_dump_json().encode()).hexdigest()


def _taught_so_far(project: Project) -> int:
    """How many such jobs there were: the same lines may be taught again later."""
    return sum(job.kind == "teach" for job in get_workspace().ledger.jobs.list(project.id))
