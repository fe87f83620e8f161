"""The version of what the search index is built from.

One row. Whatever changes a published question or the thesaurus raises it in the same transaction; every process compares
it with the version it built its index from, so no process can miss a change and a crash loses none.
"""

from typing import ClassVar

from django.db import connection, models


class SearchStamp(models.Model):
    """The one row with the version."""

    ROW: ClassVar[int] = 1

    id = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="faq_search_stamp_one_row")]

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def raise_version(cls) -> None:
        """Say that the index is out of date; part of the caller's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO faq_searchstamp (id, version) VALUES (%s, 1) "
                "ON CONFLICT (id) DO UPDATE SET version = faq_searchstamp.version + 1",
                [cls.ROW],
            )

    @classmethod
    def current(cls) -> int:
        """Return the version; 0 when nothing was ever published."""
        return cls.objects.filter(pk=cls.ROW).values_list("version", flat=True).first() or 0
