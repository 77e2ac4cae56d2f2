// SPDX-License-Identifier: GPL-3.0-or-later
//
// What portfolios have in common in both precisions; included by a file of each, which says what a vector is (VECTOR)
// and what comparing two gives (MASK).

#define CHOSEN(mask, yes, no) ((VECTOR)(((MASK)(yes) & (mask)) | ((MASK)(no) & ~(mask))))

// One vector of places: four rows, load, value, and one over the width of the kink; then what comes of them.
typedef struct {
  VECTOR x[4], limit, price, steep;
  VECTOR offered, taken;
  // What is taken of a further unit, and where that is neither nothing nor all of it.
  VECTOR part;
  MASK within;
} places;

static inline __attribute__((always_inline)) void settle(places *own, const VECTOR *weight) {
  const VECTOR zero = {0}, one = zero + 1.0f, half = zero + 0.5f;
  const VECTOR *x = own->x;
  own->offered = (weight[0] * x[0] + weight[1] * x[1]) + (weight[2] * x[2] + weight[3] * x[3]);
  MASK open = own->offered < own->limit;
  own->taken = CHOSEN(open, own->offered, own->limit);
  VECTOR q = half + (own->limit - own->offered) * own->steep;
  MASK above = q >= one;
  own->within = (q > zero) & ~above;
  own->part = (VECTOR)(((MASK)q & own->within) | ((MASK)one & above));
}

// Adds to 15 sums: what does not depend on the weights, the slopes, and the curvatures.
static inline __attribute__((always_inline)) void add_tangent(const places *own, VECTOR *sums) {
  const VECTOR zero = {0}, one = zero + 1.0f;
  VECTOR curve = (VECTOR)((MASK)(own->price * own->steep) & own->within);
  sums[0] += own->price * (one - own->part) * own->limit;
  VECTOR slope = own->part * own->price;
  UNROLLED for (int k = 0; k < 4; k++) sums[1 + k] += slope * own->x[k];
  VECTOR *h = sums + 5;
  UNROLLED for (int k = 0; k < 4; k++) {
    UNROLLED for (int l = k; l < 4; l++) *h++ += curve * own->x[k] * own->x[l];
  }
}
