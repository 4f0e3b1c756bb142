-- Telemetry: what ingest can do without, roll-ups by minute and hour, and changes that a later one has made needless.

-- A reading is written with its message or not at all, and neither messages nor gateways are ever deleted: checking both again for
-- every row took a third of the time that storing takes.
alter table reading drop constraint reading_gateway_boot_seq_fkey;
alter table message drop constraint message_gateway_fkey;

-- What retention lets go of stands at the beginning of the table: found by the ranges of its pages, at next to no cost for ingest.
create index reading_received on reading using brin (received_at);

-- The step that a moment falls into, before 1970 too.
create function step_of(p_at bigint, p_step bigint) returns bigint language sql immutable parallel safe as
'select p_at - ((p_at % p_step) + p_step) % p_step';

-- Numbers, true as 1 and false as 0, by the time they were measured. `gone`: of readings that retention has deleted since; the two
-- rows of a step together are what was ever measured in it.
create table reading_minute (
  station     text   not null,
  at          bigint not null,             -- where the minute begins
  name        text   not null,
  gone        boolean not null,
  unit        text,
  least       double precision not null,
  most        double precision not null,
  total       double precision not null,
  count       bigint not null,
  primary key (station, at, name, gone)
);
create index reading_minute_at on reading_minute using brin (at);

create table reading_hour (
  station     text   not null,
  at          bigint not null,
  name        text   not null,
  gone        boolean not null,
  unit        text,
  least       double precision not null,
  most        double precision not null,
  total       double precision not null,
  count       bigint not null,
  primary key (station, at, name, gone)
);
create index reading_hour_at on reading_hour using brin (at);

-- Hours of a station whose roll-ups do not hold all its readings yet: these are read from the readings themselves. A row is added
-- by the transaction that adds readings and taken away by the one that reckons the hour anew; both hold the station's row.
create table reading_due (
  station     text   not null,
  hour        bigint not null,
  primary key (station, hour)
);

insert into reading_due (station, hour)
  select station, step_of(measured_at, 3600000) from reading group by 1, 2;

-- Kept beside measured and received: what differs by more than a minute is shown.
alter table latest_reading add column sent_at bigint;

-- A change that a later one of the same thing, for the same readers, has made needless: nobody who pulls past both is told of it.
alter table change add column superseded_by bigint;

update change c set superseded_by = l.next
  from (select n, lead(n) over (partition by entity, key, audience, area, chain order by n) as next from change) l
 where l.n = c.n and l.next is not null;

create index change_newest on change (entity, key) where superseded_by is null;
create index change_standing on change (n) where superseded_by is null;
create index change_superseded on change (superseded_by) where superseded_by is not null;

-- Whoever numbers changes holds their lock, and what this reads is read after it was got. Events are never another's successor.
create function supersede_changes() returns trigger language plpgsql as $$
begin
  update change c set superseded_by = l.next
    from (select s.n, lead(s.n) over (partition by s.entity, s.key, s.audience, s.area, s.chain order by s.n) as next
            from (select distinct entity, key from added where entity <> 'event') a
            join change s on s.entity = a.entity and s.key = a.key and s.superseded_by is null) l
   where l.n = c.n and l.next is not null;
  return null;
end $$;

create trigger change_supersedes after insert on change
  referencing new table as added for each statement execute function supersede_changes();
