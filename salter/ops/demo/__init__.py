"""The demo office: a fictional municipality, its people and its cases, made only by what people themselves can do."""
