import type { RouteAccess } from '#contract/access.ts'
import type { Operation } from './operation.ts'

/** For a POSIX shell: everything between the quotes is taken literally. */
function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A request signed as Standard Webhooks, with what a terminal has: bash, openssl, base64, od and curl. */
export function signedSample({ origin, path, body }: { origin: string; path: string; body: unknown }): string {
  return [
    'secret=whsec_…   # of the source',
    `body=${quoted(JSON.stringify(body))}`,
    'id="msg_$(od -An -N12 -tx1 /dev/urandom | tr -d \' \\n\')"',
    'timestamp=$(date +%s)',
    'key=$(printf %s "${secret#whsec_}" | base64 -d | od -An -v -tx1 | tr -d \' \\n\')',
    'signature=$(printf %s "$id.$timestamp.$body" |',
    '  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)',
    '',
    `curl ${quoted(origin + path)} \\`,
    "  -H 'content-type: application/json' \\",
    '  -H "webhook-id: $id" \\',
    '  -H "webhook-timestamp: $timestamp" \\',
    '  -H "webhook-signature: v1,$signature" \\',
    '  -d "$body"',
  ].join('\n')
}

export function asksWhoCalls(access: RouteAccess): boolean {
  return access !== 'anyone' && access !== 'signature'
}

interface Target {
  method: string
  /** With `{name}` for each parameter. */
  path: string
  access: RouteAccess
  origin: string
}

/** The cURL line that follows from an operation's example; `$token` is what `token create` printed. */
export function curlSample({ method, path, access, origin }: Target, operation: Operation): string {
  const { example = {}, body, credentials = [] } = operation
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(example.params?.[name] ?? name),
  )
  const query = new URLSearchParams(example.query).toString()
  const [bodyExample] = Object.values(body?.examples ?? {})
  const hasBody = body !== undefined && bodyExample !== undefined
  const isImplied = method === 'GET' || (method === 'POST' && hasBody)
  const lines = [
    `curl ${isImplied ? '' : `-X ${method} `}${quoted(origin + address + (query === '' ? '' : `?${query}`))}`,
    ...(asksWhoCalls(access) ? ['-H "authorization: Bearer $token"'] : []),
    ...credentialLines(credentials),
    ...Object.entries(example.headers ?? {}).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(hasBody ? [`-H 'content-type: ${body.mediaTypes?.[0] ?? 'application/json'}'`] : []),
    ...(hasBody ? [`-d ${quoted(JSON.stringify(bodyExample, null, 2))}`] : []),
  ]
  return lines.join(' \\\n  ')
}

function credentialLines(credentials: NonNullable<Operation['credentials']>): string[] {
  if (credentials[0] === 'bearerKey') return ["-H 'authorization: Bearer KEY'"]
  if (credentials[0] === 'writeKey') return ['-u WRITE_KEY:']
  return []
}
