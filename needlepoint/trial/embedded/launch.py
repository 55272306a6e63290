"""Becomes another program that ends when the one who asked for it ends.

Run as a script: `launch.py PARENT_PID SIGNAL UID GID COMMAND...` (UID -1: stay who we are). A script of its own rather
than a `preexec_fn`, because running Python between fork and exec is not safe in a process that has threads, and
librdkafka's broker is threads. Linux only sends the signal; elsewhere whoever started us has to (see child.py).
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal_number, uid, gid = (int(word) for word in sys.argv[1:5])
    command = sys.argv[5:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After setuid, which forgets the wish. It is kept across exec.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the process that asked for this one is gone already")
    os.execv(command[0], command)  # noqa: S606 - the command comes from our own code


if __name__ == "__main__":
    main()
