// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The loader picks the variant for the processor; only glibc's knows how.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));

#define AT(row, index) (*(const eight *)((row) + (index)))

static inline __attribute__((always_inline)) double added_up(const eight *lanes) {
  const double *x = (const double *)lanes;
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

FOR_EACH_PROCESSOR double warewatt_dot(const double *x, const double *y, ptrdiff_t count) {
  eight a = {0}, b = {0};
  ptrdiff_t t = 0;
  for (; t + 16 <= count; t += 16) {
    a += AT(x, t) * AT(y, t);
    b += AT(x, t + 8) * AT(y, t + 8);
  }
  for (; t + 8 <= count; t += 8) a += AT(x, t) * AT(y, t);
  a += b;
  double rest = 0;
  for (; t < count; t++) rest += x[t] * y[t];
  return added_up(&a) + rest;
}

FOR_EACH_PROCESSOR void warewatt_dot_four(
    const double *x0, const double *x1, const double *x2, const double *x3, const double *y, ptrdiff_t count,
    double *sums) {
  eight a = {0}, b = {0}, c = {0}, d = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight other = AT(y, t);
    a += AT(x0, t) * other;
    b += AT(x1, t) * other;
    c += AT(x2, t) * other;
    d += AT(x3, t) * other;
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

FOR_EACH_PROCESSOR void warewatt_dot_four_two(
    const double *x0, const double *x1, const double *x2, const double *x3, const double *y0, const double *y1,
    ptrdiff_t count, double *sums) {
  eight a0 = {0}, b0 = {0}, c0 = {0}, d0 = {0}, a1 = {0}, b1 = {0}, c1 = {0}, d1 = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight p = AT(y0, t), q = AT(y1, t), x;
    x = AT(x0, t);
    a0 += x * p;
    a1 += x * q;
    x = AT(x1, t);
    b0 += x * p;
    b1 += x * q;
    x = AT(x2, t);
    c0 += x * p;
    c1 += x * q;
    x = AT(x3, t);
    d0 += x * p;
    d1 += x * q;
  }
  double r[8] = {0};
  for (; t < count; t++) {
    r[0] += x0[t] * y0[t];
    r[1] += x0[t] * y1[t];
    r[2] += x1[t] * y0[t];
    r[3] += x1[t] * y1[t];
    r[4] += x2[t] * y0[t];
    r[5] += x2[t] * y1[t];
    r[6] += x3[t] * y0[t];
    r[7] += x3[t] * y1[t];
  }
  sums[0] = added_up(&a0) + r[0];
  sums[1] = added_up(&a1) + r[1];
  sums[2] = added_up(&b0) + r[2];
  sums[3] = added_up(&b1) + r[3];
  sums[4] = added_up(&c0) + r[4];
  sums[5] = added_up(&c1) + r[5];
  sums[6] = added_up(&d0) + r[6];
  sums[7] = added_up(&d1) + r[7];
}

FOR_EACH_PROCESSOR void warewatt_add(double a, const double *x, double *y, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) *(eight *)(y + t) = AT(y, t) + a * AT(x, t);
  for (; t < count; t++) y[t] += a * x[t];
}

FOR_EACH_PROCESSOR void warewatt_add_four(
    const double *a, const double *x0, const double *x1, const double *x2, const double *x3, double *y,
    ptrdiff_t count) {
  ptrdiff_t t = 0;
  double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  for (; t + 8 <= count; t += 8) {
    *(eight *)(y + t) =
        AT(y, t) + ((a0 * AT(x0, t) + a1 * AT(x1, t)) + (a2 * AT(x2, t) + a3 * AT(x3, t)));
  }
  for (; t < count; t++) y[t] += (a0 * x0[t] + a1 * x1[t]) + (a2 * x2[t] + a3 * x3[t]);
}

FOR_EACH_PROCESSOR void warewatt_product(const double *x, const double *y, double *z, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) *(eight *)(z + t) = AT(x, t) * AT(y, t);
  for (; t < count; t++) z[t] = x[t] * y[t];
}

FOR_EACH_PROCESSOR double warewatt_worst_ratio(const double *step, const double *value, ptrdiff_t count) {
  double lanes[8] = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight ratio = -AT(step, t) / AT(value, t);
    for (int k = 0; k < 8; k++) lanes[k] = ratio[k] > lanes[k] ? ratio[k] : lanes[k];
  }
  double worst = 0;
  for (int k = 0; k < 8; k++) worst = lanes[k] > worst ? lanes[k] : worst;
  for (; t < count; t++) worst = -step[t] / value[t] > worst ? -step[t] / value[t] : worst;
  return worst;
}

typedef int32_t eight_ints __attribute__((vector_size(32), aligned(4), may_alias));
typedef float eight_floats __attribute__((vector_size(32), aligned(4), may_alias));

FOR_EACH_PROCESSOR ptrdiff_t warewatt_nearest(
    const float *rows, ptrdiff_t width, ptrdiff_t count, const float *offset, float part, const float *total,
    float base, const float *left, float needed, ptrdiff_t start, ptrdiff_t stride, ptrdiff_t looks,
    float *error) {
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
