/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef WAREWATT_HAND_OVER_H
#define WAREWATT_HAND_OVER_H

#include <stdint.h>

/* Fills plain arrays with the benchmark's model, loads them into a GLPK
   problem and deletes it. Returns the number of nonzeros GLPK then held.
   `fill_seconds` is the part before the first GLPK call. */
int warewatt_hand_over_in_c(int rows, int columns, int terms_per_column,
                            double *fill_seconds);

/* Processor seconds of the calling thread: what other programs on the machine
   disturb less than the clock on the wall. */
double warewatt_thread_seconds(void);

/* Row of the given term of a column: distinct for each term of a column. */
static inline int warewatt_row_of(int column, int term, int rows,
                                  int terms_per_column) {
  int stride = rows / terms_per_column;
  return term * stride + (int)((uint32_t)column * 2654435761u % (uint32_t)stride);
}

/* Coefficient, cost and bounds follow from the indices. */
static inline double warewatt_value_of(int column, int term) {
  return 1.0 + (double)((column + 7 * term) % 13);
}

#endif
