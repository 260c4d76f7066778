"""Taking a data version away: a small one at once, a big one as a job whose file can be fetched when it is done."""

import tempfile
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.balancing.exporting import ExportChoice, Format, export
from core.jobs.submitting import submit
from core.jobs.workflows.export import ExportReport, ExportRequest
from core.records import FINAL_STATES, DataVersion, Job, JobState, Project, Selection, Verdict
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, mark, number
from pages.shared.workspace import current_account, get_workspace

AT_ONCE = 50_000  # segments that are written while the browser waits: a few seconds
FORMATS = {
    Format.CSV: mark("CSV (for spreadsheets)"),
    Format.JSONL: mark("JSON lines"),
    Format.PARQUET: mark("Parquet"),
    Format.LABEL_STUDIO: mark("Label Studio (JSON)"),
    Format.CONLLU: mark("CoNLL-U (sentences with their tags)"),
    Format.HUGGING_FACE: mark("Hugging Face folder (zip)"),
}


def draw_downloads(project: Project, version: DataVersion) -> None:
    """The format, whether the mixture is applied, and the file."""
    choice, place = _form(f"download-{version.number}", version.number)
    with place:
        if sum(version.rows.values()) <= AT_ONCE:
            _at_once(project, choice)
        else:
            _as_job(project, choice)


def draw_present(project: Project, segments: int) -> None:
    """The kept segments as they are now, with their tags; nothing is frozen for it."""
    st.markdown(_("The kept segments with their tags as they are now, without splits:"))
    choice, place = _form("download-now", None)
    with place:
        if segments <= AT_ONCE:
            _at_once(project, choice)
        else:
            _as_job(project, choice)


def _form(key: str, number_of_version: int | None) -> tuple[ExportChoice, DeltaGenerator]:
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    chosen = left.selectbox(_("Take it away as"), list(FORMATS), format_func=lambda f: _(FORMATS[f]), key=f"{key}-as")
    mixed = number_of_version is not None and middle.checkbox(
        _("Train rows as often as the mixture says"), key=f"{key}-mixed", help=_("Else each segment once.")
    )
    choice = ExportChoice(
        format=chosen,
        version=number_of_version,
        selection=Selection() if number_of_version else Selection(verdicts=(Verdict.KEEP,)),
        mixed=mixed,
        bom=chosen is Format.CSV,
    )
    return choice, right


def _at_once(project: Project, choice: ExportChoice) -> None:
    workspace = get_workspace()

    def write() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return export(workspace, project.id, choice, Path(folder)).path.read_bytes()

    ending = choice.format.suffix
    name = f"{project.id}-v{choice.version}" if choice.version else project.id
    st.download_button(
        _("Download"), write, f"{name}.{ending}", icon=":material/download:", key=f"get-{name}", on_click="ignore"
    )


def _as_job(project: Project, choice: ExportChoice) -> None:
    key = f"export-{choice.version or 'now'}"
    request = ExportRequest(project_id=project.id, choice=choice)
    found = _latest(project, request)
    if found is not None and found.state is JobState.DONE and found.report:
        report = ExportReport.model_validate_json(found.report)
        path = Path(report.path)
        if path.is_file():
            label = _("Download ({n} MB)").format(n=number(report.bytes / 1e6))
            st.download_button(
                label, lambda: path.open("rb"), path.name, icon=":material/download:", key=key, on_click="ignore"
            )
            return
    is_over = found is None or found.state in FINAL_STATES
    if is_over and st.button(_("Make this file"), icon=":material/save:", key=f"{key}-make"):
        submit(
            get_workspace(),
            "export",
            request,
            key=request_key("export", request.model_dump_json(), found.id if found else ""),
            project_id=project.id,
            account_id=current_account().id,
        )
        st.rerun()
    if found is not None:
        job_panel(found.id)


def _latest(project: Project, request: ExportRequest) -> Job | None:
    wanted = request.model_dump_json()
    jobs = get_workspace().ledger.jobs.list(project.id)
    return next((job for job in jobs if job.kind == "export" and job.request == wanted), None)
