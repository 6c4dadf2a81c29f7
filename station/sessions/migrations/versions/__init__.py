"""The steps between versions of the record, one file each."""
