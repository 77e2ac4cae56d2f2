// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows in single precision, half the memory to read, with sums and everything else in double precision.

#include "CDense.h"
#include "Vectors.h"

#pragma STDC FP_CONTRACT ON

typedef float eight_singles __attribute__((vector_size(32), aligned(4), may_alias));

#define NUMBER float
#define LOADED(row, index) __builtin_convertvector(*(const eight_singles *)((row) + (index)), eight)
#define KERNEL(name) warewatt_single_##name

#include "Rows.h"
