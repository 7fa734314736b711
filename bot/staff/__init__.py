"""Staff: accounts, roles, sessions, audit."""
