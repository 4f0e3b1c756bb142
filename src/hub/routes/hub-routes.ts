import * as v from 'valibot';
import { commandRoutes } from './command-routes.ts';
import { enrolmentRoutes } from './enrolment-routes.ts';
import type { HubTools } from './hub-tools.ts';
import { openapiDocument } from './openapi-document.ts';
import { packageRoutes } from './package-routes.ts';
import { partRoutes } from './part-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import { pushRoutes } from './push-routes.ts';
import { jsonAnswer, type Route, route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';
import { situationRoutes } from './situation-routes.ts';
import { watchRoutes } from './watch-routes.ts';

/** Every path the hub answers, its own description included. */
export function hubRoutes(tools: HubTools): Route[] {
  const routes = [
    ...watchRoutes(tools),
    ...enrolmentRoutes(tools),
    ...sessionRoutes(tools),
    ...pushRoutes(tools),
    ...partRoutes(tools),
    ...pullRoutes(tools),
    ...situationRoutes(tools),
    ...commandRoutes(tools),
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
  const all = [...routes, description];
  const document = openapiDocument(all);
  return all;
}
