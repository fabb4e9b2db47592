"""A worker as a process of its own, with the plugin for tests and less patience: for `kill -9`."""

import asyncio
import sys

from punos import worker
from punos.config import Config
from tests.jobs.plugin import with_jobs


def main() -> None:
    """What `punos worker` does."""
    worker.HEARTBEAT, worker.STALLED, worker.LOOK, worker.AWAY = 0.5, 2.0, 0.5, 0.5
    deployment = with_jobs(Config.from_environment())
    asyncio.run(worker.run_until_signal(deployment))
    deployment.dispose()
    sys.exit(0)


if __name__ == "__main__":
    main()
