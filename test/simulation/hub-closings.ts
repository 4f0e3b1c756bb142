import type { ToldSuccessor } from '../../src/domain/custody/succeed-chain.ts';
import { emptyChain, type HubDb, withChain } from './hub-db.ts';
import { authorOf, isSignedBy, type SignedText } from './stand-in.ts';
import type { Steps } from './steps.ts';

/** The chain takes no more that counts, and another is open for its device. */
export function closed(db: HubDb, chain: string, successor: string): HubDb {
  const standing = db.chains.get(chain);
  if (!standing) return db;
  const { isRevoked } = standing;
  return withChain(withChain(db, chain, { ...standing, successor }), successor, { ...emptyChain, isRevoked });
}

/** It may push, for what it brings is held; it reads nothing. */
export function revoked(before: HubDb, author: string, isRevoked: boolean): HubDb {
  const own = [...before.chains].filter(([name]) => authorOf(name) === author);
  return own.reduce((db, [name, chain]) => withChain(db, name, { ...chain, isRevoked }), before);
}

/** After a device showed the hub's own word for closings. It knows no key that the identity did not certify: its certificates go along. */
export function recalled(steps: Steps, before: HubDb, ownKids: readonly string[], body: string): HubDb {
  const { closings, kids } = JSON.parse(body) as { closings: SignedText[]; kids: string[] };
  return closings.reduce((db, said) => {
    const isOwn = [...ownKids, ...kids].includes(said.kid) && isSignedBy(said.kid, 'answer', said);
    const told = JSON.parse(said.raw) as ToldSuccessor;
    const known = new Map([...db.chains].map(([name, { successor }]) => [name, successor]));
    const step = isOwn ? steps.takeClosingBack(told, known) : null;
    if (step === null) return db;
    const { chain, successor } = step;
    return step.kind === 'close' ? closed(db, chain, successor) : withChain(db, chain, { ...emptyChain, successor });
  }, before);
}
