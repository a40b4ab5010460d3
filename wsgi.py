"""The application for a WSGI server, and for the `flask` command."""

import gc
import sys

from quizapp import create_app
from quizapp.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"Quizapp can't start. {error}")

# What start-up made lives as long as the process. Left to the collector it is looked through again
# and again while a large page is made: a gradebook of 50,000 cells takes a third longer.
gc.freeze()
