"""Open cases brought in from an old book, under their old numbers (decision 024).

`columns` and `judging` are pure; `reading` turns a table into lines; `writing` writes a batch of cases; `work` does
all of it in the worker, batch by batch.
"""
