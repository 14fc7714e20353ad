"""The one task that the queue carries."""

from django_tasks import task

from allotment.kernel.jobs import services


@task()
def run_job(key: str) -> None:
    """Run the job with this key."""
    services.run(key)
