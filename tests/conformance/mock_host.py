"""The mock host, as a user starts it, before the conformance plugin: usage: mock_host.py MOCK_HOST
PLUGIN.so

It is killed where the plugin asks for a restart, and must pass all the same.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

SECONDS_MAX = 90


class Host:
    """One life of `mock-host run`."""

    def __init__(self, program, config):
        self.process = subprocess.Popen([program, "run", "--config", config, "--speed", "1800"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def wait_for(self, event):
        """Reads the log up to an event of the plugin."""
        for line in self.process.stderr:
            print(line, end="")
            if f" {event} " in line:
                return
        raise RuntimeError(f"{event}: not logged")

    def end(self, how):
        """Ends the host; the rest of its log."""
        self.process.send_signal(how)
        _, rest = self.process.communicate(timeout=SECONDS_MAX)
        print(rest, end="")
        return rest


def upload(url):
    """Gives the host some data."""
    mark = "mark-between-the-parts"
    body = (f"--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
            f"hello\r\n--{mark}--\r\n").encode()
    request = urllib.request.Request(
        url + "/api/uploadFile", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
    urllib.request.urlopen(request).read()


def configuration(folder, plugin):
    """A folder as the loader wants it; path of the configuration."""
    plugins = folder / "plugins"
    plugins.mkdir(mode=0o755)
    shutil.copyfile(plugin, plugins / "conformance.so")
    os.chmod(plugins / "conformance.so", 0o644)
    path = folder / "aggregator.json"
    path.write_text(json.dumps({
        "plugins_directory": "plugins",
        "plugins": [{"name": "conformance", "enabled": True, "file": "conformance.so"}]}))
    return path


def main():
    signal.alarm(SECONDS_MAX)
    with tempfile.TemporaryDirectory() as name:
        config = configuration(pathlib.Path(name), sys.argv[2])
        host = Host(sys.argv[1], config)
        upload(host.url)
        host.wait_for("restart_wanted")
        host.end(signal.SIGKILL)
        host = Host(sys.argv[1], config)
        host.wait_for("conformance_done")
        rest = host.end(signal.SIGTERM)
        report = json.loads(next(pathlib.Path(name).rglob("report.json")).read_text())
    print("\n".join(f"{c['ending']:9}{c['name']} {c['why']}" for c in report["checks"]))
    result = re.search(r"RaaS host ABI 1\.0: (\d+)/(\d+)", rest)
    return 0 if result and result[1] == result[2] else 1


if __name__ == "__main__":
    sys.exit(main())
