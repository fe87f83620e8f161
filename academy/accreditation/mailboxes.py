"""Names and e-mail addresses as far as two can be the same person or the same organisation. Pure."""

import unicodedata

# Mailboxes that anybody can have: sharing their domain says nothing about where people work.
PUBLIC = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.nl", "hotmail.com", "hotmail.nl", "live.com", "live.nl", "msn.com",
    "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.nl", "ymail.com", "aol.com", "proton.me", "protonmail.com", "pm.me",
    "gmx.com", "gmx.net", "mail.com", "zoho.com", "fastmail.com", "tutanota.com", "tuta.io", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl",
    "planet.nl", "hetnet.nl", "xs4all.nl", "upcmail.nl", "chello.nl", "home.nl", "quicknet.nl", "casema.nl", "caiway.nl", "caiway.net",
    "solcon.nl", "zeelandnet.nl", "tele2.nl", "telfort.nl", "online.nl", "freedom.nl", "delta.nl", "telenet.be", "skynet.be",
})  # fmt: skip
# Domains that nobody can have (RFC 2606), so nobody works there.
RESERVED = frozenset({"example", "test", "invalid", "localhost"})


def organisation_of(address: str) -> str:
    """Return the organisation that an e-mail address is of: its domain; nothing for a mailbox that anybody can have."""
    domain = address.rpartition("@")[2].strip().lower()
    if domain in PUBLIC or domain.rpartition(".")[2] in RESERVED:
        return ""
    return domain


def fold(name: str) -> str:
    """Return a name without capitals, diacritics, signs and doubled spaces: what makes two the same."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    return " ".join(letters.split())
