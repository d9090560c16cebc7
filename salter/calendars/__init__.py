"""Working days, periods and deadlines: pure rules, each naming its article and how sure we are of it."""
