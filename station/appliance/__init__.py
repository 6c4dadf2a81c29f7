"""The box itself: what the host says of its health, releases and updates, the network, copies of the record."""
