import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';

interface Operation {
  readonly summary: string;
  readonly security: readonly Record<string, string[]>[];
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { readonly content: Record<string, { schema?: object }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

const contract = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/asyncapi.json',
  'GET /api/openapi.json',
  'POST /api/v1/enrolments',
  'POST /api/v1/enrolments/recall',
  'POST /api/v1/enrolments/recall/carried',
  'GET /api/v1/keys',
  'POST /api/v1/sessions/challenge',
  'POST /api/v1/sessions',
  'DELETE /api/v1/sessions',
  'GET /api/v1/chains/{chain}/head',
  'POST /api/v1/push',
  'PUT /api/v1/parts/{sha256}',
  'GET /api/v1/parts/{sha256}',
  'HEAD /api/v1/parts/{sha256}',
  'PATCH /api/v1/parts/{sha256}',
  'GET /api/v1/pull',
  'POST /api/v1/positions',
  'GET /api/v1/situation',
  'GET /api/v1/readings',
  'GET /api/v1/passages',
  'POST /api/v1/openings',
  'GET /api/v1/openings',
  'POST /api/v1/evidence',
  'POST /api/v1/erasures',
  'GET /api/v1/quarantine',
  'GET /api/v1/quarantine/content',
  'POST /api/v1/closings',
  'POST /api/v1/reviews',
  'POST /api/v1/codes',
  'POST /api/v1/revocations',
  'POST /api/v1/gateways/revocations',
  'GET /api/v1/packages/',
  'GET /api/v1/packages/chunks/{sha256}',
  'GET /api/v1/packages/current',
  'GET /api/v1/packages/documents/{sha256}',
  'GET /api/v1/packages/statements/{sha256}',
  'GET /api/v1/packages/{path}',
];

describe('the OpenAPI document', () => {
  let hub: HubUnderTest;
  let document: Document;
  let operations: [string, Operation][];
  beforeAll(async () => {
    hub = await aHub();
    document = (await hub.app.inject('/api/openapi.json')).json<Document>();
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => hub.close());

  it('has the form of version 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\//);
  });

  it('names every path of the contract and every path the hub routes', () => {
    expect(operations.map(([name]) => name).toSorted()).toEqual(contract.toSorted());
    for (const [name] of operations) {
      const [method = '', path = ''] = name.split(' ');
      const url = path
        .replace(/\/$/, '')
        .replace('{path}', '*')
        .replace(/\{(\w+)\}/g, ':$1');
      expect([name, hub.app.hasRoute({ method: method as 'GET', url })]).toEqual([name, true]);
    }
    expect(
      hub.app
        .printRoutes({ commonPrefix: false })
        .match(/\((GET|POST|PUT|PATCH|DELETE|HEAD|, )+\)/g)
        ?.join()
        .match(/GET|POST|PUT|PATCH|DELETE|HEAD/g),
    ).toHaveLength(contract.length);
  });

  it('declares each path parameter, and none that is not there', () => {
    for (const [name, { parameters }] of operations) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = parameters.filter((one) => one.in === 'path');
      expect([name, declared.map((one) => one.name)]).toEqual([name, inPath]);
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(parameters.every(({ schema }) => typeof schema === 'object')).toBe(true);
    }
  });

  it('has for each operation a success, its problems as problem documents, and known security', () => {
    const schemes = Object.keys(document.components.securitySchemes);
    for (const [name, { responses, security, summary }] of operations) {
      expect(summary.length).toBeGreaterThan(5);
      expect([name, Object.keys(responses).some((status) => status.startsWith('2'))]).toEqual([name, true]);
      for (const [status, { description, content }] of Object.entries(responses)) {
        expect(description).not.toBe('');
        if (Number(status) >= 400) expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      }
      for (const requirement of security) expect(schemes).toEqual(expect.arrayContaining(Object.keys(requirement)));
    }
  });

  it('describes bodies by the schemas in use', () => {
    const push = document.paths['/api/v1/push']?.post?.requestBody?.content['application/json']?.schema;
    expect(push).toMatchObject({
      type: 'object',
      required: ['v', 'chain', 'events'],
      properties: {
        v: { const: 1 },
        chain: { pattern: expect.any(String) },
        events: { type: 'array', maxItems: 200, minItems: 1 },
      },
    });
    const codes = document.paths['/api/v1/codes']?.post?.requestBody?.content['application/json']?.schema;
    expect(codes).toMatchObject({
      properties: { role: { enum: ['administrator', 'commander', 'gate-keeper', 'ranger'] } },
    });
  });

  it('refers to nothing it does not contain', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']));
    expect(document.components.schemas.Problem).toMatchObject({
      required: ['type', 'title', 'status', 'detail', 'code'],
    });
  });
});
