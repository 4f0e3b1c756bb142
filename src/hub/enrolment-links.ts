import QRCode from 'qrcode';
import { type Role, roles } from '../domain/shared/codes.ts';
import { enrolmentLink } from '../protocol/enrolment-link.ts';
import type { Hub } from './compose-hub.ts';
import { codeLifeMs, issueCode } from './custody/issue-code.ts';

/** Who is to be enrolled: a role and the name of the person. */
export interface Newcomer {
  readonly role: Role;
  readonly name: string;
}

/** The first administrator of a real hub. */
export const firstAdministrator: readonly Newcomer[] = [{ role: 'administrator', name: roles.administrator.zh }];

/** The demonstration's people, one for each role. */
export const demoPeople: readonly Newcomer[] = (Object.keys(roles) as Role[]).map((role) => {
  return { role, name: `示例${roles[role].zh}` };
});

/** A fresh enrolment link for each newcomer, as lines to print; with a QR code below each when the address is https. */
export async function enrolmentLinks(hub: Hub, newcomers: readonly Newcomer[]): Promise<string> {
  const lines = [`Enrolment links, each for one browser, good for ${codeLifeMs / 60_000} minutes:`];
  for (const newcomer of newcomers) {
    const link = await issueLink(hub, newcomer);
    lines.push(`  ${newcomer.role.padEnd(14)}${link}`);
    if (link.startsWith('https:')) lines.push(await QRCode.toString(link, { type: 'utf8' }));
  }
  return lines.join('\n');
}

async function issueLink({ database, keys, clock, config }: Hub, { role, name }: Newcomer): Promise<string> {
  const draft = { name, role, area: '*', issuedBy: null };
  const { code } = await database.transaction((tx) => issueCode(tx, keys, clock.now(), draft));
  return enrolmentLink(config.publicUrl, code, keys.identityKid);
}
