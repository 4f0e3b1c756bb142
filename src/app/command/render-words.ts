import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StoryRemark } from '../story-ports.ts';
import './hl-sealed-part.ts';

/** The sealed words of one remark, in its place of the story, once they can be at the hub. */
export function renderWords({ event, toAt, parts }: StoryRemark) {
  if (toAt === null) return nothing;
  return repeat(
    parts,
    ({ sha256 }) => `${event} ${sha256}`,
    (part) => html`<hl-sealed-part slot=${event} .event=${event} .sealed=${part} words></hl-sealed-part>`,
  );
}
