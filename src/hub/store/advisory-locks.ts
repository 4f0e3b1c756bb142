/**
 * The advisory locks of one database, all of them: whoever needs another takes a number nobody has. Numbers taken with a second one,
 * by which things of a kind are locked one by one, are spaces of their own. Hubs of two builds may share a database: changing a
 * number lets both in at once until the older has gone.
 */
export const advisoryLocks = {
  /** Held by the hub that runs the embedded cluster, as long as it lives. */
  owner: 4853000,
  /** Numbers changes in commit order; the migrations' `record_change` takes it too. */
  changes: 4853001,
  migration: 4853002,
  /** While any permit is written; after the rows of chains and alarms. */
  permits: 4853003,
  partsClaim: 4853004,
  /** Held by the leading hub's connection. */
  leader: 4853005,
  rejudging: 4853006,
  announcing: 4853007,
  /** While incidents are folded anew; the first of its own transactions. */
  incidents: 4853008,
  /** A hub that stood still may believe that it leads: the daily work of two never runs at once. */
  daily: 4853009,
  /** With the hash of a part's name. */
  part: 4853010,
  keys: 4853011,
  /** With the hash of a legal text's id. */
  legalText: 4853012,
  /** With the hash of a rulebook's id and version. */
  officeRulebook: 4853013,
  /** Held by whoever changes alarms, before any of their rows is locked: an alarm's neighbours change with it. */
  alarms: 4853020,
} as const;
