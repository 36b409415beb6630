"""Runs proofmark for the scripts beside this one."""

import os
import pathlib
import subprocess

WORK = pathlib.Path(os.environ["INTEROP_WORK"])
PROOFMARK = os.environ["PROOFMARK"]


def run(*args, **environment):
    return subprocess.run(
        [PROOFMARK, *args], cwd=WORK, text=True, capture_output=True, env={**os.environ, **environment}, timeout=120
    )


def ours(*args, **environment):
    """What proofmark answers, which has to be a yes."""
    done = run(*args, **environment)
    assert done.returncode == 0, f"{args}: {done.returncode}\n{done.stderr}"
    return done.stdout


def refused(check, *args, **environment):
    """That proofmark refuses, and by which check."""
    done = run(*args, **environment)
    assert done.returncode == 1, f"{args}: {done.returncode}\n{done.stderr}"
    assert f"error[{check}]: " in done.stderr, f"{args}: {done.stderr}"
