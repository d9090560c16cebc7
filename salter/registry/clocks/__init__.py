"""Clocks of a case beside its legal deadline; extension by a special law; cases begun ex officio (decision 035)."""
