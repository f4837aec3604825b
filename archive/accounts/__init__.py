"""Who may what: tenants, shops, tills, people, keys; sign-in, sessions, the log of views."""
