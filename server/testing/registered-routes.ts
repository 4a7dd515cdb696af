import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'

/** Of an HTTP server: each of its routes once, with one method. */
export type RegisteredRoute = Pick<RouteOptions, 'url' | 'config'> & { method: string }

/**
 * Fastify tells of each server that it makes.
 *
 * @returns all routes that servers of this process register while `start` runs, by whatever plugin.
 */
export async function routesOf<Server>(start: () => Promise<Server>) {
  const routes: RegisteredRoute[] = []
  const note = (message: unknown): void => {
    // What Fastify publishes on this channel, https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) routes.push({ method: one, url, ...(config && { config }) })
    })
  }
  subscribe('fastify.initialization', note)
  try {
    return { server: await start(), routes: routes as readonly RegisteredRoute[] }
  } finally {
    unsubscribe('fastify.initialization', note)
  }
}
