// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"
#include <math.h>
#include <stdint.h>

#pragma STDC FP_CONTRACT ON

// So many vectors of intervals, or rows, by all consumers of the tile: as many sums as the registers hold.
#define DEPTH 3

// `depth` vectors of intervals. Meanwhile the same intervals of the rows `ahead` are asked for, so that they come from
// memory while there is work to do; evenly, for only so many lines can be on their way at once.
static inline __attribute__((always_inline)) void mixed_of(
    const double *const *rows, ptrdiff_t row_count, const double *weights, ptrdiff_t start,
    const double *const *ahead, ptrdiff_t ahead_count, ptrdiff_t ahead_start, int depth, double *mixed) {
  eight sum[DEPTH][WAREWATT_TILE];
  UNROLLED for (int v = 0; v < depth; v++) {
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++) sum[v][c] = (eight){0};
  }
  ptrdiff_t lines = ahead_count * depth, due = 0, next = 0;
  for (ptrdiff_t k = 0; k < row_count; k++) {
    const double *row = rows[k] + start, *weight = weights + k * WAREWATT_TILE;
    due += lines;
    if (due >= row_count) {
      due -= row_count;
      __builtin_prefetch(ahead[next] + ahead_start, 0, 2);
      if (++next == ahead_count) {
        next = 0;
        ahead_start += 8;
      }
    }
    eight x[DEPTH];
    UNROLLED for (int v = 0; v < depth; v++) x[v] = AT(row, 8 * v);
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++) {
      UNROLLED for (int v = 0; v < depth; v++) sum[v][c] += weight[c] * x[v];
    }
  }
  UNROLLED for (int v = 0; v < depth; v++) {
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++)
      *(eight *)(mixed + WAREWATT_PLACE(c, 8 * v)) = sum[v][c];
  }
}

FOR_EACH_PROCESSOR void warewatt_mix_tile(
    const double *const *rows, ptrdiff_t row_count, const double *weights, ptrdiff_t offset,
    const double *const *ahead, ptrdiff_t ahead_count, ptrdiff_t ahead_offset, double *mixed, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 * DEPTH <= count; t += 8 * DEPTH)
    mixed_of(
        rows, row_count, weights, offset + t, ahead, ahead_count, ahead_offset + t, DEPTH,
        mixed + t * WAREWATT_TILE);
  for (; t + 8 <= count; t += 8)
    mixed_of(
        rows, row_count, weights, offset + t, ahead, ahead_count, ahead_offset + t, 1, mixed + t * WAREWATT_TILE);
  for (; t < count; t++) {
    for (int c = 0; c < WAREWATT_TILE; c++) {
      double sum = 0;
      for (ptrdiff_t k = 0; k < row_count; k++) sum += weights[k * WAREWATT_TILE + c] * rows[k][offset + t];
      mixed[WAREWATT_PLACE(c, t)] = sum;
    }
  }
}

// `depth` rows by the consumers of the tile.
static inline __attribute__((always_inline)) void slopes_of(
    const double *const *rows, int depth, ptrdiff_t offset, const double *weight, ptrdiff_t count, double *lanes) {
  eight sum[DEPTH][WAREWATT_TILE];
  UNROLLED for (int k = 0; k < depth; k++) {
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++) sum[k][c] = AT(lanes, (k * WAREWATT_TILE + c) * 8);
  }
  const double *row[DEPTH], *own = weight;
  UNROLLED for (int k = 0; k < depth; k++) row[k] = rows[k] + offset;
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8, own += 8 * WAREWATT_TILE) {
    eight x[DEPTH];
    UNROLLED for (int k = 0; k < depth; k++) x[k] = AT(row[k], t);
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++) {
      eight y = AT(own, c * 8);
      UNROLLED for (int k = 0; k < depth; k++) sum[k][c] += x[k] * y;
    }
  }
  UNROLLED for (int k = 0; k < depth; k++) {
    UNROLLED for (int c = 0; c < WAREWATT_TILE; c++)
      *(eight *)(lanes + (k * WAREWATT_TILE + c) * 8) = sum[k][c];
  }
  for (; t < count; t++) {
    for (int k = 0; k < depth; k++) {
      for (int c = 0; c < WAREWATT_TILE; c++)
        lanes[(k * WAREWATT_TILE + c) * 8] += row[k][t] * weight[WAREWATT_PLACE(c, t)];
    }
  }
}

FOR_EACH_PROCESSOR void warewatt_slopes_tile(
    const double *const *rows, ptrdiff_t row_count, ptrdiff_t offset, const double *weight, ptrdiff_t count,
    double *lanes) {
  ptrdiff_t k = 0;
  for (; k + DEPTH <= row_count; k += DEPTH)
    slopes_of(rows + k, DEPTH, offset, weight, count, lanes + k * WAREWATT_TILE * 8);
  for (; k < row_count; k++) slopes_of(rows + k, 1, offset, weight, count, lanes + k * WAREWATT_TILE * 8);
}

