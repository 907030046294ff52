/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Files as the kernel sees them: identity, overlay layers, paths inside a container's root. */

#define OVERLAYFS_MAGIC 0x794c7630
#define PROC_MAGIC 0x9fa0

struct seen_file {
  struct inode *inode;
  struct dentry *dentry;
  struct vfsmount *mount;
  struct guard_file id;
  unsigned long magic;
};

static __always_inline void see(struct seen_file *f, struct vfsmount *mount, struct dentry *dentry, struct inode *inode) {
  f->inode = inode;
  f->dentry = dentry;
  f->mount = mount;
  f->id.inode = BPF_CORE_READ(inode, i_ino);
  f->id.device = BPF_CORE_READ(inode, i_sb, s_dev);
  f->id.pad = 0;
  f->magic = BPF_CORE_READ(inode, i_sb, s_magic);
}

static __always_inline void see_file(struct seen_file *f, struct file *file) {
  see(f, BPF_CORE_READ(file, f_path.mnt), BPF_CORE_READ(file, f_path.dentry), BPF_CORE_READ(file, f_inode));
}

/*
 * A mapping's file. For overlay that is the real file below it, and the overlay's own is behind backing_file.user_path. There is no
 * stable mark of a backing file; for another file the bytes read here are a neighbour's, and do not lead to an overlay.
 */
static __always_inline void see_mapped(struct seen_file *f, struct file *file) {
  struct backing_file *backing = (void *)file;
  struct dentry *dentry = 0;
  if (bpf_core_type_exists(struct backing_file)) dentry = BPF_CORE_READ(backing, user_path.dentry);
  if (dentry && BPF_CORE_READ(dentry, d_sb, s_magic) == OVERLAYFS_MAGIC)
    see(f, BPF_CORE_READ(backing, user_path.mnt), dentry, BPF_CORE_READ(dentry, d_inode));
  else
    see_file(f, file);
}

static __always_inline struct ovl_inode *overlay_inode(struct inode *inode) {
  return (void *)((char *)inode - bpf_core_field_offset(struct ovl_inode, vfs_inode));
}

/* In the writable layer: made, copied up or changed since the container started. */
static __always_inline bool in_upper_layer(struct inode *inode) {
  if (!bpf_core_field_exists(((struct ovl_inode *)0)->__upperdentry)) return false;
  struct ovl_inode *overlay = overlay_inode(inode);
  return BPF_CORE_READ(overlay, __upperdentry) != 0;
}

/* The file of the uppermost read-only layer below an overlay inode. */
static __always_inline struct inode *lower_inode(struct inode *inode) {
  if (!bpf_core_field_exists(((struct ovl_inode *)0)->oe)) return 0;
  struct ovl_inode *overlay = overlay_inode(inode);
  struct ovl_entry *entry = BPF_CORE_READ(overlay, oe);
  if (!entry || !BPF_CORE_READ(entry, __numlower)) return 0;
  struct dentry *dentry = 0;
  bpf_probe_read_kernel(&dentry, sizeof dentry,
      (char *)entry + bpf_core_field_offset(struct ovl_entry, __lowerstack) + bpf_core_field_offset(struct ovl_path, dentry));
  return dentry ? BPF_CORE_READ(dentry, d_inode) : 0;
}

static __always_inline __u32 trust(struct guard_file *id) {
  __u32 *roles = bpf_map_lookup_elem(&trusted, id);
  return roles ? *roles : 0;
}

/* Why a container with this root does not contain the file, or REASON_NONE. */
static __always_inline __u32 drift_reason(struct guard_root *root, struct seen_file *f) {
  if (trust(&f->id) & TRUSTED_INJECTED) return REASON_NONE;
  struct inode *inode = f->inode;
  struct dentry *dentry = f->dentry;
  if (BPF_CORE_READ(inode, i_nlink) == 0)
    return BPF_CORE_READ(dentry, d_parent) == dentry ? REASON_MEMORY_FILE : REASON_DELETED;
  if (root->device && f->id.device != root->device) return REASON_OTHER_FILE_SYSTEM;
  if (f->magic == OVERLAYFS_MAGIC && in_upper_layer(f->inode)) return REASON_WRITABLE_LAYER;
  return REASON_NONE;
}

struct walk {
  struct guard_scratch *s;
  struct dentry *dentry;
  struct mount *mount;
  __u32 components;
  __u32 done;
};

static struct mount *mount_of(struct vfsmount *mount) {
  return (void *)((char *)mount - bpf_core_field_offset(struct mount, mnt));
}

static long climb(__u32 i, struct walk *w) {
  struct dentry *dentry = w->dentry, *parent;
  struct mount *mount = w->mount, *up;
  parent = BPF_CORE_READ(dentry, d_parent);
  if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
    up = BPF_CORE_READ(mount, mnt_parent);
    if (up == mount) {
      w->done = 1;
      return 1;
    }
    w->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
    w->mount = up;
    return 0;
  }
  if (w->components >= COMPONENTS) return 1;
  w->s->chain[w->components & 63] = dentry;
  w->components++;
  if (parent == dentry) { /* a file without a tree, like a memfd */
    w->done = 1;
    return 1;
  }
  w->dentry = parent;
  return 0;
}

struct spell {
  struct guard_scratch *s;
  char *data;
  __u32 begin, at, left, cut;
};

static long spell_component(__u32 i, struct spell *p) {
  if (!p->left) return 1;
  p->left--;
  struct dentry *dentry = p->s->chain[p->left & 63];
  if (p->at - p->begin > PATH_BYTES - 258) { /* a name has at most 255 bytes, with the slash and the NUL */
    p->cut = 1;
    return 1;
  }
  __u32 at = p->at & (2 * PATH_BYTES - 1);
  p->data[at] = '/';
  long n = bpf_probe_read_kernel_str(p->data + at + 1, 256, BPF_CORE_READ(dentry, d_name.name));
  if (n < 0) {
    p->cut = 1;
    return 1;
  }
  p->at = at + (n & 511);
  return 0;
}

/*
 * Writes the path of a file, seen from the root of its mount namespace, at data[at]. Not from the task's root: after chroot(2) a
 * container could call any directory by any name.
 * Returns its length; *cut when it is deeper than COMPONENTS or longer than PATH_BYTES: then it is not to be matched.
 */
static __always_inline __u32 write_path(struct guard_scratch *s, char *data, __u32 at, struct seen_file *f, __u32 *cut) {
  struct walk w = {.s = s, .dentry = f->dentry, .mount = mount_of(f->mount)};
  bpf_loop(COMPONENTS + 32, climb, &w, 0);
  struct spell p = {.s = s, .data = data, .begin = at, .at = at, .left = w.components};
  bpf_loop(COMPONENTS, spell_component, &p, 0);
  *cut = p.cut || !w.done;
  return p.at - at;
}
