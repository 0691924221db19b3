/*
 * Gives the terminal back when the program crashes, and turns signals into bytes of a pipe.
 *
 * This is C because it runs inside signal handlers: nothing here allocates, locks, or calls
 * anything that is not async-signal-safe, which no Swift code can promise.
 *
 * The state is a weak symbol, not a static: Swift puts a copy of these functions into each object
 * file that uses them (an optimised build inlines their callers across files), and all of them must
 * see the same state.
 */
#ifndef RACELANES_GUARD_H
#define RACELANES_GUARD_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum {
  RL_RESTORE_MAX = 512,           /* bytes of restore sequences */
  RL_REPLAY_MAX = 1 << 20,        /* bytes of held stderr that are shown afterwards */
  RL_STACK_BYTES = 64 * 1024,     /* for a handler that runs because the stack is full */
};

int memfd_create(const char *, unsigned); /* glibc hides it unless _GNU_SOURCE is set */

struct rl_guard_state {
  volatile sig_atomic_t active; /* the screen is taken */
  int tty;
  struct termios modes;
  char bytes[RL_RESTORE_MAX];
  int length;
  int held;        /* what was written to stderr meanwhile; -1 if it is not held */
  int real_stderr;
  int pipe_out;
  int at_exit;     /* rl_on_exit is registered */
  struct sigaction old_crash[6];
  struct sigaction old_signals[7];
  char stack[RL_STACK_BYTES];
};

__attribute__((weak, visibility("hidden"))) struct rl_guard_state rl_guard = {
    .tty = -1, .held = -1, .real_stderr = -1, .pipe_out = -1};

static const int rl_crash_signals[6] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE};
static const int rl_caught_signals[7] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT,
                                         SIGQUIT,  SIGTSTP, SIGCONT};

static inline void rl_write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    length -= (size_t)written;
  }
}

/* Stderr goes to memory, since a message inside the alternate screen is lost and spoils it. A
   stderr that is not a terminal is left alone. */
static inline void rl_hold_stderr(void) {
  if (rl_guard.held >= 0 || !isatty(STDERR_FILENO)) return;
  int real = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  int held = memfd_create("racelanes-stderr", 1 /* MFD_CLOEXEC */);
  if (real < 0 || held < 0 || dup2(held, STDERR_FILENO) < 0) {
    if (real >= 0) close(real);
    if (held >= 0) close(held);
    return;
  }
  rl_guard.real_stderr = real;
  rl_guard.held = held;
}

static inline void rl_release_stderr(void) {
  if (rl_guard.held < 0) return;
  int held = rl_guard.held;
  rl_guard.held = -1;
  dup2(rl_guard.real_stderr, STDERR_FILENO);
  close(rl_guard.real_stderr);
  char chunk[1024];
  for (off_t at = 0; at < RL_REPLAY_MAX;) {
    ssize_t count = pread(held, chunk, sizeof chunk, at);
    if (count <= 0) break;
    rl_write_all(STDERR_FILENO, chunk, (size_t)count);
    at += count;
  }
  close(held);
}

/* Safe in a handler, and at exit. Does nothing when the screen has been given back already. */
static inline void rl_restore_terminal(void) {
  if (!rl_guard.active) return;
  rl_guard.active = 0;
  rl_write_all(rl_guard.tty, rl_guard.bytes, (size_t)rl_guard.length);
  tcsetattr(rl_guard.tty, TCSANOW, &rl_guard.modes);
  rl_release_stderr();
}

static inline void rl_on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  rl_restore_terminal();
  for (int i = 0; i < 6; i++) {
    if (rl_crash_signals[i] == number) sigaction(number, &rl_guard.old_crash[i], NULL);
  }
  /* A fault of this very instruction: run it again, so that the old handler (Swift's backtrace, or
     the kernel's core dump) sees the true place. A breakpoint would not happen again. */
  if (info->si_code > 0 && number != SIGTRAP && number != SIGABRT) return;
  raise(number);
  /* The old handler came back, as Swift's does. It must still be this signal that ends us. */
  signal(number, SIG_DFL);
  raise(number);
}

static inline void rl_on_signal(int number) {
  int saved = errno;
  char byte = (char)number;
  /* A full pipe already holds more news than anyone needs: a lost byte is harmless. */
  if (write(rl_guard.pipe_out, &byte, 1) < 0) {}
  errno = saved;
}

/* At exit() without a close: the caller's words are on the alternate screen by now, but the
   terminal is usable. */
static inline void rl_on_exit(void) { rl_restore_terminal(); }

static inline void rl_add_restore_bytes(const char *bytes) {
  if (bytes == NULL || bytes == (const char *)-1) return;
  while (*bytes != 0 && rl_guard.length < RL_RESTORE_MAX) {
    /* Delays such as $<5> are for tputs(); terminals of today need none. */
    if (bytes[0] == '$' && bytes[1] == '<') {
      const char *end = strchr(bytes, '>');
      if (end != NULL) {
        bytes = end + 1;
        continue;
      }
    }
    rl_guard.bytes[rl_guard.length++] = *bytes++;
  }
}

static inline int rl_guard_is_free(void) { return rl_guard.tty < 0; }
static inline void rl_guard_forget(void) { rl_guard.tty = -1; }

/* Remembers how the terminal is now: to be called before curses changes it. */
static inline int rl_guard_remember(int tty) {
  rl_guard.tty = tty;
  rl_guard.length = 0;
  return tcgetattr(tty, &rl_guard.modes);
}

static inline void rl_guard_arm(void) {
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack.ss_sp = rl_guard.stack;
    stack.ss_size = RL_STACK_BYTES;
    stack.ss_flags = 0;
    sigaltstack(&stack, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = rl_on_crash;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < 6; i++) sigaction(rl_crash_signals[i], &action, &rl_guard.old_crash[i]);
  if (!rl_guard.at_exit) rl_guard.at_exit = atexit(rl_on_exit) == 0;
}

static inline void rl_guard_disarm(void) {
  for (int i = 0; i < 6; i++) sigaction(rl_crash_signals[i], &rl_guard.old_crash[i], NULL);
}

static inline void rl_guard_set_active(int active) { rl_guard.active = active; }

/* From now on signals are bytes of the pipe. To be called before newterm(), which leaves alone
   what is not at its default. What ends or stops a process stays ignored if it was, as nohup and
   shells without job control want. */
static inline void rl_signals_catch(int pipe_out) {
  rl_guard.pipe_out = pipe_out;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = rl_on_signal;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < 7; i++) {
    int number = rl_caught_signals[i];
    struct sigaction *old = &rl_guard.old_signals[i];
    sigaction(number, NULL, old);
    int ignored = !(old->sa_flags & SA_SIGINFO) && old->sa_handler == SIG_IGN;
    if (!ignored || number == SIGWINCH || number == SIGCONT) sigaction(number, &action, NULL);
  }
}

static inline void rl_signals_release(void) {
  for (int i = 0; i < 7; i++) sigaction(rl_caught_signals[i], &rl_guard.old_signals[i], NULL);
}

/* Stops this process as the default action of SIGTSTP does, and comes back when it goes on. */
static inline void rl_stop_here(void) {
  struct sigaction plain, old_continue, old_stop;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigemptyset(&plain.sa_mask);
  sigaction(SIGCONT, &plain, &old_continue);
  sigaction(SIGTSTP, &plain, &old_stop);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &old_stop, NULL);
  sigaction(SIGCONT, &old_continue, NULL);
}

#endif
