"""The child process of the test kind `parent`: counts until its number is reached, with a process of its own."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from core.jobs.child_main import report


def main() -> None:
    steps, seconds, folder, manner = int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    if manner == "saves":
        signal.signal(signal.SIGTERM, lambda *_: (folder.joinpath("saved").write_text("yes"), sys.exit(0)))
    if manner == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    folder.joinpath("helper").write_text(str(helper.pid))
    print("the child has begun", flush=True)
    for step in range(1, steps + 1):
        time.sleep(seconds)
        report(step=step)
    if manner == "fails":
        sys.exit("the child is broken")
    helper.kill()


if __name__ == "__main__":
    main()
