"""The contract of a service, made from its source or from the imported class, and written in many forms."""
