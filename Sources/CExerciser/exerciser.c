#define _GNU_SOURCE
#include "exerciser.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pinning.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

/// What the threads share.
struct shared {
  volatile uint64_t *page;
  struct pinning pinning;
  /// The attempt that is prepared; for which the pinner is awake; which runs; which it has done.
  atomic_ulong round, ready, running, done;
  atomic_bool stop;
  pthread_t pinner, writer;
  /// How long the last fork took, in nanoseconds.
  atomic_ulong fork_time;
  uint64_t random;
};

static struct shared shared;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t next_random(void) {
  uint64_t value = shared.random += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

/// Keeps the calling thread on the n-th of the CPUs that it may use.
static void stay_on_cpu(int wanted) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  int count = CPU_COUNT(&allowed);
  if (count < 2) return;
  for (int cpu = 0, seen = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed) || seen++ != wanted) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

/// Sleeps until there is an attempt after `round`; 0 when there will be none. Between the attempts
/// the CPUs are free for who reads the recording.
static int wait_for_round(unsigned long *round) {
  const struct timespec pause = {.tv_nsec = 200000};
  while (!atomic_load(&shared.stop)) {
    unsigned long next = atomic_load(&shared.round);
    if (next != *round) {
      *round = next;
      return 1;
    }
    nanosleep(&pause, NULL);
  }
  return 0;
}

/// Pins the page somewhere within the time that a fork takes, once for each attempt.
static void *pin_pages(void *unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "pinner");
  stay_on_cpu(0);
  unsigned long round = 0;
  while (wait_for_round(&round)) {
    atomic_store(&shared.ready, round);
    while (atomic_load(&shared.running) != round) continue;
    uint64_t until = now() + next_random() % (atomic_load(&shared.fork_time) + 1);
    while (now() < until) continue;
    pinning_pin(&shared.pinning);
    atomic_store(&shared.done, round);
  }
  return NULL;
}

/// Writes to the page, so that an entry that fork has write-protected leads to a copy.
static void *write_page(void *unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "writer");
  stay_on_cpu(0);
  const struct timespec pause = {.tv_nsec = 2000000};
  unsigned long round = 0;
  while (wait_for_round(&round)) {
    nanosleep(&pause, NULL);
    shared.page[2]++;
  }
  return NULL;
}

/// Ends the calling process without a look at any memory but the code: that of the C library, its
/// thread-local data and its tables are not in the child.
static inline __attribute__((always_inline, noreturn)) void end_child(void) {
#if defined(__x86_64__)
  __asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(0) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long number __asm__("x8") = SYS_exit_group;
  register long status __asm__("x0") = 0;
  __asm__ volatile("svc 0" : : "r"(number), "r"(status) : "memory");
#else
  syscall(SYS_exit_group, 0);
#endif
  __builtin_unreachable();
}

/// One fork. The child does nothing but end.
static __attribute__((noinline)) void fork_once(void) {
  uint64_t start = now();
  pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) end_child();
  atomic_store(&shared.fork_time, now() - start);
  if (child > 0) waitpid(child, NULL, 0);
}

/// Leaves out of every fork what the child does not need to end at once: the fewer mappings a fork
/// copies, the less a recording holds that is not about the page.
static void keep_others_out_of_forks(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) return;
  char line[512];
  const uintptr_t needed[] = {(uintptr_t)&line, (uintptr_t)shared.page, (uintptr_t)&fork_once,
                              (uintptr_t)&syscall};
  while (fgets(line, sizeof line, maps)) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx", &start, &end) != 2) continue;
    int is_needed = 0;
    for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++) {
      if (start <= needed[i] && needed[i] < end) is_needed = 1;
    }
    if (!is_needed) madvise((void *)start, end - start, MADV_DONTFORK);
  }
  fclose(maps);
}

enum exerciser_way exerciser_prepare(const struct exerciser_options *options, char *why,
                                     unsigned long size) {
  void *page = mmap((void *)options->address, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (page != (void *)options->address) {
    snprintf(why, size, "its page could not be mapped: %s", strerror(errno));
    return EXERCISER_NONE;
  }
  shared.page = page;
  shared.random = options->seed;
  shared.page[0] = 1;
  enum exerciser_way way = pinning_open(&shared.pinning, page, why, size);
  if (way == EXERCISER_NONE) return way;
  int failed = pthread_create(&shared.pinner, NULL, pin_pages, NULL);
  if (!failed) failed = pthread_create(&shared.writer, NULL, write_page, NULL);
  if (!failed) return way;
  snprintf(why, size, "its threads could not be made: %s", strerror(failed));
  return EXERCISER_NONE;
}

static int is_told_to_stop(int control) {
  struct pollfd poll_it = {.fd = control, .events = POLLIN};
  return control >= 0 && poll(&poll_it, 1, 0) > 0;
}

long exerciser_run(const struct exerciser_options *options) {
  stay_on_cpu(1);
  pthread_setname_np(pthread_self(), "forker");
  keep_others_out_of_forks();
  const struct timespec pause = {.tv_nsec = 5000000};
  unsigned long attempt = 0;
  while (!is_told_to_stop(options->control)) {
    if (options->attempts && attempt == options->attempts) break;
    attempt++;
    // Makes the entry writable again, in a page that the child of the last attempt has left.
    shared.page[0] = attempt;
    if (options->marker >= 0) {
      char text[64];
      int length = snprintf(text, sizeof text, "attempt %lu", attempt);
      if (write(options->marker, text, (size_t)length) < 0) break;
    }
    atomic_store(&shared.round, attempt);
    while (atomic_load(&shared.ready) != attempt) sched_yield();
    atomic_store(&shared.running, attempt);
    fork_once();
    while (atomic_load(&shared.done) != attempt) sched_yield();
    nanosleep(&pause, NULL);
  }
  atomic_store(&shared.stop, 1);
  pthread_join(shared.pinner, NULL);
  pthread_join(shared.writer, NULL);
  pinning_close(&shared.pinning);
  return (long)attempt;
}
