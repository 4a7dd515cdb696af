import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import { maxBodyBytes } from '#contract/api.ts'
import type { Logger } from './logger.ts'
import { ProblemError } from './problem-error.ts'
import { answerProblems, sendProblem } from './problem-reply.ts'

/** Fastify with our limits: a client that sends its headers or body too slowly is cut off. */
export function createHttpServer(logger: Logger): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: 20_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
    http: { headersTimeout: 10_000 },
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply, new ProblemError('invalid-request', 'the address of the request cannot be read'))
    },
  })
  app.removeContentTypeParser('text/plain')
  answerProblems(app, logger)
  return app
}
