/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Inheritance at fork, and the fork guard: live processes are charged to the ancestors that fork gave them, exec changes nothing. */

/* The process's number in its own pid namespace. */
static __always_inline int inner_pid(struct task_struct *t) {
  struct pid *pid = BPF_CORE_READ(t, thread_pid);
  __u32 level = BPF_CORE_READ(pid, level);
  int number = 0;
  bpf_probe_read_kernel(&number, sizeof number,
      (char *)pid + bpf_core_field_offset(struct pid, numbers) + (level & 31) * bpf_core_type_size(struct upid));
  return number;
}

/* A process that nobody inside the container forked: its first process, or one that the engine put there. */
static __always_inline __u64 new_entry_node(struct task_struct *t, __u64 container, struct guard_state *state, __u32 flags) {
  __u64 id = next_node_id();
  struct guard_node n = {.top = id, .live = 1, .container = container, .pid = t->tgid, .flags = flags};
  if (inner_pid(t) == 1) n.depth = DEPTH_INIT;
  if (bpf_map_update_elem(&nodes, &id, &n, BPF_ANY)) {
    count(COUNTER_NODES_REFUSED);
    return 0;
  }
  __sync_fetch_and_add(&state->live, 1);
  return id;
}

struct charge {
  __u64 at;
  __u64 victim; /* the nearest ancestor that holds more than half of the limit */
  __s64 worst; /* the most live descendants of any ancestor */
  __s64 half;
  __u32 condemned;
  __u32 pad;
};

static long charge_ancestor(__u32 i, struct charge *c) {
  __u64 at = c->at;
  struct guard_node *n = bpf_map_lookup_elem(&nodes, &at);
  if (!n) return 1;
  __s64 live = __sync_fetch_and_add(&n->live, 1);
  if (n->condemned) c->condemned = 1;
  if (live > c->worst) c->worst = live;
  if (!c->victim && live > c->half) c->victim = at;
  c->at = n->parent;
  return c->at == 0;
}

/* As charge_ancestor, for a process that brings `worst` live ones with it. */
static long charge_seeded(__u32 i, struct charge *c) {
  __u64 at = c->at;
  struct guard_node *n = bpf_map_lookup_elem(&nodes, &at);
  if (!n) return 1;
  __sync_fetch_and_add(&n->live, c->worst);
  c->at = n->parent;
  return c->at == 0;
}

struct discharge {
  __u64 at;
};

static long discharge_ancestor(__u32 i, struct discharge *d) {
  __u64 at = d->at;
  struct guard_node *n = bpf_map_lookup_elem(&nodes, &at);
  if (!n) return 1;
  d->at = n->parent;
  if (__sync_fetch_and_add(&n->live, -1) <= 1) bpf_map_delete_elem(&nodes, &at);
  return d->at == 0;
}

struct ascent {
  __u64 at, sought;
  __u32 found;
  __u32 pad;
};

static long ascend(__u32 i, struct ascent *a) {
  if (a->at == a->sought) {
    a->found = 1;
    return 1;
  }
  __u64 at = a->at;
  struct guard_node *n = bpf_map_lookup_elem(&nodes, &at);
  if (!n) return 1;
  a->at = n->parent;
  return a->at == 0;
}

/* Kills every process below a node, and the node's own unless it is the container's first or an entry. Returns how many. */
static __always_inline __u32 kill_subtree(__u64 victim, bool spare_itself) {
  __u32 killed = 0;
  if (!can_kill_others()) return 0;
  struct bpf_iter_task it;
  struct task_struct *q;
  bpf_iter_task_new(&it, 0, 0);
  while ((q = bpf_iter_task_next(&it))) {
    struct guard_task *task = bpf_task_storage_get(&tasks, q, 0, 0);
    if (!task || !task->node || (spare_itself && task->node == victim)) continue;
    struct ascent a = {.at = task->node, .sought = victim};
    bpf_loop(DEPTH_MAXIMUM + 1, ascend, &a, 0);
    if (!a.found) continue;
    struct task_struct *held = bpf_task_acquire(q);
    if (!held) continue;
    if (bpf_send_signal_task(held, 9, PIDTYPE_TGID, 0))
      count(COUNTER_SIGNALS_REFUSED);
    else
      killed++;
    bpf_task_release(held);
  }
  bpf_iter_task_destroy(&it);
  return killed;
}

static __always_inline bool report_forks(struct guard_state *state, __u64 n) {
  __u64 now = bpf_ktime_get_boot_ns(), last = state->forks_reported;
  if ((n & (n - 1)) && now - last < 1000000000ULL) return false;
  state->forks_reported = now;
  return true;
}

static __always_inline void send_forks(struct task_struct *p, __u64 container, struct guard_configuration *c, struct guard_forks *e, __u32 reason, __u32 mode, struct guard_limit *limit) {
  head(&e->event, EVENT_FORKS, p, container, c);
  e->match.reason = reason;
  e->match.mode = mode;
  e->match.clause = limit->clause;
  e->limit = limit->processes;
  send(e, sizeof *e);
}

