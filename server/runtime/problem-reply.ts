import type { IncomingMessage } from 'node:http'
import { STATUS_CODES, maxHeaderSize } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from './logger.ts'
import { ProblemError } from './problem-error.ts'

/** Answers every refusal of an HTTP server as `application/problem+json`, whatever threw it. */
export function answerProblems(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toProblemError(error)
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await readOn(request.raw)
    // What is unavailable has been logged where it failed, once and not for every request.
    if (problem.code === 'internal')
      logger.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed')
    return sendProblem(reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new ProblemError('not-found', `nothing answers ${request.method} here`)),
  )
}

/** More than the 25 MB that GitHub sends. */
const maxReadOnBytes = 32 * 1024 * 1024

/**
 * Reads on what is refused for its size, and lets it go. Closed on a client that still writes, the connection would be reset,
 * and the client, or the web app between, would find that instead of the answer: it would come again and again.
 */
async function readOn(body: IncomingMessage): Promise<void> {
  if (Number(body.headers['content-length']) > maxReadOnBytes) return
  let bytes = 0
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      bytes += Buffer.byteLength(chunk as Buffer) // nobody has set an encoding
      if (bytes > maxReadOnBytes) return
    }
  } catch {
    // Whoever sent it has gone, or took too long and has been told so.
  }
}

export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { retryAfterSeconds, headers } = problem.extras
  if (headers) reply.headers(headers)
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem.toProblem()))
}

function toProblemError(error: Error & { code?: string; statusCode?: number }): ProblemError {
  if (error instanceof ProblemError) return error
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- Fastify's codes are open
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('payload-too-large', 'the body is larger than this door takes')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError('unsupported-media-type', 'send content-type: application/json')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new ProblemError('malformed-json', 'the body is not JSON')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ProblemError('invalid-request', 'the body is not as long as content-length says')
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new ProblemError('invalid-request', 'the request cannot be read')
        : new ProblemError('internal', 'something broke on our side; it has been logged')
  }
}

/** What is no HTTP, or does not come in time, is answered by hand, and its connection closed: no route has seen it. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const problem = problemOfParser(error.code)
  const body = JSON.stringify(problem.toProblem())
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

/** @param code of Node, and of its parser (HPE_…). */
function problemOfParser(code: string | undefined): ProblemError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ProblemError('request-timeout', 'the request did not come in time; send it again')
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ProblemError('headers-too-large', `the header of the request takes more than ${maxHeaderSize} bytes`)
  }
  return new ProblemError('invalid-request', 'this is not a request of HTTP/1.1')
}
