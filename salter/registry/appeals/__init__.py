"""Appeals and objections from receipt to outcome, and clauses of finality, force and enforceability (decision 048)."""
