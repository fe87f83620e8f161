"""Room: People, accounts, membership, roles and the member's own area."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    """People, accounts, membership, roles and the member's own area."""

    name = "lvv_site.members"
    label = "members"
    verbose_name = "Mensen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, letters, receivers  # noqa: F401 - connect themselves

        letters.register()
        post_migrate.connect(sync_roles_last, dispatch_uid="members.sync_roles")


def sync_roles_last(app_config: AppConfig, **_kwargs: Any) -> None:
    """Sync the roles when the last room has been migrated: permissions of all the others exist only then."""
    from . import roles

    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if app_config == last and roles.tables_exist():
        roles.sync()
