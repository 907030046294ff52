/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Executions: each one in a guarded container is judged before its first instruction and is one event. */

#define ANCESTORS 16

/* The container of a task by the groups it is in; 0 when none of them is one. */
struct group_search {
  struct cgroup *group;
  __u64 found;
  int level;
  __u32 pad;
};

static long search_group(__u32 i, struct group_search *g) {
  if (g->level < 1) return 1;
  struct cgroup *ancestor = 0;
  bpf_probe_read_kernel(&ancestor, sizeof ancestor,
      (char *)g->group + bpf_core_field_offset(struct cgroup, ancestors) + sizeof ancestor * (g->level & 255));
  __u64 id = BPF_CORE_READ(ancestor, kn, id);
  if (bpf_map_lookup_elem(&containers, &id)) {
    g->found = id;
    return 1;
  }
  g->level--;
  return 0;
}

static __always_inline __u64 container_by_group(struct task_struct *t) {
  struct cgroup *group = BPF_CORE_READ(t, cgroups, dfl_cgrp);
  struct group_search g = {.group = group, .level = BPF_CORE_READ(group, level)};
  bpf_loop(ANCESTORS, search_group, &g, 0);
  return g.found;
}

static __always_inline __u64 container_of_task(struct task_struct *t, struct guard_task *task, __u32 mount_namespace) {
  if (task && task->container) {
    __u64 container = task->container;
    if (bpf_map_lookup_elem(&containers, &container)) return container;
  }
  __u64 container = container_by_group(t);
  if (container) return container;
  __u64 *known = bpf_map_lookup_elem(&namespaces, &mount_namespace);
  return known ? *known : 0;
}

/* A registered runtime, also by way of the read-only overlay over itself that runc executes. */
static __always_inline bool is_runtime(struct seen_file *f) {
  if (trust(&f->id) & TRUSTED_RUNTIME) return true;
  if (f->magic != OVERLAYFS_MAGIC || in_upper_layer(f->inode)) return false;
  struct inode *lower = lower_inode(f->inode);
  if (!lower) return false;
  struct guard_file id = {.inode = BPF_CORE_READ(lower, i_ino), .device = BPF_CORE_READ(lower, i_sb, s_dev)};
  return trust(&id) & TRUSTED_RUNTIME;
}

/* Before the old memory goes: is the caller a registered runtime? Then a nameless copy that it executes is trusted too. */
SEC("tp_btf/sched_prepare_exec")
int BPF_PROG(guard_prepare, struct task_struct *t, struct linux_binprm *b) {
  struct guard_settings *s = the_settings();
  if (!s || !s->host_namespace || BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum) != s->host_namespace) return 0;
  struct file *file = BPF_CORE_READ(t, mm, exe_file);
  if (!file) return 0;
  struct seen_file f;
  see_file(&f, file);
  if (!is_runtime(&f)) return 0;
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (task)
    task->runtime = 1;
  else
    count(COUNTER_TASKS_REFUSED);
  return 0;
}

static __always_inline bool runtime_executes(struct guard_task *task, struct seen_file *f) {
  struct inode *inode = f->inode;
  return is_runtime(f) || (task && task->runtime && BPF_CORE_READ(inode, i_nlink) == 0);
}

/* The first execution in a container's own mount namespace: its root is the container's. */
static __always_inline void learn_root(struct task_struct *t, __u64 container, struct guard_configuration *c, struct guard_root *root, __u32 mount_namespace) {
  struct super_block *super = BPF_CORE_READ(t, fs, root.mnt, mnt_sb);
  bool known = root->device;
  if (!known) root->device = BPF_CORE_READ(super, s_dev);
  if (!root->mount_namespace) root->mount_namespace = mount_namespace;
  bpf_map_update_elem(&namespaces, &mount_namespace, &container, BPF_ANY);
  struct guard_root_learned e = {.device = root->device, .overlay = BPF_CORE_READ(super, s_magic) == OVERLAYFS_MAGIC};
  if (known) return;
  head(&e.event, EVENT_ROOT_LEARNED, t, container, c);
  send(&e, sizeof e);
}

static __always_inline void become_member(struct task_struct *t, __u64 container, struct guard_state *state) {
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (!task) {
    count(COUNTER_TASKS_REFUSED);
    return;
  }
  task->runtime = 0;
  task->reported = 0;
  task->container = container;
  if (!task->node) task->node = new_entry_node(t, container, state, 0);
}

struct mapped {
  struct seen_file file;
  __u32 found;
  __u32 pad;
};

static long on_mapping(struct task_struct *t, struct vm_area_struct *v, struct mapped *m) {
  struct file *file = v->vm_file;
  if (!file) return 0;
  see_mapped(&m->file, file);
  m->found = 1;
  return 0;
}

/* The kernel maps the ELF interpreter itself, so it is judged by what the process is about to execute first. */
static __always_inline __u32 loader_reason(struct task_struct *t, struct guard_root *root, struct guard_file *id) {
  struct pt_regs *registers = (void *)bpf_task_pt_regs(t);
  struct mapped m = {};
  if (bpf_find_vma(t, INSTRUCTION_POINTER(registers), on_mapping, &m, 0)) {
    count(COUNTER_LOADERS_UNJUDGED);
    return REASON_NONE;
  }
  if (!m.found || !drift_reason(root, &m.file)) return REASON_NONE;
  *id = m.file.id;
  return REASON_LOADER;
}

