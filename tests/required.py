"""Tests that need a part of the machine: skipped by name where it is missing, unless required."""

import os
from typing import NoReturn

import pytest


def skip_or_fail(part: str, reason: str) -> NoReturn:
    """Skip, or fail where `QUIZAPP_REQUIRE` (such as `postgresql,browser`) names the part."""
    required = os.environ.get("QUIZAPP_REQUIRE", "").split(",")
    if part in {name.strip() for name in required}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
