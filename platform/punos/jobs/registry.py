"""Which jobs there are. They are named, never imported: heavy code loads in the worker only."""

from dataclasses import dataclass

from punos.extend import PluginRegistry


@dataclass(frozen=True)
class JobSpec:
    """A job: `module:function`, and whose it is."""

    path: str
    plugin: str | None = None
    in_steps: bool = False
    """It opens several units of work of its own, each committed: `f(deployment, tenant, **ids)`; one
    that was started is given its own too: `f(deployment, work, run)`. Only the core's, since the
    deployment is the way to every tenant."""
    queue: str = "default"
    """Each queue is worked off by itself: a slow mail server or long work holds nothing else up."""


LONG = "long"
QUEUES = ("default", LONG, "mail")

CORE_JOBS = (
    JobSpec("punos.mail.sender:send", in_steps=True, queue="mail"),
    JobSpec("punos.writing.sending:send_some", queue="mail"),
    JobSpec("punos.trainings.inviting:invite", queue="mail"),
    JobSpec("punos.border.courier:carry", in_steps=True),
    JobSpec("punos.border.courier:report", in_steps=True),
    JobSpec("punos.surveys.mixing:mix", in_steps=True),
    JobSpec("punos.tenants.naming:publish_names", in_steps=True),
    JobSpec("punos.people.alike:find_alike"),
    JobSpec("punos.imports.reading:read_file"),
    JobSpec("punos.imports.checking:check_file", in_steps=True),
    JobSpec("punos.imports.adding:add_people", in_steps=True),
    JobSpec("punos.certificates.making:make", in_steps=True),
    JobSpec("punos.reports.making:work_out"),
    JobSpec("punos.reports.making:make_file"),
    JobSpec("punos.network.publishing:publish", in_steps=True),
    JobSpec("punos.network.onboarding:make", in_steps=True),
    JobSpec("punos.network.announcing:send_to_members"),
    JobSpec("punos.network.files:write_comparison", in_steps=True),
    JobSpec("punos.privacy.replaying:note_down", in_steps=True),
    JobSpec("punos.privacy.forgetting:erase_people", in_steps=True),
)
_CORE = {spec.path: spec for spec in CORE_JOBS}


def job_spec(registry: PluginRegistry, path: str) -> JobSpec | None:
    """The registered job of this name, of the core or of an installed plugin."""
    if path in _CORE:
        return _CORE[path]
    plugin = registry.jobs().get(path)
    return JobSpec(path, plugin) if plugin else None
