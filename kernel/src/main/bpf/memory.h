/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Executable mappings and writes to memory. The hook is the locking of an address space, which only such calls do, so that other
 * system calls cost nothing; the registers say which call it is.
 */

#define PF_EXITING 4
#define FMODE_WRITE 2

enum operation { OPERATION_NONE, OPERATION_MAP, OPERATION_PROTECT, OPERATION_SHARED_MEMORY, OPERATION_WRITE, OPERATION_POKE, OPERATION_WRITE_PROCESS };

struct call {
  enum operation operation;
  __u32 number;
  __u32 compatibility;
  int descriptor;
  __u64 address, length;
};

#define PROT_EXEC 4
#define PROT_READ 1
#define READ_IMPLIES_EXEC 0x0400000
#define MAP_ANONYMOUS 0x20
#define SHM_EXEC 0100000
#define PTRACE_POKETEXT 4
#define PTRACE_POKEDATA 5

static __always_inline void map_call(struct call *c, __u64 protection, __u64 wanted, __u64 flags, int descriptor) {
  if (!(protection & wanted)) return;
  c->operation = OPERATION_MAP;
  c->descriptor = flags & MAP_ANONYMOUS ? -1 : descriptor;
}

static __always_inline void protect_call(struct call *c, __u64 protection, __u64 wanted, __u64 address, __u64 length) {
  if (!(protection & wanted)) return;
  c->operation = OPERATION_PROTECT;
  c->address = address;
  c->length = length;
}

static __always_inline void write_call(struct call *c, int descriptor) {
  c->operation = OPERATION_WRITE;
  c->descriptor = descriptor;
}

static __always_inline void poke_call(struct call *c, __u64 request) {
  if (request == PTRACE_POKETEXT || request == PTRACE_POKEDATA) c->operation = OPERATION_POKE;
}

static __always_inline void decode_32(struct call *c, __u64 a, __u64 b, __u64 third, __u64 d, __u64 e, __u64 wanted, bool x86);

#if defined(__TARGET_ARCH_x86)
#define TS_COMPAT 2
static __always_inline void decode(struct task_struct *t, struct pt_regs *r, struct call *c) {
  __u64 wanted = t->personality & READ_IMPLIES_EXEC ? PROT_EXEC | PROT_READ : PROT_EXEC;
  c->number = r->orig_ax;
  if (BPF_CORE_READ(t, thread_info.status) & TS_COMPAT) {
    c->compatibility = 1;
    decode_32(c, (__u32)r->bx, (__u32)r->cx, (__u32)r->dx, (__u32)r->si, (__u32)r->di, wanted, true);
    return;
  }
  switch (c->number & ~0x40000000) { /* the x32 bit */
    case 9: /* mmap */
      return map_call(c, r->dx, wanted, r->r10, r->r8);
    case 10: /* mprotect */
    case 329: /* pkey_mprotect */
      return protect_call(c, r->dx, wanted, r->di, r->si);
    case 30: /* shmat */
      if (r->dx & SHM_EXEC) c->operation = OPERATION_SHARED_MEMORY;
      return;
    case 1: case 18: case 20: case 296: case 328: /* write, pwrite64, writev, pwritev, pwritev2 */
    case 40: /* sendfile */
    case 516: case 535: case 547: /* x32: writev, pwritev, pwritev2 */
      return write_call(c, r->di);
    case 275: case 326: /* splice, copy_file_range */
      return write_call(c, r->dx);
    case 101: case 521: /* ptrace */
      return poke_call(c, r->di);
    case 311: case 540: /* process_vm_writev */
      c->operation = OPERATION_WRITE_PROCESS;
  }
}
#else
#define TIF_32BIT_MASK (1u << 22)
static __always_inline void decode(struct task_struct *t, struct pt_regs *r, struct call *c) {
  __u64 wanted = t->personality & READ_IMPLIES_EXEC ? PROT_EXEC | PROT_READ : PROT_EXEC;
  c->number = r->syscallno;
  if (BPF_CORE_READ(t, thread_info.flags) & TIF_32BIT_MASK) {
    c->compatibility = 1;
    decode_32(c, (__u32)r->regs[0], (__u32)r->regs[1], (__u32)r->regs[2], (__u32)r->regs[3], (__u32)r->regs[4], wanted, false);
    return;
  }
  switch (c->number) {
    case 222: /* mmap */
      return map_call(c, r->regs[2], wanted, r->regs[3], r->regs[4]);
    case 226: case 288: /* mprotect, pkey_mprotect */
      return protect_call(c, r->regs[2], wanted, r->regs[0], r->regs[1]);
    case 196: /* shmat */
      if (r->regs[2] & SHM_EXEC) c->operation = OPERATION_SHARED_MEMORY;
      return;
    case 64: case 66: case 68: case 70: case 71: case 287: /* write, writev, pwrite64, pwritev, sendfile, pwritev2 */
      return write_call(c, r->regs[0]);
    case 76: case 285: /* splice, copy_file_range */
      return write_call(c, r->regs[2]);
    case 117: /* ptrace */
      return poke_call(c, r->regs[0]);
    case 271: /* process_vm_writev */
      c->operation = OPERATION_WRITE_PROCESS;
  }
}
#endif

