import { ProblemError } from '../../runtime/problem-error.ts'
import { defineProvider, mediaTypeOf, noConfig, plainSecret } from '../provider.ts'
import type { Mapping } from '../provider-events.ts'
import { contentId, draftOf, subjectOf, toEvent } from '../provider-events.ts'
import { findHeader, requireHeader, verifyHmac } from '../signatures.ts'
import { idOf, instantOf, largeBodies, member, readSent, textOf } from '../sent-value.ts'
import { refuseIfNoneIsValid } from '../webhook-events.ts'

/*
 * GitHub: `X-Hub-Signature-256: sha256=` + hex HMAC-SHA256 of the body. There is no timestamp; a redelivery has the same
 * X-GitHub-Delivery. The body is JSON, or a form whose field `payload` is the JSON; the signature is over the form.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
const mappings = new Map<string, Mapping>([['issues', issueEvent]])

export const github = defineProvider({
  kind: 'github',
  config: noConfig,
  // A push has every file of each of its commits, up to 25 MB, and what is refused GitHub does not send again.
  maxSentBytes: largeBodies.maxSentBytes,
  secret: plainSecret(),
  accepts: (contentType) => mediaTypeOf(contentType) === 'application/json' || isForm(contentType),
  verify({ headers, rawBody }, keys) {
    const written = requireHeader(headers, 'x-hub-signature-256')
    const given = written.startsWith('sha256=') ? [Buffer.from(written.slice(7), 'hex')] : []
    verifyHmac({ keys, content: [rawBody], given })
  },
  read: ({ headers, rawBody }) =>
    readSent(isForm(findHeader(headers, 'content-type')) ? payloadOf(rawBody) : rawBody, largeBodies.json),
  map(request, body) {
    const id = idOf(findHeader(request.headers, 'x-github-delivery')) ?? contentId(request.rawBody)
    const topic = findHeader(request.headers, 'x-github-event')
    const mapped = [toEvent(request, body, { id, ...draftOf({ kind: 'github', topic, mappings }, body.exact) })]
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})

function isForm(contentType: string | undefined): boolean {
  return mediaTypeOf(contentType) === 'application/x-www-form-urlencoded'
}

/** @throws ProblemError `malformed-json` when the form has no such field. */
function payloadOf(form: Buffer): Buffer {
  const payload = new URLSearchParams(form.toString('utf8')).get('payload')
  if (payload === null) throw new ProblemError('malformed-json', 'the form has no field named payload')
  return Buffer.from(payload)
}

/** An issue that is opened or closed is a ticket; what else happens to it is `github.issues`. */
function issueEvent(object: unknown) {
  const issue = member(object, 'issue')
  const action = member(object, 'action')
  const ticketId = idOf(member(issue, 'id'))
  if (ticketId === undefined || (action !== 'opened' && action !== 'closed')) return undefined
  return {
    type: `ticket.${action}`,
    subject: subjectOf('ticket', ticketId),
    occurredAt: instantOf(member(issue, action === 'opened' ? 'created_at' : 'closed_at')),
    facts: {
      ticketId,
      number: idOf(member(issue, 'number')),
      repository: textOf(member(object, 'repository', 'full_name')),
    },
  }
}
