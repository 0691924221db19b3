/* What Swift cannot reach in ncurses by itself: macros, C globals, variadic functions. */
#ifndef RACELANES_SHIM_H
#define RACELANES_SHIM_H

/* Before the include, or there are no wide characters. */
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <wchar.h>
#undef lines /* macros of term.h with names that are too common */
#undef columns

int wcwidth(wchar_t);

static const attr_t rl_bold = WA_BOLD;
static const attr_t rl_dim = WA_DIM;
static const attr_t rl_underline = WA_UNDERLINE;
static const attr_t rl_reverse = WA_REVERSE;
static const attr_t rl_italic = WA_ITALIC;

static inline int rl_colors(void) { return COLORS; }
static inline int rl_color_pairs(void) { return COLOR_PAIRS; }
static inline int rl_key_function(int number) { return KEY_F(number); }

/* What the terminal of this name can do, found without taking the screen. */
enum rl_probe_result { RL_USABLE, RL_UNKNOWN, RL_DUMB };

static inline int rl_has(const char *capability) {
  const char *found = tigetstr(capability);
  return found != NULL && found != (const char *)-1;
}

static inline enum rl_probe_result rl_probe(const char *term, int fd) {
  int error = 0;
  if (setupterm(term, fd, &error) != OK) return error == 1 ? RL_DUMB : RL_UNKNOWN;
  enum rl_probe_result result = rl_has("cup") && rl_has("clear") ? RL_USABLE : RL_DUMB;
  del_curterm(cur_term);
  return result;
}

/* The size that the kernel knows; 0 if it knows none. */
static inline int rl_window_size(int fd, int *width, int *height) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return 0;
  *width = size.ws_col;
  *height = size.ws_row;
  return 1;
}

/* Bytes that wait to be read; -1 on an error. */
static inline int rl_waiting_bytes(int fd) {
  int count = 0;
  return ioctl(fd, FIONREAD, &count) == 0 ? count : -1;
}

/* One cell. The pair goes in twice: a short for the old interface, the int for the real one. */
static inline int rl_set_cell(cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
  return setcchar(cell, text, attributes, (short)(pair > 32767 ? 32767 : pair), &pair);
}

#endif
