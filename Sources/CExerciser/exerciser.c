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
  /// The attempt that may run; the pinner has done `done` of them.
  atomic_ulong round;
  atomic_ulong done;
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

/// The threads are there before the attempts begin, so that their numbers can be told to a tracer.
static void wait_for_start(void) {
  const struct timespec pause = {.tv_nsec = 1000000};
  while (!atomic_load(&shared.round) && !atomic_load(&shared.stop)) nanosleep(&pause, NULL);
}

/// Pins the page somewhere within the time that a fork takes, once for each attempt.
static void *pin_pages(void *unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "pinner");
  stay_on_cpu(0);
  wait_for_start();
  unsigned long round = 0;
  while (!atomic_load(&shared.stop)) {
    if (atomic_load(&shared.round) == round) {
      sched_yield();
      continue;
    }
    round = atomic_load(&shared.round);
    uint64_t longest = atomic_load(&shared.fork_time);
    uint64_t until = now() + next_random() % (longest + 1);
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
  wait_for_start();
  while (!atomic_load(&shared.stop)) {
    shared.page[2]++;
    nanosleep(&pause, NULL);
  }
  return NULL;
}

/// Leaves out of every fork what the child does not need to end at once: the fewer mappings a fork
/// copies, the less a recording holds that is not about the page.
static void keep_others_out_of_forks(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (!maps) return;
  char line[512], program[256] = "";
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) program[length] = 0;
  uintptr_t stack = (uintptr_t)&line, thread = (uintptr_t)&errno, page = (uintptr_t)shared.page;
  while (fgets(line, sizeof line, maps)) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx", &start, &end) != 2) continue;
    int is_needed = (program[0] && strstr(line, program)) || strstr(line, "/libc.so") ||
                    strstr(line, "/libc-") || strchr(line, '[');
    for (int i = 0; i < 3; i++) {
      uintptr_t address = (const uintptr_t[]){stack, thread, page}[i];
      if (start <= address && address < end) is_needed = 1;
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

/// One fork. The child does nothing but end; it is not told of handlers of the C library.
static void fork_once(void) {
  uint64_t start = now();
  pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    syscall(SYS_exit_group, 0);
    __builtin_unreachable();
  }
  atomic_store(&shared.fork_time, now() - start);
  if (child > 0) waitpid(child, NULL, 0);
}

static int is_told_to_stop(int control) {
  struct pollfd poll_it = {.fd = control, .events = POLLIN};
  return control >= 0 && poll(&poll_it, 1, 0) > 0;
}

long exerciser_run(const struct exerciser_options *options) {
  stay_on_cpu(1);
  pthread_setname_np(pthread_self(), "forker");
  keep_others_out_of_forks();
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
    fork_once();
    while (atomic_load(&shared.done) != attempt) sched_yield();
  }
  atomic_store(&shared.stop, 1);
  pthread_join(shared.pinner, NULL);
  pthread_join(shared.writer, NULL);
  pinning_close(&shared.pinning);
  return (long)attempt;
}
