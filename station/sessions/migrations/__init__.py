"""How an older record becomes a newer one; run by `sessions.migrating`."""
