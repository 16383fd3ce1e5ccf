"""A host in another language: usage: hosts.py CONFORMANCE.so PLUGIN.so HOST [ARGUMENT...]

The host is started as `HOST ARGUMENT... LIBRARY FOLDER CONFIG` and must print where it listens. It
has to pass the conformance plugin, killed where that asks for a restart, and to serve the API of
the real one, across a restart.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request

SECONDS_MAX = 90
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
# Nothing listens there: what the plugin does without a chain is enough here.
CONFIG = {"chain": {"rpc_url": "http://127.0.0.1:9/rpc/v1"}}


class Host:
    """One life of a host."""

    def __init__(self, command, library, folder, config):
        arguments = [library, str(folder), json.dumps(config)]
        self.process = subprocess.Popen(command + arguments, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"where it listens: {line!r}\n{self.process.stderr.read()}")
        self.url = line.split()[-1]

    def wait_for(self, event):
        """Reads the log up to an event of the plugin."""
        for line in self.process.stderr:
            print(line, end="")
            if f" {event} " in line:
                return
        raise RuntimeError(f"{event}: not logged")

    def ask(self, target, body=None):
        """Status and body of an answer of the plugin."""
        body = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + target, body,
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
            return answer.status, answer.read().decode()

    def end(self, how):
        """Ends the host; the rest of its log."""
        self.process.send_signal(how)
        _, rest = self.process.communicate(timeout=SECONDS_MAX)
        print(rest, end="")
        if how == signal.SIGTERM and self.process.returncode != 0:
            raise RuntimeError(f"exit status {self.process.returncode}")
        return rest


def conforms(command, library, folder):
    """The last line of the conformance plugin says that all is well."""
    config = {"payload_cid": CID}
    host = Host(command, library, folder, config)
    host.wait_for("restart_wanted")
    host.end(signal.SIGKILL)
    host = Host(command, library, folder, config)
    host.wait_for("conformance_done")
    rest = host.end(signal.SIGTERM)
    report = json.loads((folder / "state" / "report.json").read_text())
    for check in report["checks"]:
        print(f"{check['ending']:9}{check['name']} {check['why']}")
    result = re.search(r"RaaS host ABI 1\.0: (\d+)/(\d+)", rest)
    return bool(result) and result[1] == result[2]


def serves_jobs(command, library, folder):
    """A job that was registered is there after a restart."""
    host = Host(command, library, folder, CONFIG)
    status, _ = host.ask("/register_jobs", {"cid": CID, "replication": {"copies": 2}})
    is_registered = status in (200, 201)
    host.end(signal.SIGKILL)
    host = Host(command, library, folder, CONFIG)
    is_there = CID in host.ask("/jobs")[1]
    host.end(signal.SIGTERM)
    print(f"registered: {is_registered}, there after a restart: {is_there}")
    return is_registered and is_there


def prepared(folder):
    """A host's folder with some data in its store."""
    (folder / "payloads").mkdir(parents=True)
    (folder / "payloads" / CID).write_bytes(os.urandom(100000))
    return folder


def main():
    signal.alarm(SECONDS_MAX)
    conformance, plugin, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        good = conforms(command, conformance, prepared(top / "conformance"))
        good = serves_jobs(command, plugin, prepared(top / "plugin")) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
