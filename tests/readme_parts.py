"""The parts of README that are made from the code: the tree with one line a module, and the table of settings.

`python tests/readme_parts.py` rewrites them; tests/test_docs.py fails where README is behind.
"""

import ast
import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 110
README = ROOT / "README.md"
sys.path.insert(0, str(ROOT))


def first_line(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    line = " ".join(text.split("\n\n")[0].split())
    sentence = re.split(r"(?<=[.;])\s", line)[0].rstrip(".:;")
    return textwrap.shorten(sentence, WIDTH, placeholder=" …")


def tree() -> str:
    """Every module of core and pages with its line, folder by folder."""
    lines = [f"app.py{'':<32} {first_line(ROOT / 'app.py')}"]
    for top in ("core", "pages"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if path.name == "__init__.py" and path.parent != ROOT / top and not first_line(path):
                continue
            name = str(path.relative_to(ROOT))
            lines.append(f"{name:<38} {first_line(path)}")
    return "```\n" + "\n".join(line.rstrip() for line in lines) + "\n```"


def settings_table() -> str:
    """One row a setting: variable, default, meaning."""
    from core.settings import ROOT as SETTINGS_ROOT
    from core.settings import Settings

    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default).replace(str(SETTINGS_ROOT) + "/", "")
        rows.append(f"| `ISOGLOSS_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


PARTS = {"tree": tree, "settings": settings_table}


def renewed(text: str) -> str:
    """README with every marked part made anew."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{make()}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
