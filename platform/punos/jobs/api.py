"""What plugins may use of jobs."""

from punos.jobs.models import JobRun
from punos.jobs.service import JobFailed, defer, latest, progress, start

__all__ = ["JobFailed", "JobRun", "defer", "latest", "progress", "start"]
