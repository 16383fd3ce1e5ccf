"""The set-up installs what is missing, and where it cannot it says so: usage: setup_test.py ROOT"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else pathlib.Path.cwd()
ALL = "all"
RELEASE = pathlib.Path("/etc/os-release")
IS_DEBIAN_12 = RELEASE.exists() and 'VERSION_ID="12"' in RELEASE.read_text(encoding="utf-8")


@unittest.skipUnless(IS_DEBIAN_12, "elsewhere the set-up only says what is needed")
class SetUp(unittest.TestCase):
    """tests/support/setup.sh between a dpkg-query, an apt-get, an id and a sudo of our own."""

    def outcome(self, installed=ALL, user=0, can_sudo=False, apt_status=0, what="test", **extra):
        """(exit status, output, calls of apt-get) of the set-up."""
        with tempfile.TemporaryDirectory() as folder:
            calls = pathlib.Path(folder, "calls")
            calls.touch()
            known = "*) : ;;" if installed == ALL else f"{'|'.join(installed)}) : ;; *) continue ;;"
            self.program(folder, "dpkg-query", "for name; do case $name in -*|libboost1.74-dev) "
                         f"[ {int(installed != ALL and 'libboost1.74-dev' in installed)} = 1 ] && "
                         f"[ $name = libboost1.74-dev ] || continue ;; {known} esac; "
                         "echo installed $name; done")
            self.program(folder, "apt-get", f"echo \"$@\" >> {calls}; exit {apt_status}")
            self.program(folder, "id", f"echo {user}")
            self.program(folder, "sudo", f'{"" if can_sudo else "exit 1;"} '
                                         'if [ "$1" = -n ]; then shift; fi; "$@"')
            done = subprocess.run(
                [ROOT / "tests/support/setup.sh", what], stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                env={"PATH": f"{folder}:{os.environ['PATH']}", **extra})
            return done.returncode, done.stdout, calls.read_text(encoding="utf-8").splitlines()

    @staticmethod
    def program(folder, name, body):
        """Puts a program of a few words on the path."""
        path = pathlib.Path(folder, name)
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def test_nothing_is_done_where_nothing_is_missing(self):
        status, output, calls = self.outcome()
        self.assertEqual((status, calls), (0, []), output)

    def test_root_installs_what_is_missing_and_waits_for_another_apt(self):
        status, output, calls = self.outcome(installed=["g++", "meson"], what="build")
        self.assertEqual(status, 0, output)
        self.assertEqual([call.split()[2] for call in calls], ["update", "install"])
        self.assertTrue(all("DPkg::Lock::Timeout=300" in call for call in calls))
        packages = calls[1].split("--no-install-recommends ")[1].split()
        self.assertIn("ninja-build", packages)
        self.assertFalse({"g++", "meson", "clang-14"} & set(packages))

    def test_a_user_with_sudo_installs(self):
        status, output, calls = self.outcome(installed=["g++"], user=1000, can_sudo=True)
        self.assertEqual((status, len(calls)), (0, 2), output)

    def test_a_user_without_sudo_is_told_what_is_needed(self):
        status, output, calls = self.outcome(installed=["g++"], user=1000)
        self.assertEqual((status, calls), (1, []))
        self.assertIn("libsqlite3-dev", output)

    def test_an_older_boost_is_not_thrown_out_silently(self):
        status, output, calls = self.outcome(installed=["g++", "libboost1.74-dev"])
        self.assertEqual((status, calls), (1, []))
        self.assertIn("libboost1.74-dev is installed", output)

    def test_an_apt_that_fails_stops_the_set_up(self):
        self.assertEqual(self.outcome(installed=["g++"], apt_status=100)[0], 1)

    def test_it_can_be_skipped(self):
        status, _, calls = self.outcome(installed=["g++"], user=1000, RAAS_SETUP="skip")
        self.assertEqual((status, calls), (0, []))

    def test_it_must_be_told_what_for(self):
        self.assertEqual(self.outcome(what="lunch")[0], 1)


if __name__ == "__main__":
    unittest.main()
