"""Reading built artifacts: is a secret in there?"""
