import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { type ProblemCode, problemSchema, problems } from '../../protocol/problem.ts';
import { requestHeaders, signedSchema } from '../../protocol/signed.ts';
import type { Content, Route, Shape, Who } from './route.ts';

/** OpenAPI 3.1 of these routes, made from the schemas that check the requests. */
export function openapiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace('{+', '{');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hulin 护林',
      version: '1',
      description:
        'Refusals are RFC 9457 problem documents: unsigned hints. A client acts on nothing but answers signed by the hub. ' +
        'The raw text of signed answers is described as `contentSchema` of `raw`.',
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: securitySchemes(),
    },
  };
}

function securitySchemes(): object {
  const header = (name: string, description: string) => ({ type: 'apiKey', in: 'header', name, description });
  return {
    session: { type: 'apiKey', in: 'cookie', name: 'hulin-session', description: 'From POST /api/v1/sessions.' },
    device: header(requestHeaders.device, 'RFC 7638 thumbprint of the device key.'),
    nonce: header(
      requestHeaders.nonce,
      'From the hub’s newest answer to this device; from a head request the client’s own.',
    ),
    signature: header(
      requestHeaders.signature,
      'ECDSA P-256 (P1363, base64url) over `hulin/request/1\\n` + method, path with query, nonce and SHA-256 of the body as sent, a line each.',
    ),
    token: { type: 'http', scheme: 'bearer' },
  };
}

const security: Readonly<Record<Who, object[]>> = {
  anyone: [],
  newcomer: [],
  device: [{ device: [], nonce: [], signature: [] }],
  session: [{ session: [] }],
  command: [{ session: [] }],
  administrator: [{ session: [] }],
  watchman: [{}, { token: [] }],
};

function operation(route: Route): object {
  return {
    summary: route.summary,
    'x-hulin-who': route.who,
    security: security[route.who],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...requestBody(route),
    responses: { [route.status ?? 200]: success(route.answer), ...refusals(route) },
  };
}

function parameters(shape: Shape | undefined, place: 'path' | 'query'): object[] {
  return Object.entries(shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || schema.type !== 'optional',
    schema: jsonSchema(schema, 'input'),
  }));
}

function requestBody({ body, bytes, bodyLimit }: Route): object {
  const limit = bodyLimit === undefined ? {} : { description: `At most ${bodyLimit} bytes as sent.` };
  if (body) {
    return {
      requestBody: { required: true, ...limit, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    };
  }
  return bytes ? { requestBody: { required: true, ...limit, content: { [bytes.type]: {} } } } : {};
}

function success(answer: Content): object {
  if (answer.kind === 'none') return { description: 'Done.' };
  if (answer.kind === 'bytes') return { description: 'The bytes.', content: { [answer.type]: {} } };
  const isSigned = answer.kind === 'signed';
  const schema = isSigned ? signed(answer.schema) : jsonSchema(answer.schema, 'output');
  const description = isSigned ? 'Done, signed by the hub.' : 'Done.';
  return { description, content: { 'application/json': { schema } } };
}

function signed(schema: v.GenericSchema): object {
  const raw = { type: 'string', contentMediaType: 'application/json', contentSchema: jsonSchema(schema, 'output') };
  const { properties, ...rest } = jsonSchema(signedSchema, 'output') as { properties: object };
  return { ...rest, properties: { ...properties, raw } };
}

const always: Readonly<Record<Who, readonly ProblemCode[]>> = {
  anyone: [],
  newcomer: ['not-signed-in'],
  device: ['not-signed-in', 'unknown-device', 'nonce-expired', 'bad-request-signature'],
  session: ['not-signed-in'],
  command: ['not-signed-in', 'not-allowed'],
  administrator: ['not-signed-in', 'not-allowed'],
  watchman: ['not-signed-in'],
};

/** One response for each status, naming every problem that bears it. */
function refusals(route: Route): object {
  const codes = new Set<ProblemCode>([...always[route.who], ...route.problems, 'too-many-requests', 'our-fault']);
  if (route.body) codes.add('wrong-type').add('too-large');
  if (route.method !== 'GET' && always[route.who].includes('not-signed-in') && security[route.who].length > 0)
    codes.add('wrong-origin');
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const withStatus = (status: number) => [...codes].filter((code) => problems[code].status === status);
  const statuses = new Set([...codes].map((code) => problems[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => [status, { description: withStatus(status).join(', '), content }]),
  );
}

function jsonSchema(schema: v.GenericSchema, typeMode: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode,
    errorMode: 'ignore',
  });
  return rest;
}
