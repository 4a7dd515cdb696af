import type { FastifyInstance } from 'fastify'

/*
 * Pages of any origin track: their browsers must be told that they may send, and may read the answer. Cookies play no part,
 * so no origin gets anything that a program without a browser would not.
 */
const allowedHeaders = [
  // What recorded clients ask for.
  'authorization',
  'content-type',
  'x-retry-count',
  'x-umami-cache',
  // What others may.
  'content-encoding',
  'prefer',
  'x-write-key',
]

const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': allowedHeaders.join(', '),
  'access-control-max-age': '86400',
}

/** Every answer of this scope, refusals too, may be read by pages of any origin. */
export function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after, ratelimit, ratelimit-policy',
    })
    done()
  })
}

/** Answers the browser's question before it sends. */
export function answerPreflights(app: FastifyInstance, path: string): void {
  app.options(path, { config: { access: 'anyone' } }, async (_request, reply) => {
    reply.code(204).headers(preflightHeaders)
  })
}
