import type { Term } from '../../domain/shared/codes.ts';
import { sayStanding } from '../../protocol/evidence/check-standing.ts';
import type { Evidence } from '../../protocol/evidence/open-evidence.ts';
import { readCase, sayErased, sayTimes, type ToldEvent } from '../../protocol/evidence/read-case.ts';
import type { SaidMember } from '../../protocol/evidence/say-body.ts';
import { sayMoment } from '../../protocol/evidence/say-moment.ts';

/** What a package is about: each event with all that it says in clear; personal fields are not repeated here. */
export function sayCase(evidence: Evidence, say: (term: Term) => string): string[] {
  const { exportedAt, exportedBy, reason, hub } = evidence.manifest;
  const by = exportedBy?.name ?? say({ zh: '平台命令行', en: "the hub's command line" });
  return [
    say({
      zh: `${sayMoment(exportedAt)} 由 ${by} 导出，理由：${reason}`,
      en: `taken out ${sayMoment(exportedAt)} by ${by}, because: ${reason}`,
    }),
    `${say({ zh: '平台身份指纹', en: 'fingerprint of the hub' })} ${hub.identity}`,
    ...readCase(evidence).flatMap((event) => sayEvent(event, say)),
  ];
}

function sayEvent(event: ToldEvent, say: (term: Term) => string): string[] {
  const { said, erased } = event;
  const lines = [
    `· ${say(event.title)} · ${event.person} · ${event.id}`,
    `  ${say(sayTimes(event))}`,
    `  ${say({ zh: '链', en: 'chain' })} ${event.chain} ${event.seq} · SHA-256 ${event.hash}`,
  ];
  const standing = sayStanding(event.standing);
  if (standing) lines.push(`  ${say(standing)}`);
  if (erased) lines.push(`  ${say(sayErased(erased))}`);
  return [...lines, ...said.flatMap((member) => sayMember(member, '  ', say))];
}

function sayMember({ name, value }: SaidMember, indent: string, say: (term: Term) => string): string[] {
  const label = `${indent}${say(name)}${say({ zh: '：', en: ':' })}`;
  if (typeof value === 'string') return [joined(label, value)];
  if ('zh' in value) return [joined(label, say(value))];
  return [label, ...value.flatMap((member) => sayMember(member, `${indent}  `, say))];
}

function joined(label: string, value: string): string {
  return label.endsWith(':') ? `${label} ${value}` : `${label}${value}`;
}
