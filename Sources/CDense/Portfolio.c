// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

typedef float sixteen __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t sixteen_ints __attribute__((vector_size(64), aligned(4), may_alias));

#define FLOATS(row, index) (*(const sixteen *)((row) + (index)))

static inline __attribute__((always_inline)) double floats_added_up(const sixteen *lanes) {
  const float *x = (const float *)lanes;
  double sums[8];
  for (int k = 0; k < 8; k++) sums[k] = (double)x[k] + (double)x[k + 8];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

// The sums are taken over in double precision every 2048 places, so that each lane adds up 128 floats at the most.
FOR_EACH_PROCESSOR void warewatt_portfolio(
    const float *x0, const float *x1, const float *x2, const float *x3, const float *weights, const float *load,
    const float *value, const float *inverse, ptrdiff_t count, double *sums) {
  for (int k = 0; k < 16; k++) sums[k] = 0;
  const sixteen zero = {0}, one = zero + 1.0f, half = zero + 0.5f;
  const sixteen w0 = zero + weights[0], w1 = zero + weights[1], w2 = zero + weights[2], w3 = zero + weights[3];
  for (ptrdiff_t start = 0; start < count; start += 2048) {
    ptrdiff_t end = start + 2048 < count ? start + 2048 : count;
    sixteen worth = zero, full = zero, s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    sixteen h00 = zero, h01 = zero, h02 = zero, h03 = zero, h11 = zero, h12 = zero, h13 = zero;
    sixteen h22 = zero, h23 = zero, h33 = zero;
    for (ptrdiff_t t = start; t < end; t += 16) {
      sixteen a = FLOATS(x0, t), b = FLOATS(x1, t), c = FLOATS(x2, t), d = FLOATS(x3, t);
      sixteen limit = FLOATS(load, t), price = FLOATS(value, t), steep = FLOATS(inverse, t);
      sixteen offered = (w0 * a + w1 * b) + (w2 * c + w3 * d);
      sixteen_ints isOpen = offered < limit;
      sixteen taken = (sixteen)(((sixteen_ints)offered & isOpen) | ((sixteen_ints)limit & ~isOpen));
      worth += price * taken;
      sixteen q = half + (limit - offered) * steep;
      sixteen_ints above = q >= one, within = (q > zero) & ~above;
      q = (sixteen)(((sixteen_ints)q & within) | ((sixteen_ints)one & above));
      sixteen curve = (sixteen)((sixteen_ints)(price * steep) & within);
      full += price * (one - q) * limit;
      q *= price;
      s0 += q * a;
      s1 += q * b;
      s2 += q * c;
      s3 += q * d;
      sixteen m = curve * a;
      h00 += m * a;
      h01 += m * b;
      h02 += m * c;
      h03 += m * d;
      m = curve * b;
      h11 += m * b;
      h12 += m * c;
      h13 += m * d;
      m = curve * c;
      h22 += m * c;
      h23 += m * d;
      h33 += curve * d * d;
    }
    const sixteen lanes[16] = {worth, full, s0, s1, s2, s3, h00, h01, h02, h03, h11, h12, h13, h22, h23, h33};
    for (int k = 0; k < 16; k++) sums[k] += floats_added_up(&lanes[k]);
  }
}

FOR_EACH_PROCESSOR void warewatt_rounded_portfolio(
    const double *const *rows, const double *weights, const double *load, const double *value, double added,
    double width, ptrdiff_t count, double *sums) {
  const eight zero = {0}, one = zero + 1.0, half = zero + 0.5, more = zero + added;
  const eight w0 = zero + weights[0], w1 = zero + weights[1], w2 = zero + weights[2], w3 = zero + weights[3];
  const double *x0 = rows[0], *x1 = rows[1], *x2 = rows[2], *x3 = rows[3];
  eight worth = zero, energy = zero, rounded = zero, full = zero, s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  eight h00 = zero, h01 = zero, h02 = zero, h03 = zero, h11 = zero, h12 = zero, h13 = zero;
  eight h22 = zero, h23 = zero, h33 = zero;
  for (ptrdiff_t t = 0; t < count; t += 8) {
    eight a = AT(x0, t), b = AT(x1, t), c = AT(x2, t), d = AT(x3, t);
    eight limit = AT(load, t), price = AT(value, t);
    eight offered = (w0 * a + w1 * b) + (w2 * c + w3 * d);
    eight_longs isOpen = offered < limit;
    eight taken = (eight)(((eight_longs)offered & isOpen) | ((eight_longs)limit & ~isOpen));
    worth += price * taken;
    energy += taken;
    price += more;
    eight kink = limit * width, steep = one / kink;
    eight q = half + (limit - offered) * steep;
    eight_longs above = q >= one, within = (q > zero) & ~above;
    q = (eight)(((eight_longs)q & within) | ((eight_longs)one & above));
    // Where the kink is rounded off, less is taken than the lesser of both.
    eight bend = offered - half * kink * (one - q) * (one - q);
    eight curved = (eight)(((eight_longs)bend & within) | ((eight_longs)taken & ~within));
    rounded += price * curved;
    full += price * (one - q) * limit;
    eight curve = (eight)((eight_longs)(price * steep) & within);
    q *= price;
    s0 += q * a;
    s1 += q * b;
    s2 += q * c;
    s3 += q * d;
    eight m = curve * a;
    h00 += m * a;
    h01 += m * b;
    h02 += m * c;
    h03 += m * d;
    m = curve * b;
    h11 += m * b;
    h12 += m * c;
    h13 += m * d;
    m = curve * c;
    h22 += m * c;
    h23 += m * d;
    h33 += curve * d * d;
  }
  const eight lanes[18] = {worth, energy, rounded, full, s0,  s1,  s2,  s3,  h00,
                           h01,   h02,    h03,     h11,  h12, h13, h22, h23, h33};
  for (int k = 0; k < 18; k++) sums[k] = added_up(&lanes[k]);
}
