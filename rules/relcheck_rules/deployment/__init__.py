"""REL4: the deployment gives what the settings ask for."""
