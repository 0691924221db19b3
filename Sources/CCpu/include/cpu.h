#pragma once
#include <stdint.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/// The CPU's own clock: the time-stamp counter, or the virtual counter of arm64. Nothing orders it
/// against the accesses around it.
static inline uint64_t ccpu_stamp(void) {
#if defined(__x86_64__)
  return __rdtsc();
#else
  uint64_t value;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
  return value;
#endif
}

/// Tells the CPU that this is a loop that waits.
static inline void ccpu_pause(void) {
#if defined(__x86_64__)
  _mm_pause();
#else
  __asm__ volatile("yield");
#endif
}

/// Takes the cache line of `address` out of all caches.
static inline void ccpu_flush(const void *address) {
#if defined(__x86_64__)
  _mm_clflush(address);
#else
  __asm__ volatile("dc civac, %0" : : "r"(address) : "memory");
#endif
}

/// Writes the CPUs that this thread may run on, at most `count` of them; returns how many there are.
int ccpu_allowed(int *cpus, int count);

/// Keeps this thread on one CPU; returns 0 or an error number.
int ccpu_pin(int cpu);
