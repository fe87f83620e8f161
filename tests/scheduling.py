"""Which tests stay together on a worker: those of one file that walks a browser; every other goes where there is room."""

from xdist.scheduler import LoadScopeScheduling


class BrowserFilesTogether(LoadScopeScheduling):
    """Gives out files of browser tests whole and first, the largest before the others.

    The walks of a file share what they found and made on the site of their worker. Marks of groups would say the same, but
    xdist 3.8 writes them where pytest 9 no longer looks.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith("tests/browser/") else nodeid
