import pytest
from identified import identify

from core.access.commands import add_account
from core.access.permissions import PermissionDeniedError
from core.collection.contributing import consenting
from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.jobs.inline import run_inline
from core.jobs.workflows.translate import TranslateRequest
from core.records import LOCAL_ACCOUNT, Account, Origin, Role, Selection
from core.translation.correcting import correct, count_waiting, leave_out, waiting_ids, waiting_of
from core.translation.options import TranslationChoice

pytestmark = pytest.mark.models


@pytest.fixture
def translations(workspace, project, apertium):
    """Ids of six translations in the order of the queue."""
    choice = TranslationChoice(engine="apertium", source="en", target="es", count=6, limits={"longest": 1.0})
    run_inline(workspace, "translate", TranslateRequest(project_id=project.id, choice=choice), project_id=project.id)
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.ids(Selection(origins=(Origin.MACHINE,)))


def row(ws, project, name):
    with ws.snapshot(project.id) as snapshot:
        return snapshot.rows([name])[0]


def test_a_correction_is_expert_text_beside_the_machines(workspace, project, translations):
    workspace.ledger.projects.update(project.id, languages=(*project.languages, "es"))
    consenting.give(workspace, LOCAL_ACCOUNT, project.id, version=1, licence="CC0-1.0")
    done = correct(workspace, project.id, LOCAL_ACCOUNT, translations[0], "  Así se dice. \r\n")
    again = correct(workspace, project.id, LOCAL_ACCOUNT, translations[0], "Así se dice.")
    assert done == again and done.segment_id
    machine, written = row(workspace, project, translations[0]), row(workspace, project, done.segment_id)
    assert (machine.verdict, machine.reason) == ("drop", "left_out_by_hand")
    one = written.segment
    assert (one.text, one.origin, one.relation, one.parent_id) == (
        "Así se dice.", Origin.EXPERT, "correction-of", translations[0],
    )  # fmt: skip
    assert (written.verdict, written.reason, written.tag) == ("keep", "language_corrected", "es")
    assert (written.formality, written.domain) == (machine.formality, machine.domain) != (None, None)
    assert one.document_id == machine.segment.document_id and one.extra["situation"]
    assert one.extra["corrected_by"] == "local" and not any(name.startswith("translation_") for name in one.extra)
    with workspace.snapshot(project.id) as snapshot:
        assert snapshot.count(Selection(origins=(Origin.EXPERT,))) == 1 and count_waiting(snapshot) == {"es": 5}


def test_the_same_text_is_a_confirmation(workspace, project, translations):
    identify(workspace, project.id, ["es"])
    machine = row(workspace, project, translations[1])
    assert correct(workspace, project.id, LOCAL_ACCOUNT, translations[1], machine.segment.text).segment_id is None
    kept = row(workspace, project, translations[1])
    assert (kept.verdict, kept.reason, kept.segment.origin) == ("keep", "taken_back", Origin.MACHINE)
    leave_out(workspace, project.id, LOCAL_ACCOUNT, translations[1])
    assert row(workspace, project, translations[1]).reason == "left_out_by_hand", "a later decision holds"


def test_the_queue_gives_what_was_asked_for(workspace, project, translations):
    with workspace.snapshot(project.id) as snapshot:
        assert waiting_ids(snapshot, "es", count=2) == translations[:2]
        assert waiting_of(snapshot, translations[0]).parent.tag == "en"
        assert waiting_ids(snapshot, "es", without=(translations[0],)) == [translations[1]]
        failed = waiting_ids(snapshot, "es", failed=True, count=9)
        passed = waiting_ids(snapshot, "es", failed=False, count=9)
        assert failed and passed and sorted([*failed, *passed]) == sorted(translations)
        assert "translation_failed" in waiting_of(snapshot, failed[0]).row.segment.extra
        assert waiting_ids(snapshot, "ca") == waiting_ids(snapshot, "es", without=tuple(translations)) == []


def test_what_cannot_be_kept_is_said(workspace, project, translations):
    with pytest.raises(InvalidInputError, match="correction of 0 characters"):
        correct(workspace, project.id, LOCAL_ACCOUNT, translations[0], " \n ")
    with workspace.snapshot(project.id) as snapshot:
        person = snapshot.ids(Selection(languages=("de",)))[0]
    with pytest.raises(NotFoundError, match="no translation"):
        correct(workspace, project.id, LOCAL_ACCOUNT, person, "x")
    with pytest.raises(PermissionDeniedError):
        leave_out(workspace, project.id, Account("guest", "Guest"), translations[0])


def test_each_person_s_corrections_stand_under_their_own_consent(workspace, project, translations):
    people = [add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Ada", "Bea")]
    consents = []
    for person in people:
        workspace.ledger.members.put(project.id, person.id, Role.ANNOTATOR)
        consents.append(consenting.give(workspace, person, project.id, version=1, licence="CC0-1.0"))
    names = [
        correct(workspace, project.id, person, translation, "Así se dice.").segment_id
        for person, translation in zip(people, translations, strict=False)
    ]
    sources = [row(workspace, project, name).segment.source_id for name in names]
    assert sources == [consent.source_id for consent in consents]


def test_without_consent_nothing_new_is_written(workspace, project, translations):
    ada = add_account(workspace, "Ada", "mlima mrefu wa theluji")
    workspace.ledger.members.put(project.id, ada.id, Role.ANNOTATOR)
    with pytest.raises(ConflictError, match="not agreed"):
        correct(workspace, project.id, ada, translations[0], "Así se dice.")
    assert row(workspace, project, translations[0]).human_verdict is None
    same = row(workspace, project, translations[0]).segment.text
    assert correct(workspace, project.id, ada, translations[0], same).segment_id is None, "a yes needs no consent"
