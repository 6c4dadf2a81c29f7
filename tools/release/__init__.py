"""Pack a release of the station for boxes: `make release`."""
