"""The process that runs tasks: the backend's own loop, with a heartbeat, a sweeper, and an end without broken work."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
import time
from types import FrameType

from django.db import DatabaseError, InterfaceError, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as TaskLoop

from . import heartbeat, tasks

logger = logging.getLogger("lvv.worker")
POLL_SECONDS = 1.0
SWEEP_SECONDS = 30
RECONNECT_SECONDS = 2.0


class Loop(TaskLoop):
    """The backend's loop; a signal to stop lets the task at hand finish, and never falls inside taking the next one."""

    running: bool

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task at hand; at the second signal, at once (the sweeper then takes the task over)."""
        if not self.running:
            sys.exit(1)
        self.running = False


class Pulse(threading.Thread):
    """Beats and sweeps beside the loop, over a database connection of its own."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker_id = worker_id
        self.ended = threading.Event()

    def run(self) -> None:
        """Go on until told to end; a database that is away is tried again at the next beat."""
        next_sweep = 0.0
        while not self.ended.is_set():
            try:
                heartbeat.beat(self.worker_id)
                if time.monotonic() >= next_sweep:
                    tasks.sweep()
                    next_sweep = time.monotonic() + SWEEP_SECONDS
            except (DatabaseError, InterfaceError) as error:
                logger.warning("no heartbeat: %s", type(error).__name__)
                connection.close()
            self.ended.wait(heartbeat.BEAT_SECONDS)
        connection.close()

    def end(self) -> None:
        """Stop beating and wait for the beat at hand."""
        self.ended.set()
        self.join(timeout=heartbeat.BEAT_SECONDS)


def task_loop(worker_id: str, *, batch: bool) -> Loop:
    """Make the loop over all queues; with `batch` it ends when nothing is ready."""
    return Loop(
        queue_names=["*"], interval=POLL_SECONDS, batch=batch, backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False, max_tasks=None, worker_id=worker_id, excluded_queue_names=[],
    )  # fmt: skip


def work(*, batch: bool = False) -> None:
    """Run tasks until a signal comes; with `batch` only those that are ready now."""
    worker_id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    loop = task_loop(worker_id, batch=batch)
    loop.configure_signals()
    pulse = Pulse(worker_id)
    pulse.start()
    logger.info("worker %s runs", worker_id)
    try:
        _run(loop)
    finally:
        pulse.end()
        heartbeat.stop(worker_id)
        logger.info("worker %s stopped", worker_id)


def _run(loop: Loop) -> None:
    """Run the loop; when the database goes away, wait for it instead of dying with it."""
    while True:
        try:
            loop.run()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("database unavailable: %s", type(error).__name__)
            connection.close()
            time.sleep(RECONNECT_SECONDS)
        else:
            return
        if not loop.running:
            return
