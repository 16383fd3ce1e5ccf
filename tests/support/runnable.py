"""Names of the tests whose program was built: usage: runnable.py BUILD_DIR

`meson test` runs nothing at all if one program is missing.
"""

import json
import os
import subprocess
import sys

listed = subprocess.run(["meson", "introspect", sys.argv[1], "--tests"], check=True,
                        capture_output=True, text=True).stdout
for test in json.loads(listed):
    if os.path.exists(test["cmd"][0]):
        print(test["name"])
