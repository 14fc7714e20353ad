"""What was said of tables whose headings are a funder's own."""

from django.db import models
from django.utils import timezone

from allotment.kernel.guards.rows import Guarded
from allotment.register.domain.reading.date_order import DateOrder


class TableAnswers(Guarded):
    """What the columns of a table hold, by its headings. The next table that has the same ones is read
    in the same way. `columns` has for each own heading its path, `every_row` pairs of path and value."""

    digest = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    every_row = models.JSONField(default=list)
    order = models.CharField(
        max_length=12, blank=True, choices=[(each.value, each.value) for each in DateOrder]
    )
    said_at = models.DateTimeField(default=timezone.now)

    privacy = {"digest": "internal", "columns": "internal", "every_row": "internal"}
