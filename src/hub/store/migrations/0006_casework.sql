-- Cases, decisions about what was held, successors of closed chains.
-- Lock order: chain rows first, then alarms, then cases; the change table's advisory lock last.

-- Everything said about a suspected violation, as src/domain/casework keeps it; `chain` is the record's own.
create table case_file (
  violation  uuid   primary key,
  chain      uuid   not null references chain,
  version    integer not null,
  file       jsonb  not null
);

-- What was decided about an event that was held. Its receipt stays as it was given.
create table event_review (
  chain      uuid   not null,
  seq        bigint not null,
  outcome    text   not null check (outcome in ('released', 'refused')),
  decided_by uuid,                         -- null: by the hub itself, after an update
  event      uuid   not null,              -- the decision, on the hub's own chain
  decided_at bigint not null,
  primary key (chain, seq),
  foreign key (chain, seq) references event
);

create index event_held on event (received_at) where outcome = 'held';

-- The chain on which the device of a closed one goes on.
alter table chain add column successor uuid references chain;
