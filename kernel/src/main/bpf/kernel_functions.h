/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Functions of the kernel that programs may call, where it has them: bpf_iter_task and bpf_iter_task_vma since Linux 6.7,
 * bpf_send_signal_task since 6.13. The loader makes the address of a missing one 0, and the verifier then drops what depends on it.
 */

extern int bpf_send_signal_task(struct task_struct *task, int sig, enum pid_type type, __u64 value) __ksym __weak;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym __weak;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym __weak;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym __weak;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;
extern int bpf_iter_task_vma_new(struct bpf_iter_task_vma *it, struct task_struct *task, __u64 addr) __ksym __weak;
extern struct vm_area_struct *bpf_iter_task_vma_next(struct bpf_iter_task_vma *it) __ksym __weak;
extern void bpf_iter_task_vma_destroy(struct bpf_iter_task_vma *it) __ksym __weak;

#define HAS(function) (!!(void *)(function))

static __always_inline bool can_kill_others(void) {
  return HAS(bpf_send_signal_task) && HAS(bpf_iter_task_new) && HAS(bpf_iter_task_next) && HAS(bpf_iter_task_destroy) &&
         HAS(bpf_task_acquire) && HAS(bpf_task_release);
}

/* Kills a child before its first instruction; where the kernel cannot, the current process, which forked it. */
static __always_inline long kill_child(struct task_struct *child) {
  if (HAS(bpf_send_signal_task)) return bpf_send_signal_task(child, 9, PIDTYPE_TGID, 0);
  return bpf_send_signal(9);
}
