"""See: frames in, poses out."""
