"""Finding: one box for numbers, names and the words of documents (decision 036).

`words` are the pure rules, `indexing` keeps what is found by, `queries` finds, `highlight` shows where.
"""
