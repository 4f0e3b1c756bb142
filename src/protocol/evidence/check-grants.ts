import { judgeLost, type MadeBetween } from '../../domain/custody/judge-lost.ts';
import type { Term } from '../../domain/shared/codes.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { closingBodySchema, revocationBodySchema, takenGrantSchema } from './hub-bodies.ts';
import { hubBodies, isHubEvent } from './hub-events.ts';
import { grouped } from './once.ts';
import { type Evidence, type EvidenceEvent, nameOf } from './open-evidence.ts';
import { sayMoment } from './say-moment.ts';

type Bodies = Awaited<ReturnType<typeof readBodies>>;
type Closing = Bodies['closings'][number];

/**
 * The hub's own grant behind every event: this key writes this chain, and this person had it.
 *
 * | The hub wrote it | A grant for key and person is there | of this chain, or one that closings join to it | The hub holds it | → |
 * |------------------|-------------------------------------|------------------------------------------------|------------------|---|
 * | yes              | –   | –   | –   | right |
 * | no               | yes | yes | –   | right; open when the key was reported lost and the hub had the event only then |
 * | no               | –   | no  | yes | open: that may be why |
 * | no               | yes | no, but the package is of a hub that put no closings in | no | open |
 * | no               | –   | no  | no  | wrong |
 */
export async function checkGrants(evidence: Evidence): Promise<Check[]> {
  const bodies = await readBodies(evidence);
  const neighbours = neighboursOf(bodies.closings);
  const { file } = evidence;
  const check = async (one: EvidenceEvent): Promise<Check> => {
    const { event, receipt, kept } = one;
    if (!event || (await isHubEvent(evidence, one))) return right('grant', nameOf(one));
    const { kid } = kept.event;
    const theirs = bodies.grants.filter(({ body }) => body.kid === kid && body.person === event.person);
    const line = lineOf(neighbours, kid, event.chain);
    if (theirs.some(({ body }) => line.has(body.chain))) {
      const doubt = receipt && doubtOf(bodies, kid, { fromAt: event.at.seen, toAt: receipt.time });
      return doubt ? open('grant', event.id, doubt.zh, doubt.en) : right('grant', event.id, sayRevoked(bodies, kid));
    }
    if (receipt && receipt.outcome !== 'stored')
      return open('grant', event.id, '没有此设备与人员的授权，平台未采用', 'no grant: the hub holds it');
    if (file.v === 1 && theirs.length > 0)
      return open('grant', event.id, '旧版平台未收入链的接续', 'the older hub did not put in how its chain followed');
    return wrong('grant', event.id, '没有此设备与人员的授权', 'no grant of this device to this person');
  };
  return Promise.all(evidence.events.map(check));
}

async function readBodies(evidence: Evidence) {
  const { grants, decisions } = evidence;
  return {
    grants: await hubBodies(evidence, grants, 'grant', takenGrantSchema),
    closings: await hubBodies(evidence, decisions, 'closing', closingBodySchema),
    revocations: await hubBodies(evidence, decisions, 'revocation', revocationBodySchema),
  };
}

/** The chains that one key wrote one after another, as closings say. */
function lineOf(neighbours: ReadonlyMap<string, readonly string[]>, kid: string, chain: string): ReadonlySet<string> {
  const line = new Set([chain]);
  for (const reached of line) for (const next of neighbours.get(`${kid} ${reached}`) ?? []) line.add(next);
  return line;
}

/** Of each key and chain, the chains that closings join to it. */
function neighboursOf(closings: readonly Closing[]): ReadonlyMap<string, readonly string[]> {
  const joined = closings.flatMap(({ body: { kid, chain, successor } }) => [
    { from: `${kid} ${chain}`, to: successor },
    { from: `${kid} ${successor}`, to: chain },
  ]);
  const byChain = grouped(joined, ({ from }) => from);
  return new Map([...byChain].map(([from, all]) => [from, all.map(({ to }) => to)]));
}

/** Of a key that was reported lost, in whose hands it may have been; null for what the hub had before. */
function doubtOf({ revocations }: Bodies, kid: string, bracket: MadeBetween): Term | null {
  const told = revocations.flatMap(({ body }) => (body.kid === kid ? (body.lostFrom ?? []) : []));
  if (told.length === 0) return null;
  const lostFrom = Math.min(...told);
  const lost = judgeLost(lostFrom, bracket);
  if (lost === 'before') return null;
  const [since, from, to] = [lostFrom, bracket.fromAt ?? 0, bracket.toAt].map(sayMoment);
  const between =
    bracket.fromAt === null
      ? { zh: `${to} 之前`, en: `before ${to}` }
      : { zh: `${from} 与 ${to} 之间`, en: `between ${from} and ${to}` };
  return lost === 'after'
    ? {
        zh: `设备报失自 ${since}；此记录在其后作出（${between.zh}）`,
        en: `its device was lost from ${since} on; this was made after that (${between.en})`,
      }
    : {
        zh: `设备报失自 ${since}；此记录其后才收到，必在 ${between.zh}作出，可能在报失前，也可能在其后`,
        en: `its device was lost from ${since} on; this came later and was made ${between.en}: before the loss, or after it`,
      };
}

function sayRevoked({ revocations }: Bodies, kid: string): Term | null {
  const at = revocations.find(({ body }) => body.kid === kid)?.one.receipt?.time;
  return at === undefined
    ? null
    : { zh: `该设备于 ${sayMoment(at)} 吊销`, en: `the device was revoked ${sayMoment(at)}` };
}
