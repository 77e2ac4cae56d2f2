// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vectors of eight doubles, and the variants of a function for each processor.

#ifndef WAREWATT_VECTORS_H
#define WAREWATT_VECTORS_H

// Says which C library this is, too.
#include <stdint.h>

// The loader picks the variant for the processor; only glibc's knows how.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t eight_longs __attribute__((vector_size(64), aligned(8), may_alias));

#define AT(row, index) (*(const eight *)((row) + (index)))

// A loop without a branch, for sums that are to stay in registers.
#define UNROLLED _Pragma("clang loop unroll(full)")

static inline __attribute__((always_inline)) double added_up(const eight *lanes) {
  const double *x = (const double *)lanes;
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

#endif
