"""Building images needs buildah and root; continuous integration has both, and must not lose them unnoticed."""

import os
import shutil

_HAS_TOOLS = all(map(shutil.which, ("buildah", "busybox"))) and os.geteuid() == 0
collect_ignore = [] if _HAS_TOOLS or os.environ.get("CI") else ["test_real_image.py", "test_tool_images.py"]
