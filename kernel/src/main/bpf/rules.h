/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Rule sets: texts are matched by a keyed 64-bit hash (Java computes the same: GuardHash). */

static __always_inline __u64 hash_byte(__u64 hash, __u8 byte, __u64 factor) {
  hash = (hash ^ byte) * factor;
  return hash ^ (hash >> 32);
}

static __always_inline struct guard_rule *rule(__u64 set, __u32 kind, __u64 value, __u32 device) {
  struct guard_rule_key key = {.set = set, .value = value, .device = device, .kind = kind};
  return bpf_map_lookup_elem(&rules, &key);
}

static __always_inline __u32 kinds_of(__u64 set) {
  if (!set) return 0;
  __u32 *kinds = bpf_map_lookup_elem(&sets, &set);
  return kinds ? *kinds : 0;
}

/* The firmest (blocklist) or weakest (allow list) rule that matched so far. */
struct choice {
  __u32 mode, clause, reason;
  __u32 found;
};

static __always_inline void choose(struct choice *c, struct guard_rule *r, __u32 reason, bool weakest) {
  if (!r) return;
  if (c->found && (weakest ? r->mode >= c->mode : r->mode <= c->mode)) return;
  c->mode = r->mode;
  c->clause = r->clause;
  c->reason = reason;
  c->found = 1;
}

/* Hashes of a text: of the whole, of its last component; and what BELOW rules say about the directories in it. */
struct digest {
  char *data;
  __u64 start, factor;
  __u64 set;
  __u64 whole, base;
  struct choice below;
  __u32 at, below_wanted, weakest, base_at;
};

static long digest_byte(__u32 i, struct digest *d) {
  __u8 byte = d->data[(d->at + i) & (2 * PATH_BYTES - 1)];
  if (byte == '/') {
    if (i && d->below_wanted) choose(&d->below, rule(d->set, RULE_BELOW, d->whole, 0), REASON_PATH, d->weakest);
    d->base = d->start;
    d->base_at = i + 1;
  } else {
    d->base = hash_byte(d->base, byte, d->factor);
  }
  d->whole = hash_byte(d->whole, byte, d->factor);
  return 0;
}

static __always_inline void digest_text(struct digest *d, struct guard_settings *s, char *data, __u32 at, __u32 length, __u64 set, __u32 kinds, bool weakest) {
  __builtin_memset(d, 0, sizeof *d);
  d->data = data;
  d->at = at;
  d->start = d->whole = d->base = s->hash_start;
  d->factor = s->hash_factor;
  d->set = set;
  d->below_wanted = kinds >> RULE_BELOW & 1;
  d->weakest = weakest;
  bpf_loop(length & (2 * PATH_BYTES - 1), digest_byte, d, 0);
}

/* What an allow list leaves of a control for one file. Its path must be whole. */
static __always_inline void apply_allowed(struct guard_match *m, struct guard_settings *s, __u64 set, struct guard_file *id, char *data, __u32 at, __u32 length, bool path_known) {
  __u32 kinds = kinds_of(set);
  if (!kinds) return;
  struct choice c = {};
  if (kinds & 1 << RULE_FILE) choose(&c, rule(set, RULE_FILE, id->inode, id->device), REASON_IDENTITY, true);
  if (kinds & 1 << RULE_DEVICE) choose(&c, rule(set, RULE_DEVICE, 0, id->device), REASON_IDENTITY, true);
  if (path_known && kinds & (1 << RULE_PATH | 1 << RULE_BELOW)) {
    struct digest d;
    digest_text(&d, s, data, at, length, set, kinds, true);
    if (d.below.found && (!c.found || d.below.mode < c.mode)) c = d.below;
    choose(&c, rule(set, RULE_PATH, d.whole, 0), REASON_PATH, true);
  }
  if (c.found && c.mode < m->mode) {
    m->mode = c.mode;
    m->clause = c.clause;
  }
}

/*
 * The words of argv that name a program: argv[0], and what a multi-call binary takes for the name of its applet: the last component
 * of a word, leading dashes dropped, "busybox" and its like skipped, as busybox itself does it; --coreutils-prog=NAME for coreutils.
 */
struct words {
  char *data;
  __u64 start, factor, set, hash;
  struct choice choice;
  __u32 at, from;
  __u32 word;
  __u32 decided;
  __u32 multi_call; /* the file that is executed holds many programs: APPLET rules speak */
};

