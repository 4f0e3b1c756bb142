-- Gateways' clocks that are wrong, and by how much what they date is corrected.
alter table gateway add column clock jsonb;              -- what its newest messages show of its clock, as src/domain/telemetry keeps it; null: it is right
alter table station add column clock_ms bigint;          -- of a gateway: by how much its clock is known to be off, slow is negative
alter table station add column clock_at bigint;          -- since when
alter table message add column clock_ms bigint;          -- by how much its times are off, as known when it was stored first
alter table reading add column clock_ms bigint;
alter table latest_reading add column clock_ms bigint;

-- What counts at another time than the one it bears is found by when it was received.
drop index reading_misdated;
create index reading_misdated on reading (station, received_at)
  where measured_at > received_at + 120000 or measured_at < received_at - 31536000000 or clock_ms is not null;

-- What passed a gate, among all that its counter says while nothing passes.
create index reading_passage on reading (station, measured_at, gateway, boot, seq, ordinal)
  where name in ('in', 'out') and number > 0;
