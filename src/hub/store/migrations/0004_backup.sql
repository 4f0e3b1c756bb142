-- Backups that were completed, and which folder of parts belongs to this database.

create table backup_taken (
  id          uuid   primary key,
  horizon_at  bigint not null,             -- everything stored up to this moment is in it
  finished_at bigint not null,
  bytes       bigint not null,
  sha256      text   not null              -- of the file
);

alter table hub add column parts_store uuid;  -- the name written in the folder of parts: hubs of one database share it
