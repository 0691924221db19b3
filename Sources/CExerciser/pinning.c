#define _GNU_SOURCE
#include "pinning.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

// From linux/rds.h, which not every machine has: an older kernel's header is enough for these.
#ifndef AF_RDS
#define AF_RDS 21
#endif
#define LEVEL_RDS 276
#define RDS_COUNTERS 10000

enum { PAGE_BYTES = 4096 };

static void add(char *why, unsigned long size, const char *words, int error) {
  unsigned long used = strlen(why);
  if (used + 1 >= size) return;
  snprintf(why + used, size - used, "%s%s%s%s", used ? "; " : "", words, error ? ": " : "",
           error ? strerror(error) : "");
}

static int is_at_least(int major, int minor) {
  struct utsname names;
  int is_major = 0, is_minor = 0;
  if (uname(&names) != 0) return 0;
  if (sscanf(names.release, "%d.%d", &is_major, &is_minor) != 2) return 0;
  return is_major > major || (is_major == major && is_minor >= minor);
}

static int open_rds(char *why, unsigned long size) {
  int descriptor = socket(AF_RDS, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (descriptor < 0) add(why, size, "no AF_RDS socket (modprobe rds)", errno);
  return descriptor;
}

/// Whether a file lies on a file system that reads into the caller's pages without a copy.
static int has_block_device(int descriptor) {
  struct statfs about;
  if (fstatfs(descriptor, &about) != 0) return 0;
  switch ((unsigned long)about.f_type) {
    case 0xef53:      // ext2, ext3, ext4
    case 0x58465342:  // xfs
    case 0x9123683e:  // btrfs
    case 0xf2f52010:  // f2fs
      return 1;
    default: return 0;
  }
}

static int open_direct(void *page, char *why, unsigned long size) {
  if (!is_at_least(6, 5)) {
    add(why, size, "O_DIRECT pins pages since Linux 6.5 only", 0);
    return -1;
  }
  char path[] = "/var/tmp/racelanes-XXXXXX";
  int descriptor = mkostemp(path, O_DIRECT | O_CLOEXEC);
  if (descriptor < 0) {
    add(why, size, "no file for O_DIRECT in /var/tmp", errno);
    return -1;
  }
  unlink(path);
  if (!has_block_device(descriptor)) {
    add(why, size, "/var/tmp lies on no file system with O_DIRECT into user pages", 0);
  } else if (pwrite(descriptor, page, PAGE_BYTES, 0) != PAGE_BYTES) {
    add(why, size, "an O_DIRECT write to /var/tmp failed", errno);
  } else {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

static int open_uring(char *why, unsigned long size) {
  if (!is_at_least(6, 12)) {
    add(why, size, "io_uring pins registered buffers by the fast path since Linux 6.12 only", 0);
    return -1;
  }
  struct io_uring_params parameters;
  memset(&parameters, 0, sizeof parameters);
  int descriptor = (int)syscall(SYS_io_uring_setup, 1, &parameters);
  if (descriptor < 0) add(why, size, "no io_uring", errno);
  return descriptor;
}

enum exerciser_way pinning_open(struct pinning *pinning, void *page, char *why,
                                unsigned long size) {
  if (size) why[0] = 0;
  pinning->page = page;
  pinning->way = EXERCISER_RDS;
  pinning->descriptor = open_rds(why, size);
  if (pinning->descriptor >= 0) return pinning->way;
  pinning->way = EXERCISER_DIRECT;
  pinning->descriptor = open_direct(page, why, size);
  if (pinning->descriptor >= 0) return pinning->way;
  pinning->way = EXERCISER_URING;
  pinning->descriptor = open_uring(why, size);
  if (pinning->descriptor < 0) pinning->way = EXERCISER_NONE;
  return pinning->way;
}

void pinning_pin(const struct pinning *pinning) {
  switch (pinning->way) {
    case EXERCISER_RDS: {
      socklen_t length = PAGE_BYTES;
      getsockopt(pinning->descriptor, LEVEL_RDS, RDS_COUNTERS, pinning->page, &length);
      break;
    }
    case EXERCISER_DIRECT: {
      ssize_t ignored = pread(pinning->descriptor, pinning->page, PAGE_BYTES, 0);
      (void)ignored;
      break;
    }
    case EXERCISER_URING: {
      struct iovec buffer = {.iov_base = pinning->page, .iov_len = PAGE_BYTES};
      syscall(SYS_io_uring_register, pinning->descriptor, IORING_REGISTER_BUFFERS, &buffer, 1);
      syscall(SYS_io_uring_register, pinning->descriptor, IORING_UNREGISTER_BUFFERS, NULL, 0);
      break;
    }
    case EXERCISER_NONE: break;
  }
}

void pinning_close(struct pinning *pinning) {
  if (pinning->descriptor >= 0) close(pinning->descriptor);
  pinning->descriptor = -1;
}
