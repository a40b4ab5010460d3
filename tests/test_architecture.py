"""How the house is built: who may import whom, what the engine may use, what a file may hold."""

import ast
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from quizapp.config import ROOT

SOURCES = sorted((ROOT / "quizapp").rglob("*.py"))
ENGINE = sorted((ROOT / "quizapp" / "engine").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VENDORED = [ROOT / "quizapp" / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]
MAX_LINES = 400

# What the engine may import: nothing that reads a clock, a file, the network or random numbers.
ENGINE_IMPORTS = {
    *(
        "__future__",
        "abc",
        "bisect",
        "codecs",
        "collections",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
    ),
    *("difflib", "enum", "fractions", "functools", "hashlib", "html", "io", "itertools", "json"),
    *("math", "operator", "re"),
    *("statistics", "string", "tomllib", "typing", "unicodedata", "urllib", "zoneinfo"),
    *("zipfile", "zlib"),
    *("charset_normalizer", "fsrs", "quizapp", "selectolax"),
}
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
IMPURE_METHODS = {"now", "utcnow", "today", "fromtimestamp", "read_text", "read_bytes"}

# Values that templates show without escaping, and why that is safe.
SAFE_VALUES = {
    ("study/study.html", "faces.front"): "made by a template, and kept as text",
    ("study/study.html", "faces.back"): "made by a template, and kept as text",
}


def id_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def committed_files() -> Iterator[Path]:
    """The files of the project: all that `.gitignore` doesn't name."""
    ignored = [".git/", *(ROOT / ".gitignore").read_text("utf-8").split()]
    folders = [pattern.rstrip("/") for pattern in ignored if pattern.endswith("/")]
    files = [pattern for pattern in ignored if not pattern.endswith("/")]
    waiting = [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if any(
                fnmatch(path.name, pattern) for pattern in (folders if path.is_dir() else files)
            ):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


def imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"


def test_imports_run_the_way_they_may() -> None:
    # In a process of its own: it turns off the loggers of whoever runs it.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("path", ENGINE, ids=id_of)
def test_the_engine_only_computes(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    packages = {name.split(".")[0] for name in imported_names(tree)}
    assert packages <= ENGINE_IMPORTS
    assert not {"io.open", "io.FileIO"} & set(imported_names(tree))
    calls = set(called_names(tree))
    assert not calls & IMPURE_CALLS
    assert not calls & {f".{name}" for name in IMPURE_METHODS}


@pytest.mark.parametrize("path", SOURCES, ids=id_of)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SOURCES, ids=id_of)
def test_models_stand_where_the_migrations_look_for_them(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    bases = {
        base.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name)
    }
    assert "Base" not in bases or path in {*(ROOT / "quizapp").glob("*/models.py")}


@pytest.mark.parametrize("path", sorted((ROOT / "migrations" / "versions").glob("*.py")), ids=id_of)
def test_a_migration_does_not_depend_on_code_that_will_change(path: Path) -> None:
    names = {name.split(".")[0] for name in imported_names(ast.parse(path.read_text("utf-8")))}
    assert "quizapp" not in names


@pytest.mark.parametrize("path", SOURCES, ids=id_of)
def test_only_what_answers_a_request_or_a_command_reads_the_clock(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    reads_clock = {".now", ".utcnow", ".today"} & set(called_names(tree))
    knows_flask = any(name.startswith("flask.") for name in imported_names(tree))
    assert knows_flask or not reads_clock


@pytest.mark.parametrize("path", TEMPLATES, ids=id_of)
def test_templates_escape_what_they_show(path: Path) -> None:
    text = path.read_text("utf-8")
    name = str(path.relative_to(ROOT / "templates"))
    shown = {(name, found) for found in re.findall(r"([\w.\[\]]+)\s*\|\s*safe\b", text)}
    assert shown <= SAFE_VALUES.keys()
    assert len(re.findall(r"\|\s*safe\b", text)) == len(shown)
    assert "autoescape" not in text


def test_each_exception_from_escaping_is_still_needed() -> None:
    for name, value in SAFE_VALUES:
        assert f"{value} | safe" in (ROOT / "templates" / name).read_text("utf-8")


def test_only_the_renderer_of_markdown_calls_text_safe() -> None:
    marked = {
        id_of(path)
        for path in SOURCES
        if {"Markup", ".Markup"} & set(called_names(ast.parse(path.read_text("utf-8"))))
    }
    assert marked == {"quizapp/presentation.py"}


@pytest.mark.parametrize("folder", VENDORED, ids=id_of)
def test_vendored_files_are_those_that_were_looked_at(folder: Path) -> None:
    table = (folder / "README.md").read_text("utf-8")
    noted = {
        cells[0]: cells[-1]
        for line in table.splitlines()
        if re.fullmatch(
            r"[0-9a-f]{64}", (cells := [*map(str.strip, line.strip("| ").split("|"))])[-1]
        )
    }
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "README.md"
    }
    assert there
    assert there == noted


def test_no_file_names_a_host_that_packages_come_from() -> None:
    # In two parts, so that this file doesn't name them.
    hosts = [
        first + second
        for first, second in (
            *(("pypi.", "org"), ("python", "hosted.org"), ("npmjs.", "org"), ("npmjs.", "com")),
            *(("unpkg.", "com"), ("jsdelivr.", "net"), ("cdnjs.", "cloudflare"), ("index", "-url")),
            *(("deb.", "debian.org"), ("registry.", "yarnpkg"), ("ghcr.", "io"), ("docker.", "io")),
        )
    ]
    found = [
        (id_of(path), host)
        for path in committed_files()
        for host in hosts
        if host.encode() in path.read_bytes()
    ]
    assert found == []
