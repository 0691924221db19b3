#ifndef RACELANES_EXERCISER_H
#define RACELANES_EXERCISER_H

// A process whose threads pin a page and fork at the same time, for probes to watch. In C, since
// Swift may not call fork(), and since what runs between two system calls should be known.

#ifdef __cplusplus
extern "C" {
#endif

/// How the exerciser gets the kernel to call pin_user_pages_fast() with FOLL_WRITE.
enum exerciser_way {
  /// None was found.
  EXERCISER_NONE = 0,
  /// getsockopt() on an AF_RDS socket, which pins its result's pages.
  EXERCISER_RDS = 1,
  /// An O_DIRECT read from a file on a file system with a block device; pins since Linux 6.5.
  EXERCISER_DIRECT = 2,
  /// Registered buffers of io_uring; by the fast path in Linux 6.12.
  EXERCISER_URING = 3,
};

/// What is to be run.
struct exerciser_options {
  /// Where the contested page is mapped.
  unsigned long address;
  /// After so many attempts it ends; 0 for no end.
  unsigned long attempts;
  /// The seed of the delays.
  unsigned long seed;
  /// A tracefs trace_marker that each attempt is written to, or -1.
  int marker;
  /// When this descriptor can be read or is closed, it ends.
  int control;
};

/// Finds a way to pin, maps the page and makes the threads, which wait. Gives the way; why each other way is closed goes into
/// `why`, as one line of text.
enum exerciser_way exerciser_prepare(const struct exerciser_options *options, char *why,
                                     unsigned long size);

/// Runs the attempts. Gives how many there were.
long exerciser_run(const struct exerciser_options *options);

#ifdef __cplusplus
}
#endif
#endif
