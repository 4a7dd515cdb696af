import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Taken } from '../intake.ts'
import type { DoorSource } from '../source-directory.ts'
import { readForKey } from '../tracking/read-once.ts'
import type { DoorOptions, Sought } from './door.ts'
import { receive, takeRawBodies } from './door.ts'

const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+ *(?:;|$)/

/**
 * Bodies reach the routes of this scope as the bytes that came, whatever their content type says, even where it is none:
 * Fastify would answer 415, and the client would drop what it sent.
 */
export function takeAnyBodies(app: FastifyInstance): void {
  takeRawBodies(app)
  app.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const type = headers['content-type']
    if (type !== undefined && !mediaType.test(type)) headers['content-type'] = 'application/octet-stream'
    done()
  })
}

interface TrackedRequest {
  request: FastifyRequest
  reply: FastifyReply
  /** The key where the headers have it: then the body is read once the source is known. */
  keyInHeaders?: string | undefined
  keyInBody(body: unknown): unknown
}

/**
 * Takes what a tracking client sends. The source is found by its key.
 *
 * @throws ProblemError as `receive`, and when the key is nobody's.
 */
export async function receiveTracked(options: DoorOptions, tracked: TrackedRequest): Promise<Taken> {
  const { request, reply, keyInHeaders, keyInBody } = tracked
  let key: unknown = keyInHeaders
  let unreadable: ProblemError | undefined
  const find = async ({ now, onlyKnown }: Sought): Promise<DoorSource | undefined> => {
    try {
      key ??= keyInBody(await bodyOf(request))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      unreadable = error
    }
    return isKeyLike(key) ? options.sources.findByKey(key, now, { onlyKnown }) : undefined
  }
  // An error is not made before it is needed: its stack costs more than finding the source.
  const unknown = () => unreadable ?? refusalOfKey(key)
  const taken = await receive(options, { door: 'tracking', request, reply, label: '', find, unknown })
  if (taken === 'probe') throw new Error('no kind that tracks is probed')
  return taken
}

async function bodyOf({ body, headers }: FastifyRequest): Promise<unknown> {
  return Buffer.isBuffer(body) ? (await readForKey(body, headers['content-encoding'])).value : undefined
}

function refusalOfKey(key: unknown): ProblemError {
  return typeof key === 'string' && key !== ''
    ? new ProblemError('invalid-signature', 'no source has this write key')
    : new ProblemError('missing-signature', 'send the write key: in the body, or by Basic authorization')
}

/** What no source can have as its key is not looked for. */
function isKeyLike(key: unknown): key is string {
  return typeof key === 'string' && /^[A-Za-z0-9_-]{8,128}$/.test(key)
}
