-- Foundation. SQL for PostgreSQL 15 and later. Every *_at is epoch milliseconds (UTC). Hashes are lower-case hex SHA-256.
-- Codes (kinds, outcomes, roles, statuses, reasons) are those of src/domain/shared/codes.ts.
-- Lock order in every transaction: rows first (chain, then station, then alarm), the change table's advisory lock last.

-- ── The hub itself ────────────────────────────────────────────────────────────────────────────────────────────────
create table hub (
  one_row    boolean primary key default true check (one_row),
  epoch      uuid   not null,              -- a new one is minted when a restore is noticed
  chain      uuid   not null,              -- the hub-signed chain of what the hub itself decides
  created_at bigint not null
);

create table hub_key (                     -- public halves, kept for ever; private ones live in the key folder
  kid        text   primary key,
  use        text   not null check (use in ('identity', 'signing', 'sealing')),
  jwk        jsonb  not null,
  season     text,
  cert_raw   text,                         -- null for the identity key
  cert_sig   text,
  created_at bigint not null
);

-- ── People, devices, grants, enrolment, sessions ──────────────────────────────────────────────────────────────────
create table person (
  id         uuid   primary key,
  name       text   not null,
  created_at bigint not null
);

create table device (
  id          uuid   primary key,
  kid         text   not null unique,
  jwk         jsonb  not null,
  status      text   not null default 'active',
  enrolled_at bigint not null,
  revoked_at  bigint
);

create table device_grant (
  id         uuid   primary key,
  device     uuid   not null references device,
  person     uuid   not null references person,
  role       text   not null,
  area       text   not null,
  from_at    bigint not null,
  to_at      bigint
);
create index device_grant_device on device_grant (device);

create table enrolment_code (
  code_hash  text   primary key,           -- SHA-256 of the code
  person     uuid   not null references person,
  role       text   not null,
  area       text   not null,
  issued_at  bigint not null,
  issued_by  uuid   references person,     -- null: by the hub itself at its start
  expires_at bigint not null,
  used_at    bigint,
  device     uuid   references device      -- who used it; the same key may ask again and gets the same answer
);

create table challenge (
  nonce_hash text   primary key,
  kid        text   not null,
  expires_at bigint not null
);

create table session (
  token_hash text   primary key,
  device     uuid   not null references device,
  device_grant uuid not null references device_grant,
  created_at bigint not null,
  expires_at bigint not null,
  ended_at   bigint
);
create index session_device on session (device);

-- ── Chains and events ─────────────────────────────────────────────────────────────────────────────────────────────
create table chain (
  id         uuid   primary key,
  device     uuid   references device,     -- null: the hub's own
  seq        bigint not null default 0,
  hash       text,
  opened_at  bigint not null,
  closed_at  bigint,
  check ((seq = 0) = (hash is null))
);
create unique index chain_one_open_per_device on chain (device) where closed_at is null;

create table event (
  chain       uuid   not null references chain,
  seq         bigint not null check (seq >= 1),
  id          uuid   not null,
  hash        text   not null,
  raw         text   not null,             -- exact bytes as signed
  sig         text   not null,
  kid         text   not null,
  kind        text   not null,
  schema      integer not null,
  person      uuid   not null,
  outcome     text   not null check (outcome in ('stored', 'held')),
  held_because text,
  received_at bigint not null,
  receipt_raw text   not null,             -- signed once, returned byte for byte for ever
  receipt_sig text   not null,
  receipt_kid text   not null,
  primary key (chain, seq)
);
create unique index event_hash on event (hash);
create index event_id on event (id);

create table event_wrap (                  -- deleting these erases the personal parts of an event
  chain      uuid   not null,
  seq        bigint not null,
  to_kid     text   not null,
  alg        text   not null,
  enc        text   not null,
  key        text   not null,
  primary key (chain, seq, to_kid),
  foreign key (chain, seq) references event
);

create table event_fork (                  -- same seq, other hash: both versions are kept
  chain       uuid   not null,
  seq         bigint not null,
  hash        text   not null,
  raw         text   not null,
  sig         text   not null,
  kid         text   not null,
  wraps       jsonb  not null,
  received_at bigint not null,
  receipt_raw text   not null,
  receipt_sig text   not null,
  receipt_kid text   not null,
  primary key (chain, seq, hash)
);

create table part (                        -- the bytes lie in the part store, named by their hash
  sha256     text   primary key,
  bytes      bigint not null,
  stored_at  bigint not null
);

create table event_part (
  chain      uuid   not null,
  seq        bigint not null,
  ordinal    integer not null,
  sha256     text   not null,
  role       text   not null,
  type       text   not null,
  bytes      bigint not null,
  primary key (chain, seq, ordinal),
  foreign key (chain, seq) references event
);
create index event_part_sha256 on event_part (sha256);

create table quarantine (                  -- what cannot be accepted at all; capped in rows and bytes
  hash       text   not null,
  source     text   not null check (source in ('push', 'mqtt')),
  reason     text   not null,
  detail     text   not null,
  origin     text   not null,              -- device kid or MQTT topic, as far as known
  content    bytea,                        -- null when it was over the cap
  bytes      bigint not null,
  times      bigint not null default 1,
  first_at   bigint not null,
  last_at    bigint not null,
  primary key (source, hash, reason, origin)
);

