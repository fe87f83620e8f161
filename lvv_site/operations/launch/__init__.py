"""From a fresh clone to a running site: virtual environment, database, processes. Only the standard library here."""
