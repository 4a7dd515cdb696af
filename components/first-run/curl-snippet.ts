import type { CreatedSource } from '#contract/api.ts'

interface SnippetTarget {
  /** Where this installation is reached from the reader's terminal. */
  origin: string
  source: Pick<CreatedSource, 'path' | 'secret'>
}

/** For a POSIX shell: everything between the quotes is taken literally. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * One signed event, sent with what a terminal has: bash, openssl, base64, od and curl. Standard Webhooks: HMAC-SHA256
 * over `id.timestamp.body` with the bytes that the secret's base64 stands for.
 */
export function curlSnippet({ origin, source }: SnippetTarget): string {
  return [
    `secret=${quoted(source.secret)}`,
    `body='{"type":"order.placed","subject":"order/1","data":{"orderId":"1","totalMinor":8490,"currency":"EUR"}}'`,
    'id="msg_$(od -An -N12 -tx1 /dev/urandom | tr -d \' \\n\')"',
    'timestamp=$(date +%s)',
    'key=$(printf %s "${secret#whsec_}" | base64 -d | od -An -v -tx1 | tr -d \' \\n\')',
    'signature=$(printf %s "$id.$timestamp.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)',
    `curl -sS -X POST ${quoted(new URL(source.path, origin).href)} \\`,
    '  -H "content-type: application/json" \\',
    '  -H "webhook-id: $id" \\',
    '  -H "webhook-timestamp: $timestamp" \\',
    '  -H "webhook-signature: v1,$signature" \\',
    '  -d "$body"',
  ].join('\n')
}
