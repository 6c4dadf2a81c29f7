"""Cut the power of a recording station at random times, and see what is left: `make powercut`.

In the guest: `guest`, `watch`, `tablet`, `facts`, `full_disk`. On the host: `cycles`, `judge`, `old_record`.
"""
