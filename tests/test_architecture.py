"""The rooms keep their floors: who may import whom, what importing costs, and how long files and functions get."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    {"records", "limits", "languages", "settings", "errors", "words", "processes", "json_lines", "own_labels"},
    {"corpus", "ledger", "models"},
    {"workspace"},
    {
        "collection",
        "identification",
        "translation",
        "cleaning",
        "tagging",
        "concordance",
        "agreement",
        "suggesting",
        "balancing",
        "training",
        "evaluation",
        "access",
        "overview",
    },
    {"jobs"},
    {"api", "cli", "commands", "__main__", "demo"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PYTHON_FILES = sorted(
    path for folder in ("core", "pages", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "core").parts
    return parts[0].removesuffix(".py")


def core_imports(path: Path) -> list[tuple[str, int]]:
    """(room, line) of everything that a core file imports from core, lazily or not."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("core."):
            found.append((node.module.split(".")[1], node.lineno))
        elif isinstance(node, ast.Import):
            found += [(name.name.split(".")[1], node.lineno) for name in node.names if name.name.startswith("core.")]
    return found


@pytest.mark.parametrize("path", [p for p in PYTHON_FILES if p.is_relative_to(ROOT / "core")], ids=str)
def test_imports_run_downwards(path):
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOOR_OF, f"{room} has no floor: add it to FLOORS and to core/__init__.py"
    upward = [(other, line) for other, line in core_imports(path) if FLOOR_OF[other] > FLOOR_OF[room]]
    if room == "workspace":  # the door hands out the joined view, which tagging knows how to make
        upward = [(other, line) for other, line in upward if other != "tagging"]
    assert not upward, f"{path.relative_to(ROOT)} reaches up: {upward}"


@pytest.mark.parametrize("path", [p for p in PYTHON_FILES if p.is_relative_to(ROOT / "core")], ids=str)
def test_core_never_imports_streamlit_or_pages(path):
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert not names & {"streamlit", "pages"}


def test_importing_core_is_light():
    code = (
        "import sys, core, core.records, core.workspace, core.cli; "
        "print(sorted({'torch', 'streamlit', 'transformers', 'lance', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", PYTHON_FILES, ids=str)
def test_files_and_functions_stay_short(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400, "longer than 400 lines: split it"
    long = [
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= 60
    ]
    assert not long, f"functions over 60 lines: {long}"


def test_no_junk_rooms():
    junk = {"utils", "helpers", "common", "manager", "misc"}
    assert not [path for path in PYTHON_FILES if path.stem in junk]


def test_no_page_bears_the_name_of_a_library():
    import importlib.metadata

    libraries = set(importlib.metadata.packages_distributions())
    assert not [p.stem for p in (ROOT / "pages").glob("*.py") if p.stem in libraries | set(sys.stdlib_module_names)]
