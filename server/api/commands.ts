import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { CreatedSource, Source, TryTicket } from '#contract/api.ts'
import { changeSourceSchema, createSourceSchema, rotateSourceSchema } from '#contract/api.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Prisma } from '../db/prisma.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import type { SourceDirectory } from '../ingest/source-directory.ts'
import { trySource } from '../ingest/own-sources.ts'
import { changeSource, createSource, rotateSource } from '../ingest/sources.ts'
import type { SigningKey } from '../ingest/provider.ts'
import { sign } from '../ingest/standard-webhooks.ts'
import { ensureTrySource } from '../ingest/try-source.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { parseRequest } from './parse-request.ts'

interface CommandOptions {
  prisma: Prisma
  box: SecretBox
  /** `host:port` of servers whose calendars may be anywhere. */
  feedHosts: readonly string[] | undefined
  sources: SourceDirectory
  captures: Reloading
  clock: Clock
}

/** Whoever keeps settings of sources in memory. */
interface Reloading {
  /** Resolves once what was written before this call is known there. */
  reload(): Promise<void>
}

export function commandRoutes({ prisma, box, feedHosts, sources, captures, clock }: CommandOptions) {
  const reload = () => Promise.all([sources.reload(), captures.reload()])
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/sources',
      { config: { access: 'command:source.create' } },
      async (request, reply): Promise<CreatedSource> => {
        const asked = parseRequest(createSourceSchema, request.body)
        request.auditSubject = asked.slug
        const { source, secret } = await createSource({ prisma, box, feedHosts }, asked)
        await reload()
        reply.code(201).header('cache-control', 'no-store')
        return { ...source, secret }
      },
    )

    app.patch(
      '/v1/sources/:slug',
      { config: { access: 'command:source.change' } },
      async (request): Promise<Source> => {
        const { slug } = parseRequest(z.object({ slug: sourceSlugSchema }), request.params)
        const changed = await changeSource({ prisma, box }, slug, parseRequest(changeSourceSchema, request.body))
        await reload()
        return changed
      },
    )

    app.post(
      '/v1/sources/:slug/rotate',
      { config: { access: 'command:source.rotate' } },
      async (request, reply): Promise<CreatedSource> => {
        const { slug } = parseRequest(z.object({ slug: sourceSlugSchema }), request.params)
        const { secret: given, overlapHours } = parseRequest(rotateSourceSchema, request.body ?? {})
        const { source, secret } = await rotateSource(
          { prisma, box, feedHosts },
          { slug, overlapMs: overlapHours * 3_600_000, ...(given !== undefined && { secret: given }) },
        )
        await reload()
        reply.header('cache-control', 'no-store')
        return { ...source, secret }
      },
    )

    app.post(
      '/v1/wall/try',
      { config: { access: 'command:wall.try' } },
      async (_request, reply): Promise<TryTicket> => {
        reply.header('cache-control', 'no-store')
        return tryTicket(await findTrySource({ prisma, box, sources }), clock.now())
      },
    )
  }
}

/** One that was sealed with another secret since the start is made anew. @throws ProblemError `unavailable`. */
async function findTrySource({ prisma, box, sources }: Pick<CommandOptions, 'prisma' | 'box' | 'sources'>) {
  const found = await sources.find(trySource.slug, { onlyKnown: true })
  if (found) return found
  await ensureTrySource(prisma, box)
  await sources.reload()
  const made = await sources.find(trySource.slug, { onlyKnown: true })
  if (made) return made
  throw new ProblemError('unavailable', 'the secret of this Vigie is not that of its sources; tell whoever runs it')
}

function tryTicket(source: { keys(now: number): readonly SigningKey[] }, now: number): TryTicket {
  const key = source.keys(now)[0]
  if (!key) throw new Error(`the source ${trySource.slug} has no key`)
  const id = `try-${randomUUID()}`
  const timestamp = Math.floor(now / 1000)
  const body = JSON.stringify({ type: 'wall.tried', data: {} })
  return {
    path: `/v1/webhooks/${trySource.slug}`,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(key, { id, timestamp, body }),
    },
    body,
    eventId: id,
  }
}
