"""Going live: what an office looks at before its electronic work begins.

Read `lines.py` first: every line with what it is and why. `finding.py` says how it stands as far as the software can
see that; the rest is ticked by hand (`actions.py`), with name and date, and can be taken back.
"""
