import type { FastifyInstance } from 'fastify'
import type { RouteAccess } from '#contract/access.ts'

export interface RegisteredRoute {
  method: string
  /** As OpenAPI writes it: `/v1/sources/{slug}`. */
  path: string
  access: RouteAccess
}

/**
 * Notes every route that is registered from now on, by whatever plugin, but HEAD: that is GET without a body. Call it
 * before the first route, and after `demandRouteAccess`.
 */
export function noteRoutes(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = []
  app.addHook('onRoute', ({ method: methods, url, config }) => {
    for (const method of [methods].flat()) {
      if (method === 'HEAD' || config?.access === undefined) continue
      routes.push({ method, path: url.replaceAll(/:(\w+)/g, '{$1}'), access: config.access })
    }
  })
  return routes
}
