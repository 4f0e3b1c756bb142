-- Gate keepers share one register: every entry and exit is told to all of them, in clear as it is and without what is sealed.
alter table change drop constraint change_audience_check;
alter table change add constraint change_audience_check check (audience in ('all', 'desk', 'gate'));

select record_change(
         e.received_at, 'pass', e.id::text, 'gate', null, '*',
         (e.raw::jsonb -> 'body') || jsonb_build_object(
           'id', e.id, 'person', e.person,
           'voided', exists (select 1 from change r where r.entity = 'remark' and r.body ->> 'about' = e.id::text and r.body ->> 'kind' = 'voiding')))
  from (select v.* from event v left join event_review w on w.chain = v.chain and w.seq = v.seq
         where v.kind = 'pass' and v.schema = 1 and (v.outcome = 'stored' or w.outcome = 'released')
           and v.raw !~* '\\u(0000|d[89a-f])' -- what no jsonb can hold
         order by v.received_at, v.chain, v.seq) e;
