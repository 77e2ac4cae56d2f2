// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef PEAK_H
#define PEAK_H

#include <stddef.h>

/// Multiply-adds of doubles of one round of `peak_multiply_adds`.
#define PEAK_ROUND 192

/// `rounds` times 192 multiply-adds of doubles, in registers alone: 24 vectors of eight that do not wait for one
/// another. Returns a number that depends on all of them.
double peak_multiply_adds(ptrdiff_t rounds);

/// Sum of numbers read once, in eight vectors that do not wait for one another.
double peak_read(const double *numbers, ptrdiff_t count);

#endif
