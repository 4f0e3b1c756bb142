-- Permits: what a commander issued, corrected or withdrew. The events are the truth; this is what they come to.
-- Lock order: the permits' advisory lock (4853003) after the rows of chains and alarms, before the change table's.
create table permit (
  id           uuid    primary key,        -- of the event that issued it
  chain        uuid    not null,
  seq          bigint  not null,
  version      integer not null default 1,
  body         jsonb   not null,           -- as the event says it
  responsible  text,                       -- SHA-256 of the sealed part
  issued_by    uuid    not null references person,
  issued_at    bigint  not null,
  replaced_by  uuid,
  withdrawn_at bigint,
  withdrawn_by uuid    references person,
  withdrawn_reason text,
  foreign key (chain, seq) references event,
  check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
