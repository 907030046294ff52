/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Layouts shared by the BPF programs and Java (dev.sekisho.kernel.guard.GuardLayout). A test compares every size and offset.
 * All numbers are in the machine's byte order.
 */
#ifndef SEKISHO_GUARD_H
#define SEKISHO_GUARD_H

enum guard_mode { MODE_OFF, MODE_AUDIT, MODE_ENFORCE };

enum guard_control {
  CONTROL_DRIFT,
  CONTROL_BLOCKLIST,
  CONTROL_HOST_NAMESPACE,
  CONTROL_MAPPINGS,
  CONTROL_MEMORY_WRITES,
  CONTROLS = 8, /* room for more without a new layout */
};

enum guard_reason {
  REASON_NONE,
  REASON_WRITABLE_LAYER,
  REASON_OTHER_FILE_SYSTEM,
  REASON_DELETED,
  REASON_MEMORY_FILE,
  REASON_LOADER,
  REASON_NAME,
  REASON_CALLED_NAME,
  REASON_APPLET,
  REASON_APPLET_UNKNOWN,
  REASON_PATH,
  REASON_IDENTITY,
  REASON_HOST_NAMESPACE,
  REASON_ANONYMOUS_MEMORY,
  REASON_MEMORY_WRITE,
  REASON_PTRACE_WRITE,
  REASON_IO_URING,
  REASON_TOO_MANY_BELOW,
  REASON_TOO_MANY_IN_CONTAINER,
};

/* A limit on live processes; 0 is none. */
struct guard_limit {
  __u32 processes;
  __u32 clause;
};

#define CONFIGURATION_REPORT_EXITS 1

/* What is done about one container; key: its cgroup id. Written by user space, or copied from a template. */
struct guard_configuration {
  __u64 revision;
  __u64 block_rules;
  __u64 allow_rules;
  __u32 flags;
  __u32 pad;
  __u32 mode[CONTROLS];
  __u32 clause[CONTROLS];
  struct guard_limit below_audit, below_enforce, container_audit, container_enforce;
};

/* A container's root file system; key: its cgroup id. Told by user space, or learned at the first execution. */
struct guard_root {
  __u32 device; /* 0: not known yet */
  __u32 mount_namespace; /* 0: not known yet */
};

/* What the kernel counts of one container; key: its cgroup id. User space only makes it, because counting is not locked. */
struct guard_state {
  __s64 live;
  __u64 refused;
  __u64 audited;
  __u64 forks_reported; /* CLOCK_BOOTTIME of the last event of the fork guard */
};

/* Key: the parent's cgroup id. */
struct guard_template {
  char prefix[16]; /* of the child's name, NUL-terminated */
  struct guard_configuration configuration;
};

enum guard_rule_kind { RULE_NAME, RULE_PATH, RULE_BELOW, RULE_FILE, RULE_DEVICE, RULE_APPLET };

struct guard_rule_key {
  __u64 set;
  __u64 value; /* keyed hash of a text, or an inode */
  __u32 device;
  __u32 kind;
};
struct guard_rule {
  __u32 mode;
  __u32 clause;
};

#define TRUSTED_RUNTIME 1
#define TRUSTED_INJECTED 2
struct guard_file {
  __u64 inode;
  __u32 device;
  __u32 pad;
};

/* Written by user space only. */
struct guard_settings {
  __u64 hash_start; /* secret: containers must not be able to make two texts collide */
  __u64 hash_factor; /* secret and odd */
  __u32 host_namespace; /* 0: not told yet, nothing is judged */
  __u32 seed_pass;
};

enum guard_counter {
  COUNTER_EXECUTIONS,
  COUNTER_KILLS,
  COUNTER_SIGNALS_REFUSED,
  COUNTER_EVENTS_LOST,
  COUNTER_CONFIGURATIONS_REFUSED,
  COUNTER_TASKS_REFUSED,
  COUNTER_NODES_REFUSED,
  COUNTER_ARGUMENTS_UNREADABLE,
  COUNTER_ADOPTED,
  COUNTER_FORKS_REFUSED,
  COUNTER_SEEDED,
  COUNTER_LOADERS_UNJUDGED,
  COUNTER_NODE_IDS, /* not for people: the last id given to a node */
  COUNTERS = 16,
};

enum guard_event_kind { EVENT_EXECUTION = 1, EVENT_EXIT, EVENT_MEMORY, EVENT_FORKS, EVENT_LEFT, EVENT_ROOT_LEARNED };

/* The head of every event. */
struct guard_event {
  __u32 kind;
  __u32 flags;
  __u64 time; /* CLOCK_BOOTTIME, ns */
  __u64 container;
  __u64 cgroup;
  __u64 revision;
  __u64 start; /* CLOCK_BOOTTIME of the process's fork, ns */
  __u32 pid;
  __u32 thread;
  __u32 parent;
  __u32 user;
  __u32 group;
  __u32 mount_namespace;
  char command[16];
};

struct guard_match {
  __u16 reason;
  __u16 mode;
  __u32 clause;
};

#define EXECUTION_SCRIPT 1
#define EXECUTION_ARGUMENTS_CUT 2
#define EXECUTION_ARGUMENTS_UNREADABLE 4
#define EXECUTION_RUNTIME 8
#define EXECUTION_ROOT_NOT_OVERLAY 16
#define EXECUTION_PATH_CUT 32

#define CALLED_BYTES 256
#define PATH_BYTES 1024
#define ARGUMENTS_BYTES 4096
#define DATA_BYTES 8192

struct guard_execution {
  struct guard_event event;
  __u64 inode;
  __u32 device;
  __s32 kill_error;
  struct guard_match drift, blocklist, host_namespace;
  __u32 called_length;
  __u32 path_length;
  __u32 arguments_length;
  __u32 pad;
  char data[DATA_BYTES]; /* called, path, arguments, without padding or NUL between them; only the used part is sent */
};

struct guard_exit {
  struct guard_event event;
  __u32 status;
  __u32 pad;
};

#define MEMORY_COMPATIBILITY 1
#define MEMORY_PATH_CUT 32

struct guard_memory {
  struct guard_event event;
  __u64 inode;
  __u32 device;
  __s32 kill_error;
  struct guard_match match;
  __u32 system_call;
  __u32 sharers_killed;
  __u32 path_length;
  __u32 pad;
  char data[DATA_BYTES]; /* path; only the used part is sent */
};

struct guard_forks {
  struct guard_event event;
  struct guard_match match;
  __u64 live;
  __u64 refused;
  __u32 limit;
  __u32 condemned;
  __u32 killed;
  __s32 kill_error;
};

struct guard_left {
  struct guard_event event;
  __u64 destination;
};

struct guard_root_learned {
  struct guard_event event;
  __u32 device;
  __u32 overlay;
};

#endif
