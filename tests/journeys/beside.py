"""Scripts beside the demo: each line of the input is one, as JSON; what it prints comes back alike.

Django is loaded once, each script runs in a fork of its own: it finds no caches of others.
"""

import json
import os
import sys
import traceback
from typing import NoReturn

import django


def main() -> None:
    django.setup()
    for line in sys.stdin:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            run(json.loads(line), writing)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            printed = pipe.read()
        _pid, status = os.waitpid(pid, 0)
        print(json.dumps({"printed": printed, "is_fine": status == 0}), flush=True)


def run(script: str, writing: int) -> NoReturn:
    status = 1
    sys.stdout = open(writing, "w", encoding="utf-8")  # noqa: SIM115 - the process ends with it
    try:
        exec(script, {"__name__": "__main__"})
        status = 0
    except BaseException:
        traceback.print_exc(file=sys.stdout)
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
