// SPDX-License-Identifier: GPL-3.0-or-later

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

#define NUMBER double
#define LOADED AT
#define KERNEL(name) warewatt_##name

#include "Rows.h"

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

FOR_EACH_PROCESSOR void warewatt_add(double a, const double *x, double *y, ptrdiff_t count) {
  ptrdiff_t t = 0;
  for (; t + 8 <= count; t += 8) *(eight *)(y + t) = AT(y, t) + a * AT(x, t);
  for (; t < count; t++) y[t] += a * x[t];
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
