"""The service in the guest: what lies on its disk, what is looked at, what must come out."""
