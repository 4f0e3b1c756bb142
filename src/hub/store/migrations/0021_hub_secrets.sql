-- Secrets of the key folder that are no key pairs, by their hashes: every hub of a database has the same.
create table hub_secret (
  name   text primary key,
  sha256 text not null
);
