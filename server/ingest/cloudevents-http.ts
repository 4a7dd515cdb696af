import { isUtf8 } from 'node:buffer'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, ProviderRequest, SentValue } from './provider.ts'
import { itemsOf, readSent } from './sent-value.ts'
import { findHeader } from './signatures.ts'

/*
 * The HTTP binding of CloudEvents 1.0.2. Whatever the mode, what is read is the JSON format of the event: in binary mode
 * the attributes come from the `ce-` headers, and a body that is not JSON becomes `data_base64`.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
type Mode = 'binary' | 'structured' | 'batch'

/** @throws ProblemError `unsupported-media-type` for another format than JSON. */
function modeOf(contentType: string | undefined): Mode {
  const mediaType = mediaTypeOf(contentType)
  if (!mediaType.startsWith('application/cloudevents')) return 'binary'
  if (mediaType === 'application/cloudevents-batch+json') return 'batch'
  if (mediaType === 'application/cloudevents+json') return 'structured'
  throw notReadable(`${mediaType} cannot be read here`)
}

/** @throws ProblemError when there is no CloudEvent in the request, or it cannot be parsed. */
export function readCloudEvents({ headers, rawBody }: ProviderRequest): SentValue {
  return modeOf(findHeader(headers, 'content-type')) === 'binary' ? readBinary(headers, rawBody) : readSent(rawBody)
}

/**
 * The events of what was read, in the order sent.
 *
 * @throws ProblemError `invalid-event` when a batch is no array, or what should be one event is one.
 */
export function cloudEventsOf({ headers }: ProviderRequest, body: SentValue): SentValue[] {
  const isBatch = modeOf(findHeader(headers, 'content-type')) === 'batch'
  if (isBatch === Array.isArray(body.value)) return itemsOf(body)
  const detail = isBatch
    ? 'must be an array of CloudEvents'
    : 'must be one CloudEvent; several are sent as application/cloudevents-batch+json'
  throw new ProblemError('invalid-event', `the body ${detail}`, { errors: [{ pointer: '#', detail }] })
}

function readBinary(headers: Headers, rawBody: Buffer): SentValue {
  const attributes = attributesOf(headers)
  if (Object.keys(attributes).length === 0) throw notReadable('the request has no ce- headers')
  const contentType = findHeader(headers, 'content-type')
  const envelope = { ...attributes, ...(contentType !== undefined && { datacontenttype: contentType }) }
  if (rawBody.length === 0) return { value: envelope, exact: envelope, isSuspect: true, pointer: '#' }
  const json = readJson(contentType, rawBody)
  if (!json) {
    const value = { ...envelope, data_base64: rawBody.toString('base64') }
    return { value, exact: value, isSuspect: true, pointer: '#' }
  }
  const value = { ...envelope, data: json.value }
  const exact = json.exact === json.value ? value : { ...envelope, data: json.exact }
  return { ...json, value, exact }
}

/** @returns undefined for a body that does not say, and does not look, as if it were JSON. */
function readJson(contentType: string | undefined, rawBody: Buffer): SentValue | undefined {
  if (contentType !== undefined) return isJsonType(contentType) ? readSent(rawBody) : undefined
  try {
    return readSent(rawBody)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

export function mediaTypeOf(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function isJsonType(contentType: string): boolean {
  return /^[^/]+\/(?:[^/]+\+)?json$/.test(mediaTypeOf(contentType))
}

/** Not attributes: `Content-Type` says the first, the body is the others. */
const notAttributes = new Set(['datacontenttype', 'data', 'data_base64'])

function attributesOf(headers: Headers): Record<string, string> {
  const attributes = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    const name = header.startsWith('ce-') ? header.slice('ce-'.length) : ''
    return name === '' || notAttributes.has(name) || typeof value !== 'string' ? [] : [[name, decodeHeader(value)]]
  })
  return Object.fromEntries(attributes)
}

/**
 * Older senders quote, newer ones percent-encode, and some write UTF-8 as it is, which Node reads as Latin-1. An escape
 * that is not UTF-8 stays as it was written.
 */
export function decodeHeader(header: string): string {
  const bytes = Buffer.from(header, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString('utf8') : header
  const [, quoted] = /^"(.*)"$/s.exec(text) ?? []
  const unquoted = quoted?.replaceAll(/\\(.)/g, '$1') ?? text
  return unquoted.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const decoded = Buffer.from(run.replaceAll('%', ''), 'hex')
    return isUtf8(decoded) ? decoded.toString('utf8') : run
  })
}

function notReadable(what: string): ProblemError {
  return new ProblemError(
    'unsupported-media-type',
    `${what}; send application/cloudevents+json, application/cloudevents-batch+json, or the attributes as ce- headers`,
  )
}