static __always_inline bool is_multi_call(char *name) {
  __u64 head = 0;
  __builtin_memcpy(&head, name, 8);
  /* little-endian "busybox", "toybox", "coreutil" */
  return (head & 0x00ffffffffffffffULL) == 0x00786f6279737562ULL || (head & 0x00ffffffffffffffULL) == 0x0000786f62796f74ULL ||
         head == 0x6c69747565726f63ULL;
}

static long next_byte(__u32 i, struct words *w) {
  __u8 byte = w->data[(w->at + i) & (DATA_BYTES - 1)];
  if (byte == '/' || (w->word && byte == '=') || (byte == '-' && i == w->from)) {
    w->from = i + 1;
    w->hash = w->start;
    return 0;
  }
  if (byte) {
    w->hash = hash_byte(w->hash, byte, w->factor);
    return 0;
  }
  if (w->from != i) {
    choose(&w->choice, rule(w->set, RULE_NAME, w->hash, 0), w->word ? REASON_APPLET : REASON_CALLED_NAME, false);
    if (w->multi_call) choose(&w->choice, rule(w->set, RULE_APPLET, w->hash, 0), REASON_APPLET, false);
  }
  __u32 begin = (w->at + w->from) & (DATA_BYTES - 1);
  if (begin > DATA_BYTES - 8 || (w->from != i && !is_multi_call(w->data + begin))) {
    w->decided = 1;
    return 1;
  }
  w->word++;
  w->from = i + 1;
  w->hash = w->start;
  return 0;
}

/* What the blocklist says; paths and names lie in data. */
static __always_inline void judge_blocklist(struct guard_match *m, struct guard_settings *s, struct guard_configuration *c, struct guard_execution *e, struct guard_file *id, __u32 argument_flags, bool path_known, bool cut) {
  __u64 set = c->block_rules;
  __u32 kinds = kinds_of(set), at = e->called_length & (CALLED_BYTES * 2 - 1);
  if (!kinds) return;
  struct choice best = {};
  if (kinds & 1 << RULE_FILE) choose(&best, rule(set, RULE_FILE, id->inode, id->device), REASON_IDENTITY, false);
  if (kinds & 1 << RULE_DEVICE) choose(&best, rule(set, RULE_DEVICE, 0, id->device), REASON_IDENTITY, false);
  struct digest d;
  digest_text(&d, s, e->data, at, e->path_length, set, path_known ? kinds : 0, false);
  __u32 base_at = (at + d.base_at) & (DATA_BYTES - 1);
  /* A multi-call binary is judged by what is called alone: its own name and path say nothing of that. */
  bool multi_call = base_at <= DATA_BYTES - 8 && is_multi_call(e->data + base_at);
  if (path_known && !multi_call) {
    choose(&best, rule(set, RULE_PATH, d.whole, 0), REASON_PATH, false);
    if (d.below.found && (!best.found || d.below.mode > best.mode)) best = d.below;
  }
  if (!multi_call) choose(&best, rule(set, RULE_NAME, d.base, 0), REASON_NAME, false);
  digest_text(&d, s, e->data, 0, at, set, kinds, false);
  choose(&best, rule(set, RULE_NAME, d.base, 0), REASON_CALLED_NAME, false);
  choose(&best, rule(set, RULE_PATH, d.whole, 0), REASON_PATH, false);
  if (multi_call) choose(&best, rule(set, RULE_APPLET, d.base, 0), REASON_CALLED_NAME, false);
  if (kinds & (1 << RULE_NAME | 1 << RULE_APPLET)) {
    struct words w = {.data = e->data, .start = s->hash_start, .factor = s->hash_factor, .set = set, .hash = s->hash_start};
    w.multi_call = multi_call;
    w.at = at + (e->path_length & (2 * PATH_BYTES - 1));
    bpf_loop(e->arguments_length & (ARGUMENTS_BYTES - 1), next_byte, &w, 0);
    if (w.choice.found && (!best.found || w.choice.mode > best.mode)) best = w.choice;
    if (argument_flags & EXECUTION_ARGUMENTS_UNREADABLE || (w.word && !w.decided && argument_flags & EXECUTION_ARGUMENTS_CUT)) {
      struct guard_rule unknown = {.mode = c->mode[CONTROL_BLOCKLIST], .clause = c->clause[CONTROL_BLOCKLIST]};
      choose(&best, &unknown, REASON_APPLET_UNKNOWN, false);
    }
  }
  if (!best.found) return;
  m->reason = best.reason;
  m->mode = best.mode < c->mode[CONTROL_BLOCKLIST] ? best.mode : c->mode[CONTROL_BLOCKLIST];
  m->clause = best.clause;
}
