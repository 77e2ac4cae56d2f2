// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"
#include <stdint.h>

typedef int32_t eight_ints __attribute__((vector_size(32), aligned(4), may_alias));
typedef float eight_floats __attribute__((vector_size(32), aligned(4), may_alias));

FOR_EACH_PROCESSOR ptrdiff_t warewatt_nearest(
    const float *rows, ptrdiff_t width, ptrdiff_t count, const float *offset, float part, const float *total,
    float base, const float *left, float needed, ptrdiff_t start, ptrdiff_t stride, ptrdiff_t looks,
    float *error) {
#pragma STDC FP_CONTRACT OFF
  ptrdiff_t best = -1, m = start;
  float least = 3.4e38f;
  for (ptrdiff_t look = 0; look < looks; look++) {
    if (left[m] >= needed) {
      const float *row = rows + m * width;
      eight_floats more = {0};
      for (ptrdiff_t k = 0; k < width; k += 8) {
        eight_floats own = *(const eight_floats *)(offset + k) + part * *(const eight_floats *)(row + k);
        more += (eight_floats)((eight_ints)own & (own > (eight_floats){0}));
      }
      float sum =
          ((more[0] + more[4]) + (more[2] + more[6])) + ((more[1] + more[5]) + (more[3] + more[7]));
      float own = base - part * (total[m] < 1.0f ? total[m] : 1.0f) + sum;
      if (own < least) {
        least = own;
        best = m;
      }
      if (own <= 1e-4f) break;
    }
    m += stride;
    if (m >= count) m -= count;
  }
  *error = least;
  return best;
}
