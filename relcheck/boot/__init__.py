"""Reading a deployment: a settings class and the environment it will boot with."""
