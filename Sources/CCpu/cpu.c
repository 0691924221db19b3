// sched_setaffinity() needs _GNU_SOURCE, which Swift's Glibc is built without.
#define _GNU_SOURCE
#include "cpu.h"

#include <errno.h>
#include <sched.h>

int ccpu_allowed(int *cpus, int count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 0;
  int found = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &set)) continue;
    if (found < count) cpus[found] = cpu;
    found++;
  }
  return found;
}

int ccpu_pin(int cpu) {
  if (cpu < 0 || cpu >= CPU_SETSIZE) return EINVAL;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0 ? 0 : errno;
}
