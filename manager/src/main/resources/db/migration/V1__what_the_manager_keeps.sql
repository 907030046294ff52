-- Trusted extension: the owner of the database may create it.
create extension if not exists pg_trgm;

create table settings (
  name text primary key,
  value text not null
);

create table hosts (
  number int generated always as identity primary key,
  id text not null unique,
  name text not null,
  logical_name text not null,
  group_name text not null,
  labels text not null,
  machine_id text not null,
  version text not null,
  enrolled_at timestamptz not null,
  enrolled_by text not null,
  revoked_at timestamptz,
  removed_at timestamptz,
  seen_at timestamptz,
  started_at timestamptz,
  -- the last report without its workloads, as JSON of the wire; empty before the first
  report text not null default ''
);
create unique index hosts_live_machine on hosts (machine_id) where revoked_at is null and machine_id <> '';

create table workloads (
  host int not null references hosts,
  id text not null,
  name text not null,
  seen_at timestamptz not null,
  report text not null,
  primary key (host, id)
);

create table certificates (
  serial text primary key,
  host int not null references hosts,
  not_before timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz
);
create index certificates_host on certificates (host);

create table enrolment_tokens (
  id text primary key,
  hash bytea not null unique,
  logical_name text not null,
  group_name text not null,
  labels text not null,
  replaces boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by int references hosts
);

create table policies (
  name text primary key,
  kind text not null,
  revision int not null,
  yaml text not null,
  enabled boolean not null,
  mode text not null,
  description text not null,
  activated_at timestamptz not null,
  author text not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);

create table policy_revisions (
  name text not null,
  revision int not null,
  yaml text not null,
  author text not null,
  at timestamptz not null,
  change text not null,
  primary key (name, revision)
);

create table bundle (
  one boolean primary key default true check (one),
  revision bigint not null
);
insert into bundle (revision) values (0);

-- id = milliseconds since 1970 when the manager stored it << 20 | counter: the order of arrival, the cursor of pages and the
-- key of partitions in one column, so that the newest events are found by one index.
create table events (
  id bigint not null,
  host int not null,
  epoch bigint not null,
  sequence bigint not null,
  at timestamptz not null,
  kind text not null,
  mode text not null,
  action text not null,
  -- a policy spoke, or it is a notice that someone should read
  flagged boolean not null,
  workload bigint,
  policies text[] not null,
  controls text[] not null,
  -- what searches look through, in lower case
  words text not null,
  decision text not null
) partition by range (id);
create index events_id on events (id);
create index events_key on events (host, epoch, sequence);
create index events_host on events (host, id);
create index events_workload on events (workload, id);
create index events_flagged on events (id) where flagged;
create index events_reasons on events using gin (policies, controls) where flagged;
create index events_words on events using gin (words gin_trgm_ops) where flagged;

-- The attributes of a workload are the same in thousands of decisions: they are stored once for each change.
create table workload_versions (
  number bigint generated always as identity primary key,
  digest bytea not null unique,
  host text not null,
  workload_id text not null,
  name text not null,
  workload text not null
);
create index workload_versions_id on workload_versions (workload_id);
create index workload_versions_name on workload_versions (name);

-- Up to where each spool is stored: what comes again is recognised by this alone, in whatever partition it lies.
create table intake (
  host int not null,
  epoch bigint not null,
  stored_through bigint not null,
  primary key (host, epoch)
);

create table event_counts (
  hour timestamptz not null,
  host int not null,
  mode text not null,
  action text not null,
  control text not null,
  count bigint not null,
  primary key (hour, host, mode, action, control)
);

create table users (
  name text primary key,
  password_hash text not null,
  role text not null,
  may_weaken boolean not null,
  must_change_password boolean not null,
  disabled boolean not null,
  created_at timestamptz not null,
  last_login_at timestamptz
);

create table sessions (
  hash bytea primary key,
  user_name text not null references users on delete cascade,
  csrf text not null,
  address text not null,
  created_at timestamptz not null,
  active_at timestamptz not null
);

create table api_tokens (
  id text primary key,
  hash bytea not null unique,
  name text not null,
  role text not null,
  may_weaken boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz
);

create table audit_log (
  number bigint primary key,
  at timestamptz not null,
  actor text not null,
  address text not null,
  action text not null,
  subject text not null,
  detail text not null,
  weakens boolean not null,
  previous bytea not null,
  hash bytea not null
);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end
$$;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only();
create trigger audit_log_never_truncated before truncate on audit_log
  for each statement execute function audit_log_is_append_only();
create index audit_log_weakens on audit_log (number) where weakens;
