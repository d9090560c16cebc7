"""In which language a case is conducted: asked for by a party, noted, changed and taken back (decision 051)."""
