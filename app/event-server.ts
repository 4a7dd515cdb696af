import 'server-only'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import * as z from 'zod'
import { installationSchema, sourceKindInfoSchema, sourceSchema } from '#contract/api.ts'
import type { Installation, Source, SourceKindInfo } from '#contract/api.ts'
import type { AuditPage } from '#contract/audit.ts'
import { auditPageSchema } from '#contract/audit.ts'
import { businessAnswerSchema } from '#contract/business.ts'
import type { BusinessAnswer } from '#contract/business.ts'
import { inspectionSchema } from '#contract/database.ts'
import type { Inspection } from '#contract/database.ts'
import { apiDocumentSchema } from '#contract/openapi.ts'
import type { ApiDocument } from '#contract/openapi.ts'
import type { OpenedInvitation, UserList } from '#contract/people.ts'
import { openedInvitationSchema, userListSchema } from '#contract/people.ts'
import type { QuarantinedDetail, QuarantinePage } from '#contract/quarantine.ts'
import { quarantinedDetailSchema, quarantinePageSchema } from '#contract/quarantine.ts'
import type { RecipientList } from '#contract/recipients.ts'
import { recipientListSchema } from '#contract/recipients.ts'
import type { TokenList } from '#contract/tokens.ts'
import { tokenListSchema } from '#contract/tokens.ts'
import type { Me, SessionList } from '#contract/sign-in.ts'
import { guestTicketSchema, meSchema, pathAfterSignIn, sessionListSchema } from '#contract/sign-in.ts'
import type { ScreenState, TvScreenInfo } from '#contract/tv-screens.ts'
import { screenStateSchema, tvScreenListSchema } from '#contract/tv-screens.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { Refusal } from '#components/states/refusal.ts'
import { env } from './env.ts'
import { pathHeader } from './path-header.ts'

export type Answer<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal }

interface Request<Schema extends z.ZodType> {
  path: string
  schema: Schema
  timeoutMs: number
  /** A question that is too long for an address. */
  body?: unknown
}

async function read<Schema extends z.ZodType>(request: Request<Schema>): Promise<Answer<z.infer<Schema>>> {
  const answer = await ask(request)
  // It throws: the page ends here, and with it whatever else it wanted to read.
  if (answer === 'signed-out') redirect(await signInPath())
  return answer
}

