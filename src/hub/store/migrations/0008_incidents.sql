-- Incidents: alarms and sightings of one fire put together, as src/domain/incident folds them. Events and alarms are the truth; `incident`
-- and `incident_member` are what they come to, and can be made anew from them.
-- Lock order: the incidents' advisory lock (4853008) first in its own transactions, the change table's last.

create table sighting (
  event       uuid   primary key,
  chain       uuid   not null,
  seq         bigint not null,
  body        jsonb  not null,             -- as the event says it
  received_at bigint not null,
  voided_at   bigint,
  foreign key (chain, seq) references event
);

create table incident_step (               -- what was decided by hand; counts in the order (received_at, chain, seq)
  event       uuid   primary key,
  chain       uuid   not null,
  seq         bigint not null,
  person      uuid   not null,
  body        jsonb  not null,
  received_at bigint not null,
  foreign key (chain, seq) references event
);

create table incident (
  id          uuid   primary key,          -- of its earliest member
  version     integer not null,
  to_at       bigint,                      -- null while any of it lasts
  is_gone     boolean not null default false,
  body        jsonb  not null              -- as it was told last
);

create table incident_member (
  member      uuid   primary key,
  incident    uuid   not null references incident
);
create index incident_member_incident on incident_member (incident);
