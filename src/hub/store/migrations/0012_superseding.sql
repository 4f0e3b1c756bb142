-- What superseding costs grows with the changes of one statement, not with all there are. The planner knows nothing of a statement's own
-- rows, nor of a table that fills within a minute, and read all of it for every push, under the lock that all others wait for.
create or replace function supersede_changes() returns trigger language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update change c set superseded_by = l.next
    from (select distinct entity, key from added where entity <> 'event') a
   cross join lateral (
           select s.n, lead(s.n) over (partition by s.audience, s.area, s.chain order by s.n) as next
             from change s where s.entity = a.entity and s.key = a.key and s.superseded_by is null) l
   where l.n = c.n and l.next is not null;
  return null;
end $$;
