"""A photo as the calls of tests send it."""

from hashlib import sha256

PHOTO = bytes(range(256)) * 8
NAME = sha256(PHOTO).hexdigest()
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream", **TUS}
