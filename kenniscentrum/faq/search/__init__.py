"""Dutch search over the question pages: in the process, without a database in the hot path."""
