"""Proof: bytes in, verdict or bytes out. The one home of cryptography; no files, no network, no clock."""
