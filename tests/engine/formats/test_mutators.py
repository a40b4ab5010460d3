"""Damaged and hostile files: always rows, or a fault with a message, and never for long."""

import pytest

from tests.engine.formats.mutators import MUTATORS, try_one

TRIES = 10


def test_there_are_enough_mutators() -> None:
    assert len(MUTATORS) >= 30


@pytest.mark.parametrize("number", range(len(MUTATORS)), ids=[*MUTATORS])
def test_a_mutated_file_is_rows_or_a_fault(number: int) -> None:
    for seed in range(number, number + len(MUTATORS) * TRIES, len(MUTATORS)):
        outcome = try_one(seed)
        assert outcome.rows or outcome.fault, f"seed {seed}"
        assert outcome.fault is None or (
            outcome.fault.message.endswith(".") and outcome.fault.line >= 0
        ), f"seed {seed}"
        assert outcome.seconds < 10
