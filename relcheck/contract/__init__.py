"""The contract of a service, made from its source or from the imported class, in several formats."""
