"""Opening a page of the app on a workspace, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROUTER = Path(__file__).resolve().parents[2] / "pages" / "router.py"


@pytest.fixture
def open_page(monkeypatch):
    """A function that opens a page (its file's stem) on a workspace; keywords are the address's query."""
    from core.api.starting import served_workspace

    def opened(ws, name: str, **query: str) -> AppTest:
        monkeypatch.setenv("ISOGLOSS_WORKSPACE", str(ws.folder))
        monkeypatch.setenv("ISOGLOSS_MODELS", str(ws.settings.model_folder))
        monkeypatch.setenv("ISOGLOSS_WORKER_AUTOSTART", "false")
        served_workspace.cache_clear()
        page = AppTest.from_file(str(ROUTER), default_timeout=60).switch_page(f"{name}.py")
        for key, value in query.items():
            page.query_params[key.replace("_", "-")] = value
        return page.run()

    yield opened
    served_workspace.cache_clear()


@pytest.fixture
def words():
    """A function that gives all that a page says, as one text."""

    def said(page: AppTest) -> str:
        kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success")
        return "\n".join(str(element.value) for kind in kinds for element in getattr(page, kind))

    return said


@pytest.fixture
def button():
    """A function that finds the button whose label begins with these words."""

    def found(page: AppTest, label: str):
        labels = [item.label for item in page.button]
        assert any(text.startswith(label) for text in labels), f"no button “{label}” among {labels}"
        return next(item for item in page.button if item.label.startswith(label))

    return found
