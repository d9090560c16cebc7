"""Beside the state's Pisarnica: its daily export brought in, both registers compared day by day (decision 026).

`columns` and `judging` are pure; `reading` turns a file into rows and judges them; `writing` writes cases under the
state's numbers; `days` compares. Nothing here is connected with the state's system: a person carries the file.
"""
