-- The order in which anchors were made: a clock gone wrong dates them otherwise.
alter table anchor add column place bigint;
update anchor a set place = o.place from (select day, row_number() over (order by day) as place from anchor) as o where o.day = a.day;
create sequence anchor_place;
select setval('anchor_place', coalesce(max(place), 0) + 1, false) from anchor;
alter table anchor alter column place set default nextval('anchor_place'), alter column place set not null, add unique (place);

-- Which named parts are lacking: every push asks, and must not read the history for it. One that came at the same moment may still
-- be called lacking here; whoever asks looks at `part` too.
alter table event_part add column stored boolean not null default false;
update event_part n set stored = true from part p where p.sha256 = n.sha256;
create index event_part_missing on event_part (chain, seq, ordinal) where not stored;

-- Where people were within the last day; a device's own last day.
create index position_received on position (received_at, device);
create index position_device on position (device, received_at);

-- What was said about a record, found by the ids in its text: erasing asks while it holds the hub's chain.
create function ids_in(text) returns text[] language sql immutable parallel safe as $$
  select array(select lower(m[1]) from regexp_matches($1, '"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', 'gi') as m)
$$;
create index event_remark on event using gin (ids_in(raw)) with (fastupdate = off) where kind in ('note', 'amendment', 'voiding');

-- Wrapped keys are no longer kept of what is refused, nor is any of it for ever.
update quarantine set content = null where source = 'push' and position('"wraps'::bytea in content) > 0;
create index quarantine_last on quarantine (last_at);
