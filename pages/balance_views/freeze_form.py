"""Freezing: what goes in, a preview of what comes out, and one button."""

import streamlit as st

from core.access import require
from core.balancing.axes import Axis
from core.balancing.board import BalanceBoard
from core.balancing.manifest import FreezeChoice
from core.balancing.splitting import Shares
from core.jobs.submitting import submit
from core.jobs.workflows.freeze import FreezeReport, FreezeRequest
from core.records import Job, JobState, Project, Role, Selection, Verdict
from pages.balance_views.mixing import chosen_method, method_words
from pages.balance_views.names import language_name
from pages.balance_views.preview import draw_details, draw_summary, preview
from pages.shared.feedback import explain, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, number
from pages.shared.workspace import current_account, get_workspace, is_owner

NO_COLUMN = ""  # in the picker


def draw_freeze(project: Project, board: BalanceBoard, number_next: int) -> None:
    """The form, the preview and the button."""
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.markdown(
        _(
            "A data version is a fixed selection with its texts, tags and splits: trainings and scores name it, and "
            "nothing changes it afterwards. Look at what would be in it, then freeze it."
        )
    )
    with right:
        explain(
            _("Train, dev and test"),
            _(
                "A model learns from train, is adjusted on dev, and is judged on test, which it never saw. What "
                "belongs together (one document, one situation in all wordings, duplicates) stays in one of the three."
            ),
        )
    choice = _choice(project, board, number_next)
    latest = next((job for job in get_workspace().ledger.jobs.list(project.id) if job.kind == "freeze"), None)
    if choice is None:
        return
    with reported_errors():
        contents = preview(project, choice, board)
        draw_summary(contents)
        _freeze_button(project, choice, number_next)
        if latest is not None:
            job_panel(latest.id)
            _frozen(latest, number_next)
        draw_details(contents, "preview")
        _left_out(project, choice.selection)


def _frozen(job: Job, number_next: int) -> None:
    """Say that the newest version is there, and what can be done with it."""
    if job.state is not JobState.DONE or not job.report:
        return
    report = FreezeReport.model_validate_json(job.report)
    if report.number == number_next - 1:
        done = _("“{name}” is frozen. It stands under “Versions”.").format(name=report.name)
        st.success(done, icon=":material/check_circle:")


def _choice(project: Project, board: BalanceBoard, number_next: int) -> FreezeChoice | None:
    left, right = st.columns(2)
    name = left.text_input(
        _("Name"), placeholder=_("Version {n}").format(n=number_next), max_chars=120, key="freeze-name"
    )
    present = [value.key for value in board.language.values if value.key and value.segments]
    languages = right.multiselect(
        _("Languages"), present, format_func=language_name, key="freeze-languages", placeholder=_("all of them")
    )
    rows = left.segmented_control(
        _("Segments"),
        ["keep", "review"],
        default="keep",
        required=True,
        format_func=lambda key: _("those kept") if key == "keep" else _("those to review, too"),
        key="freeze-verdicts",
    )
    tagged = right.pills(
        _("Only those that have a"),
        ["formality", "domain"],
        selection_mode="multi",
        format_func=_,
        key="freeze-tagged",
    )
    shares, seed, keep, machine = _splitting(project)
    return (
        None
        if shares is None
        else FreezeChoice(
            name=name,
            selection=Selection(
                languages=tuple(languages),
                verdicts=(Verdict.KEEP, Verdict.REVIEW) if rows == "review" else (Verdict.KEEP,),
                formality=_values(board.formality) if "formality" in tagged else (),
                domains=_values(board.domain) if "domain" in tagged else (),
            ),
            shares=shares,
            seed=seed,
            keep_splits=keep,
            machine_share=machine,
            mixture=chosen_method(),
            unit=board.unit.value,
            tokens_model=board.tokens_model,
        )
    )


def _splitting(project: Project) -> tuple[Shares | None, int, bool, float]:
    """How it is split; None with a word beside the field where the parts do not make a whole."""
    with st.expander(_("How it is split and mixed"), icon=":material/tune:"):
        columns = st.columns(3)
        train = columns[0].number_input(_("Train, %"), 1, 98, 80, key="freeze-train")
        dev = columns[1].number_input(_("Dev, %"), 1, 98, 10, key="freeze-dev")
        test = 100 - train - dev
        columns[2].metric(_("Test, %"), test)
        if test < 1:
            columns[1].error(_("Train and dev leave nothing for test: lower one of them."))
        keep = st.checkbox(
            _("Segments stay in the split that an earlier version put them into"), True, key="freeze-keep"
        )
        machine = st.number_input(
            _("Made by machines, % of a language at most"),
            0,
            100,
            50,
            key="freeze-machine",
            help=_("Machine translations are only ever in train, and never without text by people beside them."),
        )
        seed = st.number_input(
            _("Seed"), 0, 2**31, 20, help=_("The same seed gives the same split."), key="freeze-seed"
        )
        _group_column(project)
        st.markdown(_("Mixture: {rule}. It is chosen under “Mixture”.").format(rule=method_words(chosen_method())))
    if test < 1:
        return None, int(seed), keep, machine / 100
    return Shares(train / 100, dev / 100, test / 100), int(seed), keep, machine / 100


def _group_column(project: Project) -> None:
    with get_workspace().snapshot(project.id) as snapshot:
        columns = snapshot.own_columns()
    chosen = project.group_column or NO_COLUMN
    options = list(dict.fromkeys([NO_COLUMN, *columns, chosen]))

    def change() -> None:
        with reported_errors():
            require(get_workspace(), current_account(), project.id, Role.OWNER)
            get_workspace().ledger.projects.update(project.id, group_column=st.session_state["freeze-group"] or None)

    st.selectbox(
        _("Column of your own that says what belongs together"),
        options,
        index=options.index(chosen),
        format_func=lambda column: column or _("none: documents belong together"),
        key="freeze-group",
        on_change=change,
        disabled=not is_owner(project),
        help=_("Segments with the same value never fall into two splits, whatever source they come from."),
    )


def _freeze_button(project: Project, choice: FreezeChoice, number_next: int) -> None:
    label = _("Freeze version {n}").format(n=number(number_next))
    may = is_owner(project)
    if not st.button(label, type="primary", icon=":material/ac_unit:", disabled=not may):
        if not may:
            st.caption(_("Only the project's owners freeze."))
        return
    account = current_account()
    require(get_workspace(), account, project.id, Role.OWNER)
    submit(
        get_workspace(),
        "freeze",
        FreezeRequest(project_id=project.id, choice=choice),
        key=request_key("freeze", number_next, choice.model_dump_json()),
        project_id=project.id,
        account_id=account.id,
    )
    st.rerun()


def _left_out(project: Project, selection: Selection) -> None:
    from core.balancing.excluding import NOT_CHOSEN, REVIEW, left_out
    from pages.filter_views.names import reason_words

    found = left_out(get_workspace(), project.id, selection)
    st.header(_("What is left out, and why"))
    if not found:
        st.markdown(_("Nothing: every segment of the project is in it."))
        return
    words = {NOT_CHOSEN: _("kept, but not chosen above"), REVIEW: _("waits for a look on the Filter page")}
    st.markdown("\n".join(f"- {number(n)}: {words.get(reason) or reason_words(reason)}" for reason, n in found.items()))


def _values(axis: Axis) -> tuple[str, ...]:
    return tuple(value.key for value in axis.values if value.key)
