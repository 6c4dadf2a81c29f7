"""What went wrong with the disk or the database, in the coach's words."""

import errno
import sqlite3

FULL = "the disk is full: free some space"
READ_ONLY = "the folder may not be written to: change its owner, or set store.data_dir to another"
BUSY = "another program holds it: end that program"
IN_THE_WAY = "a file is there where a folder is to be: choose another name"
FAILING = "the disk does not take it: it may be full or failing"
DAMAGED = "it is damaged or no database of this station: move it away, then restore a backup or begin a new one"

_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
    errno.EEXIST: IN_THE_WAY,
    errno.ENOTDIR: IN_THE_WAY,
}

_BY_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
}


def why(error: Exception) -> str:
    """Return what is wrong and what to do, as the end of a sentence without its full stop."""
    cause = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's own error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0)  # its low byte is the kind, the rest says more
        return _BY_SQLITE.get(code & 0xFF, f"the database says '{cause}'")
    if isinstance(cause, OSError):
        return _BY_ERRNO.get(cause.errno or 0, f"the system says '{cause.strerror or cause}'")
    return str(cause)