/* The 32-bit tables of i386 and of ARM EABI agree in most of these numbers. */
static __always_inline void decode_32(struct call *c, __u64 a, __u64 b, __u64 third, __u64 d, __u64 e, __u64 wanted, bool x86) {
  switch (c->number) {
    case 192: /* mmap2 */
      return map_call(c, third, wanted, d, e);
    case 125: /* mprotect */
      return protect_call(c, third, wanted, a, b);
    case 4: case 146: case 181: case 187: /* write, writev, pwrite64, sendfile */
      return write_call(c, a);
    case 26: /* ptrace */
      return poke_call(c, a);
  }
  if (x86) {
    switch (c->number) {
      case 90: case 117: case 397: /* old mmap, ipc, shmat: arguments in memory, so seen as what they may be */
        c->operation = OPERATION_SHARED_MEMORY;
        return;
      case 380: /* pkey_mprotect */
        return protect_call(c, third, wanted, a, b);
      case 239: case 334: case 379: /* sendfile64, pwritev, pwritev2 */
        return write_call(c, a);
      case 313: case 377: /* splice, copy_file_range */
        return write_call(c, third);
      case 348: /* process_vm_writev */
        c->operation = OPERATION_WRITE_PROCESS;
    }
    return;
  }
  switch (c->number) {
    case 305: /* shmat */
      if (third & SHM_EXEC) c->operation = OPERATION_SHARED_MEMORY;
      return;
    case 394: /* pkey_mprotect */
      return protect_call(c, third, wanted, a, b);
    case 239: case 362: case 393: /* sendfile64, pwritev, pwritev2 */
      return write_call(c, a);
    case 340: case 391: /* splice, copy_file_range */
      return write_call(c, third);
    case 377: /* process_vm_writev */
      c->operation = OPERATION_WRITE_PROCESS;
  }
}

static __always_inline struct file *open_file(struct task_struct *t, int descriptor) {
  struct fdtable *table = BPF_CORE_READ(t, files, fdt);
  if (descriptor < 0 || (__u32)descriptor >= BPF_CORE_READ(table, max_fds)) return 0;
  struct file **all = BPF_CORE_READ(table, fd), *file = 0;
  bpf_probe_read_kernel(&file, sizeof file, all + descriptor);
  return file;
}

/* /proc/PID/mem, open for writing. */
static __always_inline bool is_process_memory(struct file *file) {
  if (!file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) != PROC_MAGIC || !(BPF_CORE_READ(file, f_mode) & FMODE_WRITE)) return false;
  char name[4] = {};
  bpf_probe_read_kernel_str(name, sizeof name, BPF_CORE_READ(file, f_path.dentry, d_name.name));
  return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && !name[3];
}

