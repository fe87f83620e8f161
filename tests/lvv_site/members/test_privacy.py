"""What ends when, and what stays when somebody asks to be erased."""

import datetime as dt
import html
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from lvv_site.mail.models import Message
from lvv_site.members import activation, people, personal_data, privacy, retention
from lvv_site.members.models import Invitation, Membership, Person, PersonMerge, User
from tests.factories.members import PASSWORD, MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days_ago(number: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=number)


def test_accounts_that_never_proved_their_address_end_after_thirty_days() -> None:
    ends = UserFactory(person=None, verified=False, date_joined=days_ago(32))
    UserFactory(person=None, verified=False, date_joined=days_ago(29))
    UserFactory(person=None, date_joined=days_ago(400))
    UserFactory(verified=False, date_joined=days_ago(400))
    UserFactory(person=None, verified=False, date_joined=days_ago(400), last_login=days_ago(300))

    assert privacy.end_unproven_accounts(TODAY, dry_run=True) == 1
    assert User.objects.count() == 5
    assert privacy.end_unproven_accounts(TODAY, dry_run=False) == 1
    assert not User.objects.filter(pk=ends.pk).exists()
    assert User.objects.count() == 4


def test_invitations_end_after_a_year() -> None:
    for days in (367, 364):
        Invitation.objects.create(person=PersonFactory(), sent_at=days_ago(days))

    assert privacy.end_invitations(TODAY, dry_run=True) == 1
    assert privacy.end_invitations(TODAY, dry_run=False) == 1
    assert Invitation.objects.count() == 1


def test_sessions_end_with_what_the_list_keeps_of_them(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    alive = UserSession.objects.get()
    Session.objects.create(session_key="over", session_data="", expire_date=days_ago(1))
    UserSession.objects.create(user=user, ip="192.0.2.1", user_agent="x", session_key="over")

    assert privacy.end_sessions(TODAY, dry_run=True) == 2
    assert privacy.end_sessions(TODAY, dry_run=False) == 2
    assert UserSession.objects.get() == alive
    assert not Session.objects.filter(session_key="over").exists()


def test_the_admins_log_ends_after_two_years() -> None:
    person = PersonFactory()
    for days in (735, 725):
        log(person, "wagtail.edit", timestamp=days_ago(days))

    assert privacy.end_log(TODAY, dry_run=True) == 1
    assert privacy.end_log(TODAY, dry_run=False) == 1
    assert ModelLogEntry.objects.count() == 1


def test_retain_carries_out_every_rooms_rows_and_a_rehearsal_changes_nothing() -> None:
    Invitation.objects.create(person=PersonFactory(), sent_at=days_ago(400))
    out = StringIO()

    call_command("retain", "--dry-run", stdout=out)
    assert Invitation.objects.count() == 1
    call_command("retain", stdout=out)

    assert not Invitation.objects.exists()
    assert "       1  Dat wij een mail stuurden om een account te activeren" in out.getvalue()


def test_the_privacy_page_reads_the_same_rows() -> None:
    shown = Template("{% load privacy %}{% retention_rows as rows %}{% for row in rows %}{{ row.what }}|{% endfor %}")

    text = html.unescape(shown.render(Context()))

    assert [str(row.what) for row in retention.rows()] == text.split("|")[:-1]
    assert "Sessie: IP-adres en browser waarmee u inlogde" in text


def test_erasing_takes_name_address_and_account_and_leaves_the_facts(client: Client) -> None:
    user = UserFactory(role="office", second_factor=True)
    person = user.person
    membership = MembershipFactory(person=person)
    merged = PersonFactory(given_name="Vroegere", email=None)
    people.merge(merged, person)
    log(person, "wagtail.edit")
    client.post("/account/password/reset/", {"email": user.email})
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.force_login(user)
    names = {person.given_name, person.family_name, person.email, user.email, "Vroegere"}
    stays = PersonFactory()

    personal_data.erase(person)

    for entry in Person.objects.filter(pk__in=[person.pk, merged.pk]):
        assert (entry.full_name, entry.email) == ("(gewist)", None)
        assert entry.erased_at
    user.refresh_from_db()
    assert (user.person, user.is_active, user.groups.count()) == (None, False, 0)
    assert not user.authenticator_set.exists()
    assert not EmailAddress.objects.filter(user=user).exists()
    assert Membership.objects.get() == membership
    assert PersonMerge.objects.count() == 1
    left = str(list(Person.objects.filter(pk__in=[person.pk, merged.pk]).values())) + str(list(User.objects.values()))
    left += str(list(Message.objects.values_list("to", "context_ids")))
    left += str(list(ModelLogEntry.objects.values_list("label", "data")))
    assert not [name for name in names if name and name in left]
    assert client.get("/mijn/").status_code == 302
    stays.refresh_from_db()
    assert stays.given_name


def test_an_erased_person_is_not_written_to_again() -> None:
    person = MembershipFactory().person
    personal_data.erase(person)
    person.refresh_from_db()
    person.email = "weer@voorbeeld.example"
    person.save()

    assert not activation.uninvited_members().exists()
    assert not activation.invite_by_address("weer@voorbeeld.example")
    assert not Message.objects.exists()


def test_the_address_is_free_for_a_new_account_afterwards(client: Client) -> None:
    user = UserFactory()
    personal_data.erase(user.person)

    response = client.post("/account/signup/", {"email": user.email, "password1": PASSWORD})

    assert response.status_code == 302
    assert User.objects.filter(email=user.email, is_active=True).count() == 1
