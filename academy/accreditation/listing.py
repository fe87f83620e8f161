"""The office's lists: trainings with what is true of them on a day, and providers with how much they offer."""

import datetime as dt

from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from academy.certification.dates import months_later

from .models import AccreditationSpan, Provider, Training

SOON_MONTHS = 3


def listed(on: dt.date) -> QuerySet[Training]:
    """Return trainings with the accreditation of a day: `accredited_from`, `accredited_last_day`, `accredited_minutes`."""
    spans = AccreditationSpan.objects.filter(training=OuterRef("pk"), during__contains=on)
    last_day = Func(F("during__endswith"), template="(%(expressions)s - 1)", output_field=DateField())
    return (
        Training.objects.select_related("provider")
        .annotate(
            accredited_from=Subquery(spans.values("during__startswith")[:1], output_field=DateField()),
            accredited_last_day=Subquery(spans.annotate(last=last_day).values("last")[:1]),
            accredited_minutes=Subquery(spans.values("minutes")[:1], output_field=IntegerField()),
        )
        .order_by("title", "pk")
    )


def ends_soon(on: dt.date) -> Q:
    """Return the condition of trainings of `listed` whose accreditation ends within three months, with nothing after it."""
    until = months_later(on, SOON_MONTHS)
    after = AccreditationSpan.objects.filter(during__startswith__gt=on).values("training")
    return Q(accredited_last_day__lt=until) & ~Q(pk__in=after)


def providers(on: dt.date) -> QuerySet[Provider]:
    """Return providers with `offered`, their trainings, and `accredited`, how many of those are so on a day."""
    accredited = AccreditationSpan.objects.filter(during__contains=on).values("training")
    return Provider.objects.annotate(
        offered=Count("trainings"), accredited=Count("trainings", filter=Q(trainings__in=accredited))
    ).order_by("name", "pk")
