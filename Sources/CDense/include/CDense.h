// SPDX-License-Identifier: GPL-3.0-or-later
//
// Loops over dense rows of doubles, for the widest vectors of the processor at hand. Every sum is taken in
// strands that are added up in a fixed order, and each product is fused with its sum (rounded once) where the processor
// can: the results have the same bits on every processor with fused multiply-add, and on every run.

#ifndef WAREWATT_CDENSE_H
#define WAREWATT_CDENSE_H

#include <stddef.h>
#include <stdint.h>

/// Sum of x y.
double warewatt_dot(const double *x, const double *y, ptrdiff_t count);
/// sums[k] = x_k . y, for four rows.
void warewatt_dot_four(
    const double *x0, const double *x1, const double *x2, const double *x3, const double *y, ptrdiff_t count,
    double *sums);
/// sums[4 k + l] = x_l . y_k, for four rows of `count` numbers, one behind the other, and four.
void warewatt_dot_tile(const double *x, const double *y, ptrdiff_t count, double *sums);
/// y += a x
void warewatt_add(double a, const double *x, double *y, ptrdiff_t count);
/// y += a[0] x0 + a[1] x1 + a[2] x2 + a[3] x3
void warewatt_add_four(
    const double *a, const double *x0, const double *x1, const double *x2, const double *x3, double *y,
    ptrdiff_t count);
/// z = x y
void warewatt_product(const double *x, const double *y, double *z, ptrdiff_t count);
/// The same for rows in single precision: as warewatt_dot_four, _dot_tile, _add_four and _product.
void warewatt_single_dot_four(
    const float *x0, const float *x1, const float *x2, const float *x3, const double *y, ptrdiff_t count,
    double *sums);
void warewatt_single_dot_tile(const float *x, const double *y, ptrdiff_t count, double *sums);
void warewatt_single_add_four(
    const double *a, const float *x0, const float *x1, const float *x2, const float *x3, double *y,
    ptrdiff_t count);
void warewatt_single_product(const float *x, const double *y, double *z, ptrdiff_t count);
/// The largest of -step / value, at least 0; values are above 0.
double warewatt_worst_ratio(const double *step, const double *value, ptrdiff_t count);
/// Of `looks` rows of `width` floats (a multiple of 8) from `start` on, every `stride`-th, around the end of the
/// `count`: that with the least `base - part min(total, 1) + sum max(0, offset + part x)`, among those with at least
/// `needed` left; -1 for none. Ends at the first with next to nothing.
ptrdiff_t warewatt_nearest(
    const float *rows, ptrdiff_t width, ptrdiff_t count, const float *offset, float part, const float *total,
    float base, const float *left, float needed, ptrdiff_t start, ptrdiff_t stride, ptrdiff_t looks,
    float *error);

/// Consumers of a tile.
#define WAREWATT_TILE 8

/// Where interval t of a tile's consumer c lies: eight intervals of each consumer behind those of the one before it, so
/// that going through all of them is going through memory in order.
#define WAREWATT_PLACE(c, t) (((t) / 8 * WAREWATT_TILE + (c)) * 8 + (t) % 8)

/// mixed[WAREWATT_PLACE(c, t)] = sum over k of weights[k WAREWATT_TILE + c] rows[k][offset + t], for the consumers of a
/// tile: numbers of each row serve them all. `ahead` has `ahead_count` rows of which the intervals from `ahead_offset` on
/// are fetched from memory meanwhile; of each vector of intervals no more lines than there are rows to mix.
void warewatt_mix_tile(
    const double *const *rows, ptrdiff_t row_count, const double *weights, ptrdiff_t offset,
    const double *const *ahead, ptrdiff_t ahead_count, ptrdiff_t ahead_offset, double *mixed, ptrdiff_t count);
/// Eight strands of the sums of rows[k][offset + t] weight[WAREWATT_PLACE(c, t)], added to those at
/// lanes + (k WAREWATT_TILE + c) 8.
void warewatt_slopes_tile(
    const double *const *rows, ptrdiff_t row_count, ptrdiff_t offset, const double *weight, ptrdiff_t count,
    double *lanes);

/// How a consumer's intervals are linearised; see `ShareRound.Settings`.
typedef struct {
  double multiplier, width, snap;
  /// Fractions of the intervals of kind 2, in order.
  const double *fraction;
  int keeps_kinks, always_matters;
} warewatt_tangents;

/// Settles `min(offered, load)` and sets `weight` to what further energy is worth in each interval. `kind` is how the
/// tangents take each interval (0 full, 1 open, 2 by its fraction); without it all are taken as the offer says.
/// Adds value, energy, the tangents' constant and the number of misplaced intervals to `sums`; returns how many
/// fractions it took. Of `offered` and `weight`, which may be the same, each eight intervals begin `step` numbers behind
/// those before them.
ptrdiff_t warewatt_linearise(
    const double *offered, const double *load, const double *value, ptrdiff_t count, ptrdiff_t step,
    const warewatt_tangents *tangents, const uint8_t *kind, uint8_t *next_kind, double *weight, double *sums);

/// What four weighted rows of floats come to where `load` limits their sum and `value` prices it. With
/// q = 1/2 + (load - sum) inverse, cut off at 0 and 1, in each place (`inverse` is one over the width of the kink):
/// sums[0] = value min(sum, load), sums[1] = value (1 - q) load, sums[2 + k] = value q x_k, and sums[6...15] the upper
/// triangle, row by row, of value inverse x_k x_l where q is neither 0 nor 1. `count` is a multiple of 16.
void warewatt_portfolio(
    const float *x0, const float *x1, const float *x2, const float *x3, const float *weights, const float *load,
    const float *value, const float *inverse, ptrdiff_t count, double *sums);

/// The same in double precision, with `width` times the load as the width of each kink, and `added` on top of each value
/// but in sums[0]: sums[0] = value min(sum, load), sums[1] = min(sum, load), sums[2] the sum of (value + added) times
/// the integral of q, sums[3] = (value + added) (1 - q) load, sums[4 + k] and sums[8...17] the slopes and curvatures.
/// `count` is a multiple of 8, and each load is above 0.
void warewatt_rounded_portfolio(
    const double *const *rows, const double *weights, const double *load, const double *value, double added,
    double width, ptrdiff_t count, double *sums);

#endif
