"""REL5: the settings class says what it means."""
