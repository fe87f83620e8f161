"""Does the work that was enqueued, as the worker would, in this process."""

from django_tasks_db.models import DBTaskResult


def work(most: int = 200) -> list[str]:
    """Run every task that is ready, and those that they enqueue; return their names. AssertionError when it never ends."""
    done: list[str] = []
    while True:
        ready = DBTaskResult.objects.ready().order_by("enqueued_at", "pk")
        if (row := ready.first()) is None:
            return done
        assert len(done) < most, done[-5:]
        arguments = row.args_kwargs
        row.task.call(*arguments["args"], **arguments["kwargs"])
        done.append(row.task_path.rpartition(".")[2])
        row.delete()
