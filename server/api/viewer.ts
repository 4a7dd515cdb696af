import type { FastifyRequest } from 'fastify'
import type { Permission } from '#contract/access.ts'
import { isAllowed } from '#contract/access.ts'
import type { Viewer } from '#contract/role.ts'
import type { Credentials } from '../live/handshake.ts'
import { ProblemError } from '../runtime/problem-error.ts'

/**
 * Whom these credentials prove; null = nobody we know. Requests and sockets are identified by the same function, and it
 * is asked each time: what it answers is never kept longer than the request or, until roles change, the socket.
 */
export type Identify = (credentials: Credentials) => Promise<Viewer | null>

declare module 'fastify' {
  interface FastifyRequest {
    /** Whoever called a route that demands somebody; null where none is demanded (route-access.ts). */
    viewer: Viewer | null
  }
}

/** @throws ProblemError `sign-in-required` when nobody is known to have called. */
export function viewerOf({ viewer }: Pick<FastifyRequest, 'viewer'>): Viewer {
  if (viewer === null) throw new ProblemError('sign-in-required', 'sign in, or send an API token')
  return viewer
}

/** Whoever did something, as events name them. */
export type Actor = Pick<Viewer, 'id' | 'name'>

export function actorOf(request: Pick<FastifyRequest, 'viewer'>): Actor {
  const { id, name } = viewerOf(request)
  return { id, name }
}

/** @throws ProblemError `forbidden` when the viewer's roles are not on the permission's line. */
export function assertAllowed(viewer: Viewer, permission: Permission): void {
  if (!isAllowed(viewer, permission)) throw new ProblemError('forbidden', `your roles do not include ${permission}`)
}
