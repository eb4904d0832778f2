"""Lets the tests of rules import what they share."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
