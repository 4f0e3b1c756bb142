import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Role } from '../../src/domain/shared/codes.ts';
import type { HulinEvent, Wrap } from '../../src/protocol/event.ts';

/** A hub as a persona needs it: in this process, or behind HTTP. */
export interface PersonaHub {
  readonly app: { inject(request: InjectOptions): Promise<LightMyRequestResponse> };
  readonly clock: { now(): number };
  code(role: Role, name?: string): Promise<string>;
}

/** What an event says beside what the chain adds. */
export interface EventDraft {
  readonly kind?: string;
  readonly schema?: number;
  readonly body?: Record<string, unknown>;
  readonly parts?: HulinEvent['parts'];
  readonly wraps?: readonly Wrap[];
  readonly id?: string;
  readonly person?: string;
  readonly base?: number;
  /** What its phone says of its own clock, and of the hub's: now, and nothing. */
  readonly wall?: number;
  readonly seen?: number;
}
