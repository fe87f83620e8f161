"""The retention table on the privacy page."""

from django import template

from lvv_site.members import retention
from lvv_site.members.privacy import RetentionRow

register = template.Library()


@register.simple_tag
def retention_rows() -> list[RetentionRow]:
    """Return what every room keeps, why, how long and how it ends: `{% retention_rows as rows %}`."""
    return retention.rows()