/* Processes made by CLONE_VM without CLONE_THREAD share the memory that was written, and would go on. */
static __always_inline __u32 kill_sharers(struct task_struct *t) {
  __u32 killed = 0;
  if (!can_kill_others()) return 0;
  struct bpf_iter_task it;
  struct task_struct *q;
  bpf_iter_task_new(&it, 0, 0);
  while ((q = bpf_iter_task_next(&it))) {
    if (q->mm != t->mm || q->tgid == t->tgid) continue;
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

/* Where the kernel has no iterator, what is mapped is not known, and all is reported as anonymous memory: never stopped. */
/* What the range of an mprotect maps: the first file that the image did not contain, else anonymous or privately changed memory. */
static __always_inline __u32 protect_reason(struct task_struct *t, struct guard_root *root, struct call *c, struct seen_file *f) {
  __u32 reason = REASON_NONE;
  if (!HAS(bpf_iter_task_vma_new) || !HAS(bpf_iter_task_vma_next) || !HAS(bpf_iter_task_vma_destroy)) return REASON_ANONYMOUS_MEMORY;
  struct bpf_iter_task_vma it;
  struct vm_area_struct *v;
  __u64 end = c->address + c->length;
  bpf_iter_task_vma_new(&it, t, c->address);
  while ((v = bpf_iter_task_vma_next(&it))) {
    if (v->vm_start >= end) break;
    struct file *file = v->vm_file;
    if (!file) {
      reason = REASON_ANONYMOUS_MEMORY;
      continue;
    }
    struct seen_file seen;
    see_mapped(&seen, file);
    __u32 drift = drift_reason(root, &seen);
    if (drift) {
      *f = seen;
      reason = drift;
      break;
    }
    if (v->anon_vma) reason = REASON_ANONYMOUS_MEMORY; /* a private copy, possibly changed */
  }
  bpf_iter_task_vma_destroy(&it);
  return reason;
}

static __always_inline void report_memory(struct task_struct *t, __u64 container, struct guard_configuration *c, struct guard_root *root, struct call *call, __u32 reason, __u32 control, struct seen_file *f, struct guard_task *task) {
  struct guard_settings *settings = the_settings();
  struct guard_scratch *s = take_scratch();
  if (!s || !settings) {
    count(COUNTER_EVENTS_LOST);
    return;
  }
  struct guard_memory *e = &s->memory;
  __u32 cut = 1;
  __builtin_memset(e, 0, __builtin_offsetof(struct guard_memory, data));
  match(&e->match, c, control, reason);
  if (f->inode) {
    e->inode = f->id.inode;
    e->device = f->id.device;
    e->path_length = write_path(s, e->data, 0, f, &cut) & (2 * PATH_BYTES - 1);
    if (control == CONTROL_MAPPINGS && reason != REASON_DELETED && reason != REASON_MEMORY_FILE) apply_allowed(&e->match, settings, c->allow_rules, &f->id, e->data, 0, e->path_length, !cut && root && root->mount_namespace == BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum));
  }
  if (reason == REASON_ANONYMOUS_MEMORY && e->match.mode == MODE_ENFORCE) e->match.mode = MODE_AUDIT; /* JIT compilers */
  bool again = task->reported == (reason << 16 | call->operation) && task->reported_inode == e->inode;
  if (!e->match.mode || (again && e->match.mode != MODE_ENFORCE)) {
    give_scratch(s);
    return;
  }
  task->reported = reason << 16 | call->operation;
  task->reported_inode = e->inode;
  if (e->match.mode == MODE_ENFORCE) {
    e->kill_error = kill_current();
    e->sharers_killed = kill_sharers(t);
  }
  if (!again) {
    head(&e->event, EVENT_MEMORY, t, container, c);
    e->event.flags = (call->compatibility ? MEMORY_COMPATIBILITY : 0) | (f->inode && cut ? MEMORY_PATH_CUT : 0);
    e->system_call = call->number;
    send(e, __builtin_offsetof(struct guard_memory, data) + (e->path_length & (2 * PATH_BYTES - 1)));
  }
  give_scratch(s);
}

static __always_inline int on_lock(bool write) {
  struct task_struct *t = bpf_get_current_task_btf();
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (!task || !task->container || t->flags & PF_EXITING) return 0; /* an exiting task's registers show its last call */
  __u64 container = task->container;
  struct guard_configuration *c = bpf_map_lookup_elem(&containers, &container);
  if (!c || !(c->mode[CONTROL_MAPPINGS] | c->mode[CONTROL_MEMORY_WRITES])) return 0;
  struct call call = {};
  decode(t, (void *)bpf_task_pt_regs(t), &call);
  /* Mappings are changed under the lock for writing; memory is written under the lock for reading. */
  if (!call.operation || (call.operation <= OPERATION_SHARED_MEMORY) != write) return 0;
  struct guard_root *root = bpf_map_lookup_elem(&roots, &container);
  if (!root) return 0;
  struct seen_file f = {};
  __u32 reason = REASON_NONE, control = call.operation <= OPERATION_SHARED_MEMORY ? CONTROL_MAPPINGS : CONTROL_MEMORY_WRITES;
  if (!c->mode[control]) return 0;
  if (call.operation == OPERATION_MAP) {
    struct file *file = open_file(t, call.descriptor);
    if (file) {
      see_file(&f, file);
      reason = drift_reason(root, &f);
    } else {
      reason = REASON_ANONYMOUS_MEMORY;
    }
  } else if (call.operation == OPERATION_PROTECT) {
    reason = protect_reason(t, root, &call, &f);
  } else if (call.operation == OPERATION_SHARED_MEMORY) {
    reason = REASON_ANONYMOUS_MEMORY;
  } else if (call.operation == OPERATION_WRITE) {
    if (is_process_memory(open_file(t, call.descriptor))) reason = REASON_MEMORY_WRITE;
  } else {
    reason = call.operation == OPERATION_POKE ? REASON_PTRACE_WRITE : REASON_MEMORY_WRITE;
  }
  if (reason) report_memory(t, container, c, root, &call, reason, control, &f, task);
  return 0;
}

SEC("tp_btf/mmap_lock_start_locking:2")
int BPF_PROG(guard_memory_lock, struct mm_struct *mm, bool write) {
  return on_lock(write);
}

/* As the tracepoint was when it also named the memory control group. */
SEC("tp_btf/mmap_lock_start_locking:3")
int BPF_PROG(guard_memory_lock_with_group, struct mm_struct *mm, const char *group, bool write) {
  return on_lock(write);
}

#define IORING_OP_WRITEV 2
#define IORING_OP_WRITE_FIXED 5
#define IORING_OP_WRITE 23
#define IORING_OP_SPLICE 30

#define REQUEST_FIXED_FILE 1
#define FILE_POINTER_FLAGS 7ul

/* The file of a request: by descriptor, or by its place in the ring's own table (whose layout is that of Linux 6.13 and later). */
static __always_inline struct file *request_file(struct task_struct *t, struct io_kiocb *request) {
  int descriptor = BPF_CORE_READ(request, cqe.fd);
  if (!(BPF_CORE_READ(request, flags) & REQUEST_FIXED_FILE)) return open_file(t, descriptor);
  if (!bpf_core_field_exists(((struct io_rsrc_data *)0)->nodes) || !bpf_core_field_exists(((struct io_rsrc_node *)0)->file_ptr)) return 0;
  struct io_ring_ctx *ring = BPF_CORE_READ(request, ctx);
  if (descriptor < 0 || (__u32)descriptor >= BPF_CORE_READ(ring, file_table.data.nr)) return 0;
  struct io_rsrc_node **nodes = BPF_CORE_READ(ring, file_table.data.nodes), *node = 0;
  bpf_probe_read_kernel(&node, sizeof node, nodes + descriptor);
  return node ? (void *)(BPF_CORE_READ(node, file_ptr) & ~FILE_POINTER_FLAGS) : 0;
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(guard_io_uring, struct io_kiocb *request) {
  struct task_struct *t = bpf_get_current_task_btf();
  struct guard_task *task = bpf_task_storage_get(&tasks, t, 0, 0);
  if (!task || !task->container) return 0;
  __u8 operation = BPF_CORE_READ(request, opcode);
  if (operation != IORING_OP_WRITEV && operation != IORING_OP_WRITE_FIXED && operation != IORING_OP_WRITE && operation != IORING_OP_SPLICE) return 0;
  __u64 container = task->container;
  struct guard_configuration *c = bpf_map_lookup_elem(&containers, &container);
  if (!c || !c->mode[CONTROL_MEMORY_WRITES]) return 0;
  if (!is_process_memory(request_file(t, request))) return 0;
  struct call call = {.operation = OPERATION_WRITE, .number = operation};
  struct seen_file f = {};
  report_memory(t, container, c, 0, &call, REASON_IO_URING, CONTROL_MEMORY_WRITES, &f, task);
  return 0;
}
