// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

typedef float sixteen __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t sixteen_ints __attribute__((vector_size(64), aligned(4), may_alias));

#define FLOATS(row, index) (*(const sixteen *)((row) + (index)))
#define VECTOR sixteen
#define MASK sixteen_ints

#include "Portfolio.h"

static inline __attribute__((always_inline)) double floats_added_up(const sixteen *lanes) {
  const float *x = (const float *)lanes;
  eight sums;
  for (int k = 0; k < 8; k++) sums[k] = (double)x[k] + (double)x[k + 8];
  return added_up(&sums);
}

// The sums are taken over in double precision every 2048 places, so that each lane adds up 128 floats at the most.
FOR_EACH_PROCESSOR void warewatt_portfolio(
    const float *x0, const float *x1, const float *x2, const float *x3, const float *weights, const float *load,
    const float *value, const float *inverse, ptrdiff_t count, double *sums) {
  for (int k = 0; k < 16; k++) sums[k] = 0;
  const sixteen zero = {0};
  const sixteen weight[4] = {zero + weights[0], zero + weights[1], zero + weights[2], zero + weights[3]};
  for (ptrdiff_t start = 0; start < count; start += 2048) {
    ptrdiff_t end = start + 2048 < count ? start + 2048 : count;
    sixteen sum[16];
    UNROLLED for (int k = 0; k < 16; k++) sum[k] = zero;
    for (ptrdiff_t t = start; t < end; t += 16) {
      places own = {
          .x = {FLOATS(x0, t), FLOATS(x1, t), FLOATS(x2, t), FLOATS(x3, t)},
          .limit = FLOATS(load, t),
          .price = FLOATS(value, t),
          .steep = FLOATS(inverse, t)};
      settle(&own, weight);
      sum[0] += own.price * own.taken;
      add_tangent(&own, sum + 1);
    }
    // Copies, so that the sums themselves need not lie in memory.
    sixteen lanes[16];
    UNROLLED for (int k = 0; k < 16; k++) lanes[k] = sum[k];
    for (int k = 0; k < 16; k++) sums[k] += floats_added_up(&lanes[k]);
  }
}