static __always_inline void read_texts(struct guard_scratch *s, struct guard_execution *e, struct task_struct *t, struct linux_binprm *b, struct seen_file *f) {
  const char *called = BPF_CORE_READ(b, filename);
  long n = bpf_probe_read_kernel_str(e->data, CALLED_BYTES, called);
  __u32 at = n > 0 ? (n - 1) & (CALLED_BYTES - 1) : 0, cut = 0;
  e->called_length = at;
  e->event.flags = called != BPF_CORE_READ(b, interp) ? EXECUTION_SCRIPT : 0;
  e->path_length = write_path(s, e->data, at, f, &cut) & (2 * PATH_BYTES - 1);
  if (cut) e->event.flags |= EXECUTION_PATH_CUT;
  at = (at + e->path_length) & (2 * PATH_BYTES - 1);
  __u64 from = BPF_CORE_READ(t, mm, arg_start), length = BPF_CORE_READ(t, mm, arg_end) - from;
  if (length > ARGUMENTS_BYTES - 1) {
    e->event.flags |= EXECUTION_ARGUMENTS_CUT;
    length = ARGUMENTS_BYTES - 1;
  }
  length &= ARGUMENTS_BYTES - 1;
  if (bpf_probe_read_user(e->data + at, length, (void *)from)) {
    e->event.flags |= EXECUTION_ARGUMENTS_UNREADABLE;
    count(COUNTER_ARGUMENTS_UNREADABLE);
    length = 0;
  }
  e->arguments_length = length;
}

static __always_inline void judge_inside(struct guard_execution *e, struct task_struct *t, struct guard_configuration *c, struct guard_root *root, struct seen_file *f) {
  struct guard_settings *settings = the_settings();
  if (!settings) return;
  bool path_known = !(e->event.flags & EXECUTION_PATH_CUT);
  if (f->id.device == root->device && f->magic != OVERLAYFS_MAGIC) e->event.flags |= EXECUTION_ROOT_NOT_OVERLAY;
  if (c->mode[CONTROL_DRIFT]) {
    struct guard_file id = f->id;
    __u32 reason = drift_reason(root, f);
    bool file = reason;
    if (!reason) reason = loader_reason(t, root, &id);
    if (reason) {
      match(&e->drift, c, CONTROL_DRIFT, reason);
      /* In a namespace of its own a process can mount anything on an allowed directory. */
      bool path_believed = path_known && file && e->event.mount_namespace == root->mount_namespace;
      /* What has no name is not where a path says. */
      if (reason != REASON_DELETED && reason != REASON_MEMORY_FILE)
        apply_allowed(&e->drift, settings, c->allow_rules, &id, e->data, e->called_length & (CALLED_BYTES - 1), e->path_length, path_believed);
      e->inode = id.inode;
      e->device = id.device;
    }
  }
  if (c->mode[CONTROL_BLOCKLIST]) judge_blocklist(&e->blocklist, settings, c, e, &f->id, e->event.flags, path_known, false);
}

static __always_inline void execute(struct task_struct *t, struct linux_binprm *b, struct guard_task *task, __u64 container, struct guard_configuration *c, struct guard_state *state, struct guard_root *root, __u32 mount_namespace, bool on_host) {
  struct guard_scratch *s = take_scratch();
  if (!s) {
    count(COUNTER_EVENTS_LOST);
    return;
  }
  struct guard_execution *e = &s->execution;
  struct seen_file f;
  see_file(&f, BPF_CORE_READ(b, file));
  __builtin_memset(e, 0, __builtin_offsetof(struct guard_execution, data));
  head(&e->event, EVENT_EXECUTION, t, container, c);
  e->inode = f.id.inode;
  e->device = f.id.device;
  read_texts(s, e, t, b, &f);
  if (on_host) {
    if (runtime_executes(task, &f))
      e->event.flags |= EXECUTION_RUNTIME;
    else
      match(&e->host_namespace, c, CONTROL_HOST_NAMESPACE, REASON_HOST_NAMESPACE);
  } else {
    if (!root->mount_namespace || !root->device) learn_root(t, container, c, root, mount_namespace);
    judge_inside(e, t, c, root, &f);
    become_member(t, container, state);
  }
  if (e->drift.mode == MODE_ENFORCE || e->blocklist.mode == MODE_ENFORCE || e->host_namespace.mode == MODE_ENFORCE)
    e->kill_error = kill_current();
  count(COUNTER_EXECUTIONS);
  __u32 size = e->called_length + e->path_length + e->arguments_length;
  send(e, __builtin_offsetof(struct guard_execution, data) + (size & (DATA_BYTES - 1)));
  give_scratch(s);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(guard_exec, struct task_struct *t, pid_t old, struct linux_binprm *b) {
  struct guard_settings *s = the_settings();
  if (!s || !s->host_namespace) return 0;
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  __u32 mount_namespace = BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum);
  bool on_host = mount_namespace == s->host_namespace;
  __u64 container = container_of_task(t, task, mount_namespace);
  struct guard_configuration *c = container ? bpf_map_lookup_elem(&containers, &container) : 0;
  struct guard_state *state = c ? bpf_map_lookup_elem(&states, &container) : 0;
  struct guard_root *root = state ? bpf_map_lookup_elem(&roots, &container) : 0;
  if (!c || !state || !root) {
    /* The mark of a runtime is for its own copies, not for hooks and helpers that it runs on the host. */
    if (task && task->runtime && on_host) {
      struct seen_file f;
      see_file(&f, BPF_CORE_READ(b, file));
      if (!runtime_executes(task, &f)) task->runtime = 0;
    }
    return 0;
  }
  execute(t, b, task, container, c, state, root, mount_namespace, on_host);
  return 0;
}
