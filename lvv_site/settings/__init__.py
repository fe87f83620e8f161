"""Settings in four short files: `base` holds for all, `local`, `test` and `production` say what differs."""
