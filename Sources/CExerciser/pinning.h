#ifndef RACELANES_PINNING_H
#define RACELANES_PINNING_H

#include "exerciser.h"

/// A way to pin one page, opened.
struct pinning {
  enum exerciser_way way;
  int descriptor;
  void *page;
};

/// Opens the first way that this kernel has; says in `why` what closes the others.
enum exerciser_way pinning_open(struct pinning *pinning, void *page, char *why,
                                unsigned long size);

/// Pins the page for a moment.
void pinning_pin(const struct pinning *pinning);

/// Closes the way.
void pinning_close(struct pinning *pinning);

#endif
