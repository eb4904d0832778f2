"""One module an output format: a report in, text out."""
