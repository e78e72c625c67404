"""Policy and entries to statements: the definition, and what is asked of it."""
