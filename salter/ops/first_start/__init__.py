"""The first start of an installation without an office: a set-up page that founds it, for whoever holds the code."""
