"""The page is looked at in a browser where there is one; continuous integration must not lose it unnoticed."""

import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(__file__))
_HAS_BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
collect_ignore = [] if _HAS_BROWSER or os.environ.get("CI") else ["test_page_in_browser.py"]
