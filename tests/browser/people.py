"""People of the demonstration that a browser test can count on."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import dict_row


@dataclass(frozen=True)
class Adviser:
    """A name as spoken, and a register number."""

    name: str
    number: str


def with_status(database: str, status: str, skip: int = 0) -> Adviser:
    """Return somebody whose status today is this one, and whose name nobody else has; `skip` gives the next ones."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            """
            SELECT concat_ws(' ', person.given_name, nullif(person.infix, ''), person.family_name), certificate.number
            FROM certification_statusspan AS span
            JOIN certification_certificate AS certificate ON certificate.id = span.certificate_id
            JOIN members_person AS person ON person.id = certificate.person_id
            JOIN register_profile AS profile ON profile.certificate_id = certificate.id
            WHERE span.during @> current_date AND span.status = %s
              AND NOT EXISTS (SELECT 1 FROM members_person AS other WHERE other.id <> person.id
                              AND other.family_name = person.family_name AND other.given_name = person.given_name)
            ORDER BY profile.findable DESC, certificate.id LIMIT 1 OFFSET %s
            """,
            [status, skip],
        ).fetchone()
    assert row, f"the demonstration has nobody who is {status}"
    return Adviser(*row)


def listed(database: str, number: str) -> dict[str, str]:
    """Return what the register knows of somebody, as the row of a list that would change nothing."""
    with psycopg.connect(database, row_factory=dict_row) as connection:
        row = connection.execute(
            """
            SELECT certificate.number AS nummer, person.given_name AS voornaam, person.infix AS tussenvoegsel,
                   person.family_name AS achternaam, person.email, profile.place AS plaats,
                   CASE profile.kind WHEN 'internal' THEN 'intern' WHEN 'external' THEN 'extern' ELSE 'beide' END AS soort,
                   scheme.code AS regeling, profile.first_registered::text AS eerste_registratie,
                   lower(period.during)::text AS geldig_vanaf, (upper(period.during) - 1)::text AS geldig_tot,
                   CASE WHEN profile.findable THEN 'ja' ELSE 'nee' END AS vindbaar
            FROM certification_certificate AS certificate
            JOIN members_person AS person ON person.id = certificate.person_id
            JOIN register_profile AS profile ON profile.certificate_id = certificate.id
            JOIN certification_period AS period ON period.certificate_id = certificate.id
            JOIN certification_schemeversion AS scheme ON scheme.id = period.scheme_id
            WHERE certificate.number = %s
            ORDER BY period.during DESC LIMIT 1
            """,
            [number],
        ).fetchone()
    assert row, f"nobody has number {number}"
    return row


def certificates(database: str) -> int:
    """Return how many certificates there are."""
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM certification_certificate").fetchone()
    assert row
    return int(row[0])


def keys(database: str, skip: int = 0) -> tuple[Adviser, dict[str, int]]:
    """Return a registered adviser with the keys of their `person` and certificate (`one`) in the admin's addresses."""
    adviser = with_status(database, "registered", skip)
    with psycopg.connect(database, row_factory=dict_row) as connection:
        found = connection.execute(
            "SELECT id AS one, person_id AS person FROM certification_certificate WHERE number = %s", [adviser.number]
        ).fetchone()
    assert found
    return adviser, found
