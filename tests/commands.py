"""The `flask` commands as a test gives them."""

from pathlib import Path
from typing import Protocol

from click.testing import Result
from flask import Flask


class Command(Protocol):
    def __call__(
        self, *arguments: str | Path, code: int = 0, given: str | None = None
    ) -> Result: ...


def commands_of(app: Flask) -> Command:
    def run(*arguments: str | Path, code: int = 0, given: str | None = None) -> Result:
        result = app.test_cli_runner().invoke(args=[*map(str, arguments)], input=given)
        assert result.exit_code == code, result.output
        # A refusal is a sentence, not a traceback.
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run
