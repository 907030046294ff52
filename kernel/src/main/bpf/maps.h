/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The maps; all are pinned and outlive the enforcer. */

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __type(key, __u64);
  __type(value, struct guard_configuration);
} containers SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __type(key, __u64);
  __type(value, struct guard_state);
} states SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __type(key, __u64);
  __type(value, struct guard_root);
} roots SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 256);
  __type(key, __u64);
  __type(value, struct guard_template);
} templates SEC(".maps");

/* keyed hash of a cgroup's name → what its container gets at birth; the name of a container's group is its id */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u64);
  __type(value, struct guard_configuration);
} expected SEC(".maps");

/* mount namespace → container */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __type(key, __u32);
  __type(value, __u64);
} namespaces SEC(".maps");

/* file → TRUSTED_* */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, struct guard_file);
  __type(value, __u32);
} trusted SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 262144);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct guard_rule_key);
  __type(value, struct guard_rule);
} rules SEC(".maps");

/* rule set → bit mask of the kinds of rules in it, so that kinds nobody uses cost nothing */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u64);
  __type(value, __u32);
} sets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct guard_settings);
} settings SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, COUNTERS);
  __type(key, __u32);
  __type(value, __u64);
} counters SEC(".maps");

struct guard_task {
  __u64 container; /* 0: none; the record then only carries the runtime mark */
  __u64 node;
  __u64 reported_inode; /* the last memory event: the same again is not reported */
  __u32 reported;
  __u32 runtime; /* a registered runtime, or what it executed from its own copy in memory */
};
struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct guard_task);
} tasks SEC(".maps");

#define DEPTH_MAXIMUM 64
#define DEPTH_INIT 1000 /* pid 1 of a pid namespace is never condemned: it is the container */
#define NODE_SEEDED 1
#define NODE_LINKED 2
struct guard_node {
  __u64 parent; /* 0: none */
  __u64 top;
  __s64 live; /* this process and its descendants, where ancestry is as at fork */
  __u64 container;
  __u32 depth;
  __u32 pid;
  __u32 condemned;
  __u32 gone;
  __u32 flags;
  __u32 pad;
};
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, __u64);
  __type(value, struct guard_node);
} nodes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 8388608);
} events SEC(".maps");

#define COMPONENTS 48
#define SLOTS 4
struct guard_scratch {
  __u32 busy;
  __u32 pad;
  struct dentry *chain[64];
  union {
    struct guard_execution execution;
    struct guard_memory memory;
  };
};
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, SLOTS);
  __type(key, __u32);
  __type(value, struct guard_scratch);
} scratch SEC(".maps");

static __always_inline void count(__u32 counter) {
  __u64 *value = bpf_map_lookup_elem(&counters, &counter);
  if (value) __sync_fetch_and_add(value, 1);
}

static __always_inline __u64 next_node_id(void) {
  __u32 counter = COUNTER_NODE_IDS;
  __u64 *last = bpf_map_lookup_elem(&counters, &counter);
  return last ? __sync_fetch_and_add(last, 1) + 1 : 0;
}

static __always_inline struct guard_settings *the_settings(void) {
  __u32 zero = 0;
  return bpf_map_lookup_elem(&settings, &zero);
}

/* Programs may be preempted by others on the same processor (not migrated), so a record is taken, not shared. */
static __always_inline struct guard_scratch *take_scratch(void) {
  for (__u32 i = 0; i < SLOTS; i++) {
    __u32 slot = i;
    struct guard_scratch *s = bpf_map_lookup_elem(&scratch, &slot);
    if (s && !__sync_lock_test_and_set(&s->busy, 1)) return s;
  }
  return 0;
}

static __always_inline void give_scratch(struct guard_scratch *s) { __sync_lock_test_and_set(&s->busy, 0); }
