/* Prints every size and offset of guard.h and every number that Java repeats, for GuardLayoutTest. */
#include <linux/types.h>
#include <stddef.h>
#include <stdio.h>
#include "../../main/bpf/guard.h"

#define SIZE(s) printf(#s " %zu\n", sizeof(struct s))
#define MEMBER(s, m) printf(#s "." #m " %zu %zu\n", offsetof(struct s, m), sizeof(((struct s *)0)->m))
#define NUMBER(n) printf(#n " %d\n", (int)n)

int main(void) {
  SIZE(guard_limit);
  MEMBER(guard_limit, processes);
  MEMBER(guard_limit, clause);
  SIZE(guard_configuration);
  MEMBER(guard_configuration, revision);
  MEMBER(guard_configuration, block_rules);
  MEMBER(guard_configuration, allow_rules);
  MEMBER(guard_configuration, flags);
  MEMBER(guard_configuration, pad);
  MEMBER(guard_configuration, mode);
  MEMBER(guard_configuration, clause);
  MEMBER(guard_configuration, below_audit);
  MEMBER(guard_configuration, below_enforce);
  MEMBER(guard_configuration, container_audit);
  MEMBER(guard_configuration, container_enforce);
  SIZE(guard_root);
  MEMBER(guard_root, device);
  MEMBER(guard_root, mount_namespace);
<<<<<<< HEAD
<<<<<<< HEAD
=======
  MEMBER(guard_root, not_overlay);
  MEMBER(guard_root, pad);
>>>>>>> refs/heads/enforcer
=======
>>>>>>> refs/heads/cli
  SIZE(guard_state);
  MEMBER(guard_state, live);
  MEMBER(guard_state, refused);
  MEMBER(guard_state, audited);
  MEMBER(guard_state, forks_reported);
  SIZE(guard_template);
  MEMBER(guard_template, prefix);
  MEMBER(guard_template, configuration);
  SIZE(guard_rule_key);
  MEMBER(guard_rule_key, set);
  MEMBER(guard_rule_key, value);
  MEMBER(guard_rule_key, device);
  MEMBER(guard_rule_key, kind);
  SIZE(guard_rule);
  MEMBER(guard_rule, mode);
  MEMBER(guard_rule, clause);
  SIZE(guard_file);
  MEMBER(guard_file, inode);
  MEMBER(guard_file, device);
  MEMBER(guard_file, pad);
  SIZE(guard_settings);
  MEMBER(guard_settings, hash_start);
  MEMBER(guard_settings, hash_factor);
  MEMBER(guard_settings, host_namespace);
  MEMBER(guard_settings, seed_pass);
  SIZE(guard_event);
  MEMBER(guard_event, kind);
  MEMBER(guard_event, flags);
  MEMBER(guard_event, time);
  MEMBER(guard_event, container);
  MEMBER(guard_event, cgroup);
  MEMBER(guard_event, revision);
  MEMBER(guard_event, start);
  MEMBER(guard_event, pid);
  MEMBER(guard_event, thread);
  MEMBER(guard_event, parent);
  MEMBER(guard_event, user);
  MEMBER(guard_event, group);
  MEMBER(guard_event, mount_namespace);
  MEMBER(guard_event, command);
  SIZE(guard_match);
  MEMBER(guard_match, reason);
  MEMBER(guard_match, mode);
  MEMBER(guard_match, clause);
  SIZE(guard_execution);
  MEMBER(guard_execution, event);
  MEMBER(guard_execution, inode);
  MEMBER(guard_execution, device);
  MEMBER(guard_execution, kill_error);
  MEMBER(guard_execution, drift);
  MEMBER(guard_execution, blocklist);
  MEMBER(guard_execution, host_namespace);
  MEMBER(guard_execution, called_length);
  MEMBER(guard_execution, path_length);
  MEMBER(guard_execution, arguments_length);
  MEMBER(guard_execution, pad);
  MEMBER(guard_execution, data);
  SIZE(guard_exit);
  MEMBER(guard_exit, event);
  MEMBER(guard_exit, status);
  MEMBER(guard_exit, pad);
  SIZE(guard_memory);
  MEMBER(guard_memory, event);
  MEMBER(guard_memory, inode);
  MEMBER(guard_memory, device);
  MEMBER(guard_memory, kill_error);
  MEMBER(guard_memory, match);
  MEMBER(guard_memory, system_call);
  MEMBER(guard_memory, sharers_killed);
  MEMBER(guard_memory, path_length);
  MEMBER(guard_memory, pad);
  MEMBER(guard_memory, data);
  SIZE(guard_forks);
  MEMBER(guard_forks, event);
  MEMBER(guard_forks, match);
  MEMBER(guard_forks, live);
  MEMBER(guard_forks, refused);
  MEMBER(guard_forks, limit);
  MEMBER(guard_forks, condemned);
  MEMBER(guard_forks, killed);
  MEMBER(guard_forks, kill_error);
  SIZE(guard_left);
  MEMBER(guard_left, event);
  MEMBER(guard_left, destination);
  SIZE(guard_root_learned);
  MEMBER(guard_root_learned, event);
  MEMBER(guard_root_learned, device);
  MEMBER(guard_root_learned, overlay);
  NUMBER(MODE_OFF);
  NUMBER(MODE_AUDIT);
  NUMBER(MODE_ENFORCE);
  NUMBER(CONTROL_DRIFT);
  NUMBER(CONTROL_BLOCKLIST);
  NUMBER(CONTROL_HOST_NAMESPACE);
  NUMBER(CONTROL_MAPPINGS);
  NUMBER(CONTROL_MEMORY_WRITES);
  NUMBER(RULE_NAME);
  NUMBER(RULE_PATH);
  NUMBER(RULE_BELOW);
  NUMBER(RULE_FILE);
  NUMBER(RULE_DEVICE);
  NUMBER(REASON_NONE);
  NUMBER(REASON_WRITABLE_LAYER);
  NUMBER(REASON_OTHER_FILE_SYSTEM);
  NUMBER(REASON_DELETED);
  NUMBER(REASON_MEMORY_FILE);
  NUMBER(REASON_LOADER);
  NUMBER(REASON_NAME);
  NUMBER(REASON_CALLED_NAME);
  NUMBER(REASON_APPLET);
  NUMBER(REASON_APPLET_UNKNOWN);
  NUMBER(REASON_PATH);
  NUMBER(REASON_IDENTITY);
  NUMBER(REASON_HOST_NAMESPACE);
  NUMBER(REASON_ANONYMOUS_MEMORY);
  NUMBER(REASON_MEMORY_WRITE);
  NUMBER(REASON_PTRACE_WRITE);
  NUMBER(REASON_IO_URING);
  NUMBER(REASON_TOO_MANY_BELOW);
  NUMBER(REASON_TOO_MANY_IN_CONTAINER);
  return 0;
}
