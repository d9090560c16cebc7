"""Documents of Word (.docx): read in a helper process with bounds, made anew, and filled in."""