/** Where somebody signs in to see the page that is asked for. */
export async function signInPath(): Promise<string> {
  const path = pathAfterSignIn((await headers()).get(pathHeader) ?? undefined)
  return path === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ to: path }).toString()}`
}

async function ask<Schema extends z.ZodType>({
  path,
  schema,
  timeoutMs,
  body,
}: Request<Schema>): Promise<Answer<z.infer<Schema>> | 'signed-out'> {
  const cookie = (await headers()).get('cookie')
  try {
    const response = await fetch(new URL(path, env.apiUrl), {
      headers: {
        ...(cookie !== null && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 401) return 'signed-out'
    if (response.status === 403) return { ok: false, refusal: { reason: 'forbidden' } }
    if (!response.ok) return { ok: false, refusal: { reason: 'failed', status: response.status } }
    return { ok: true, value: schema.parse(await response.json()) }
  } catch (error) {
    // A broken answer is a fault of this program, a missing one is weather.
    if (error instanceof Error && error.name === 'ZodError') throw error
    return { ok: false, refusal: { reason: 'unreachable' } }
  }
}

/** Once per request, however many components ask. Every page waits for it, therefore not for long. */
export const loadInstallation = cache((): Promise<Answer<Installation>> =>
  read({ path: '/v1/installation', schema: installationSchema, timeoutMs: 3000 }),
)

/** Whoever looks; a page that asks sends everybody else to sign in. */
export const loadMe = cache((): Promise<Answer<Me>> => read({ path: '/v1/me', schema: meSchema, timeoutMs: 3000 }))

export const loadMySessions = cache((): Promise<Answer<SessionList>> =>
  read({ path: '/v1/me/sessions', schema: sessionListSchema, timeoutMs: 5000 }),
)

/** What a code on this page leads a phone to; null where no phone can come. */
export const loadGuestTicket = cache(async (): Promise<string | null> => {
  const answer = await ask({ path: '/v1/guest-ticket', schema: guestTicketSchema, timeoutMs: 1000 })
  return answer !== 'signed-out' && answer.ok ? answer.value.path : null
})

export const loadApiDocument = cache((): Promise<Answer<ApiDocument>> =>
  read({ path: '/v1/openapi.json', schema: apiDocumentSchema, timeoutMs: 5000 }),
)

export const loadWall = cache((): Promise<Answer<ViewSnapshot>> =>
  read({ path: '/v1/views/wall', schema: viewSnapshotSchema, timeoutMs: 5000 }),
)

export const loadView = cache((topic: string): Promise<Answer<ViewSnapshot>> =>
  read({ path: `/v1/views/${encodeURIComponent(topic)}`, schema: viewSnapshotSchema, timeoutMs: 5000 }),
)

export const loadQuarantinePage = cache((path: string): Promise<Answer<QuarantinePage>> =>
  read({ path, schema: quarantinePageSchema, timeoutMs: 5000 }),
)

export const loadQuarantined = cache((id: string): Promise<Answer<QuarantinedDetail>> =>
  read({ path: `/v1/quarantine/${id}`, schema: quarantinedDetailSchema, timeoutMs: 5000 }),
)

export const loadRecipients = cache((): Promise<Answer<RecipientList>> =>
  read({ path: '/v1/recipients', schema: recipientListSchema, timeoutMs: 5000 }),
)

export const loadAuditPage = cache((path: string): Promise<Answer<AuditPage>> =>
  read({ path, schema: auditPageSchema, timeoutMs: 5000 }),
)

export const loadTokens = cache((): Promise<Answer<TokenList>> =>
  read({ path: '/v1/tokens', schema: tokenListSchema, timeoutMs: 5000 }),
)

export const loadBusiness = cache((): Promise<Answer<BusinessAnswer>> =>
  read({ path: '/v1/settings/business', schema: businessAnswerSchema, timeoutMs: 5000 }),
)

export const loadPeople = cache((): Promise<Answer<UserList>> =>
  read({ path: '/v1/users', schema: userListSchema, timeoutMs: 5000 }),
)

export function openInvitation(token: string): Promise<Answer<OpenedInvitation>> {
  return read({ path: '/v1/invitations/open', schema: openedInvitationSchema, timeoutMs: 5000, body: { token } })
}

export const loadScreens = cache(async (): Promise<Answer<TvScreenInfo[]>> => {
  const answer = await read({ path: '/v1/screens', schema: tvScreenListSchema, timeoutMs: 5000 })
  return answer.ok ? { ok: true, value: answer.value.screens } : answer
})

/** What the television that asks is worth. */
export function loadScreenState(): Promise<Answer<ScreenState>> {
  return read({ path: '/v1/screens/self', schema: screenStateSchema, timeoutMs: 5000 })
}

const slugsSchema = z.object({ sources: z.array(z.object({ slug: z.string() })) })

/** Names of all sources to choose from; none where they cannot be read. */
export const loadSourceSlugs = cache(async (): Promise<string[]> => {
  const answer = await read({ path: '/v1/sources', schema: slugsSchema, timeoutMs: 2000 })
  return answer.ok ? answer.value.sources.map(({ slug }) => slug) : []
})

export function loadSource(slug: string): Promise<Answer<Source>> {
  return read({ path: `/v1/sources/${encodeURIComponent(slug)}`, schema: sourceSchema, timeoutMs: 5000 })
}

/** The event server gives a database up before that. */
const inspectTimeoutMs = 30_000

/** What the database of a source says of itself now; that it cannot be asked is an answer, too. */
export function inspectSource(source: string): Promise<Answer<Inspection>> {
  const asked = { path: '/v1/databases/inspect', schema: inspectionSchema, body: { source } }
  return read({ ...asked, timeoutMs: inspectTimeoutMs })
}

const kindsSchema = z.object({ kinds: z.array(sourceKindInfoSchema) })

export async function loadSourceKinds(): Promise<Answer<SourceKindInfo[]>> {
  const answer = await read({ path: '/v1/source-kinds', schema: kindsSchema, timeoutMs: 5000 })
  return answer.ok ? { ok: true, value: answer.value.kinds } : answer
}
