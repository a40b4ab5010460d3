"""What a stranger may send as JSON: any value, near misses, and texts that are no JSON at all."""

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NUMBERS = (0, 1, -1, 2**31, 2**63, 2**64, 10**40, 1e308, 0.5)
TEXTS = (
    *("", "0", "1", "true", " ", "\0", "\ud800", "\udfff\ud800", "x" * 201, "9" * 200),
    *("-1", "1e9", "٣", "null", "2026-03-02", "' OR 1=1 --", "\u202e", "e\u0301" * 100),
)


def json_values() -> SearchStrategy[Any]:
    """Any JSON, with what tends to break programs well represented."""
    leaves = (
        st.none()
        | st.booleans()
        | st.sampled_from(NUMBERS)
        | st.sampled_from(TEXTS)
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(), max_size=10)
    )
    return st.recursive(
        leaves,
        lambda values: (
            st.lists(values, max_size=5)
            | st.dictionaries(st.sampled_from(("answer", "id", "")), values, max_size=3)
        ),
        max_leaves=10,
    )


def objects(fields: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
    """These fields, of which some are missing and some have any value."""

    def spoil(changes: tuple[dict[str, Any], set[str]]) -> dict[str, Any]:
        changed, missing = changes
        return {name: value for name, value in {**fields, **changed}.items() if name not in missing}

    names = st.sampled_from([*fields])
    changed = st.dictionaries(names, json_values(), max_size=2)
    return st.tuples(changed, st.sets(names, max_size=1)).map(spoil)


def bodies(values: SearchStrategy[Any]) -> SearchStrategy[str]:
    """The values as JSON texts, with half surrogates as such."""
    return values.map(json.dumps)


BROKEN = (
    *("", " ", "{", "[", "]", "nul", "{'answer': []}", '{"answer": ["1"]', '{"answer": [1,]}'),
    *("[" * 100_000, '{"answer":' * 50_000, "1" * 10_000, '"' + "x" * 1_000_000, "\ufeff{}"),
    *('{"answer": ["\\ud8"]}', '{"answer": ["\0"]}', "NaN", "Infinity", "answer=1"),
)
"""Texts that aren't JSON, or that no object of ours can be read from."""
