"""What a request may bring: numbers that a column can hold, known kinds of data, shallow JSON."""

from typing import Any

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, Map

from quizapp.database import MAX_INTEGER

FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILE = "multipart/form-data"
JSON_ENDPOINTS = frozenset({"quizzes.answer", "study.answer", "study.undo"})
FILE_ENDPOINTS = frozenset(
    {
        *("derivations.create", "derivations.again", "imports.create"),
        *("questions.create", "questions.edit", "roster_import.give"),
    }
)


class RowNumber(IntegerConverter):
    """A number in an address; one that no row can have is an unknown address."""

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_INTEGER)


class ShallowJSON(DefaultJSONProvider):
    """JSON that is nested too deeply to be read is bad JSON, not a fault of ours."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Read JSON; raises `ValueError` for whatever isn't JSON."""
        try:
            return super().loads(s, **options)
        except RecursionError as error:
            raise ValueError("the JSON is nested too deeply") from error


def refuse_unknown_data() -> None:
    """Take forms, files where a page asks for them, and JSON where our scripts send it.

    The rest would be read as an empty form.
    """
    if request.method != "POST" or request.routing_exception:
        return
    if request.mimetype == FORM:
        return
    if request.mimetype == FORM_WITH_FILE and request.endpoint in FILE_ENDPOINTS:
        return
    if not (request.is_json and request.endpoint in JSON_ENDPOINTS):
        abort(415)


def init_app(app: Flask) -> None:
    """Set up how requests are read; before any address is added."""
    app.url_map.converters["int"] = RowNumber
    app.json = ShallowJSON(app)
    app.before_request(refuse_unknown_data)
