-- Evidence, daily anchors with their time stamps, erasing and retention.

-- ── What every chain was at the end of each civil day in Weihai ──────────────────────────────────────────────────
create table anchor (
  day        text   primary key,           -- YYYY-MM-DD
  hash       text   not null unique,       -- of the anchor's event on the hub's own chain
  seq        bigint not null,              -- its place there
  until_at   bigint not null
);

create table anchor_head (                 -- the leaves of its tree of heads; with the day before, those of its tree of events
  day        text   not null references anchor,
  chain      uuid   not null references chain,
  seq        bigint not null,
  hash       text   not null,
  primary key (day, chain)
);
create index anchor_head_chain on anchor_head (chain, seq);

create table time_stamp (                  -- a row for every anchor; `token` null: still to be asked for
  anchor     text   primary key references anchor (hash),
  tries      integer not null default 0,
  next_at    bigint not null,
  fault      text,                         -- why the last try failed
  token      bytea,
  gen_at     bigint                        -- the authority's time
);

-- ── Erasing ──────────────────────────────────────────────────────────────────────────────────────────────────────
create table erasure (
  record     uuid   primary key,           -- the event whose wraps are gone
  event      uuid   not null,              -- the erasure on the hub's own chain
  because    text   not null,
  person     uuid   references person,     -- null: by retention
  erased_at  bigint not null
);

alter table hub_key add column destroyed_at bigint; -- the private half is gone for good: the folder need not have it

create table daily_job (
  name       text   primary key,
  day        text   not null               -- the civil day it was last done for
);

-- ── Who read what, and who took what out ─────────────────────────────────────────────────────────────────────────
create table evidence_export (
  id         uuid   primary key,
  at         bigint not null,
  device     uuid   references device,
  person     uuid   references person,
  operator   text,                         -- account on the hub's machine, when it was the command line
  records    uuid[] not null,
  opened     boolean not null,
  reason     text   not null,
  sha256     text   not null,
  bytes      bigint not null
);

alter table opening alter column device drop not null;
alter table opening alter column person drop not null;
alter table opening add column operator text;
alter table opening add column export uuid;
create index opening_by_age on opening (at, id);
