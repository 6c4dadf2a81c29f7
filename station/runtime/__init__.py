"""Clockwork: threads, order, health. It turns the crank; what is measured and decided stands in other rooms.

    camera thread -> mailbox (newest wins) -> pose-1..N -> in order again -> loop -> outputs, recorder, snapshot

Of two cameras each has all that comes before the loop, and `merge` makes one stream of their sightings.

`engine` is the crank itself and knows no thread: live, offline analysis and replay turn the same one.
"""