typedef uint8_t eight_bytes __attribute__((vector_size(8), aligned(1), may_alias));

#define CHOSEN(mask, yes, no) ((eight)(((eight_longs)(yes) & (mask)) | ((eight_longs)(no) & ~(mask))))

// Eight intervals. `own` is what the tangents say of each, where there are any.
static inline __attribute__((always_inline)) void linearised(
    const double *offers, const double *loads, const double *values, const uint8_t *kind,
    const warewatt_tangents *tangents, ptrdiff_t *next_fraction, double *weight, uint8_t *next, eight *sums,
    eight_longs *misplaced) {
  eight offered = AT(offers, 0), load = AT(loads, 0), value = AT(values, 0);
  eight zero = {0};
  eight one = zero + 1.0;
  eight_longs used = load > zero;
  eight_longs open = (offered <= load) & used;
  eight taken = CHOSEN(open, offered, load);
  sums[0] += taken * value;
  sums[1] += taken;
  eight worth = value + tangents->multiplier;
  eight away = offered - load;
  eight_longs kept = CHOSEN(away < zero, -away, away) <= tangents->width * load;
  // Where further energy counts as supplied: as the tangents say, or the offer does.
  eight_longs supplied = open, known = {0};
  if (kind) {
    eight_longs own = __builtin_convertvector(*(const eight_bytes *)kind, eight_longs);
    known = own == 2;
    eight_longs off = used & ~known & ((own == 1) ^ open);
    *misplaced -= off;
    kept |= off;
    supplied ^= off;
  }
  if (kind && __builtin_reduce_or(known)) {
    eight fraction = CHOSEN(supplied, one, zero);
    if (tangents->keeps_kinks) kept |= known;
    for (int lane = 0; lane < 8; lane++) {
      if (!known[lane]) continue;
      double given = tangents->fraction[(*next_fraction)++];
      if (fabs(given - fraction[lane]) > tangents->snap) fraction[lane] = given;
    }
    *(eight *)weight = fraction * worth;
    sums[2] += (one - fraction) * worth * load;
  } else {
    *(eight *)weight = CHOSEN(supplied, worth, zero);
    sums[2] += CHOSEN(supplied, zero, worth) * load;
  }
  if (!tangents->always_matters) used &= value > zero;
  kept &= used;
  *(eight_bytes *)next = __builtin_convertvector((kept & 2) | (~kept & open & 1), eight_bytes);
}

static inline __attribute__((always_inline)) ptrdiff_t all_linearised(
    const double *offered, const double *load, const double *value, ptrdiff_t count, ptrdiff_t step,
    const warewatt_tangents *tangents, const uint8_t *kind, uint8_t *next_kind, double *weight, double *sums) {
  eight total[3] = {{0}, {0}, {0}};
  eight_longs misplaced = {0};
  ptrdiff_t next_fraction = 0, t = 0;
  for (; t + 8 <= count; t += 8) {
    linearised(
        offered, load + t, value + t, kind ? kind + t : kind, tangents, &next_fraction, weight, next_kind + t, total,
        &misplaced);
    offered += step;
    weight += step;
  }
  if (t < count) {
    // The rest as eight, filled up with intervals in which nothing is used.
    double o[8] = {0}, l[8] = {0}, v[8] = {0}, w[8];
    uint8_t own[8] = {0}, next[8];
    for (ptrdiff_t k = t; k < count; k++) {
      o[k - t] = offered[k - t];
      l[k - t] = load[k];
      v[k - t] = value[k];
      if (kind) own[k - t] = kind[k];
    }
    linearised(o, l, v, kind ? own : kind, tangents, &next_fraction, w, next, total, &misplaced);
    for (ptrdiff_t k = t; k < count; k++) {
      weight[k - t] = w[k - t];
      next_kind[k] = next[k - t];
    }
  }
  for (int k = 0; k < 3; k++) sums[k] += added_up(&total[k]);
  sums[3] += (double)__builtin_reduce_add(misplaced);
  return next_fraction;
}

FOR_EACH_PROCESSOR ptrdiff_t warewatt_linearise(
    const double *offered, const double *load, const double *value, ptrdiff_t count, ptrdiff_t step,
    const warewatt_tangents *tangents, const uint8_t *kind, uint8_t *next_kind, double *weight, double *sums) {
  // Each case a loop of its own: without tangents there is much less to do.
  if (kind) return all_linearised(offered, load, value, count, step, tangents, kind, next_kind, weight, sums);
  return all_linearised(offered, load, value, count, step, tangents, NULL, next_kind, weight, sums);
}
