"""The browser's session: Flask's signed cookie, whose signature is checked once."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class RememberingSessions(SecureCookieSessionInterface):
    """Remembers what a cookie holds: a browser sends the same one with every request.

    Only cookies with a right signature are remembered, and their age is checked every time.
    """

    def __init__(self, app: Flask) -> None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            raise ValueError("the application has no secret key")

        @lru_cache(maxsize=4096)
        def read(cookie: str) -> tuple[dict[str, Any], datetime]:
            content, signed_at = serializer.loads(cookie, return_timestamp=True)
            return content, signed_at

        self._read = read

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session in the request's cookie; an empty one where that was not made by us."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            content, signed_at = self._read(cookie)
        except BadSignature:
            return self.session_class()
        age = datetime.now(UTC) - signed_at
        if not timedelta(0) <= age <= app.permanent_session_lifetime:
            return self.session_class()
        return self.session_class(deepcopy(content))
