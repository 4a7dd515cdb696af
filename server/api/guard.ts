import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../runtime/problem-error.ts'
import { hostCheck, originCheck } from './origin.ts'

/** Refuses requests that a page of another site made a browser send. Doors stand outside: they trust signatures only. */
export function guardAgainstOtherSites(app: FastifyInstance, publicUrl: string | null): void {
  const isOurHost = hostCheck(publicUrl)
  const isOurOrigin = originCheck(publicUrl)
  app.addHook('onRequest', async (request) => {
    const forwarded = single(request.headers['x-forwarded-host'])
    const { host, origin } = request.headers
    if (!isOurHost(host) || !isOurHost(forwarded)) {
      throw new ProblemError(
        'forbidden',
        'this host name is not ours; if it should be, start with VIGIE_URL set to the public address',
      )
    }
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOurOrigin(origin, host, forwarded)) {
      throw new ProblemError('forbidden', 'a page of another site may not do this')
    }
  })
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
