"""README says what the code is: every module has its line, every setting its row, every command is named."""

import tomllib

from readme_parts import README, ROOT, renewed

import core


def test_readme_is_current():
    text = README.read_text(encoding="utf-8")
    assert "core/workspace.py" in text
    assert "ISOGLOSS_WORKSPACE" in text
    assert renewed(text) == text, "run: python tests/readme_parts.py"


def test_readme_names_the_two_commands_first():
    head = README.read_text(encoding="utf-8")[:1500]
    assert "make run" in head
    assert "make test" in head


def test_pictures_in_the_readme_exist():
    import re

    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == core.__version__


def test_every_dependency_is_pinned():
    import re

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {
        re.split(r"[=@ ]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    wanted = [
        re.split(r"[\[<>=~! ]", name)[0].lower().replace("_", "-")
        for name in project["dependencies"] + project["optional-dependencies"]["dev"]
    ]
    assert not [name for name in wanted if name not in pinned]


def test_catalogue_of_interface_texts_is_current():
    from pages.shared.catalogue import TEMPLATE, template

    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run: make words"
