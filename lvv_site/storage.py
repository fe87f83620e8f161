"""Private files (evidence, attachments, paid material): outside the media address, served by a view that checks who asks."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.storage.base import Storage


class PrivateStorage(FileSystemStorage):
    """Local private files; another backend (S3) is one setting. Has no address of its own."""

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse: a private file has no public address."""
        raise ValueError("a private file has no public address")


def private() -> Storage:
    """Return the storage for files that not everybody may see."""
    return storages["private"]
