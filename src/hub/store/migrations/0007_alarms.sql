-- Alarms as a fold over measured time: what was folded so far, what superseded what, who confirms whom, what people did.
-- Lock order: gateways, stations, then the alarms' advisory lock (4853020), then alarms in id order, then the hub's own chain.

alter table alarm drop constraint alarm_status_check;
alter table alarm add constraint alarm_status_check check (status in ('raised', 'cleared', 'superseded'));
alter table alarm drop constraint alarm_station_rule_opening_gateway_opening_boot_opening_seq_key;
alter table alarm add constraint alarm_opening_reading
  unique (station, rule, opening_gateway, opening_boot, opening_seq, opening_measured_at);
alter table alarm add column closing_measured_at bigint; -- by the sensor's clock; cleared_at is when the hub knew
update alarm set closing_measured_at = cleared_at;
alter table alarm add column evidence text[] not null default '{}';   -- other rules that spoke while it lasted
alter table alarm add column level text not null default 'single';
update alarm set level = 'technical' where rule = 'message-fork';
alter table alarm add column neighbours text[] not null default '{}'; -- stations that confirm it, sorted
alter table alarm add column rules text;                 -- version of the rules it was judged by
alter table alarm add column superseded_by uuid;         -- the alarm that covers its opening now, if there is one
alter table alarm add column file jsonb;                 -- what people did about it, as src/domain/alarm keeps it
create index alarm_by_station on alarm (station, opening_measured_at);

alter table gateway add column fold_token uuid;          -- changes with every batch that is folded: tells a hub whether its memory holds

create table alarm_fold (                  -- the state of the fold after every sample of a station up to `at`
  station    text   not null,
  at         bigint not null,
  rules      text   not null,
  state      jsonb  not null,
  kept       boolean not null,             -- the first of its quarter of a day: stays for late readings
  primary key (station, at)
);

create table own_alarm (                   -- what sensors said of themselves
  gateway    text   not null,
  boot       bigint not null,
  seq        bigint not null,
  station    text   not null,
  measured_at bigint not null,
  turned_on  boolean not null,
  name       text   not null,
  value      double precision not null,
  history    boolean not null,
  primary key (gateway, boot, seq)
);
create index own_alarm_by_station on own_alarm (station, measured_at);
