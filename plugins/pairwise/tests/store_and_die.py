"""A worker that dies by `kill -9` when the draft is written and not yet committed."""

import os
import signal
import sys
from typing import Any

from punos_pairwise import propose
from punos_pairwise.service import PROPOSE_JOB

from punos.config import Config
from punos.deployment import Deployment
from punos.jobs import runner

store = propose.store_draft


def store_and_die(work: Any, *arguments: Any) -> None:
    store(work, *arguments)
    work.session.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    propose.store_draft = store_and_die
    runner.run(
        Deployment(Config.from_environment()),
        0,
        job=PROPOSE_JOB,
        tenant=sys.argv[1],
        run=sys.argv[2],
    )
