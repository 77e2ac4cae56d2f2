/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GLPK's C interface, and the part of its error handling that Swift cannot
   express: GLPK ends the process on an internal failure unless an error hook
   leaves by longjmp, and Swift has no setjmp. Each guarded call below sets
   the hook, makes one GLPK call, and turns a failure into a return code. No
   Swift frame lies between setjmp and longjmp, except while GLPK calls back
   into Swift: the hook then does not jump, and the process ends with GLPK's
   message, as it would without a guard. */

#ifndef WAREWATT_CGLPK_SHIM_H
#define WAREWATT_CGLPK_SHIM_H

#include <glpk.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* Returned by the guarded calls when GLPK failed internally. After it every
   GLPK object of the calling thread is gone and must not be touched. */
#define WAREWATT_GLPK_FAILED (-1)

/* The tail of GLPK's terminal output on this thread. */
typedef struct {
  int length;
  int in_callback; /* Swift frames are on the stack: the hook must not jump */
  char text[480];
} warewatt_glpk_log;

typedef struct {
  jmp_buf escape;
  warewatt_glpk_log *log;
} warewatt_glpk_guard;

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
  warewatt_glpk_guard *guard = (warewatt_glpk_guard *)info;
  if (guard->log->in_callback) {
    fprintf(stderr, "%s\n", guard->log->text);
    return;
  }
  longjmp(guard->escape, 1);
}

/* Sends the thread's terminal output to `log`, or back to the terminal. */
static inline void warewatt_capture_terminal(warewatt_glpk_log *log) {
  glp_term_hook(log ? warewatt_capture : 0, log);
}

#define WAREWATT_GUARDED(call)                                                 \
  warewatt_glpk_guard guard;                                                   \
  guard.log = log;                                                             \
  if (setjmp(guard.escape)) {                                                  \
    glp_error_hook(0, 0);                                                      \
    glp_free_env();                                                            \
    return WAREWATT_GLPK_FAILED;                                               \
  }                                                                            \
  glp_error_hook(warewatt_escape, &guard);                                     \
  int code = (call);                                                           \
  glp_error_hook(0, 0);                                                        \
  return code;

static inline int warewatt_simplex(glp_prob *problem, const glp_smcp *control,
                                   warewatt_glpk_log *log) {
  WAREWATT_GUARDED(glp_simplex(problem, control))
}

static inline int warewatt_intopt(glp_prob *problem, const glp_iocp *control,
                                  warewatt_glpk_log *log) {
  WAREWATT_GUARDED(glp_intopt(problem, control))
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
