"""A host in another language: usage: hosts.py MOCK_HOST CONFORMANCE.so PLUGIN.so HOST [ARGUMENT...]

The host is started as `HOST ARGUMENT... LIBRARY FOLDER CONFIG` and must print where it listens. It
has to pass the conformance plugin, killed where that asks for a restart; and with the real plugin,
over the simulated chain of the mock host, to serve its API, to make the deals that it asks for and
to tell it how they go, killed in between as well.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

SECONDS_MAX = 90
LOOK_AGAIN_S = 0.05
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
COPIES = 2
START_EPOCH, EPOCH_S = 5000000, 30


class Program:
    """A program that says where it listens; its log is read line by line."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def url(self):
        """The address in the next line that it prints."""
        line = self.process.stdout.readline()
        if "http" not in line:
            raise RuntimeError(f"where it listens: {line!r}\n{self.process.stderr.read()}")
        return line.split()[-1]

    def wait_for(self, event):
        """Reads the log up to an event of the plugin."""
        for line in self.process.stderr:
            print(line, end="")
            if f" {event} " in line:
                return
        raise RuntimeError(f"{event}: not logged")

    def end(self, how):
        """Ends it; the rest of its log."""
        self.process.send_signal(how)
        _, rest = self.process.communicate(timeout=SECONDS_MAX)
        print(rest, end="")
        if how == signal.SIGTERM and self.process.returncode != 0:
            raise RuntimeError(f"exit status {self.process.returncode}")
        return rest


class Host(Program):
    """One life of a host."""

    def __init__(self, command, library, folder, config):
        super().__init__([*command, library, folder, json.dumps(config)])
        self.address = self.url()

    def ask(self, target, body=None):
        """Status and body of an answer of the plugin."""
        body = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + target, body,
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
            return answer.status, answer.read().decode()

    def wait_until(self, what, holds):
        """Asks for job 1 until it is so."""
        while True:
            job = json.loads(self.ask("/jobs/1")[1])
            if holds(job):
                return job
            if self.process.poll() is not None:
                raise RuntimeError(f"{what}: the host has ended")
            time.sleep(LOOK_AGAIN_S)


class Chain(Program):
    """A mock host that serves as a Lotus node, in step with the clock of the hosts."""

    def __init__(self, program, folder):
        (folder / "plugins").mkdir(parents=True)
        config = folder / "aggregator.json"
        genesis_unix = int(time.time()) - START_EPOCH * EPOCH_S
        config.write_text(json.dumps({"chain": {"genesis_unix": genesis_unix}}))
        super().__init__([program, "run", "--config", config, "--speed", "1"])
        self.url()
        # Of another network than the main one, whose genesis the plugin has to be told.
        self.plugin_config = {"chain": {"rpc_url": self.url(),
                                        "genesis_unix_ms": genesis_unix * 1000}}


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


def deals_of(job):
    """(slot, deal, provider) of each copy of a job that is published."""
    return {(c["slot"], c["deal"], c["provider"]) for c in job["replicas"] if c["deal"]}


def makes_deals(command, library, folder, config):
    """A client's order becomes as many deals as it asks for, whatever is killed in between."""
    host = Host(command, library, folder, config)
    host.wait_for("chain_trusted")  # Before that nothing is planned.
    order = {"cid": CID, "replication": {"copies": COPIES}}
    status, _ = host.ask("/register_jobs", order)
    is_registered = status in (200, 201)
    host.wait_for("deal_requested")
    host.end(signal.SIGKILL)  # What was asked is in the book, what comes of it was not told.
    host = Host(command, library, folder, config)
    # This is what on_request_update() and on_deal_created() make of the job.
    published = host.wait_until("deals", lambda job: len(deals_of(job)) >= COPIES)
    host.end(signal.SIGTERM)
    host = Host(command, library, folder, config)
    kept = json.loads(host.ask("/jobs/1")[1])
    host.end(signal.SIGTERM)
    deals = deals_of(kept)
    print(f"registered: {is_registered}, deals: {sorted(deals)}")
    return (is_registered and deals == deals_of(published) and
            [intent["state"] for intent in kept["intents"]] == ["requested"] * COPIES and
            len(deals) == COPIES and
            len({provider for _, _, provider in deals}) == COPIES)


def prepared(folder):
    """A host's folder with some data in its store."""
    (folder / "payloads").mkdir(parents=True)
    (folder / "payloads" / CID).write_bytes(os.urandom(100000))
    return folder


def main():
    signal.alarm(SECONDS_MAX)
    mock_host, conformance, plugin, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        chain = Chain(mock_host, top / "chain")
        try:
            good = conforms(command, conformance, prepared(top / "conformance"))
            good = makes_deals(command, plugin, prepared(top / "plugin"),
                               chain.plugin_config) and good
        finally:
            chain.end(signal.SIGTERM)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
