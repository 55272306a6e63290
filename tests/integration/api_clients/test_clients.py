"""Clients are generated from the published documents, in TypeScript and Python, and no answer is lost."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.http.shared_answers import with_answers_in_place
from tests.support.kept import alone, kept

REPOSITORY = Path(__file__).parents[3]
DOCUMENTS = sorted((REPOSITORY / "docs/openapi").glob("*.json"))
TYPESCRIPT = ("openapi-typescript@7.13.0", "typescript@5.9.3")
PYTHON = "openapi-python-client==0.29.1"

FILES_AS_BYTES = REPOSITORY / "docs/openapi/files-as-bytes.yaml"

Operation = tuple[str, str, dict[str, Any]]


def run(*command: str | Path, where: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def typescript() -> Path:
    """The folder of npm's programs. Where npm is not installed the test is skipped, but not in CI."""
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("npm is not installed")
    folder = kept(" ".join(TYPESCRIPT))
    with alone(folder):
        if not (folder / "node_modules/.bin/tsc").exists():
            folder.mkdir(parents=True, exist_ok=True)
            run(npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *TYPESCRIPT, where=folder)
    return folder / "node_modules/.bin"


@pytest.fixture(scope="module")
def python() -> Path:
    """A Python that has the generator, in an environment of its own: it wants other versions of what we use."""
    folder = kept(PYTHON)
    interpreter = folder / "bin/python"
    # As modules: a script of the environment names the folder it was made in, and a checkout may move or be a link.
    with alone(folder):
        if not list(folder.glob("lib/python*/site-packages/openapi_python_client/__main__.py")):
            uv = Path(sys.executable).with_name("uv")  # as tools/set_up.py left it, unless pip had to install
            run(sys.executable, "-m", "venv", "--clear", folder, where=REPOSITORY)
            install = (
                (uv, "pip", "install", "--python", interpreter)
                if uv.exists()
                else (interpreter, "-m", "pip", "install")
            )
            run(*install, "--quiet", PYTHON, where=REPOSITORY)
    return interpreter


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation["operationId"], operation["responses"]


def known_answers(document: dict[str, Any]) -> Iterator[str]:
    """A line of TypeScript for each answer, which compiles only when the answer has a type."""
    for _, name, responses in operations(document):
        for status, answer in responses.items():
            for number, media_type in enumerate(answer.get("content", {})):
                content = f'operations["{name}"]["responses"][{status}]["content"]["{media_type}"]'
                yield f"export const {name}_{status}_{number}: Known<{content}> = true;"


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_every_answer_has_a_type_in_typescript(file: Path, typescript: Path, tmp_path: Path) -> None:
    run(typescript / "openapi-typescript", file, "-o", tmp_path / "api.ts", where=tmp_path)
    lines = list(known_answers(with_answers_in_place(json.loads(file.read_bytes()))))
    assert lines
    check = 'import type { operations } from "./api";\n'
    check += "type Known<T> = unknown extends T ? never : [T] extends [never] ? never : true;\n" + "\n".join(lines)
    (tmp_path / "check.ts").write_text(check)
    run(typescript / "tsc", "--noEmit", "--strict", "--skipLibCheck", "check.ts", where=tmp_path)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_every_answer_has_a_type_in_python(file: Path, python: Path, tmp_path: Path) -> None:
    out = tmp_path / "client"
    generate = ("-m", "openapi_python_client", "generate", "--meta", "none", "--config", FILES_AS_BYTES)
    said = run(python, *generate, "--path", file, "--output-path", out, where=tmp_path)
    assert "WARNING" not in said, said
    for _, name, responses in operations(with_answers_in_place(json.loads(file.read_bytes()))):
        [module] = out.glob(f"api/*/{name}.py")
        code = module.read_text()
        for status in responses:
            assert f"if response.status_code == {status}:" in code, f"{name} does not read {status}"
            if status != "204":
                assert f"return response_{status}" in code, f"{name} does not answer what {status} says"
        if "204" not in responses:  # the generator writes Any for an answer without content
            assert not re.search(r"-> (Any|.*\bAny\b.*) \| None:", code), f"{name} answers anything"
