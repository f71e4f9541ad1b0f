"""What is made of an analysis: one file an output format, one function each."""
