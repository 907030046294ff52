/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The few kernel types that the programs read, with only the members they read. preserve_access_index makes every access a
 * CO-RE relocation: the running kernel supplies the offsets, so that the order and the size here mean nothing.
 */
#ifndef SEKISHO_LINUX_H
#define SEKISHO_LINUX_H

typedef unsigned char __u8;
typedef signed char __s8;
typedef unsigned short __u16;
typedef short __s16;
typedef unsigned int __u32;
typedef int __s32;
typedef unsigned long long __u64;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
enum { false, true };
typedef int pid_t;

enum bpf_map_type {
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_PERCPU_ARRAY = 6,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
};
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { BPF_F_NO_PREALLOC = 1 };
enum { BPF_LOCAL_STORAGE_GET_F_CREATE = 1 };
enum { BPF_RB_NO_WAKEUP = 1 };
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
  int nr;
};
struct pid {
  unsigned int level;
  struct upid numbers[0];
};
struct super_block {
  __u32 s_dev;
  unsigned long s_magic;
};
struct inode {
  unsigned long i_ino;
  unsigned int i_nlink;
  struct super_block *i_sb;
};
struct qstr {
  __u32 len;
  const unsigned char *name;
};
struct dentry {
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
  struct super_block *d_sb;
};
struct vfsmount {
  struct dentry *mnt_root;
  struct super_block *mnt_sb;
};
struct mount {
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct vfsmount mnt;
};
struct path {
  struct vfsmount *mnt;
  struct dentry *dentry;
};
struct file {
  unsigned int f_mode;
  struct path f_path;
  struct inode *f_inode;
};
/* What a mapping of an overlay file holds: the real file, and behind it the path that the user opened. */
struct backing_file {
  struct file file;
  struct path user_path;
};
struct ovl_path {
  struct dentry *dentry;
};
struct ovl_entry {
  unsigned int __numlower;
  struct ovl_path __lowerstack[0];
};
struct ovl_inode {
  struct inode vfs_inode;
  struct dentry *__upperdentry;
  struct ovl_entry *oe;
};
struct fs_struct {
  struct path root;
};
struct ns_common {
  unsigned int inum;
};
struct mnt_namespace {
  struct ns_common ns;
};
struct nsproxy {
  struct mnt_namespace *mnt_ns;
};
struct kernfs_node {
  const char *name;
  __u64 id;
};
struct cgroup_root {
  int hierarchy_id;
};
struct cgroup {
  int level;
  struct kernfs_node *kn;
  struct cgroup_root *root;
  struct cgroup *ancestors[0];
};
struct css_set {
  struct cgroup *dfl_cgrp;
};
struct fdtable {
  unsigned int max_fds;
  struct file **fd;
};
struct files_struct {
  struct fdtable *fdt;
};
struct mm_struct {
  unsigned long arg_start;
  unsigned long arg_end;
  struct file *exe_file;
};
struct vm_area_struct {
  unsigned long vm_start;
  struct file *vm_file;
  void *anon_vma;
};
typedef struct {
  unsigned int val;
} kuid_t;
typedef struct {
  unsigned int val;
} kgid_t;
struct cred {
  kuid_t uid;
  kgid_t gid;
};
typedef struct {
  int counter;
} atomic_t;
struct signal_struct {
  atomic_t live;
  int group_exit_code;
};
struct thread_info {
  unsigned long flags;
  __u32 status;
};
struct task_struct {
  struct thread_info thread_info;
  unsigned int flags;
  unsigned int personality;
  int exit_code;
  pid_t pid;
  pid_t tgid;
  __u64 start_boottime;
  struct task_struct *real_parent;
  struct task_struct *group_leader;
  struct mm_struct *mm;
  struct pid *thread_pid;
  const struct cred *real_cred;
  struct fs_struct *fs;
  struct files_struct *files;
  struct nsproxy *nsproxy;
  struct signal_struct *signal;
  struct css_set *cgroups;
  char comm[16];
};
struct linux_binprm {
  struct file *file;
  const char *filename;
  const char *interp;
};
struct io_cqe {
  int fd;
};
struct io_rsrc_node {
  unsigned long file_ptr;
};
struct io_rsrc_data {
  unsigned int nr;
  struct io_rsrc_node **nodes;
};
struct io_file_table {
  struct io_rsrc_data data;
};
struct io_ring_ctx {
  struct io_file_table file_table;
};
struct io_kiocb {
  __u8 opcode;
  __u32 flags;
  struct io_cqe cqe;
  struct io_ring_ctx *ctx;
};
struct seq_file;
struct bpf_iter_meta {
  struct seq_file *seq;
};
struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
#define INSTRUCTION_POINTER(registers) ((registers)->ip)
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
  __u64 regs[31];
  __u64 sp;
  __u64 pc;
  __u64 pstate;
  int syscallno;
};
#define INSTRUCTION_POINTER(registers) ((registers)->pc)
#else
#error "name the architecture: -D__TARGET_ARCH_x86 or -D__TARGET_ARCH_arm64"
#endif

#pragma clang attribute pop

/* Open-coded iterators of the kernel: opaque, but their size is part of the interface. */
struct bpf_iter_task {
  __u64 __opaque[3];
} __attribute__((aligned(8)));
struct bpf_iter_task_vma {
  __u64 __opaque[1];
} __attribute__((aligned(8)));

#endif
