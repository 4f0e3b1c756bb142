-- Since when a lost device was out of its owner's hands: told by the few revocations among all events.
create index event_revocation on event (chain, seq) where kind = 'revocation';
