#!/usr/bin/env bash
# Says yes or no once everything is reported. Anything but a clear yes is a no.
set -euo pipefail

case "${VERDICT:-}" in
    pass) exit 0 ;;
    fail)
        [ "${INPUT_EXIT_ZERO:-}" != true ] || exit 0
        echo "::error::proofmark: findings at or above the threshold"
        exit 1
        ;;
    *)
        echo "::error::proofmark: could not tell; the report lists what was not read"
        exit 2
        ;;
esac
