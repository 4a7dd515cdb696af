import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { describeApi } from './document.ts'
import { namedSchemas } from './named-schemas.ts'
import { operations } from './operations.ts'
import type { RegisteredRoute } from './registered-routes.ts'

interface OpenApiOptions {
  /** All of the server, once it is ready. */
  routes: readonly RegisteredRoute[]
  /** Where the API is reached from outside; null when the installation listens on loopback only. */
  publicUrl: string | null
  version: string
}

/** `GET /v1/openapi.json`: made once, with the first request. */
export function openApiRoute({ routes, publicUrl, version }: OpenApiOptions) {
  return (app: FastifyInstance): void => {
    const origin = () => (publicUrl === null ? app.listeningOrigin : new URL(publicUrl).origin)
    let made: { body: string; etag: string } | null = null
    app.get('/v1/openapi.json', { config: { access: 'anyone' } }, (request, reply) => {
      made ??= withTag(
        JSON.stringify(describeApi({ routes, operations, names: namedSchemas, origin: origin(), version })),
      )
      reply.headers({ etag: made.etag, 'cache-control': 'no-cache' })
      const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
      if (known?.includes(made.etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(made.body)
    })
  }
}

function withTag(body: string): { body: string; etag: string } {
  return { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"` }
}
