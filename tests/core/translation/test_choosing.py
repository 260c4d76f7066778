import pytest

from core.balancing.manifest import FreezeChoice
from core.balancing.splitting import Shares
from core.jobs.inline import run_inline
from core.jobs.workflows.freeze import FreezeRequest
from core.records import Selection
from core.translation.choosing import choose, chosen
from core.translation.options import TranslationChoice

CHOICE = TranslationChoice(engine="any", source="en", target="ca", count=1000)


@pytest.fixture
def found(workspace, project):
    def find(choice=CHOICE):
        with workspace.snapshot(project.id) as snapshot:
            return chosen(workspace, project.id, snapshot, choice)

    return find


def freeze(ws, project, **shares):
    choice = FreezeChoice(selection=Selection(), shares=Shares(**shares))
    run_inline(ws, "freeze", FreezeRequest(project_id=project.id, choice=choice), project_id=project.id)


def test_kept_text_of_people_is_chosen(workspace, project, found):
    one = found()
    assert one.available == len(one.ids) == len(set(one.ids)) > 30 and one.held_out == 0
    fewer = found(CHOICE.model_copy(update={"count": 5}))
    assert fewer.ids == one.ids[:5] and fewer.available == one.available


def test_what_is_held_out_for_testing_is_passed_over(workspace, project, found):
    before = found()
    freeze(workspace, project, train=0.5, dev=0.25, test=0.25)
    after = found()
    assert 0 < after.available == len(after.ids) < before.available
    assert after.available + after.held_out == before.available and set(after.ids) < set(before.ids)


def test_without_data_versions_nothing_is_held_out(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        assert choose(snapshot, CHOICE).held_out == 0
