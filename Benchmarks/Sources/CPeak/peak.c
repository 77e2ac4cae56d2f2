// SPDX-License-Identifier: GPL-3.0-or-later

#include "peak.h"
// Says which C library this is.
#include <stdlib.h>

#pragma STDC FP_CONTRACT ON

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));

FOR_EACH_PROCESSOR double peak_multiply_adds(ptrdiff_t rounds) {
  eight sum[24], factor = {0}, addend = {0};
  factor += 0.9999999;
  addend += 1e-9;
  for (int k = 0; k < 24; k++) {
    for (int lane = 0; lane < 8; lane++) sum[k][lane] = k + lane;
  }
  for (ptrdiff_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int k = 0; k < 24; k++) sum[k] = sum[k] * factor + addend;
  }
  for (int k = 1; k < 24; k++) sum[0] += sum[k];
  double total = 0;
  for (int lane = 0; lane < 8; lane++) total += sum[0][lane];
  return total;
}

FOR_EACH_PROCESSOR double peak_read(const double *numbers, ptrdiff_t count) {
  eight sum[8] = {{0}};
  for (ptrdiff_t t = 0; t + 64 <= count; t += 64) {
#pragma clang loop unroll(full)
    for (int k = 0; k < 8; k++) sum[k] += *(const eight *)(numbers + t + 8 * k);
  }
  for (int k = 1; k < 8; k++) sum[0] += sum[k];
  double total = 0;
  for (int lane = 0; lane < 8; lane++) total += sum[0][lane];
  return total;
}
