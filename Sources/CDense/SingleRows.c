// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows in single precision, half the memory to read, with sums and everything else in double precision.

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

typedef float eight_singles __attribute__((vector_size(32), aligned(4), may_alias));

#define DOUBLES(row, index) __builtin_convertvector(*(const eight_singles *)((row) + (index)), eight)

FOR_EACH_PROCESSOR void warewatt_single_dot_four(
    const float *x0, const float *x1, const float *x2, const float *x3, const double *y, ptrdiff_t count,
    double *sums) {
  eight a = {0}, b = {0}, c = {0}, d = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight other = AT(y, t);
    a += DOUBLES(x0, t) * other;
    b += DOUBLES(x1, t) * other;
    c += DOUBLES(x2, t) * other;
    d += DOUBLES(x3, t) * other;
  }
  double ra = 0, rb = 0, rc = 0, rd = 0;
  for (; t < count; t++) {
    ra += x0[t] * y[t];
    rb += x1[t] * y[t];
    rc += x2[t] * y[t];
    rd += x3[t] * y[t];
  }
  sums[0] = added_up(&a) + ra;
  sums[1] = added_up(&b) + rb;
  sums[2] = added_up(&c) + rc;
  sums[3] = added_up(&d) + rd;
}

FOR_EACH_PROCESSOR void warewatt_single_dot_tile(
    const float *x, const double *y, ptrdiff_t count, double *sums) {
  const float *x0 = x, *x1 = x + count, *x2 = x + 2 * count, *x3 = x + 3 * count;
  eight sum[4][4] = {{{0}}};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight a = DOUBLES(x0, t), b = DOUBLES(x1, t), c = DOUBLES(x2, t), d = DOUBLES(x3, t);
#pragma clang loop unroll(full)
    for (int k = 0; k < 4; k++) {
      eight other = AT(y + k * count, t);
      sum[k][0] += a * other;
      sum[k][1] += b * other;
      sum[k][2] += c * other;
      sum[k][3] += d * other;
    }
  }
  for (int k = 0; k < 4; k++) {
    for (int l = 0; l < 4; l++) {
      double rest = 0;
      for (ptrdiff_t u = t; u < count; u++) rest += x[l * count + u] * y[k * count + u];
      sums[4 * k + l] = added_up(&sum[k][l]) + rest;
    }
  }
}

FOR_EACH_PROCESSOR void warewatt_single_add_four(
    const double *a, const float *x0, const float *x1, const float *x2, const float *x3, double *y,
    ptrdiff_t count) {
  ptrdiff_t t = 0;
  double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  for (; t + 8 <= count; t += 8) {
    eight sum = AT(y, t);
    sum += a0 * DOUBLES(x0, t);
    sum += a1 * DOUBLES(x1, t);
    sum += a2 * DOUBLES(x2, t);
    sum += a3 * DOUBLES(x3, t);
    *(eight *)(y + t) = sum;
  }
  for (; t < count; t++) {
    double sum = y[t];
    sum += a0 * x0[t];
    sum += a1 * x1[t];
    sum += a2 * x2[t];
    sum += a3 * x3[t];
    y[t] = sum;
  }
}

FOR_EACH_PROCESSOR void warewatt_single_product(const float *x, const double *y, double *z, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) *(eight *)(z + t) = DOUBLES(x, t) * AT(y, t);
  for (; t < count; t++) z[t] = x[t] * y[t];
}
