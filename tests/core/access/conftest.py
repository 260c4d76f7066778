"""A workspace with a project of the local user."""

import pytest

PASSWORD = "maji baridi sana"


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Mtaa")


@pytest.fixture
def wanjiru(workspace, project):
    """The first account."""
    from core.access import commands

    return commands.add_account(workspace, "Wanjirũ", PASSWORD)
