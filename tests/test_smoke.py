import pytest


@pytest.mark.django_db
def test_database():
    from lvv_site.members.models import Person

    assert Person.objects.create(given_name="A", family_name="B").full_name == "A B"
