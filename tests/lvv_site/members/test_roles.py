"""The table of roles is the truth; what stands in the database follows it exactly."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lvv_site.members import roles
from lvv_site.members.checks import check_role_permissions
from lvv_site.members.roles import BY_CODE, ROLES, Role
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

CODES = ["office", "treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider"]
# Each line: a permission and the roles that have it. Nobody else does.
MATRIX = {
    "wagtailadmin.access_admin": set(CODES) - {"provider"},
    "members.view_person": {"office", "treasurer", "board"},
    "members.change_person": {"office"},
    "members.invite_person": {"office"},
    "members.merge_person": {"office"},
    "members.erase_person": {"office"},
    "members.export_person": {"office"},
    "members.assign_role": {"office"},
    "members.add_user": set(),
    "members.change_user": set(),
    "certification.view_certificate": {"office", "committee", "board"},
    "certification.decide_status": {"office"},
    "certification.confirm_decision": {"office", "committee"},
    "certification.decide_for_many": {"office"},
    "certification.publish_scheme": {"office"},
    "certification.view_schemeversion": {"office", "board"},
    "hours.view_entry": {"office", "board"},
    "hours.view_evidence": {"office"},
    "hours.decide_claim": {"office"},
    "hours.award_entry": {"office"},
    "hours.reverse_entry": {"office"},
    "hours.import_hours": {"office"},
    "hours.export_hours": {"office"},
    "hours.sample_evidence": {"office"},
    "intervisie.view_group": {"office"},
    "intervisie.register_group": {"office"},
    "intervisie.export_groups": {"office"},
    "intervisie.correct_recording": {"office"},
    "intervisie.decide_contest": {"office"},
    "intervisie.set_rules": {"office"},
    "dossier.view_dossier": {"office"},
    "dossier.record_requirement": {"office"},
    "dossier.record_outcome": {"office"},
    "dossier.export_dossier": {"office"},
    "dossier.change_recertificationsettings": {"office", "editor"},
    "accreditation.view_training": {"office", "committee", "board"},
    "accreditation.view_provider": {"office", "committee", "board"},
    "accreditation.read_accreditation_reasons": {"office", "committee", "board"},
    "accreditation.add_provider": {"office"},
    "accreditation.change_provider": {"office"},
    "accreditation.add_training": {"office"},
    "accreditation.change_training": {"office"},
    "accreditation.decide_accreditation": {"office"},
    "accreditation.export_trainings": {"office"},
    "accreditation.approve_provider": {"office"},
    "accreditation.view_providerrequest": {"office"},
    "accreditation.view_application": {"office", "committee", "assessor"},
    "accreditation.handle_application": {"office", "committee"},
    "accreditation.decide_application": {"committee"},
    "accreditation.assess_application": {"assessor"},
    "accreditation.view_meeting": {"office", "committee"},
    "accreditation.change_meeting": {"office", "committee"},
    "accreditation.view_tie": {"office", "committee"},
    "accreditation.view_lettertemplate": {"office", "committee"},
    "accreditation.change_lettertemplate": {"office"},
    "accreditation.change_accreditationsettings": {"office"},
    "accreditation.view_providerrun": {"office"},
    "accreditation.correct_attendance": {"office"},
    "accreditation.view_attendancecontest": {"office"},
    "booking.view_occasion": {"office"},
    "booking.view_booking": {"office"},
    "booking.view_place": {"office"},
    "booking.export_attendees": {"office"},
    "booking.change_places": {"office"},
    "booking.check_in": {"office"},
    "payments.view_order": {"treasurer"},
    "payments.view_payment": {"treasurer"},
    "payments.view_invoice": {"treasurer"},
    "payments.refund_order": {"treasurer"},
    "payments.place_payment": {"treasurer"},
    "payments.export_books": {"treasurer"},
    "payments.change_invoicesettings": {"treasurer"},
    "register.import_register": {"office"},
    "mail.view_message": {"office"},
    "pages.change_sitesettings": {"office", "editor"},
    "faq.change_synonymgroup": {"editor", "question_editor"},
    "pages.change_sitedocument": {"editor", "question_editor"},
    "auth.change_group": set(),
    "wagtailcore.add_workflow": set(),
}


def names_of(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("permission", MATRIX)
def test_each_permission_belongs_to_these_roles_and_no_other(permission: str) -> None:
    app, codename = permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()

    assert {code for code in CODES if UserFactory(role=code).has_perm(permission)} == MATRIX[permission]
    assert not UserFactory().has_perm(permission)


def test_migrating_made_every_group_with_exactly_the_table() -> None:
    assert [role.code for role in ROLES] == CODES
    for role in ROLES:
        assert names_of(Group.objects.get(name=role.code)) == set(role.permissions) - set(roles.missing())


@pytest.mark.parametrize("code", CODES)
def test_only_editors_work_on_pages_and_files(code: str) -> None:
    group = Group.objects.get(name=code)
    editor = code in {"editor", "question_editor"}

    pages = GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)
    files = GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True)
    assert set(pages) == (set(roles.EDIT_PAGES) if editor else set())
    assert set(files) == ({name.split(".")[1] for name in roles.EDIT_FILES} if editor else set())
    user = UserFactory(role=code)
    assert Page.get_first_root_node().permissions_for_user(user).can_add_subpage() is editor


def test_a_permission_taken_from_the_table_is_taken_from_the_role() -> None:
    less = Role("office", "Bureau", permissions=(roles.ADMIN,))

    roles.sync([less])

    office = UserFactory(role="office")
    assert names_of(Group.objects.get(name="office")) == {roles.ADMIN}
    assert not office.has_perm("members.view_person")


def test_pages_and_files_taken_from_the_table_are_taken_from_the_role() -> None:
    roles.sync([Role("editor", "Redactie", permissions=(roles.ADMIN,), pages=("change_page",))])

    group = Group.objects.get(name="editor")
    assert list(GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)) == [
        "change_page"
    ]
    assert not GroupCollectionPermission.objects.filter(group=group).exists()


def test_what_somebody_added_by_hand_goes_at_the_next_sync() -> None:
    group = Group.objects.get(name="board")
    group.permissions.add(Permission.objects.get(codename="erase_person"))
    permission = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=permission)
    add_image = Permission.objects.get(codename="add_image", content_type__app_label="wagtailimages")
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=add_image)

    out = StringIO()
    call_command("sync_roles", stdout=out)

    assert names_of(group) == set(BY_CODE["board"].permissions)
    assert not group.page_permissions.exists()
    assert not group.collection_permissions.exists()
    assert "8 roles synced." in out.getvalue()


def test_permissions_of_rooms_that_are_not_there_are_skipped_and_named() -> None:
    out = StringIO()
    call_command("sync_roles", stdout=out)

    for name in roles.missing():
        assert f"skipped, room not installed: {name}" in out.getvalue()
    assert not check_role_permissions(None)


def test_a_misspelt_permission_of_an_installed_room_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Role("office", "Bureau", permissions=("members.view_persom", "rooms_to_come.see_it"))

    assert roles.misspelt([wrong]) == ["members.view_persom"]
    assert roles.missing([wrong]) == ["rooms_to_come.see_it"]


def test_assigning_replaces_roles_and_leaves_other_groups() -> None:
    user = UserFactory(role="office")
    other = Group.objects.create(name="leesgroep")
    user.groups.add(other)

    roles.assign(user, ["board", "editor"])

    assert [role.code for role in roles.of(user)] == ["editor", "board"]
    assert other in user.groups.all()
    with pytest.raises(KeyError):
        roles.assign(user, ["leesgroep"])
