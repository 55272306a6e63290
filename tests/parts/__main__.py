"""`python -m tests.parts`: which parts this machine would run its tests on. Fails when a real Kafka is required and
there is none."""

import sys

from tests.parts.choose import NoRealKafka, expected, report_header


def main() -> int:
    try:
        print("\n".join(report_header(expected())))
    except NoRealKafka as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
