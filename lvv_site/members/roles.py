"""Who may do what: one table of roles, written to the database as groups after every migration.

The table is the truth: `sync` gives each group exactly what stands here and takes away what does not. A permission of a
room that is not installed is skipped and reported; a misspelt one of an installed room is caught by a system check. At
migration time the permissions do not exist yet, hence afterwards (`post_migrate`), and by hand with `sync_roles`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from .models import User


@dataclass(frozen=True)
class Role:
    """A role: its code (the group's name), its name on screen and what it may do.

    `permissions` hold for everything of that kind, `pages` for the whole page tree, `files` for all images and documents.
    """

    code: str
    name: str | Promise
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


ADMIN = "wagtailadmin.access_admin"
VIEW_PEOPLE = ("members.view_person", "members.view_membership")
EDIT_PAGES = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
EDIT_FILES = (
    "wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image", "wagtailimages.delete_image",
    "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document", "wagtaildocs.delete_document",
)  # fmt: skip
VIEW_CERTIFICATES = ("certification.view_certificate", "certification.read_reasons")
# What the office and the board see of hours; evidence only who decides about it.
VIEW_HOURS = (
    "hours.view_entry", "hours.view_evidencesample", "certification.view_schemeversion",
    "certification.view_collectivedecision",
)  # fmt: skip
RUN_HOURS = (
    *VIEW_HOURS, "hours.view_evidence", "hours.decide_claim", "hours.award_entry", "hours.reverse_entry",
    "hours.import_hours", "hours.export_hours", "hours.sample_evidence", "certification.decide_for_many",
    "certification.change_schemeversion", "certification.publish_scheme",
)  # fmt: skip
RUN_INTERVISIE = (
    "intervisie.view_group", "intervisie.register_group", "intervisie.export_groups", "intervisie.correct_recording",
    "intervisie.view_contest", "intervisie.decide_contest", "intervisie.view_roomrules", "intervisie.set_rules",
)  # fmt: skip
# Who keeps a copy of the register: the office gives the keys, the board looks on.
VIEW_DOWNLOADS = ("register.view_downloadkey",)
RUN_DOWNLOADS = (*VIEW_DOWNLOADS, "register.issue_downloadkey")
RUN_DOSSIERS = (
    "dossier.view_dossier", "dossier.record_requirement", "dossier.record_outcome", "dossier.export_dossier",
)  # fmt: skip
VIEW_ACCREDITATION = (
    "accreditation.view_training", "accreditation.view_provider", "accreditation.read_accreditation_reasons",
)  # fmt: skip
# Files of applications: the office prepares, the committee decides, assessors see what they were assigned.
PREPARE_APPLICATIONS = (
    "accreditation.view_application", "accreditation.handle_application", "accreditation.view_meeting",
    "accreditation.change_meeting", "accreditation.view_tie", "accreditation.view_lettertemplate",
)  # fmt: skip
RUN_ACCREDITATION = (
    *VIEW_ACCREDITATION, "accreditation.add_provider", "accreditation.change_provider", "accreditation.add_training",
    "accreditation.change_training", "accreditation.decide_accreditation", "accreditation.export_trainings",
    *PREPARE_APPLICATIONS, "accreditation.approve_provider", "accreditation.view_providerrequest",
    "accreditation.change_lettertemplate", "accreditation.change_accreditationsettings",
    "accreditation.view_providerrun", "accreditation.correct_attendance", "accreditation.view_attendancecontest",
)  # fmt: skip
DECIDE_APPLICATIONS = (*PREPARE_APPLICATIONS, "accreditation.decide_application")
RUN_BOOKINGS = (
    "booking.view_occasion", "booking.view_booking", "booking.view_place", "booking.export_attendees",
    "booking.change_places", "booking.check_in", "booking.change_occasion", "booking.set_prices",
    "booking.view_discountcode", "booking.view_termsversion",
)  # fmt: skip
RUN_COURSES = ("courses.view_run", "courses.change_run", "courses.view_doubt", "courses.handle_doubt")
EXPLAIN_RECERTIFICATION = "dossier.change_recertificationsettings"
HANDLE_CORRECTIONS = ("register.view_correction", "register.handle_correction")
KEEP_BOOKS = (
    "payments.view_order", "payments.view_payment", "payments.view_invoice", "payments.refund_order",
    "payments.place_payment", "payments.export_books", "payments.change_invoicesettings", "payments.add_invoice",
    "payments.view_creditnote", "payments.view_refund",
)  # fmt: skip
EDIT_KNOWLEDGE = (
    "faq.view_synonymgroup", "faq.add_synonymgroup", "faq.change_synonymgroup", "faq.delete_synonymgroup",
    "faq.view_theme", "faq.add_theme", "faq.change_theme", "faq.delete_theme",
)  # fmt: skip
READ_MEMBERS_DOCUMENTS = "pages.change_sitedocument"
SITE_SETTINGS = "pages.change_sitesettings"

ROLES = (
    Role(
        "office",
        _("Bureau"),
        permissions=(
            ADMIN, *VIEW_PEOPLE, "members.change_person", "members.invite_person", "members.merge_person",
            "members.erase_person", "members.export_person", "members.assign_role",
            *VIEW_CERTIFICATES, "certification.decide_status", "certification.confirm_decision",
            "certification.export_certificates", *RUN_HOURS, *RUN_INTERVISIE, "register.import_register", "mail.view_message", "mail.change_message", SITE_SETTINGS,
            *RUN_DOWNLOADS, *RUN_DOSSIERS, *RUN_BOOKINGS, *RUN_COURSES, *RUN_ACCREDITATION, EXPLAIN_RECERTIFICATION,
            *HANDLE_CORRECTIONS,
        ),
    ),
    Role("treasurer", _("Penningmeester"), permissions=(ADMIN, *VIEW_PEOPLE, *KEEP_BOOKS)),
    Role(
        "editor",
        _("Redactie"),
        permissions=(ADMIN, SITE_SETTINGS, READ_MEMBERS_DOCUMENTS, EXPLAIN_RECERTIFICATION, *EDIT_KNOWLEDGE),
        pages=EDIT_PAGES,
        files=EDIT_FILES,
    ),
    Role(
        "question_editor",
        _("Redactie vragen"),
        permissions=(ADMIN, READ_MEMBERS_DOCUMENTS, *EDIT_KNOWLEDGE),
        pages=EDIT_PAGES,
        files=EDIT_FILES,
    ),
    Role(
        "committee",
        _("Commissie"),
        permissions=(
            ADMIN, *VIEW_CERTIFICATES, "certification.confirm_decision", *VIEW_ACCREDITATION, *DECIDE_APPLICATIONS,
        ),
    ),
    Role(
        "assessor",
        _("Beoordelaar"),
        permissions=(ADMIN, "accreditation.view_application", "accreditation.assess_application"),
    ),
    Role("board", _("Bestuur"), permissions=(ADMIN, *VIEW_PEOPLE, *VIEW_CERTIFICATES, *VIEW_HOURS, *VIEW_ACCREDITATION, *VIEW_DOWNLOADS)),
    # A training provider works in its own portal and never enters /beheer/.
    Role("provider", _("Opleider")),
)  # fmt: skip
BY_CODE = {role.code: role for role in ROLES}


def declared(roles: Iterable[Role] = ROLES) -> list[str]:
    """Return every permission that the table names, once, in order."""
    return sorted({name for role in roles for name in (*role.permissions, *role.files)})


def missing(roles: Iterable[Role] = ROLES) -> list[str]:
    """Return the permissions of rooms that are not installed (yet): they are skipped."""
    return [name for name in declared(roles) if name.partition(".")[0] not in apps.app_configs]


def misspelt(roles: Iterable[Role] = ROLES) -> list[str]:
    """Return the permissions that no model of their installed room declares."""
    known = {name for model in apps.get_models() for name in _permissions_of(model)}
    return [name for name in declared(roles) if name not in known and name not in missing(roles)]


def _permissions_of(model: type[models.Model]) -> Iterable[str]:
    options = model._meta
    for action in options.default_permissions:
        yield f"{options.app_label}.{action}_{options.model_name}"
    for codename, _label in options.permissions:
        yield f"{options.app_label}.{codename}"


def tables_exist() -> bool:
    """Whether everything that `sync` writes to is there: `migrate` may be asked for a few rooms only."""
    present = set(connection.introspection.table_names())
    return {model._meta.db_table for model in (Group, GroupPagePermission, GroupCollectionPermission, User)} <= present


@transaction.atomic
def sync(roles: Iterable[Role] = ROLES) -> None:
    """Make the groups exactly what the table says: add what is missing, take away what is not in it."""
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in roles:
        group, _created = Group.objects.get_or_create(name=role.code)
        group.permissions.set(permissions[name] for name in role.permissions if name in permissions)
        _sync_pages(group, [permissions[f"wagtailcore.{name}"] for name in role.pages])
        _sync_files(group, [permissions[name] for name in role.files])


def _sync_pages(group: Group, permissions: list[Permission]) -> None:
    GroupPagePermission.objects.filter(group=group).exclude(permission__in=permissions).delete()
    if root := Page.get_first_root_node():
        GroupPagePermission.objects.filter(group=group).exclude(page=root).delete()
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _sync_files(group: Group, permissions: list[Permission]) -> None:
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=permissions).delete()
    if root := Collection.get_first_root_node():
        GroupCollectionPermission.objects.filter(group=group).exclude(collection=root).delete()
        for permission in permissions:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def of(user: User) -> list[Role]:
    """Return the roles somebody has, in the table's order."""
    codes = set(user.groups.values_list("name", flat=True))
    return [role for role in ROLES if role.code in codes]


def grant(user: User, *codes: str) -> None:
    """Give somebody roles, beside those they have; raises KeyError for a code that is no role."""
    user.groups.add(*(Group.objects.get(name=BY_CODE[code].code) for code in codes))


@transaction.atomic
def assign(user: User, codes: Iterable[str]) -> None:
    """Give somebody exactly these roles; groups that are no role stay as they are."""
    wanted = [BY_CODE[code].code for code in codes]
    user.groups.remove(*user.groups.filter(name__in=BY_CODE).exclude(name__in=wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted))
