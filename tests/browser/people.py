"""People of the demonstration that a browser test can count on."""

from dataclasses import dataclass

import psycopg


@dataclass(frozen=True)
class Adviser:
    """A name as spoken, and a register number."""

    name: str
    number: str


def with_status(database: str, status: str) -> Adviser:
    """Return somebody whose status today is this one, and whose name nobody else has."""
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
            ORDER BY profile.findable DESC, certificate.id LIMIT 1
            """,
            [status],
        ).fetchone()
    assert row, f"the demonstration has nobody who is {status}"
    return Adviser(*row)