static __always_inline void refuse(struct task_struct *p, struct task_struct *child, __u64 container, struct guard_configuration *c, struct guard_state *state, struct charge *charged, __u32 reason, struct guard_limit *limit, __s64 live) {
  struct guard_forks e = {};
  long error = kill_child(child);
  count(error ? COUNTER_SIGNALS_REFUSED : COUNTER_FORKS_REFUSED);
  __u64 refused = __sync_fetch_and_add(&state->refused, 1) + 1, victim = charged->victim;
  e.kill_error = error ? -error : 0;
  e.live = live;
  e.refused = refused;
  /* Killing children alone leaves the parents of a bomb trying; a single excess does not condemn anybody. */
  if (!(refused & 7) && victim) {
    struct guard_node *n = bpf_map_lookup_elem(&nodes, &victim);
    bool entry = n && n->depth == DEPTH_INIT;
    /* All below pid 1 is the whole container: that is a bomb by the first limit, but only a full house by the second. */
    if (n && !(entry && reason == REASON_TOO_MANY_IN_CONTAINER)) {
      if (!entry) n->condemned = 1;
      e.condemned = n->pid;
      e.killed = kill_subtree(victim, entry);
    }
  }
  if (e.condemned || report_forks(state, refused)) send_forks(p, container, c, &e, reason, MODE_ENFORCE, limit);
}

static __always_inline void audit_forks(struct task_struct *p, __u64 container, struct guard_configuration *c, struct guard_state *state, __u32 reason, struct guard_limit *limit, __s64 live) {
  struct guard_forks e = {.live = live};
  __u64 n = __sync_fetch_and_add(&state->audited, 1) + 1;
  if (report_forks(state, n)) send_forks(p, container, c, &e, reason, MODE_AUDIT, limit);
}

static __always_inline bool exceeds(struct guard_limit *limit, __s64 live) {
  return limit->processes && live > limit->processes;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(guard_fork, struct task_struct *p, struct task_struct *child) {
  struct guard_task *parent = bpf_task_storage_get(&tasks, p, 0, 0);
  if (!parent) return 0;
  struct guard_task *task = bpf_task_storage_get(&tasks, child, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (!task) {
    count(COUNTER_TASKS_REFUSED);
    return 0;
  }
  task->container = parent->container;
  task->runtime = parent->runtime;
  task->node = parent->node;
  if (!parent->node || child->tgid == p->tgid) return 0; /* threads share their process's node */
  __u64 container = parent->container, node = parent->node;
  struct guard_configuration *c = bpf_map_lookup_elem(&containers, &container);
  struct guard_state *state = bpf_map_lookup_elem(&states, &container);
  struct guard_node *above = bpf_map_lookup_elem(&nodes, &node);
  if (!c || !state || !above) {
    task->node = 0;
    return 0;
  }
  __u64 id = next_node_id();
  struct guard_node n = {.parent = node, .top = above->top, .live = 1, .container = container, .pid = child->tgid};
  n.depth = (above->depth == DEPTH_INIT ? 0 : above->depth) + 1;
  if (n.depth >= DEPTH_MAXIMUM) { /* deeper ancestry is charged to the top only */
    n.parent = n.top;
    n.depth = 1;
  }
  if (bpf_map_update_elem(&nodes, &id, &n, BPF_ANY)) {
    task->node = 0;
    count(COUNTER_NODES_REFUSED);
    return 0;
  }
  task->node = id;
  __s64 live = __sync_fetch_and_add(&state->live, 1) + 1;
  struct charge charged = {.at = n.parent};
  charged.half = (c->below_enforce.processes ? c->below_enforce.processes : c->container_enforce.processes) / 2;
  bpf_loop(DEPTH_MAXIMUM + 1, charge_ancestor, &charged, 0);
  if (charged.condemned) {
    kill_child(child);
    bpf_send_signal(9);
    count(COUNTER_FORKS_REFUSED);
  } else if (exceeds(&c->below_enforce, charged.worst)) {
    refuse(p, child, container, c, state, &charged, REASON_TOO_MANY_BELOW, &c->below_enforce, charged.worst);
  } else if (exceeds(&c->container_enforce, live)) {
    refuse(p, child, container, c, state, &charged, REASON_TOO_MANY_IN_CONTAINER, &c->container_enforce, live);
  } else if (exceeds(&c->below_audit, charged.worst)) {
    audit_forks(p, container, c, state, REASON_TOO_MANY_BELOW, &c->below_audit, charged.worst);
  } else if (exceeds(&c->container_audit, live)) {
    audit_forks(p, container, c, state, REASON_TOO_MANY_IN_CONTAINER, &c->container_audit, live);
  }
  return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(guard_exit, struct task_struct *t) {
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (!task || !task->container || BPF_CORE_READ(t, signal, live.counter) != 0) return 0;
  __u64 node = task->node, container = task->container;
  struct guard_node *n = node ? bpf_map_lookup_elem(&nodes, &node) : 0;
  task->node = 0;
  if (n && __sync_lock_test_and_set(&n->gone, 1)) return 0; /* two last threads saw each other gone */
  if (n) {
    struct guard_state *state = bpf_map_lookup_elem(&states, &container);
    if (state) __sync_fetch_and_add(&state->live, -1);
    struct discharge d = {.at = node};
    bpf_loop(DEPTH_MAXIMUM + 2, discharge_ancestor, &d, 0);
  }
  struct guard_configuration *c = bpf_map_lookup_elem(&containers, &container);
  if (!c || !(c->flags & CONFIGURATION_REPORT_EXITS)) return 0;
  struct guard_exit e = {};
  head(&e.event, EVENT_EXIT, t, container, c);
  e.status = BPF_CORE_READ(t, signal, group_exit_code);
  if (!e.status) e.status = t->exit_code;
  send(&e, sizeof e);
  return 0;
}
