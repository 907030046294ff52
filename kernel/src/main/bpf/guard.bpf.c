/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The guard of containers. Which container a task belongs to is kept in task storage, which fork hands on; cgroup and mount
 * namespace only establish it, so neither leaving the cgroup nor unshare(2) gets rid of it. Tasks of no container pay one lookup.
 */
#include "linux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "guard.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#include "kernel_functions.h"
#include "maps.h"
#include "files.h"
#include "rules.h"
#include "events.h"
#include "forks.h"
#include "execution.h"
#include "groups.h"
#include "memory.h"
