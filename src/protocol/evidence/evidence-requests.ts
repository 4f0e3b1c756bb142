import * as v from 'valibot';
import { codesOf, erasureReasons, openingOutcomes } from '../../domain/shared/codes.ts';
import { uuidSchema } from '../event.ts';
import { momentSchema } from '../signed.ts';

/** Records in one package. */
export const mostEvidenceRecords = 50;

const reasonSchema = v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(200));

/** Body of `POST /api/v1/evidence`: these records with all that proves them, as one file. `open`: personal fields and photos in it, opened; each is logged. */
export const evidenceRequestSchema = v.object({
  records: v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(mostEvidenceRecords)),
  reason: reasonSchema,
  open: v.boolean(),
});
export type EvidenceRequestBody = v.InferOutput<typeof evidenceRequestSchema>;

/** Header of its answer: SHA-256 of the file. */
export const evidenceHashHeader = 'hulin-sha256';

/** Why somebody may have it done; that its time is up, the hub says by itself. */
const askedReasons = codesOf(erasureReasons).filter((code) => code !== 'retention');

/** Body of `POST /api/v1/erasures` (command): make the personal parts of these records, and of remarks about them, unreadable for ever. */
export const erasureRequestSchema = v.object({
  records: v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(500)),
  because: v.picklist(askedReasons),
});

/** Its answer: which were erased now, remarks too, and which are refused while their case is open; the others were so before, or are not known. */
export const erasureAnswerSchema = v.object({
  erased: v.array(uuidSchema),
  /** Left out by older hubs. */
  inCase: v.optional(v.array(uuidSchema)),
});

/** One reading of a sealed part. `person` null and `operator` set: on the hub's command line. */
export const openingRowSchema = v.object({
  id: v.number(),
  at: momentSchema,
  person: v.nullable(v.string()),
  operator: v.nullable(v.string()),
  role: v.string(),
  event: uuidSchema,
  /** What the part is: `fields`, `photo` …; null when the hub knows no such part. */
  part: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  outcome: v.picklist(codesOf(openingOutcomes)),
  /** Whether it went into an evidence package. */
  exported: v.boolean(),
});
export type OpeningRow = v.InferOutput<typeof openingRowSchema>;

/** Answer to `GET /api/v1/openings?before=&limit=` (administrator): newest first; `next` is the next page's `before`. */
export const openingLogSchema = v.object({ rows: v.array(openingRowSchema), next: v.nullable(v.number()) });
export type OpeningLog = v.InferOutput<typeof openingLogSchema>;
