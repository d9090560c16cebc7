"""The plan and the catalogue as they are carried from office to office: by natural keys, as text, judged first.

Read `columns.py` first: what a row of each kind says, one canonical text a cell. `state.py` reads the office into such
rows, `files.py` reads and writes XLSX, CSV and YAML, `difference.py` says what a file would change;
`salter.registry.actions.carrying` does it. Only `state.py` knows the database.
"""
