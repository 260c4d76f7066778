"""Make the template of the catalogue: `make words` collects every interface text into data/locale/isogloss.pot.

Texts are the literal arguments of `_`, `many` and `mark` in pages/ and core/. A translation is a copy of the template
named by its language tag (`sw.po`), filled in; nothing needs compiling.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.settings import ROOT
from core.words import LOCALE

TEMPLATE = LOCALE / "isogloss.pot"
CALLS = {"_": (0,), "mark": (0,), "many": (1, 2)}  # which arguments are interface texts


def texts_in(path: Path) -> Iterator[tuple[str, int]]:
    """(text, line) of each interface text in a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        for position in CALLS[node.func.id]:
            if position < len(node.args):
                yield from _literals(node.args[position])


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def template() -> str:
    """The template as text: every interface text with the files it stands in."""
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(project="Isogloss", charset="utf-8")
    for folder in ("core", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text, _line in texts_in(path):
                catalogue.add(text, locations=[(str(path.relative_to(ROOT)), 0)])
    out = BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return out.getvalue().decode("utf-8")


if __name__ == "__main__":
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
