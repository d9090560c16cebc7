"""The old book is kept beside ours for a while, and both are compared day by day until the head ends it (decision 028).

`rules` is pure; `reading` understands a table of their day; `queries` reads our day and what is still to be compared;
`salter.registry.actions.parallel` does it. The comparison itself is `salter.registry.comparing`.
"""
