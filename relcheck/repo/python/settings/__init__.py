"""Settings classes: read, joined over files, and the variables that fill their fields."""