-- ── The change table: everything a pull returns, numbered in commit order ────────────────────────────────────────
create table change (
  n          bigint primary key,
  at         bigint not null,
  entity     text   not null,              -- 'event', 'custody', 'alarm', 'station', 'device'
  key        text   not null,              -- 'event': chain/seq, the row is joined when read
  audience   text   not null check (audience in ('all', 'desk')),
  chain      uuid,                         -- its own device may see it whatever the audience
  area       text   not null default '*',
  body       jsonb                         -- null for 'event'
);
create index change_chain on change (chain, n) where chain is not null;

create sequence change_n;

-- The advisory lock is held to the end of the transaction, so numbers become visible in their own order: no holes for a reader.
create function record_change(p_at bigint, p_entity text, p_key text, p_audience text, p_chain uuid, p_area text, p_body jsonb)
returns bigint language plpgsql as $$
declare
  v_n bigint;
begin
  perform pg_advisory_xact_lock(4853001);
  v_n := nextval('change_n');
  insert into change (n, at, entity, key, audience, chain, area, body)
  values (v_n, p_at, p_entity, p_key, p_audience, p_chain, p_area, p_body);
  perform pg_notify('hulin_change', json_build_object('n', v_n, 'entity', p_entity, 'key', p_key, 'audience', p_audience, 'chain', p_chain)::text);
  return v_n;
end $$;

-- ── Positions of rangers on patrol: personal, short-lived, in no change table ────────────────────────────────────
create table position (
  device      uuid   not null references device,
  taken_at    bigint not null,
  lon         double precision not null,
  lat         double precision not null,
  accuracy_meters double precision not null,
  received_at bigint not null,
  primary key (device, taken_at)
);

-- ── Every reading of a personal field ─────────────────────────────────────────────────────────────────────────────
create table opening (
  id         bigint generated always as identity primary key,
  at         bigint not null,
  device     uuid   not null references device,
  person     uuid   not null references person,
  event      uuid   not null,
  part       text   not null,
  role       text   not null,
  reason     text,
  outcome    text   not null
);

-- ── Gateways, stations, telemetry ─────────────────────────────────────────────────────────────────────────────────
create table gateway (
  id          text   primary key,
  secret_hash text   not null,             -- scrypt, hex
  secret_salt text   not null,
  enrolled_at bigint not null,
  revoked_at  bigint,
  online      boolean,
  state       jsonb,                       -- the last retained state it published
  state_at    bigint
);

create table station (
  id          text   primary key,          -- the SenML base name without its colon; for a gateway its own id
  gateway     text   not null references gateway,
  kind        text   not null,
  name_zh     text   not null,
  name_en     text   not null,
  lon         double precision not null,
  lat         double precision not null,
  heartbeat_ms bigint not null,
  status      text   not null default 'unknown',
  status_at   bigint not null,
  measured_at bigint,                      -- newest measured time seen
  heard_at    bigint,                      -- hub time of the newest live message
  demonstration boolean not null default false
);

create table message (                     -- (gateway, boot, seq) names a message for ever
  gateway     text   not null references gateway,
  boot        bigint not null,
  seq         bigint not null,
  hash        text   not null,             -- SHA-256 of the payload bytes
  leaf        text   not null check (leaf in ('tel', 'alarm')),
  sent_at     bigint not null,
  received_at bigint not null,
  history     boolean not null,
  quarantined boolean not null default false,
  primary key (gateway, boot, seq)
);

create table message_fork (                -- the same number with other bytes: kept aside and alarmed
  gateway     text   not null,
  boot        bigint not null,
  seq         bigint not null,
  hash        text   not null,
  payload     bytea  not null,
  received_at bigint not null,
  primary key (gateway, boot, seq, hash)
);

create table gateway_progress (            -- the last contiguous seq of a boot that is stored or quarantined
  gateway     text   not null references gateway,
  boot        bigint not null,
  up_to       bigint not null,
  primary key (gateway, boot)
);

create table reading (
  gateway     text   not null,
  boot        bigint not null,
  seq         bigint not null,
  ordinal     integer not null,
  station     text   not null,
  name        text   not null,
  unit        text,
  number      double precision,
  truth       boolean,
  text        text,
  measured_at bigint not null,
  sent_at     bigint not null,
  received_at bigint not null,
  history     boolean not null,
  primary key (gateway, boot, seq, ordinal),
  foreign key (gateway, boot, seq) references message
);
create index reading_by_station on reading (station, name, measured_at);

create table latest_reading (
  station     text   not null,
  name        text   not null,
  unit        text,
  number      double precision,
  truth       boolean,
  text        text,
  measured_at bigint not null,
  received_at bigint not null,
  primary key (station, name)
);

-- ── Alarms: identity = (station, rule, opening reading) ───────────────────────────────────────────────────────────
create table alarm (
  id              uuid   primary key,
  station         text   not null,
  rule            text   not null,
  opening_gateway text   not null,
  opening_boot    bigint not null,
  opening_seq     bigint not null,
  opening_name    text   not null,
  opening_value   double precision not null,
  opening_measured_at bigint not null,
  version         integer not null default 1,
  status          text   not null check (status in ('raised', 'cleared')),
  late            boolean not null,
  raised_at       bigint not null,
  cleared_at      bigint,
  acknowledged_at bigint,
  acknowledged_by uuid   references person,
  acknowledged_event uuid,
  unique (station, rule, opening_gateway, opening_boot, opening_seq)
);
create unique index alarm_one_raised on alarm (station, rule) where status = 'raised';
