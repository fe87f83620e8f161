"""Tiny packages and a lock that pins them, so that an installation needs no network."""

import base64
import hashlib
import re
import zipfile
from pathlib import Path


def write_wheel(folder: Path, name: str, version: str) -> str:
    """Write a wheel with one module and a program; return its line for a lock."""
    module = re.sub("[-.]", "_", name)
    stem = f"{module}-{version}"
    files = {
        f"{module}/__init__.py": f'VERSION = "{version}"\n',
        f"{module}/deeper/module.py": "def main():\n    print('works')\n",
        f"{module}/list.pem": "one authority\n",
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/entry_points.txt": f"[console_scripts]\n{name} = {module}.deeper.module:main\n",
    }
    record = "".join(f"{path},sha256={_hash(text)},{len(text)}\n" for path, text in files.items())
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{stem}.dist-info/RECORD", f"{record}{stem}.dist-info/RECORD,,\n")
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
