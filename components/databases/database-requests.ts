import type * as z from 'zod'
import type { Source } from '#contract/api.ts'
import type { DatabaseTarget, Inspection, Plan, Preview } from '#contract/database.ts'
import { inspectionSchema, planSchema, previewSchema } from '#contract/database.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { sendRequest } from '#components/sources/send-request.ts'

/** Somebody else's database may take its time: the server gives it up before that. */
export const databaseTimeoutMs = 30_000

/** Tries a connection, and asks what the database allows. A connection that fails is an answer, too. */
export function inspectDatabase(target: DatabaseTarget): Promise<RequestAnswer<Inspection>> {
  return ask('inspect', target, inspectionSchema)
}

/** Rows that are there, and what a config would make of them. */
export function previewDatabase(request: {
  target: DatabaseTarget
  config: unknown
  mapping?: string
}): Promise<RequestAnswer<Preview>> {
  return ask('preview', request, previewSchema)
}

/** The SQL that a config needs and that has not been run yet. */
export function planDatabase(request: { target: DatabaseTarget; config: unknown }): Promise<RequestAnswer<Plan>> {
  return ask('plan', request, planSchema)
}

/** Rows that are there come in once more, and changes from now on: what a capture that was given up needs. */
export function beginAnew(slug: Source['slug']): Promise<RequestAnswer<true>> {
  return command(slug, 'snapshot')
}

/** Ends the capture, and takes out of the database what it put there. */
export function releaseDatabase(slug: Source['slug']): Promise<RequestAnswer<true>> {
  return command(slug, 'release')
}

function ask<Schema extends z.ZodType>(
  what: string,
  body: unknown,
  schema: Schema,
): Promise<RequestAnswer<z.infer<Schema>>> {
  const isValue = (answer: unknown): answer is z.infer<Schema> => schema.safeParse(answer).success
  return sendRequest({ method: 'POST', path: `/v1/databases/${what}`, body, isValue, timeoutMs: databaseTimeoutMs })
}

/** Done is all that is asked of the answer. */
async function command(slug: string, verb: 'snapshot' | 'release'): Promise<RequestAnswer<true>> {
  const isValue = (answer: unknown): answer is unknown => answer !== undefined
  const path = `/v1/sources/${slug}/${verb}`
  const answer = await sendRequest({ method: 'POST', path, body: {}, isValue, timeoutMs: databaseTimeoutMs })
  return answer.ok ? { ok: true, value: true } : answer
}
