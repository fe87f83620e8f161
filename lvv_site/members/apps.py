"""Room: People, accounts, membership, roles and the member's own area."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """People, accounts, membership, roles and the member's own area."""

    name = "lvv_site.members"
    label = "members"
    verbose_name = "Mensen"
    default_auto_field = "django.db.models.BigAutoField"
