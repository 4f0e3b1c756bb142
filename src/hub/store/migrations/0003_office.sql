-- What the legal office signs at the desk, and what the hub says of every rulebook it serves.
-- Persisted by its hash: never change this text once it was released.

create table legal_text (                    -- every version of every text; the event is the proof, this is for reading
  id              text    not null,
  version         integer not null,          -- 1 for the first signing
  sha256          text    not null,          -- of the canonical text
  content         text    not null,          -- the canonical text itself
  event           uuid    not null,
  signed_name     text    not null,
  signed_position text    not null,
  signed_at       bigint  not null,          -- by the desk's clock
  received_at     bigint  not null,
  primary key (id, version)
);

create table office_rulebook (               -- notices and orders signed at a desk: all hubs on this database serve them
  sha256          text    primary key,       -- of the document's bytes
  id              text    not null,
  version         text    not null,
  document        text    not null,
  event           uuid    not null,
  signed_name     text    not null,
  signed_position text    not null,
  signed_at       bigint  not null,
  received_at     bigint  not null,
  unique (id, version)
);

create table rulebook_statement (            -- signed once for each rulebook's bytes, and answered byte for byte
  sha256          text    primary key,
  id              text    not null,
  version         text    not null,
  raw             text    not null,
  sig             text    not null,
  kid             text    not null,
  made_at         bigint  not null
);
create index rulebook_statement_name on rulebook_statement (id, version);
