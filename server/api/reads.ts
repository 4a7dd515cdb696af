import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Installation } from '#contract/api.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Sight } from '#contract/personal-data.ts'
import { sightOf } from '#contract/personal-data.ts'
import { topicSchema } from '#contract/view.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { Prisma } from '../db/prisma.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { sourceKinds } from '../ingest/provider-registry.ts'
import { findSource, listSources } from '../ingest/sources.ts'
import { ViewUnavailableError } from '../live/live-sessions.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ViewRegistry } from '../views/registry.ts'
import { parseRequest } from './parse-request.ts'
import { identifyCaller } from './route-access.ts'
import type { Identify } from './viewer.ts'
import { assertAllowed, viewerOf } from './viewer.ts'

interface ReadOptions {
  prisma: Prisma
  box: SecretBox
  views: ViewRegistry
  /** The live gateway's state of a topic, so that a browser can go on from it. */
  snapshot: (topic: string, sight: Sight) => Promise<ViewSnapshot | null>
  installation: Omit<Installation, 'hasPeople'>
  identify: Identify
  /** Whether somebody can sign in. */
  hasPeople: () => Promise<boolean>
}

export function readRoutes({ prisma, box, views, snapshot, installation, identify, hasPeople }: ReadOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/views/:topic', { config: { access: 'view' } }, async (request) => {
      const { topic } = parseRequest(z.object({ topic: topicSchema }), request.params)
      const view = views.find(topic)
      if (!view) throw new ProblemError('unknown-view', `there is no view named ${topic}`)
      const viewer = viewerOf(request)
      assertAllowed(viewer, view.permission)
      const state = await readable(() => snapshot(topic, sightOf(viewer)))
      if (!state) throw new ProblemError('not-found', `there is nothing under ${topic}`)
      return state
    })

    app.get('/v1/sources', { config: { access: 'read:sources' } }, async () => ({
      sources: await listSources({ prisma, box }),
    }))

    app.get('/v1/sources/:slug', { config: { access: 'read:sources' } }, (request) =>
      findSource({ prisma, box }, parseRequest(z.object({ slug: sourceSlugSchema }), request.params).slug),
    )

    app.get('/v1/source-kinds', { config: { access: 'read:sources' } }, () => ({
      kinds: sourceKinds.map((kind) => kind.describe()),
    }))

    app.get('/v1/installation', { config: { access: 'anyone' } }, async (request): Promise<Installation> => {
      if ((await identifyCaller(request, identify)) !== null) return { ...installation, hasPeople: true }
      return { ...installation, version: null, publicUrl: null, hasPeople: await hasPeople() }
    })
  }
}

async function readable(snapshot: () => Promise<ViewSnapshot | null>): Promise<ViewSnapshot | null> {
  try {
    return await snapshot()
  } catch (cause) {
    if (!(cause instanceof ViewUnavailableError)) throw cause
    throw new ProblemError('unavailable', 'this view cannot be read now', { retryAfterSeconds: 2 })
  }
}
