import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { allowAnyOrigin } from './cors.ts'

const script = readFileSync(new URL('../../../public/vigie.js', import.meta.url))
const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`

/** `GET /vigie.js`: the tracker, for pages of any origin. The web app has the same file. */
export function trackerScript(app: FastifyInstance): void {
  allowAnyOrigin(app)
  app.get('/vigie.js', { config: { access: 'anyone' } }, async (request, reply) => {
    reply.headers({
      etag,
      'cache-control': 'public, max-age=3600',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    const known = request.headers['if-none-match']?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)
    if (known) return reply.code(304).send()
    return reply.type('text/javascript; charset=utf-8').send(script)
  })
}
