-- What is the matter with a gateway that is heard, and since when: it sends faster than the hub takes it.
alter table station add column trouble text;
alter table station add column trouble_at bigint;
