"""What is known of the standard library and of others, as data."""
