/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Heads of events, sending, killing. */

static __always_inline void head(struct guard_event *e, __u32 kind, struct task_struct *t, __u64 container, struct guard_configuration *c) {
  e->kind = kind;
  e->flags = 0;
  e->time = bpf_ktime_get_boot_ns();
  e->container = container;
  e->cgroup = BPF_CORE_READ(t, cgroups, dfl_cgrp, kn, id);
  e->revision = c->revision;
  e->start = BPF_CORE_READ(t, group_leader, start_boottime);
  e->pid = t->tgid;
  e->thread = t->pid;
  e->parent = BPF_CORE_READ(t, real_parent, tgid);
  e->user = BPF_CORE_READ(t, real_cred, uid.val);
  e->group = BPF_CORE_READ(t, real_cred, gid.val);
  e->mount_namespace = BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum);
  BPF_CORE_READ_STR_INTO(&e->command, t, comm);
}

/* The reader polls, so nobody is woken: that would cost each event a context switch. */
static __always_inline void send(void *event, __u64 size) {
  if (bpf_ringbuf_output(&events, event, size, BPF_RB_NO_WAKEUP)) count(COUNTER_EVENTS_LOST);
}

static __always_inline void match(struct guard_match *m, struct guard_configuration *c, __u32 control, __u32 reason) {
  m->reason = reason;
  m->mode = c->mode[control];
  m->clause = c->clause[control];
}

/* Kills the current process before it returns to user space; the refusal's errno, or 0. */
static __always_inline int kill_current(void) {
  long error = bpf_send_signal(9);
  count(error ? COUNTER_SIGNALS_REFUSED : COUNTER_KILLS);
  return error ? -error : 0;
}
