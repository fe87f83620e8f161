"""Who may see and do what: every visitor against every page, with somebody else's marker beside it.

A refusal is never only a status: the marker of another person must be absent from it, and nothing may have changed.
"""

import pytest
from django.test import Client

from lvv_site.members.models import Person, PersonMerge, User
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

ROLES = ["office", "treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider"]
VISITORS = ["anonymous", "guest", "member", *ROLES]
MARKER = "Zonderlingsma"
READERS = {"office", "treasurer", "board"}
STAFF = set(ROLES) - {"provider"}


def visit(client: Client, visitor: str) -> User | None:
    """Sign in as this kind of visitor, with everything that could let them in but the right itself."""
    if visitor == "anonymous":
        return None
    user = UserFactory(role=visitor if visitor in ROLES else None, second_factor=True)
    if visitor != "guest":
        MembershipFactory(person=user.person)
    sign_in(client, user)
    return user


@pytest.fixture
def other() -> Person:
    person = PersonFactory(given_name="Ander", family_name=MARKER, email=f"{MARKER.lower()}@voorbeeld.example")
    MembershipFactory(person=person, number="Z9999")
    UserFactory(person=person)
    return person


def refused(client: Client, visitor: str, path: str, *, post: dict[str, str] | None = None) -> None:
    response = client.post(path, post) if post is not None else client.get(path)
    expected = "/account/login/" if visitor == "anonymous" else "/beheer/"
    if visitor in {"guest", "member", "provider"}:
        assert response.status_code == 403
    else:
        assert response.status_code == 302
        assert response.url.startswith(expected)
    text = b"".join(response) if response.streaming else response.content
    assert MARKER.lower() not in text.decode().lower()


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize(
    "path", ["/mijn/", "/mijn/gegevens/", "/mijn/gegevens/meenemen/", "/mijn/uren/", "/mijn/uren/lijst/"]
)
def test_ones_own_area_shows_oneself_and_nobody_else(client: Client, other: Person, visitor: str, path: str) -> None:
    user = visit(client, visitor)

    response = client.get(path)

    assert response.status_code == (302 if user is None else 200)
    assert MARKER.encode() not in response.content
    assert b"Z9999" not in response.content


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("query", ["", f"?q={MARKER}", "?export=csv", f"?q={MARKER}&export=csv", "results/?q=Z9999"])
def test_the_list_of_people(client: Client, other: Person, visitor: str, query: str) -> None:
    visit(client, visitor)
    path = f"/beheer/mensen/{query}"
    if visitor not in READERS:
        refused(client, visitor, path)
        return

    response = client.get(path)
    text = (b"".join(response) if response.streaming else response.content).decode()
    shown = visitor == "office" or "export" not in query

    assert response.status_code == (200 if shown else 403)
    assert (MARKER in text) is shown


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_page_of_a_person(client: Client, other: Person, visitor: str) -> None:
    visit(client, visitor)
    path = f"/beheer/mensen/inspect/{other.pk}/"
    if visitor not in READERS:
        refused(client, visitor, path)
        return

    page = client.get(path).content.decode()

    assert MARKER in page
    assert ("/beheer/mensen/wijzigen/" in page) is (visitor == "office")


VERBS = {
    "wijzigen": {"given_name": "Gekaapt", "family_name": "Gekaapt", "language": "nl"},
    "uitnodigen": {},
    "samenvoegen": {"into": "1"},
    "rollen": {"roles": "office"},
    "wissen": {},
}


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "office"])
@pytest.mark.parametrize("verb", VERBS)
def test_only_the_office_does_something_with_a_person(client: Client, other: Person, visitor: str, verb: str) -> None:
    visit(client, visitor)
    path = f"/beheer/mensen/{verb}/{other.pk}/"
    before = Person.objects.filter(pk=other.pk).values().get()

    refused(client, visitor, path)
    refused(client, visitor, path, post=VERBS[verb])

    assert Person.objects.filter(pk=other.pk).values().get() == before
    assert not PersonMerge.objects.exists()
    assert not other.user.groups.exists()
    assert not other.invitations.exists()


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "office"])
@pytest.mark.parametrize("verb", ["inspect", *VERBS])
def test_a_refusal_does_not_tell_whether_somebody_exists(
    client: Client, other: Person, visitor: str, verb: str
) -> None:
    user = visit(client, visitor)
    merged = PersonMerge.objects.create(source=PersonFactory(), into=other).source
    mine = user.person if user else None
    if verb == "inspect" and visitor in READERS:
        return

    answers = [
        client.get(f"/beheer/mensen/{verb}/{pk}/") for pk in (other.pk, merged.pk, mine.pk if mine else 0, 999_999)
    ]

    paths = [getattr(one, "url", "").partition("?")[0] for one in answers]
    assert len({one.status_code for one in answers}) == 1
    assert len(set(paths)) == 1


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "office"])
def test_only_the_office_invites_members(client: Client, other: Person, visitor: str) -> None:
    visit(client, visitor)

    refused(client, visitor, "/beheer/mensen/uitnodigen/", post={})


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_admin_and_its_search(client: Client, other: Person, visitor: str) -> None:
    visit(client, visitor)

    response = client.get("/beheer/")

    assert response.status_code == (200 if visitor in STAFF else 302 if visitor == "anonymous" else 403)
    assert MARKER not in response.content.decode()


MENU = {
    "office": {"mensen", "certificaten"},
    "treasurer": {"mensen"},
    "board": {"mensen", "certificaten"},
    "committee": {"certificaten"},
    "assessor": set(),
    "editor": {"explorer", "images", "documents", "reports"},
    "question_editor": {"explorer", "images", "documents", "reports"},
}


@pytest.mark.parametrize("visitor", MENU)
def test_the_menu_shows_only_what_somebody_needs(client: Client, visitor: str) -> None:
    from wagtail.admin.menu import admin_menu

    user = visit(client, visitor)
    request = client.get("/beheer/").wsgi_request
    request.user = user

    names = {item.name for item in admin_menu.menu_items_for_request(request)}

    assert MENU[visitor] <= names
    # What other rooms and the settings add is theirs to test; what nobody may see here is this.
    unwanted = {"help", "users", "groups", "redirects"} | ({"reports", "explorer"} - MENU[visitor])
    assert not names & unwanted


@pytest.mark.parametrize("visitor", sorted(STAFF))
@pytest.mark.parametrize("path", ["users/", "groups/", "redirects/", "workflows/list/", "sites/", "locales/"])
def test_no_role_reaches_wagtails_own_users_and_settings(
    client: Client, other: Person, visitor: str, path: str
) -> None:
    visit(client, visitor)

    response = client.get(f"/beheer/{path}")

    assert response.status_code in {302, 404}
    assert MARKER not in response.content.decode()


def test_the_account_for_emergencies_can_open_wagtails_own_users(client: Client, other: Person) -> None:
    user = UserFactory(is_superuser=True, second_factor=True)
    sign_in(client, user)

    for path in ("users/", f"users/edit/{user.pk}/", "groups/"):
        assert client.get(f"/beheer/{path}").status_code == 200
