"""Help where work is: a topic says a rule, gives an example with dates, and names the exercise that practises it."""
