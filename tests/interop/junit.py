"""Test results as another program reads them."""

import sys

from junitparser import Error, Failure, JUnitXml, Skipped

report = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in report for case in suite]
results = [result for case in cases for result in case.result]
failures = [result for result in results if isinstance(result, Failure)]
assert failures and all(failure.message and failure.text for failure in failures), failures
assert not [result for result in results if isinstance(result, Error)], "nothing was unreadable"
assert [result for result in results if isinstance(result, Skipped)], "a waived finding is skipped"
assert report.tests == len(cases), (report.tests, len(cases))
assert report.failures == len(failures), (report.failures, len(failures))
assert any("<img src=x onerror=" in suite.name for suite in report), "names come back as they are"
print(f"junit: {len(cases)} cases, {len(failures)} failures, as junitparser reads them")
