// What Swift cannot reach itself: prctl(2) takes a variable number of arguments, si_pid is a macro, and environ a
// variable that anybody may change.
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int subrosa_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

static inline int subrosa_set_parent_death_signal(int number) { return prctl(PR_SET_PDEATHSIG, number, 0, 0, 0); }

static inline pid_t subrosa_signalled_process(const siginfo_t *info) { return info->si_pid; }

extern char **environ;
static inline char **subrosa_environment(void) { return environ; }
