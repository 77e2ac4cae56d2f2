/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hand_over.h"

#include <glpk.h>
#include <stdlib.h>
#include <time.h>

double warewatt_thread_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int warewatt_hand_over_in_c(int rows, int columns, int terms_per_column,
                            double *fill_seconds) {
  double start = warewatt_thread_seconds();
  size_t terms = (size_t)columns * (size_t)terms_per_column;
  double *upper = malloc((size_t)rows * sizeof(double));
  double *column_upper = malloc((size_t)columns * sizeof(double));
  double *cost = malloc((size_t)columns * sizeof(double));
  int *row_of = malloc((terms + 1) * sizeof(int));
  int *column_of = malloc((terms + 1) * sizeof(int));
  double *value = malloc((terms + 1) * sizeof(double));
  for (int row = 0; row < rows; row++)
    upper[row] = 100.0 + (double)(row % 50);
  size_t next = 1;
  for (int column = 0; column < columns; column++) {
    column_upper[column] = 10.0 + (double)(column % 5);
    cost[column] = 1.0 + (double)(column % 17);
    for (int term = 0; term < terms_per_column; term++) {
      row_of[next] = 1 + warewatt_row_of(column, term, rows, terms_per_column);
      column_of[next] = 1 + column;
      value[next] = warewatt_value_of(column, term);
      next++;
    }
  }
  *fill_seconds = warewatt_thread_seconds() - start;

  glp_prob *problem = glp_create_prob();
  glp_set_obj_dir(problem, GLP_MAX);
  glp_add_rows(problem, rows);
  for (int row = 0; row < rows; row++)
    glp_set_row_bnds(problem, row + 1, GLP_UP, 0.0, upper[row]);
  glp_add_cols(problem, columns);
  for (int column = 0; column < columns; column++) {
    glp_set_col_bnds(problem, column + 1, GLP_DB, 0.0, column_upper[column]);
    glp_set_obj_coef(problem, column + 1, cost[column]);
  }
  glp_load_matrix(problem, (int)terms, row_of, column_of, value);
  int nonzeros = glp_get_num_nz(problem);
  glp_delete_prob(problem);
  free(upper);
  free(column_upper);
  free(cost);
  free(row_of);
  free(column_of);
  free(value);
  return nonzeros;
}
