import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RouteAccess } from '#contract/access.ts'
import { isPermission } from '#contract/access.ts'
import type { Viewer } from '#contract/role.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Identify } from './viewer.ts'
import { assertAllowed, viewerOf } from './viewer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
  }
}

/**
 * Makes every route say what it demands of its caller: one that does not cannot be registered, and one that names a
 * permission is only reached with it. Call it before the first route.
 */
export function demandRouteAccess(app: FastifyInstance, identify: Identify): void {
  app.decorateRequest('viewer', null)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`the route ${String(method)} ${url} has no access`)
  })
  // No promise for doors: every event passes here.
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (access === undefined || access === 'anyone' || access === 'signature') return done()
    admit(request, { access, identify }).then(() => done(), done)
  })
}

interface Demanded {
  access: Exclude<RouteAccess, 'anyone' | 'signature'>
  identify: Identify
}

/** @throws ProblemError `sign-in-required` or `forbidden`. */
async function admit(request: FastifyRequest, { access, identify }: Demanded): Promise<void> {
  request.viewer = await identifyCaller(request, identify)
  const viewer = viewerOf(request)
  if (isPermission(access)) assertAllowed(viewer, access)
}

/**
 * For routes that are for anyone and tell more to whom we know.
 *
 * @throws ProblemError `unavailable` when nobody can be identified now
 */
export async function identifyCaller({ headers }: FastifyRequest, identify: Identify): Promise<Viewer | null> {
  const { cookie, authorization } = headers
  try {
    return await identify({
      headers: { ...(cookie !== undefined && { cookie }), ...(authorization !== undefined && { authorization }) },
      token: undefined,
    })
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause
    throw new ProblemError('unavailable', 'nobody can be identified now', { retryAfterSeconds: 2 })
  }
}
