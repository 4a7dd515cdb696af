import type { FastifyInstance } from 'fastify'
import type { RouteAccess } from '#contract/access.ts'
import { isPermission } from '#contract/access.ts'
import { assertAllowed, builtInViewer } from './viewer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
  }
}

/**
 * Makes every route say what it demands of its caller: one that does not cannot be registered, and one that names a
 * permission is only reached with it. Call it before the first route.
 */
export function demandRouteAccess(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined) throw new Error(`the route ${String(method)} ${url} has no access`)
  })
  // No promise: every request passes here.
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (access !== undefined && isPermission(access)) assertAllowed(builtInViewer, access)
    done()
  })
}
