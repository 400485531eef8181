"""The hand-in under its public name; it lives in :mod:`lessons.kit.record.handin`."""

from lessons.kit.record.handin import (
    ANSWERED,
    HEAD,
    MAX_BYTES,
    MORE,
    HandIn,
    HandInError,
    encode,
    file_name,
    kit_version,
    read,
    write,
)

__all__ = [
    "ANSWERED",
    "HEAD",
    "MAX_BYTES",
    "MORE",
    "HandIn",
    "HandInError",
    "encode",
    "file_name",
    "kit_version",
    "read",
    "write",
]
