// SPDX-License-Identifier: GPL-3.0-or-later
//
// The loops that there are for rows in both precisions; included by a file of each, which says what their numbers are
// (NUMBER), how eight of them are read as doubles (LOADED), and what the loops are called (KERNEL).

FOR_EACH_PROCESSOR void KERNEL(dot_four)(
    const NUMBER *x0, const NUMBER *x1, const NUMBER *x2, const NUMBER *x3, const double *y, ptrdiff_t count,
    double *sums) {
  eight a = {0}, b = {0}, c = {0}, d = {0};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight other = AT(y, t);
    a += LOADED(x0, t) * other;
    b += LOADED(x1, t) * other;
    c += LOADED(x2, t) * other;
    d += LOADED(x3, t) * other;
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

FOR_EACH_PROCESSOR void KERNEL(dot_tile)(const NUMBER *x, const double *y, ptrdiff_t count, double *sums) {
  const NUMBER *x0 = x, *x1 = x + count, *x2 = x + 2 * count, *x3 = x + 3 * count;
  eight sum[4][4] = {{{0}}};
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) {
    eight a = LOADED(x0, t), b = LOADED(x1, t), c = LOADED(x2, t), d = LOADED(x3, t);
    UNROLLED for (int k = 0; k < 4; k++) {
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

FOR_EACH_PROCESSOR void KERNEL(add_four)(
    const double *a, const NUMBER *x0, const NUMBER *x1, const NUMBER *x2, const NUMBER *x3, double *y,
    ptrdiff_t count) {
  ptrdiff_t t = 0;
  double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  for (; t + 8 <= count; t += 8) {
    eight sum = AT(y, t);
    sum += a0 * LOADED(x0, t);
    sum += a1 * LOADED(x1, t);
    sum += a2 * LOADED(x2, t);
    sum += a3 * LOADED(x3, t);
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

FOR_EACH_PROCESSOR void KERNEL(product)(const NUMBER *x, const double *y, double *z, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) *(eight *)(z + t) = LOADED(x, t) * AT(y, t);
  for (; t < count; t++) z[t] = x[t] * y[t];
}
