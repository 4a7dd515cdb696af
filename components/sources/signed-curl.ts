import type { Source } from '#contract/api.ts'

/** What a line to paste needs to know of a source. */
export interface SnippetSource extends Pick<Source, 'kind' | 'path' | 'config'> {
  slug: string
  /** The secret or key; null once it is no longer shown. */
  secret: string | null
}

export interface SnippetTarget {
  /** Where this installation is reached from the reader's terminal. */
  origin: string
  source: SnippetSource
}

/** Stands where a secret has to be filled in by hand. */
export const secretPlaceholder = 'PASTE-THE-SECRET-HERE'

/** For a POSIX shell: everything between the quotes is taken literally. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** One request of a kind of source, for bash. */
export interface Request {
  /** Shell lines before the body, such as `timestamp=$(date +%s)`; the body may use them. */
  before?: readonly string[]
  /** A word of the shell. */
  body: string
  /** Shell lines that make the signature of `$body` with `$secret`. */
  sign?: readonly string[]
  /** As curl's -H takes them, in double quotes. */
  headers: readonly string[]
  /** Instead of the source's own path. */
  path?: string
}

export const randomId = 'id="msg_$(od -An -N12 -tx1 /dev/urandom | tr -d \' \\n\')"'
export const unixSeconds = 'timestamp=$(date +%s)'
const toHex = "od -An -v -tx1 | tr -d ' \\n'"

/** An order, as Vigie's own events write it. */
export const ownEvent = `'{"type":"order.placed","subject":"order/1","data":{"orderId":"1","totalMinor":8490,"currency":"EUR"}}'`

interface Signing {
  /** A word of the shell: what is signed. */
  content: string
  algorithm?: string
  encoding: 'hex' | 'base64'
  /** The secret's bytes: as it is written, or what the base64 behind `whsec_` stands for. */
  key?: 'plain' | 'whsec'
}

/** HMAC of the content with openssl, left in `$signature`. The key is given in hex: it may hold any byte. */
export function hmacLines({ content, algorithm = 'sha256', encoding, key = 'plain' }: Signing): string[] {
  const bytes = key === 'plain' ? 'printf %s "$secret"' : 'printf %s "${secret#whsec_}" | base64 -d'
  const write = encoding === 'hex' ? toHex : "base64 | tr -d '\\n'"
  return [
    `key=$(${bytes} | ${toHex})`,
    `signature=$(printf %s ${content} | openssl dgst -${algorithm} -mac HMAC -macopt "hexkey:$key" -binary | ${write})`,
  ]
}

/** One signed event, sent with what a terminal has: bash, openssl, base64, od and curl. */
export function toCurl({ origin, source }: SnippetTarget, request: Request): string {
  return [
    `secret=${quoted(source.secret ?? secretPlaceholder)}`,
    ...(request.before ?? []),
    `body=${request.body}`,
    ...(request.sign ?? []),
    `curl -sS -X POST ${quoted(new URL(request.path ?? source.path, origin).href)} \\`,
    ...request.headers.map((header) => `  -H "${header}" \\`),
    '  -d "$body"',
  ].join('\n')
}

/** Standard Webhooks: HMAC-SHA256 over `id.timestamp.body` with the bytes that the secret's base64 stands for. */
export function standardWebhook(body: string): Request {
  return {
    before: [randomId, unixSeconds],
    body,
    sign: hmacLines({ content: '"$id.$timestamp.$body"', encoding: 'base64', key: 'whsec' }),
    headers: [
      'content-type: application/json',
      'webhook-id: $id',
      'webhook-timestamp: $timestamp',
      'webhook-signature: v1,$signature',
    ],
  }
}
