// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"
#include <math.h>
#include <stdint.h>

#pragma STDC FP_CONTRACT ON

FOR_EACH_PROCESSOR void warewatt_mix_tile(
    const double *const *rows, ptrdiff_t row_count, const double *weights, ptrdiff_t offset, double *mixed,
    ptrdiff_t stride, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 16 <= count; t += 16) {
    eight low[WAREWATT_TILE] = {{0}}, high[WAREWATT_TILE] = {{0}};
    for (ptrdiff_t k = 0; k < row_count; k++) {
      const double *row = rows[k] + offset + t;
      const double *weight = weights + k * WAREWATT_TILE;
      eight x = AT(row, 0), y = AT(row, 8);
#pragma clang loop unroll(full)
      for (int c = 0; c < WAREWATT_TILE; c++) {
        low[c] += weight[c] * x;
        high[c] += weight[c] * y;
      }
    }
#pragma clang loop unroll(full)
    for (int c = 0; c < WAREWATT_TILE; c++) {
      *(eight *)(mixed + c * stride + t) = low[c];
      *(eight *)(mixed + c * stride + t + 8) = high[c];
    }
  }
  for (; t < count; t++) {
    for (int c = 0; c < WAREWATT_TILE; c++) {
      double sum = 0;
      for (ptrdiff_t k = 0; k < row_count; k++) sum += weights[k * WAREWATT_TILE + c] * rows[k][offset + t];
      mixed[c * stride + t] = sum;
    }
  }
}

// Four rows by four consumers.
static inline __attribute__((always_inline)) void slopes_of(
    const double *const *rows, int row_count, ptrdiff_t offset, const double *weight, ptrdiff_t stride,
    ptrdiff_t count, double *lanes) {
  for (int first = 0; first < WAREWATT_TILE; first += 4) {
    eight sum[4][4];
    for (int k = 0; k < row_count; k++)
      for (int c = 0; c < 4; c++) sum[k][c] = AT(lanes, (k * WAREWATT_TILE + first + c) * 8);
    const double *own = weight + first * stride;
    ptrdiff_t t = 0;
    for (; t + 8 <= count; t += 8) {
      eight y0 = AT(own, t), y1 = AT(own, stride + t), y2 = AT(own, 2 * stride + t), y3 = AT(own, 3 * stride + t);
#pragma clang loop unroll(full)
      for (int k = 0; k < row_count; k++) {
        eight x = AT(rows[k] + offset, t);
        sum[k][0] += x * y0;
        sum[k][1] += x * y1;
        sum[k][2] += x * y2;
        sum[k][3] += x * y3;
      }
    }
    for (; t < count; t++)
      for (int k = 0; k < row_count; k++)
        for (int c = 0; c < 4; c++)
          sum[k][c][0] += rows[k][offset + t] * own[c * stride + t];
    for (int k = 0; k < row_count; k++)
      for (int c = 0; c < 4; c++) *(eight *)(lanes + (k * WAREWATT_TILE + first + c) * 8) = sum[k][c];
  }
}

FOR_EACH_PROCESSOR void warewatt_slopes_tile(
    const double *const *rows, ptrdiff_t row_count, ptrdiff_t offset, const double *weight, ptrdiff_t stride,
    ptrdiff_t count, double *lanes) {
  ptrdiff_t k = 0;
  for (; k + 4 <= row_count; k += 4)
    slopes_of(rows + k, 4, offset, weight, stride, count, lanes + k * WAREWATT_TILE * 8);
  for (; k < row_count; k++)
    slopes_of(rows + k, 1, offset, weight, stride, count, lanes + k * WAREWATT_TILE * 8);
}

typedef int64_t eight_longs __attribute__((vector_size(64), aligned(8), may_alias));
typedef uint8_t eight_bytes __attribute__((vector_size(8), aligned(1), may_alias));

#define CHOSEN(mask, yes, no) ((eight)(((eight_longs)(yes) & (mask)) | ((eight_longs)(no) & ~(mask))))

// Eight intervals. `own` is what the tangents say of each, -1 for nothing.
static inline __attribute__((always_inline)) void linearised(
    const double *offers, const double *loads, const double *values, const eight_longs *kind,
    const warewatt_tangents *tangents, ptrdiff_t *next_fraction, double *weight, eight_longs *next, eight *sums,
    eight_longs *misplaced) {
  eight offered = AT(offers, 0), load = AT(loads, 0), value = AT(values, 0);
  eight_longs own = *kind;
  eight zero = {0};
  eight one = zero + 1.0;
  eight_longs used = load > zero;
  eight_longs open = (offered <= load) & used;
  eight taken = CHOSEN(open, offered, load);
  sums[0] += taken * value;
  sums[1] += taken;
  eight away = offered - load;
  eight_longs kept = CHOSEN(away < zero, -away, away) <= tangents->width * load;
  eight_longs off = used & (((own == 0) & open) | ((own == 1) & ~open));
  *misplaced -= off;
  kept |= off;
  eight fraction = CHOSEN(open ^ off, one, zero);
  eight_longs known = own == 2;
  if (__builtin_reduce_or(known)) {
    if (tangents->keeps_kinks) kept |= known;
    for (int lane = 0; lane < 8; lane++) {
      if (!known[lane]) continue;
      double given = tangents->fraction[(*next_fraction)++];
      if (fabs(given - fraction[lane]) > tangents->snap) fraction[lane] = given;
    }
  }
  eight worth = value + tangents->multiplier;
  *(eight *)weight = fraction * worth;
  sums[2] += (one - fraction) * worth * load;
  if (!tangents->always_matters) used &= value > zero;
  kept &= used;
  *next = (kept & 2) | (~kept & open & 1);
}

FOR_EACH_PROCESSOR ptrdiff_t warewatt_linearise(
    const double *offered, const double *load, const double *value, ptrdiff_t count,
    const warewatt_tangents *tangents, const uint8_t *kind, uint8_t *next_kind, double *weight, double *sums) {
  eight total[3] = {{0}, {0}, {0}};
  eight_longs misplaced = {0};
  ptrdiff_t next_fraction = 0, t = 0;
  for (; t + 8 <= count; t += 8) {
    eight_longs own = (eight_longs){0} - 1;
    if (kind) own = __builtin_convertvector(*(const eight_bytes *)(kind + t), eight_longs);
    eight_longs next;
    linearised(
        offered + t, load + t, value + t, &own, tangents, &next_fraction, weight + t, &next, total, &misplaced);
    *(eight_bytes *)(next_kind + t) = __builtin_convertvector(next, eight_bytes);
  }
  if (t < count) {
    // The rest as eight, filled up with intervals in which nothing is used.
    double o[8] = {0}, l[8] = {0}, v[8] = {0}, w[8];
    eight_longs own = (eight_longs){0} - 1, next;
    for (ptrdiff_t k = t; k < count; k++) {
      o[k - t] = offered[k];
      l[k - t] = load[k];
      v[k - t] = value[k];
      if (kind) own[k - t] = kind[k];
    }
    linearised(o, l, v, &own, tangents, &next_fraction, w, &next, total, &misplaced);
    for (ptrdiff_t k = t; k < count; k++) {
      weight[k] = w[k - t];
      next_kind[k] = (uint8_t)next[k - t];
    }
  }
  for (int k = 0; k < 3; k++) sums[k] += added_up(&total[k]);
  sums[3] += (double)__builtin_reduce_add(misplaced);
  return next_fraction;
}
