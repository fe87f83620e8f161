"""Runs localstripe, somebody else's imitation of Stripe, on loopback alone and without a file of what it knows.

    python -m tests.doubles.loopback_stripe PORT

Its own command listens on every address and keeps a pickle in the folder for temporary files.
"""

import sys

from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app

if __name__ == "__main__":
    Store.dump_to_disk = lambda _self: None
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
