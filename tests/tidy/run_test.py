"""tests/run tells the truth in its last line, whatever breaks: usage: run_test.py SOURCE_ROOT"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else pathlib.Path.cwd()
REPORT = r"""fputs("<TestResult><TestSuite name=\"s\" test_cases_passed=\"%d\" """ \
         r"""test_cases_passed_with_warnings=\"0\" test_cases_failed=\"%d\" """ \
         r"""test_cases_skipped=\"%d\"></TestSuite></TestResult>", stderr);"""


class TestsRun(unittest.TestCase):
    """tests/run over a project of a few lines of C."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        for path in ("tests/run", "tests/support/setup.sh", "tests/support/count.py",
                     "tests/support/runnable.py"):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)

    def project(self, **programs):
        """A project of one test for each program, which is the body of a main()."""
        lines = ["project('mini', 'c')"]
        for name, body in programs.items():
            source = f"#include <stdio.h>\n#include <unistd.h>\nint main(void) {{ {body} }}\n"
            (self.root / f"{name}.c").write_text(source, encoding="utf-8")
            suite = "sim" if name.startswith("sim") else "unit"
            lines.append(f"test('{name}', executable('{name}', '{name}.c'), suite: '{suite}')")
        (self.root / "meson.build").write_text("\n".join(lines), encoding="utf-8")

    def start(self, *arguments, **environment):
        """Begins to run tests/run."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MESON", "RAAS_"))}
        return subprocess.Popen(
            [self.root / "tests/run", "--no-sanitizers", *arguments], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={**clean, "RAAS_SETUP": "skip", **environment})

    def outcome(self, *arguments, **environment):
        """(last line, exit status) of tests/run."""
        process = self.start(*arguments, **environment)
        output = process.communicate()[0]
        return output.splitlines()[-1], process.returncode

    def test_a_plain_test_counts_one(self):
        self.project(good="return 0;")
        self.assertEqual(self.outcome(), ("1 passed, 0 failed", 0))

    def test_cases_of_a_report_are_summed(self):
        self.project(good="return 0;", cases=REPORT % (5, 0, 0) + "return 0;")
        self.assertEqual(self.outcome(), ("6 passed, 0 failed", 0))

    def test_failed_and_skipped_cases_are_failures(self):
        self.project(cases=REPORT % (5, 2, 1) + "return 201;")
        self.assertEqual(self.outcome(), ("5 passed, 3 failed", 1))

    def test_a_crash_is_a_failure(self):
        self.project(good="return 0;", crash="__builtin_trap();")
        self.assertEqual(self.outcome(), ("1 passed, 1 failed", 1))

    def test_a_test_that_cannot_run_here_is_told_and_not_counted(self):
        self.project(good="return 0;", root_only="return 77;")
        output = self.start().communicate()[0].splitlines()
        self.assertEqual(output[-1], "1 passed, 0 failed")
        self.assertIn("SKIPPED plain: root_only", output)

    def test_an_error_after_good_cases_is_a_failure(self):
        self.project(leak=REPORT % (4, 0, 0) + "return 23;")
        self.assertEqual(self.outcome(), ("4 passed, 1 failed", 1))

    def test_a_build_that_breaks_is_a_failure_and_the_rest_is_run(self):
        self.project(good="return 0;", bad="this is not C")
        line, status = self.outcome()
        self.assertRegex(line, r"^1 passed, [12] failed$")
        self.assertEqual(status, 1)

    def test_a_project_that_cannot_be_configured_is_a_failure(self):
        self.project()
        (self.root / "meson.build").write_text("this is not Meson", encoding="utf-8")
        self.assertEqual(self.outcome(), ("0 passed, 1 failed", 1))

    def test_a_suite_without_tests_is_a_failure(self):
        self.project(good="return 0;")
        self.assertEqual(self.outcome("--suite", "missing"), ("0 passed, 1 failed", 1))

    def test_a_soak_runs_the_simulations_in_a_build_of_their_own(self):
        where = 'char p[4096] = ""; return readlink("/proc/self/exe", p, 4095) < 0 || '
        self.project(unit=where + '!__builtin_strstr(p, "/plain/");',
                     sim=where + '!__builtin_strstr(p, "/release/");')
        self.assertEqual(self.outcome("--soak"), ("2 passed, 0 failed", 0))
        self.assertEqual(self.outcome("--soak", "--suite", "sim"), ("1 passed, 0 failed", 0))
        self.assertEqual(self.outcome("--soak", "--suite", "unit"), ("1 passed, 0 failed", 0))
        self.assertEqual(self.outcome("--suite", "sim"), ("0 passed, 1 failed", 1))

    def test_a_stop_half_way_is_a_failure(self):
        self.project(slow="return sleep(60);")
        process = self.start()
        deadline = time.monotonic() + 60
        while not (self.root / "build/plain/meson-logs/testlog.txt").exists():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGTERM)
        output = process.communicate()[0]
        self.assertRegex(output.splitlines()[-1], r"^0 passed, [12] failed$")
        self.assertNotEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
