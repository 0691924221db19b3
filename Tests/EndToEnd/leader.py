"""A shell for one job: runs a program in the foreground of its terminal, as a real shell would.

Without it the program would lead the session, and the kernel would put a terminal's modes back to
their defaults when it ends: no test could see whether the program did. It would also be unable to
stop, since nobody could continue it.

Usage: leader.py CHANNEL STDIN STDERR HANGUP ENVIRONMENT PROGRAM [ARGUMENT ...]
CHANNEL is a socket: a byte from it starts the program; lines to it tell what becomes of it; after
"stopped" a byte from it brings the program to the foreground again. STDIN and STDERR are
descriptors, or -1 for the terminal. HANGUP is "default" or "ignore". ENVIRONMENT is a JSON object:
Python changes its own in a C locale.
"""

import json
import os
import signal
import sys

JOB_SIGNALS = (
    signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGHUP,
)


def run_program(channel, stdin, stderr, hangup, environment, program):
    os.close(channel)
    os.setpgid(0, 0)
    os.tcsetpgrp(1, os.getpid())
    for number in JOB_SIGNALS:
        if number != signal.SIGHUP or hangup == "default":
            signal.signal(number, signal.SIG_DFL)
    if stdin >= 0:
        os.dup2(stdin, 0)
    if stderr >= 0:
        os.dup2(stderr, 2)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execve(program[0], program, json.loads(environment))


def main():
    channel, stdin, stderr = (int(word) for word in sys.argv[1:4])
    os.read(channel, 1)
    for number in JOB_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        try:
            run_program(channel, stdin, stderr, *sys.argv[4:6], sys.argv[6:])
        finally:
            os._exit(127)
    os.write(channel, b"pid %d\n" % pid)
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            break
        os.tcsetpgrp(1, os.getpgrp())
        os.write(channel, b"stopped %d\n" % os.WSTOPSIG(status))
        if not os.read(channel, 1):
            break
        os.tcsetpgrp(1, pid)
        os.killpg(pid, signal.SIGCONT)
        os.write(channel, b"continued 0\n")
    if os.WIFSIGNALED(status):
        os.write(channel, b"signal %d\n" % os.WTERMSIG(status))
    else:
        os.write(channel, b"exit %d\n" % os.WEXITSTATUS(status))
    # The session, and with it the terminal's modes, lives until the test has looked at them.
    os.read(channel, 1)


main()
