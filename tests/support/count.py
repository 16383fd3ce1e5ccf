"""Adds up one run of `meson test`: usage: count.py BUILD testlog.json

Prints a line `passed N`, a line `failed BUILD: TEST` for each failure, and `skipped BUILD: TEST`
for each test that said of itself that it cannot run here. A Boost.Test program counts one for each
of its test cases, if it ran with BOOST_TEST_REPORT_FORMAT=XML; any other test counts one.
"""

import json
import re
import sys

REPORT = re.compile(r"<TestResult><TestSuite [^>]*>")
GOOD = {"OK", "EXPECTEDFAIL"}


def cases_of(output, which):
    """Sum of one counter over all Boost.Test reports in the output of a test."""
    reports = REPORT.findall(output)
    return sum(int(n) for report in reports
               for n in re.findall(rf'\btest_cases_{which}="(\d+)"', report))


def counted(record):
    """(passed, failed) of one test."""
    output = record.get("stdout", "") + record.get("stderr", "")
    has_report = bool(REPORT.search(output))
    cases_passed = cases_of(output, "passed") + cases_of(output, "passed_with_warnings")
    # A skipped case is one that never ran: its suite was not set up, or others were asked for.
    is_part = any(word.startswith("--run_test") for word in record.get("command", []))
    cases_failed = cases_of(output, "failed") + (0 if is_part else cases_of(output, "skipped"))
    if record["result"] in GOOD:
        return (cases_passed, cases_failed) if has_report else (1, 0)
    # A crash, a time-out or a leak at exit fails although every case may have passed.
    return cases_passed, max(cases_failed, 1)


def main():
    build, path = sys.argv[1:]
    passed = 0
    with open(path, encoding="utf-8", errors="replace") as log:
        for record in map(json.loads, log):
            if record["result"] == "SKIP":
                print(f"skipped {build}: {record['name']}")
                continue
            good, bad = counted(record)
            passed += good
            for _ in range(bad):
                print(f"failed {build}: {record['name']} ({record['result'].lower()})")
    print(f"passed {passed}")


if __name__ == "__main__":
    main()
