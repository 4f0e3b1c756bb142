-- Gates: which area they stand in, and everything ever said about their modes, as src/domain/gate keeps it.
-- Lock order: chain rows first, then alarms, cases, gates; the change table's advisory lock last.

alter table station add column area text not null default '*'; -- administrative code; '*': given none

create table gate_file (
  gate       text   primary key,           -- a station of kind 'gate'; made by the first command about it
  version    integer not null,
  file       jsonb  not null
);
