"""The Flask extensions, made here and bound to the application in `create_app`."""

from collections.abc import Callable, Sequence
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect


class SynchronousSQLAlchemy(SQLAlchemy):
    """The extension without its clean-up of asynchronous sessions, which we never have.

    The clean-up is a coroutine, for which Flask starts a thread at the end of every request.
    """

    def init_app(self, app: Flask) -> None:  # type: ignore[override]
        """Make the engines and let sessions be closed at the end of a request."""
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            function
            for function in app.teardown_appcontext_funcs
            if not iscoroutinefunction(function)
        ]


class HeaderFirstCSRFProtect(CSRFProtect):  # type: ignore[misc]
    """Looks for the token in the header that our scripts send before it reads a form."""

    def _get_csrf_token(self) -> str | None:
        token: str | None = request.headers.get("X-CSRFToken") or super()._get_csrf_token()
        return token


class BlueprintLimiter(Limiter):
    """Limits for the views of some blueprints; requests to others pass without being looked at."""

    def __init__(self, blueprints: Sequence[str], key_func: Callable[[], str]) -> None:
        super().__init__(key_func=key_func)
        self.blueprints = blueprints

    def init_app(self, app: Flask) -> None:
        """Watch the requests to the blueprints."""
        everywhere: list[dict[Any, list[Any]]] = [
            *(app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
        ]
        counts = [len(hooks[None]) for hooks in everywhere]
        super().init_app(app)
        for hooks, count in zip(everywhere, counts, strict=True):
            for blueprint in self.blueprints:
                hooks[blueprint] += hooks[None][count:]
            del hooks[None][count:]


db = SynchronousSQLAlchemy(session_options={"expire_on_commit": False, "autoflush": False})
login_manager = LoginManager()
csrf = HeaderFirstCSRFProtect()
limiter = BlueprintLimiter(["accounts", "joining", "privacy"], key_func=get_remote_address)
