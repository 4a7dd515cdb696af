import type { RouteAccess } from '#contract/access.ts'
import type { Problem, ProblemCode } from '#contract/problem.ts'
import { problemStatuses } from '#contract/problem.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Operation } from './operation.ts'

interface ProblemWords {
  /** When a caller sees it, and what to do. */
  when: string
  error: ProblemError
}

function words(
  code: ProblemCode,
  when: string,
  detail: string,
  extras?: ConstructorParameters<typeof ProblemError>[2],
): ProblemWords {
  return { when, error: new ProblemError(code, detail, extras) }
}

/** Every code has its line; the compiler asks for that of a new one. */
const problemWords: Readonly<Record<ProblemCode, ProblemWords>> = {
  'malformed-json': words(
    'malformed-json',
    'The body is empty, not JSON, not UTF-8, or gzip that does not inflate.',
    'the body is not JSON: unexpected token at position 17',
  ),
  'invalid-request': words(
    'invalid-request',
    'A parameter or a member is missing or wrong; `errors` point at it.',
    '#/limit: must be at most 1000',
    { errors: [{ pointer: '#/limit', detail: 'must be at most 1000' }] },
  ),
  'missing-signature': words(
    'missing-signature',
    'The request carries no signature or key.',
    'send the header webhook-signature',
  ),
  'invalid-signature': words(
    'invalid-signature',
    'No signature fits this body and a secret of this source. Sign the exact bytes you send, before gzip.',
    'no signature fits this body and a secret of this source',
  ),
  'timestamp-out-of-range': words(
    'timestamp-out-of-range',
    'The signed time is too far from the clock of the server. Sign each attempt anew.',
    "webhook-timestamp is 912 s off; the server's clock says 1795479666",
  ),
  'sign-in-required': words('sign-in-required', 'Nobody is signed in.', 'sign in, or send a token'),
  'wrong-password': words(
    'wrong-password',
    'Nobody here has this e-mail address and this password: it is not said which of the two is wrong.',
    'this e-mail address and password do not fit',
  ),
  forbidden: words(
    'forbidden',
    'None of your roles may do this, the source may not send it, or a page of another site asks.',
    'your roles do not include read:events',
  ),
  'unknown-source': words(
    'unknown-source',
    'There is no source of this name or key: create it first.',
    'there is no source of this name; create it first',
  ),
  'unknown-view': words('unknown-view', 'There is no such view.', 'there is no view named wal'),
  'not-found': words('not-found', 'There is nothing under this name.', 'there is no source named shpo'),
  'method-not-allowed': words('method-not-allowed', 'This address takes another method.', 'send it as POST'),
  conflict: words(
    'conflict',
    'Somebody else was faster, or the name is taken.',
    'there is already a source named shop; choose another name or rotate its secret',
  ),
  'request-timeout': words(
    'request-timeout',
    'The request came too slowly: its header within 10 s, all of it within 20 s. The connection is closed.',
    'the request did not come in time; send it again',
  ),
  'payload-too-large': words(
    'payload-too-large',
    'The body is larger than this address takes, as sent or inflated: send smaller batches.',
    'the body is larger than this door takes',
  ),
  'unsupported-media-type': words(
    'unsupported-media-type',
    'The content type is one that is not read here.',
    'send the events with content-type: application/json',
  ),
  'unsupported-content-encoding': words(
    'unsupported-content-encoding',
    'The content encoding is something other than gzip.',
    'send the body as it is, or with content-encoding: gzip',
  ),
  'invalid-event': words(
    'invalid-event',
    'Not one event of the body is valid; nothing was stored, and the request is kept in the quarantine.',
    'no event in the body is valid; nothing was stored',
    {
      errors: [{ pointer: '#/0/data/currency', detail: 'must be an ISO 4217 code such as EUR' }],
      members: { quarantined: '42' },
    },
  ),
  'too-many-events': words(
    'too-many-events',
    'More events than one request may hold: split the batch.',
    '812 events in one request; the limit is 500',
  ),
  'too-deep': words(
    'too-deep',
    'The body is nested deeper than any document of ours.',
    'the body is nested deeper than 32 levels',
  ),
  'too-complex': words(
    'too-complex',
    'The body has more members, or a longer string, than any document of ours.',
    'the body has 81402 members; the limit is 50000',
  ),
  'too-many-requests': words(
    'too-many-requests',
    'This source or address has sent its share: wait as long as `retry-after` says, then send the same again.',
    'this source has sent its share of this minute; come again in 17 s',
    {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      retryAfterSeconds: 17,
      members: { 'violated-policies': ['source'] },
    },
  ),
  'headers-too-large': words(
    'headers-too-large',
    'The header of the request takes more than 16 KiB. The connection is closed.',
    'the header of the request takes more than 16384 bytes',
  ),
  internal: words(
    'internal',
    'A fault of ours; it has been logged. Send it again.',
    'something broke on our side; it has been logged',
  ),
  'source-paused': words(
    'source-paused',
    'The source is paused: send it again later, nothing is lost by that.',
    'this source is paused; send it again later',
    { retryAfterSeconds: 60 },
  ),
  unavailable: words(
    'unavailable',
    'It cannot be stored or read just now: send it again.',
    'the events could not be stored; send them again',
    { retryAfterSeconds: 1 },
  ),
}

export interface DescribedProblem {
  code: ProblemCode
  status: number
  when: string
  example: Problem
  /** Its answer carries `retry-after`. */
  saysWhen: boolean
}

export function describeProblem(code: ProblemCode): DescribedProblem {
  const { when, error } = problemWords[code]
  const saysWhen = error.extras.retryAfterSeconds !== undefined
  return { code, status: problemStatuses[code], when, example: error.toProblem(), saysWhen }
}

/** What every door may refuse with, whatever it takes. */
export const doorProblems = [
  'malformed-json',
  'invalid-request',
  'missing-signature',
  'invalid-signature',
  'unknown-source',
  'payload-too-large',
  'unsupported-media-type',
  'unsupported-content-encoding',
  'invalid-event',
  'too-many-events',
  'too-deep',
  'too-complex',
  'too-many-requests',
  'source-paused',
  'unavailable',
] as const satisfies readonly ProblemCode[]

const notOfTrackers: readonly ProblemCode[] = ['unknown-source', 'unsupported-media-type', 'too-many-events']

/** Of doors that find the source by its key, and read any content type. */
export const trackingProblems: readonly ProblemCode[] = doorProblems.filter((code) => !notOfTrackers.includes(code))

/** Of what calls with them the server reads no body; of all others one, also where nothing is done with it. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** @returns its own codes and those that follow from its access and what is read, in the order of their statuses. */
export function problemsOf(
  operation: Operation,
  { method, access }: { method: string; access: RouteAccess },
): ProblemCode[] {
  const isJson = !bodiless.has(method) && access !== 'signature'
  const codes = new Set<ProblemCode>([
    ...operation.problems,
    ...(operation.params || operation.query || operation.body ? (['invalid-request'] as const) : []),
    ...(isJson ? (['malformed-json', 'payload-too-large', 'unsupported-media-type'] as const) : []),
    ...(access === 'signature' || access === 'anyone' ? [] : (['sign-in-required', 'forbidden'] as const)),
    'internal',
  ])
  const known: readonly string[] = Object.keys(problemStatuses)
  return [...codes].toSorted((a, b) => problemStatuses[a] - problemStatuses[b] || known.indexOf(a) - known.indexOf(b))
}
