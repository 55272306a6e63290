"""Other software beside us: an environment of its own for the time of a run, so that it is in no lock of ours."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PIPE = asyncio.subprocess.PIPE


async def answer_of_other(packages: Sequence[str], script: str, *arguments: str, given: str = "") -> Any:
    """What a script of this folder prints, as JSON, in an environment that has only these packages.

    Raises RuntimeError with what its process said.
    """
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        await _run(sys.executable, "-m", "venv", folder)
        await _run(str(python), "-m", "pip", "install", "--quiet", *packages)
        return json.loads(await _run(str(python), str(Path(__file__).with_name(script)), *arguments, given=given))


async def _run(*command: str, given: str = "") -> str:
    process = await asyncio.create_subprocess_exec(*command, stdin=_PIPE, stdout=_PIPE, stderr=_PIPE)
    said, wrong = await process.communicate(given.encode())
    if process.returncode:
        raise RuntimeError(f"{command[0]}: {wrong.decode()[-2000:]}")
    return said.decode()
