"""The rules that come with relcheck, found by walking: one file a rule, named like the rule."""
