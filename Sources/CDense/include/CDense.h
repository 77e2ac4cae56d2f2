// SPDX-License-Identifier: GPL-3.0-or-later
//
// Loops over dense rows of doubles, for the widest vectors of the processor at hand. Every sum is taken in
// eight strands that are added up in a fixed order, and no product is fused with a sum: the results have the same
// bits on every processor.

#ifndef WAREWATT_CDENSE_H
#define WAREWATT_CDENSE_H

#include <stddef.h>

/// Sum of x y.
double warewatt_dot(const double *x, const double *y, ptrdiff_t count);
/// sums[k] = x_k . y, for four rows.
void warewatt_dot_four(
    const double *x0, const double *x1, const double *x2, const double *x3, const double *y, ptrdiff_t count,
    double *sums);
/// sums[2 k + l] = x_k . y_l, for four rows and two.
void warewatt_dot_four_two(
    const double *x0, const double *x1, const double *x2, const double *x3, const double *y0, const double *y1,
    ptrdiff_t count, double *sums);
/// y += a x
void warewatt_add(double a, const double *x, double *y, ptrdiff_t count);
/// y += a[0] x0 + a[1] x1 + a[2] x2 + a[3] x3
void warewatt_add_four(
    const double *a, const double *x0, const double *x1, const double *x2, const double *x3, double *y,
    ptrdiff_t count);
/// z = x y
void warewatt_product(const double *x, const double *y, double *z, ptrdiff_t count);
/// The largest of -step / value, at least 0; values are above 0.
double warewatt_worst_ratio(const double *step, const double *value, ptrdiff_t count);
/// Of `looks` rows of `width` floats (a multiple of 8) from `start` on, every `stride`-th, around the end of the
/// `count`: that with the least `base - part min(total, 1) + sum max(0, offset + part x)`, among those with at least
/// `needed` left; -1 for none. Ends at the first with next to nothing.
ptrdiff_t warewatt_nearest(
    const float *rows, ptrdiff_t width, ptrdiff_t count, const float *offset, float part, const float *total,
    float base, const float *left, float needed, ptrdiff_t start, ptrdiff_t stride, ptrdiff_t looks,
    float *error);

/// What four weighted rows of floats come to where `load` limits their sum and `value` prices it. With
/// q = 1/2 + (load - sum) inverse, cut off at 0 and 1, in each place (`inverse` is one over the width of the kink):
/// sums[0] = value min(sum, load), sums[1] = value (1 - q) load, sums[2 + k] = value q x_k, and sums[6...15] the upper
/// triangle, row by row, of value inverse x_k x_l where q is neither 0 nor 1. `count` is a multiple of 16.
void warewatt_portfolio(
    const float *x0, const float *x1, const float *x2, const float *x3, const float *weights, const float *load,
    const float *value, const float *inverse, ptrdiff_t count, double *sums);

#endif
