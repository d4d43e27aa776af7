"""The rules of the house that no tool checks: who may know which library, names, sizes, mirrored tests.

Every rule is one test and shows all its offenders at once.
"""

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sorted((ROOT / "coalguard").rglob("*.py"))
MIGRATIONS = sorted((ROOT / "migrations").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

TOP_LEVEL = {
    "README.md",
    "build_installer.spec",
    "coalguard",
    "migrations",
    "pyproject.toml",
    "resources",
    "tests",
}
MADE_HERE = {"__pycache__", "build", "dist"}

HOMES = {
    "PySide6": ("coalguard.ui",),
    "alembic": ("coalguard.store.schema", "coalguard.server"),
    "argon2": ("coalguard.trust",),
    "barcode": ("coalguard.printing",),
    "cryptography": ("coalguard.trust",),
    "fastapi": ("coalguard.server",),
    "filelock": ("coalguard.store", "coalguard.app"),
    "msgspec": ("coalguard.doors", "coalguard.sync", "coalguard.server"),
    "platformdirs": ("coalguard.settings",),
    "psycopg": ("coalguard.server",),
    "pypdfium2": ("coalguard.printing",),
    "reportlab": ("coalguard.printing",),
    "requests": ("coalguard.sync.client",),
    "segno": ("coalguard.printing",),
    "serial": ("coalguard.devices.port",),
    "sqlalchemy": ("coalguard.store", "coalguard.server"),
    "sqlcipher3": ("coalguard.sqlite",),
    "starlette": ("coalguard.server",),
    "uvicorn": ("coalguard.server",),
}
"""The one home of each library outside the standard library."""

BANNED_NAMES = {"base", "common", "data", "handler", "helpers", "info", "manager", "misc", "service", "utils"}
BANNED_VERBS = ("get_", "do_", "process_")

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 40
LINES_OF_A_CLASS = 250
DEPTH = 3

TESTED_ELSEWHERE = {
    "coalguard/__main__.py": "one call; the tests of the doors start it as a program",
    "coalguard/sentences/*.py": "tables; tests/test_sentences.py reads them all",
}
"""Modules without a test file in the mirrored place, and why."""
TESTS_OF_THEIR_OWN = {"bad_days", "bench", "fakes", "journeys", "migrations", "vectors"}
"""Folders and modules below tests/ that mirror no module."""
TESTS_OF_THE_REPOSITORY = {"checks", "house", "installer", "locale"}


def none_of(offenders: list[str]) -> None:
    """Fail with every offender, a line each."""
    if offenders:
        pytest.fail("\n".join(["", *offenders]), pytrace=False)


def shown(file: Path) -> str:
    """A file as its path from the top."""
    return file.relative_to(ROOT).as_posix()


def dotted(file: Path) -> str:
    """A file as the name of its module."""
    return shown(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.fixture(autouse=True, scope="module")
def _forgotten_afterwards() -> Iterator[None]:
    """Millions of parsed nodes would stand in the way of every later look for garbage."""
    yield
    tree.cache_clear()


@cache
def tree(file: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(file.read_bytes(), shown(file))


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """The line and the full name of every import of a file; the packages of this program name theirs absolutely."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "." * node.level


def below(name: str, homes: tuple[str, ...]) -> bool:
    """Whether a module is one of these or inside one."""
    return any(name == home or name.startswith(f"{home}.") for home in homes)


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(file)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def lines(node: ast.stmt) -> int:
    """How many lines a definition takes, its decorators apart."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def depth(node: ast.AST) -> int:
    """How deep blocks stand inside one another; `elif` is no deeper than its `if`, an inner function starts anew."""
    deepest = 0
    for field in BODIES:
        for child in getattr(node, field, ()):
            if isinstance(child, DEFINITIONS):
                continue
            is_elif = isinstance(node, ast.If) and field == "orelse" and isinstance(child, ast.If)
            deepest = max(deepest, depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith, ast.Match)


def comments(file: Path) -> Iterator[tuple[int, str]]:
    """The line and the text of every comment of a file."""
    with tokenize.open(file) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_the_top_level_is_the_given_frame() -> None:
    found = {
        entry.name
        for entry in ROOT.iterdir()
        if not entry.name.startswith(".") and entry.name not in MADE_HERE and entry.suffix != ".egg-info"
    }
    assert found == TOP_LEVEL


def test_the_domain_knows_the_standard_library_alone() -> None:
    offenders = [
        f"{shown(file)}:{line}: {name}"
        for file in PROGRAM
        if below(dotted(file), ("coalguard.domain",))
        for line, name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not below(name, ("coalguard.domain",))
    ]
    none_of(offenders)


def test_each_library_is_known_in_its_one_home() -> None:
    offenders = [
        f"{shown(file)}:{line}: {name}"
        for file in PROGRAM
        for line, name in imported(file)
        if (library := name.split(".")[0]) not in sys.stdlib_module_names
        and library != "coalguard"
        and not below(dotted(file), HOMES.get(library, ()))
    ]
    none_of(offenders)


def test_imports_of_the_program_name_it() -> None:
    offenders = [f"{shown(f)}:{line}" for f in PROGRAM for line, name in imported(f) if name.startswith(".")]
    none_of(offenders)


def test_a_revision_stands_alone() -> None:
    offenders = [
        f"{shown(file)}:{line}: {name}"
        for file in MIGRATIONS
        for line, name in imported(file)
        if below(name, ("coalguard",))
    ]
    none_of(offenders)


def test_no_kept_number_is_a_float() -> None:
    inexact = re.compile(r"\b(REAL|Float|FLOAT|Double|DOUBLE|DOUBLE_PRECISION|Numeric|NUMERIC)\b")
    stores = [file for file in PROGRAM if below(dotted(file), ("coalguard.store",))]
    offenders = [
        f"{shown(file)}:{number}: {line.strip()}"
        for file in MIGRATIONS + stores
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if inexact.search(line)
    ]
    none_of(offenders)


def test_no_module_has_a_name_that_says_nothing() -> None:
    offenders = [shown(f) for f in PROGRAM + TESTS if {f.stem.removeprefix("test_"), f.parent.name} & BANNED_NAMES]
    none_of(offenders)


def test_functions_say_deeds() -> None:
    offenders = [
        f"{shown(file)}:{node.lineno}: {node.name}"
        for file in PROGRAM
        for node in functions(file)
        if node.name.lstrip("_").startswith(BANNED_VERBS)
    ]
    none_of(offenders)


def test_modules_classes_and_functions_are_small() -> None:
    offenders = []
    for file in PROGRAM:
        limits = [("module", 1, len(file.read_text("utf-8").splitlines()), LINES_OF_A_MODULE)]
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef):
                limits.append((f"class {node.name}", node.lineno, lines(node), LINES_OF_A_CLASS))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                limits.append((f"def {node.name}", node.lineno, lines(node), LINES_OF_A_FUNCTION))
        offenders += [
            f"{shown(file)}:{line}: {name}: {measured} lines of {limit}"
            for name, line, measured, limit in limits
            if measured > limit
        ]
    none_of(offenders)


def test_modules_are_of_one_size() -> None:
    sizes = [len(file.read_text("utf-8").splitlines()) for file in PROGRAM if file.name != "__init__.py"]
    assert median(sizes) <= LINES_OF_A_MODULE / 2


def test_blocks_are_shallow() -> None:
    offenders = [
        f"{shown(file)}:{node.lineno}: {node.name}: {deep} deep"
        for file in PROGRAM + MIGRATIONS + TESTS
        for node in functions(file)
        if (deep := depth(node)) > DEPTH
    ]
    none_of(offenders)


def test_every_exemption_has_a_code_and_a_reason() -> None:
    exemption = re.compile(r"#\s*(noqa|type:\s*ignore|pragma|fmt|ruff|mypy)\b", re.IGNORECASE)
    code = r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* -- \w.+|# type: ignore\[[a-z, -]+\]  # \w.+"
    reasoned = re.compile(rf"{code}|# pragma: no cover -- \w.+")
    offenders = [
        f"{shown(file)}:{line}: {text}"
        for file in PROGRAM + MIGRATIONS + TESTS
        if exemption.search(file.read_text("utf-8"))
        for line, text in comments(file)
        if exemption.search(text) and not reasoned.search(text)
    ]
    none_of(offenders)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplemented(Error)?)\b")
    offenders = [
        f"{shown(file)}:{number}: {line.strip()}"
        for file in PROGRAM + MIGRATIONS + TESTS
        if file != Path(__file__).resolve()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if later.search(line) and "return NotImplemented" not in line
    ]
    none_of(offenders)


def mirrored(file: Path) -> str:
    """Where a module's test file belongs: domain/mass.py -> domain/test_mass.py, fold/__init__.py -> test_fold.py."""
    place = file.relative_to(ROOT / "coalguard").with_suffix("")
    place = place.parent if place.name == "__init__" else place
    return (Path("tests") / place.parent / f"test_{place.name}.py").as_posix()


def homes_of_tests(file: Path) -> set[str]:
    """Where a module may be tested: in its mirrored place; inside a package's own package, in that one's as well."""
    inner = len(file.relative_to(ROOT / "coalguard").parts) > 2
    return {mirrored(file)} | ({mirrored(file.with_name("__init__.py"))} if inner else set())


def in_folder_of(file: Path) -> str:
    """The test file that a folder of tests stands for: domain/mass/test_sums.py, too, is of domain/mass.py."""
    folder = file.relative_to(ROOT / "tests").parent
    one_module = folder.name and (ROOT / "coalguard" / folder).with_suffix(".py").exists()
    return f"tests/{folder.parent / f'test_{folder.name}.py'}" if one_module else ""


def says_something(file: Path) -> bool:
    """Whether a package's own file holds more than its docstring, its version and names it passes on."""
    told = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)
    return file.name != "__init__.py" or not all(isinstance(node, told) for node in tree(file).body)


def test_every_module_has_its_test_file() -> None:
    held = {place for file in TESTS if file.name.startswith("test_") for place in (shown(file), in_folder_of(file))}
    offenders = [
        f"{shown(file)} -> {mirrored(file)}"
        for file in PROGRAM
        if says_something(file)
        and not homes_of_tests(file) & held
        and not any(file.match(pattern) for pattern in TESTED_ELSEWHERE)
    ]
    none_of(offenders)


def test_every_test_file_has_its_module() -> None:
    expected = {mirrored(file) for file in PROGRAM} | {f"tests/test_{name}.py" for name in TESTS_OF_THE_REPOSITORY}
    offenders = [
        shown(file)
        for file in TESTS
        if file.name.startswith("test_")
        and not {shown(file), in_folder_of(file)} & expected
        and file.relative_to(ROOT / "tests").parts[0] not in TESTS_OF_THEIR_OWN
    ]
    none_of(offenders)


@pytest.mark.parametrize("pattern", TESTED_ELSEWHERE)
def test_every_exception_is_still_needed(pattern: str) -> None:
    assert any(file.match(pattern) for file in PROGRAM)
