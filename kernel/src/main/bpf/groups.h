/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Control groups: containers that start while nobody configures them, tasks that leave, tasks that are older than the guard. */

/* Version 1 trees raise the same tracepoints, and their ids collide with version 2's. */
static __always_inline bool is_unified(struct cgroup *group) { return BPF_CORE_READ(group, root, hierarchy_id) == 0; }

static __always_inline struct cgroup *parent_group(struct cgroup *group) {
  int level = BPF_CORE_READ(group, level);
  struct cgroup *parent = 0;
  if (level < 1) return 0;
  bpf_probe_read_kernel(&parent, sizeof parent,
      (char *)group + bpf_core_field_offset(struct cgroup, ancestors) + sizeof parent * ((level - 1) & 255));
  return parent;
}

static __always_inline bool has_prefix(struct cgroup *group, char *prefix) {
  char name[16] = {};
  bpf_probe_read_kernel_str(name, sizeof name, BPF_CORE_READ(group, kn, name));
  for (int i = 0; i < 15; i++) {
    if (!prefix[i]) return true;
    if (prefix[i] != name[i]) return false;
  }
  return true;
}

#define GROUP_NAME_BYTES 128
struct name_digest {
  char name[GROUP_NAME_BYTES];
  __u64 hash, factor;
};

static long name_byte(__u32 i, struct name_digest *d) {
  __u8 byte = d->name[i & (GROUP_NAME_BYTES - 1)];
  if (!byte) return 1;
  d->hash = hash_byte(d->hash, byte, d->factor);
  return 0;
}

/* What somebody who knows the container by its name has laid ready for it. */
static __always_inline struct guard_configuration *expected_of(struct cgroup *group) {
  struct guard_settings *s = the_settings();
  if (!s) return 0;
  struct name_digest d = {.hash = s->hash_start, .factor = s->hash_factor};
  if (bpf_probe_read_kernel_str(d.name, sizeof d.name, BPF_CORE_READ(group, kn, name)) < 0) return 0;
  bpf_loop(GROUP_NAME_BYTES, name_byte, &d, 0);
  __u64 key = d.hash;
  return bpf_map_lookup_elem(&expected, &key);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(guard_group_made, struct cgroup *group) {
  if (!is_unified(group)) return 0;
  struct cgroup *parent = parent_group(group);
  if (!parent) return 0;
  __u64 id = BPF_CORE_READ(group, kn, id), above = BPF_CORE_READ(parent, kn, id);
  struct guard_configuration *configuration = expected_of(group);
  if (!configuration) {
    struct guard_template *template = bpf_map_lookup_elem(&templates, &above);
    if (!template || !has_prefix(group, template->prefix)) return 0;
    configuration = &template->configuration;
  }
  struct guard_state state = {};
  struct guard_root root = {};
  if (bpf_map_update_elem(&states, &id, &state, BPF_NOEXIST) || bpf_map_update_elem(&roots, &id, &root, BPF_NOEXIST) || bpf_map_update_elem(&containers, &id, configuration, BPF_NOEXIST))
    count(COUNTER_CONFIGURATIONS_REFUSED);
  else
    count(COUNTER_ADOPTED);
  return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(guard_group_removed, struct cgroup *group) {
  if (!is_unified(group)) return 0;
  __u64 id = BPF_CORE_READ(group, kn, id);
  struct guard_root *root = bpf_map_lookup_elem(&roots, &id);
  if (!root) return 0;
  __u32 mount_namespace = root->mount_namespace;
  __u64 *known = bpf_map_lookup_elem(&namespaces, &mount_namespace);
  if (known && *known == id) bpf_map_delete_elem(&namespaces, &mount_namespace);
  bpf_map_delete_elem(&containers, &id);
  bpf_map_delete_elem(&states, &id);
  bpf_map_delete_elem(&roots, &id);
  return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(guard_group_joined, struct cgroup *group, const char *path, struct task_struct *t) {
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (!task || !task->container || !is_unified(group)) return 0;
  __u64 container = task->container;
  struct group_search g = {.group = group, .level = BPF_CORE_READ(group, level)};
  bpf_loop(ANCESTORS, search_group, &g, 0);
  struct guard_configuration *c = bpf_map_lookup_elem(&containers, &container);
  if (g.found == container || !c) return 0;
  struct guard_left e = {.destination = BPF_CORE_READ(group, kn, id)};
  head(&e.event, EVENT_LEFT, t, container, c);
  send(&e, sizeof e);
  return 0;
}

static __always_inline void seed_task(struct task_struct *t) {
  struct guard_settings *s = the_settings();
  if (!s || BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum) == s->host_namespace) return; /* a runtime on its way in */
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (task && task->container) return;
  __u64 container = container_by_group(t);
  struct guard_state *state = container ? bpf_map_lookup_elem(&states, &container) : 0;
  if (!state) return;
  struct task_struct *leader = t->group_leader;
  struct guard_task *first = bpf_task_storage_get(&tasks, leader, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (!first) {
    count(COUNTER_TASKS_REFUSED);
    return;
  }
  if (!first->container) {
    first->container = container;
    first->runtime = 0;
    first->node = new_entry_node(leader, container, state, NODE_SEEDED);
    count(COUNTER_SEEDED);
  }
  if (t->pid == leader->pid) return;
  task = bpf_task_storage_get(&tasks, t, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (!task) {
    count(COUNTER_TASKS_REFUSED);
    return;
  }
  task->container = container;
  task->node = first->node;
}

/* Second pass: ties seeded processes to the ancestors they have now. Any order of processes gives the same sums. */
static __always_inline void link_task(struct task_struct *t) {
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (!task || !task->node || t->pid != t->tgid) return;
  __u64 id = task->node;
  struct guard_node *n = bpf_map_lookup_elem(&nodes, &id);
  if (!n || !(n->flags & NODE_SEEDED) || n->flags & NODE_LINKED || n->depth == DEPTH_INIT) return;
  n->flags |= NODE_LINKED;
  struct task_struct *above = t->real_parent;
  struct guard_task *parent = above ? bpf_task_storage_get(&tasks, above, 0, 0) : 0;
  if (!parent || !parent->node || parent->container != task->container || parent->node == id) return;
  n->parent = parent->node;
  __s64 live = n->live;
  struct charge charged = {.at = n->parent, .worst = live};
  bpf_loop(DEPTH_MAXIMUM, charge_seeded, &charged, 0);
}

SEC("iter/task")
int guard_seed(struct bpf_iter__task *context) {
  struct task_struct *t = context->task;
  struct guard_settings *s = the_settings();
  if (!t || !s) return 0;
  if (s->seed_pass == 1)
    seed_task(t);
  else
    link_task(t);
  return 0;
}
