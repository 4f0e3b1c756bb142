-- A device's chains, closed ones too: every request of it asks for one or all of them.
create index chain_device on chain (device);
