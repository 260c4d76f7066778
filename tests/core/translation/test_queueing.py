import pytest

from core.access.commands import add_account
from core.access.permissions import PermissionDeniedError
from core.collection.contributing import consenting
from core.jobs.inline import run_inline
from core.jobs.workflows.translate import TranslateRequest
from core.records import Account, Origin, Role, Selection
from core.translation.correcting import correct
from core.translation.options import TranslationChoice
from core.translation.queueing import put_back, take_next

pytestmark = pytest.mark.models


@pytest.fixture
def translations(workspace, project, apertium):
    """Ids of three translations in the order of the queue."""
    choice = TranslationChoice(engine="apertium", source="en", target="es", count=3)
    run_inline(workspace, "translate", TranslateRequest(project_id=project.id, choice=choice), project_id=project.id)
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.ids(Selection(origins=(Origin.MACHINE,)))


@pytest.fixture
def people(workspace, project):
    made = [add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Ada", "Bea")]
    for person in made:
        workspace.ledger.members.put(project.id, person.id, Role.ANNOTATOR)
        consenting.give(workspace, person, project.id, version=1, licence="CC0-1.0")
    return made


def taken(ws, project, person, **how):
    item = take_next(ws, project.id, person, "es", **how)
    return item and item.row.segment.id


def test_two_people_never_have_the_same_translation(workspace, project, translations, people):
    ada, bea = people
    assert taken(workspace, project, ada) == translations[0]
    assert taken(workspace, project, bea) == translations[1]
    assert taken(workspace, project, ada) == translations[0], "a page that is loaded again shows what one has"


def test_what_is_decided_or_put_back_makes_room(workspace, project, translations, people):
    ada, bea = people
    correct(workspace, project.id, ada, taken(workspace, project, ada), "Así se dice.")
    put_back(workspace, project.id, ada, translations[0])
    assert taken(workspace, project, bea) == translations[1]
    put_back(workspace, project.id, bea, translations[1])
    assert taken(workspace, project, ada) == translations[1]


def test_the_queue_ends_where_others_have_the_rest(workspace, project, translations, people):
    ada, bea = people
    assert taken(workspace, project, ada, without=tuple(translations[1:])) == translations[0]
    assert taken(workspace, project, bea, without=tuple(translations[1:])) is None
    assert workspace.ledger.worklists.list(project.id) == [], "the tagging page offers no such worklist"


def test_a_stranger_is_refused(workspace, project, translations):
    with pytest.raises(PermissionDeniedError):
        take_next(workspace, project.id, Account("guest", "Guest"), "es")
