/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GLPK's C interface, and the part of its error handling that Swift cannot
   express: GLPK ends the process on an internal failure unless an error hook
   leaves by longjmp, and Swift has no setjmp. Each guarded call below sets
   the hook, makes one GLPK call, and turns a failure into a return code. No
   Swift frame lies between setjmp and longjmp, except while GLPK calls back
   into Swift: the hook then does not jump, and the process ends with GLPK's
   message, as it would without a guard. A callback that begins a solve of its
   own is guarded again, by its own session. */

#ifndef WAREWATT_CGLPK_SHIM_H
#define WAREWATT_CGLPK_SHIM_H

#include <glpk.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* Returned by the guarded calls when GLPK failed internally. After it every
   GLPK object of the calling thread is gone and must not be touched; within a
   nested session (one begun in a callback of another) only the objects of the
   nested one are, and their memory stays with the thread until the outer
   session fails or the thread's environment is freed. */
#define WAREWATT_GLPK_FAILED (-1)

/* One session on one thread: the tail of GLPK's terminal output, and the way
   out of the guarded call that runs, if any. */
typedef struct warewatt_glpk_log {
  int length;
  int in_callback; /* Swift frames are on the stack: the hook must not jump */
  void *escape;    /* the jmp_buf of the guarded call that runs, or 0 */
  struct warewatt_glpk_log *outer; /* the session this one is nested in */
  char text[480];
} warewatt_glpk_log;

static inline int warewatt_capture(void *info, const char *text) {
  warewatt_glpk_log *log = (warewatt_glpk_log *)info;
  int size = (int)sizeof(log->text) - 1;
  int count = (int)strlen(text);
  if (count > size) {
    text += count - size;
    count = size;
  }
  int keep = log->length;
  if (keep + count > size) {
    int drop = keep + count - size;
    memmove(log->text, log->text + drop, (size_t)(keep - drop));
    keep -= drop;
  }
  memcpy(log->text + keep, text, (size_t)count);
  log->length = keep + count;
  log->text[log->length] = 0;
  return 1; /* swallowed: nothing reaches the terminal */
}

static inline void warewatt_escape(void *info) {
  warewatt_glpk_log *log = (warewatt_glpk_log *)info;
  if (log->in_callback || !log->escape) {
    fprintf(stderr, "%s\n", log->text);
    return;
  }
  longjmp(*(jmp_buf *)log->escape, 1);
}

/* Sends the thread's terminal output to `log`, or back to the terminal. */
static inline void warewatt_capture_terminal(warewatt_glpk_log *log) {
  glp_term_hook(log ? warewatt_capture : 0, log);
}

/* Hands the error hook back to the session that `log` is nested in. */
static inline void warewatt_leave(warewatt_glpk_log *log) {
  log->escape = 0;
  glp_error_hook(log->outer ? warewatt_escape : 0, log->outer);
}

#define WAREWATT_GUARDED(call)                                                 \
  jmp_buf escape;                                                              \
  if (setjmp(escape)) {                                                        \
    warewatt_leave(log);                                                       \
    if (!log->outer) {                                                         \
      glp_free_env();                                                          \
      warewatt_capture_terminal(log);                                          \
    }                                                                          \
    return WAREWATT_GLPK_FAILED;                                               \
  }                                                                            \
  log->escape = &escape;                                                       \
  glp_error_hook(warewatt_escape, log);                                        \
  int code = (call);                                                           \
  warewatt_leave(log);                                                         \
  return code;

static inline int warewatt_simplex(glp_prob *problem, const glp_smcp *control,
                                   warewatt_glpk_log *log) {
  WAREWATT_GUARDED(glp_simplex(problem, control))
}

static inline int warewatt_intopt(glp_prob *problem, const glp_iocp *control,
                                  warewatt_glpk_log *log) {
  WAREWATT_GUARDED(glp_intopt(problem, control))
}

static inline int warewatt_factorize(glp_prob *problem,
                                     warewatt_glpk_log *log) {
  WAREWATT_GUARDED(glp_factorize(problem))
}

/* Where a basis can come from. */
enum warewatt_basis {
  WAREWATT_BASIS_KEPT,
  WAREWATT_BASIS_ADVANCED,
  WAREWATT_BASIS_CPX,
  WAREWATT_BASIS_STANDARD
};

static inline int warewatt_prepare_steps(glp_prob *problem, int scaling,
                                         enum warewatt_basis basis) {
  if (scaling)
    glp_scale_prob(problem, scaling);
  else
    glp_unscale_prob(problem);
  if (glp_get_num_rows(problem) == 0 || glp_get_num_cols(problem) == 0)
    return 0;
  if (basis == WAREWATT_BASIS_ADVANCED)
    glp_adv_basis(problem, 0);
  if (basis == WAREWATT_BASIS_CPX)
    glp_cpx_basis(problem);
  if (basis == WAREWATT_BASIS_STANDARD)
    glp_std_basis(problem);
  return 0;
}

/* Scales (GLP_SF_ flags; 0 takes scale factors away) and builds a basis. */
static inline int warewatt_prepare(glp_prob *problem, int scaling,
                                   enum warewatt_basis basis,
                                   warewatt_glpk_log *log) {
  WAREWATT_GUARDED(warewatt_prepare_steps(problem, scaling, basis))
}

/* Writes the problem; `is_mps` chooses free MPS over CPLEX LP. */
static inline int warewatt_write(glp_prob *problem, int is_mps,
                                 const char *path, warewatt_glpk_log *log) {
  WAREWATT_GUARDED(is_mps ? glp_write_mps(problem, GLP_MPS_FILE, 0, path)
                          : glp_write_lp(problem, 0, path))
}

static inline int warewatt_presolve_steps(glp_prep *workspace,
                                          glp_prob *problem, int kind,
                                          glp_prob *reduced) {
  glp_npp_load_prob(workspace, problem, kind, GLP_OFF);
  int code = glp_npp_preprocess1(workspace, kind == GLP_MIP);
  if (code == 0)
    glp_npp_build_prob(workspace, reduced);
  return code;
}

/* Presolves `problem` into `reduced`; 0, GLP_ENOPFS or GLP_ENODFS. */
static inline int warewatt_presolve(glp_prep *workspace, glp_prob *problem,
                                    int kind, glp_prob *reduced,
                                    warewatt_glpk_log *log) {
  WAREWATT_GUARDED(warewatt_presolve_steps(workspace, problem, kind, reduced))
}

static inline int warewatt_postsolve_steps(glp_prep *workspace,
                                           glp_prob *reduced,
                                           glp_prob *problem) {
  glp_npp_postprocess(workspace, reduced);
  glp_npp_obtain_sol(workspace, problem);
  return 0;
}

/* Carries the solution of `reduced` back to `problem`. */
static inline int warewatt_postsolve(glp_prep *workspace, glp_prob *reduced,
                                     glp_prob *problem,
                                     warewatt_glpk_log *log) {
  WAREWATT_GUARDED(warewatt_postsolve_steps(workspace, reduced, problem))
}

#endif
