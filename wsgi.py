"""The application for a WSGI server, and for the `flask` command."""

import sys

from quizapp import create_app
from quizapp.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"Quizapp can't start. {error}")
