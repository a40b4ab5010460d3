"""Processes of their own for jobs, started by a web worker and outliving it."""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from threading import Thread

from quizapp.config import ROOT, Settings

NICENESS = 10
"""By how much jobs give way to what answers requests."""

logger = logging.getLogger(__name__)


def start_process(settings: Settings, job_id: int) -> "subprocess.Popen[bytes] | None":
    """Start a process for the job. Where none can be started, the job goes on waiting."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", str(job_id)]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command and a number
            command,
            cwd=ROOT,
            env={**os.environ, **settings.to_environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        logger.error("No process can be started for job %d: %s", job_id, error)  # noqa: TRY400
        return None
    # It may have ended already.
    with suppress(ProcessLookupError):
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, process.pid, ours + NICENESS)
    # Somebody has to take note of its end, or it stays in the list of processes.
    Thread(target=process.wait, name=f"job {job_id}", daemon=True).start()
    return process
