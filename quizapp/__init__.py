"""Quizapp: a quiz and flashcard engine for schools and self-learners."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp import (
    accounts,
    banks,
    classrooms,
    cli,
    derivations,
    imports,
    jobs,
    privacy,
    quizzes,
    results,
    site,
    study,
    writing,
)
from quizapp.config import ROOT, Settings
from quizapp.database import configure_engine
from quizapp.extensions import csrf, db, limiter


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application from the given settings, by default those of the environment."""
    settings = settings or Settings.from_environment()
    app = Flask(
        __name__,
        instance_path=str(settings.instance),
        template_folder=str(ROOT / "templates"),
        static_url_path=f"/static/{site.static_digest()}",
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={"default": settings.database_url},
        TESTING=settings.testing,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        SESSION_COOKIE_NAME="quizapp",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2_000_000,
        RATELIMIT_STORAGE_URI="memory://",
    )
    app.jinja_options["autoescape"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )

    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine, sqlite_synchronous=settings.sqlite_synchronous)
    csrf.init_app(app)
    limiter.init_app(app)
    for feature in (
        site,
        jobs,
        accounts,
        banks,
        derivations,
        quizzes,
        study,
        writing,
        imports,
        classrooms,
        results,
        privacy,
        cli,
    ):
        feature.init_app(app)
    return app
