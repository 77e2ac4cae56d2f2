// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

#define VECTOR eight
#define MASK eight_longs

#include "Portfolio.h"

FOR_EACH_PROCESSOR void warewatt_rounded_portfolio(
    const double *const *rows, const double *weights, const double *load, const double *value, double added,
    double width, ptrdiff_t count, double *sums) {
  const eight zero = {0}, one = zero + 1.0, half = zero + 0.5, more = zero + added;
  const eight weight[4] = {zero + weights[0], zero + weights[1], zero + weights[2], zero + weights[3]};
  const double *x0 = rows[0], *x1 = rows[1], *x2 = rows[2], *x3 = rows[3];
  eight sum[18];
  UNROLLED for (int k = 0; k < 18; k++) sum[k] = zero;
  for (ptrdiff_t t = 0; t < count; t += 8) {
    eight kink = AT(load, t) * width;
    places own = {
        .x = {AT(x0, t), AT(x1, t), AT(x2, t), AT(x3, t)},
        .limit = AT(load, t),
        .price = AT(value, t),
        .steep = one / kink};
    settle(&own, weight);
    sum[0] += own.price * own.taken;
    sum[1] += own.taken;
    own.price += more;
    // Where the kink is rounded off, less is taken than the lesser of both.
    eight bend = own.offered - half * kink * (one - own.part) * (one - own.part);
    sum[2] += own.price * CHOSEN(own.within, bend, own.taken);
    add_tangent(&own, sum + 3);
  }
  // Copies, so that the sums themselves need not lie in memory.
  eight lanes[18];
  UNROLLED for (int k = 0; k < 18; k++) lanes[k] = sum[k];
  for (int k = 0; k < 18; k++) sums[k] = added_up(&lanes[k]);
}
