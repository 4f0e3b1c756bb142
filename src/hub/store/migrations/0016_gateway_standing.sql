-- What a desk is told of a gateway besides its state.
alter table station add column revoked jsonb;            -- of a gateway that was revoked: {"at", "person", "because"} as src/protocol/gateway-standing has it
alter table station add column firmware text;            -- of a gateway: the version its newest state named

update station s set revoked = jsonb_build_object('at', g.revoked_at, 'person', null, 'because', null)
  from gateway g where g.id = s.id and g.revoked_at is not null;
update station s set firmware = g.state ->> 'fw' from gateway g where g.id = s.id;
