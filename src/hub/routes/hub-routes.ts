import * as v from 'valibot';
import { asyncapiDocument } from './asyncapi-document.ts';
import { chunkRoutes } from './chunk-routes.ts';
import { commandRoutes } from './command-routes.ts';
import { enrolmentRoutes } from './enrolment-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import type { HubTools } from './hub-tools.ts';
import { keyRoutes } from './key-routes.ts';
import { openapiDocument } from './openapi-document.ts';
import { packageRoutes } from './package-routes.ts';
import { partRoutes } from './part-routes.ts';
import { passageRoutes } from './passage-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import { pushRoutes } from './push-routes.ts';
import { recallRoutes } from './recall-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { jsonAnswer, type Route, route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';
import { situationRoutes } from './situation-routes.ts';
import { watchRoutes } from './watch-routes.ts';

/** Every path the hub answers, its own description included. */
export function hubRoutes(tools: HubTools): Route[] {
  const routes = [
    ...watchRoutes(tools),
    ...enrolmentRoutes(tools),
    ...recallRoutes(tools),
    ...sessionRoutes(tools),
    ...keyRoutes(tools),
    ...pushRoutes(tools),
    ...partRoutes(tools),
    ...chunkRoutes(tools),
    ...pullRoutes(tools),
    ...passageRoutes(tools),
    ...situationRoutes(tools),
    ...commandRoutes(tools),
    ...gatewayRoutes(tools),
    ...reviewRoutes(tools),
    ...evidenceRoutes(tools),
    ...packageRoutes(tools),
  ];
  const description = route({
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This document.',
    who: 'anyone',
    answer: { kind: 'json', schema: v.looseObject({ openapi: v.string() }) },
    problems: [],
    handle: async () => jsonAnswer(document),
  });
  const gatewayDescription = route({
    method: 'GET',
    path: '/api/asyncapi.json',
    summary: 'What gateways and the hub say to each other over MQTT (AsyncAPI 3).',
    who: 'anyone',
    answer: { kind: 'json', schema: v.looseObject({ asyncapi: v.string() }) },
    problems: [],
    handle: async () => jsonAnswer(asyncapiDocument()),
  });
  const all = [...routes, description, gatewayDescription];
  const document = openapiDocument(all);
  return all;
}
