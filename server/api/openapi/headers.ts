import type { AnswerHeader } from './operation.ts'

interface HeaderWords {
  description: string
  example: string
}

/** What the header fields of answers say. */
export const answerHeaders: Readonly<Record<AnswerHeader, HeaderWords>> = {
  'ratelimit-policy': {
    description: 'What the source may send: `q` requests in `w` seconds',
    example: '"source";q=60000;w=60',
  },
  ratelimit: { description: 'What is left of it: `r` requests, for `t` seconds', example: '"source";r=59999;t=42' },
  'retry-after': { description: 'Seconds to wait before the same request', example: '17' },
  'server-timing': {
    description: 'Milliseconds from the request read to its events handed to the log',
    example: 'door;dur=0.4',
  },
  'cache-control': { description: 'Whether the answer may be kept', example: 'no-store' },
  'content-disposition': {
    description: 'That it is a file, and its name',
    example: 'attachment; filename="customer-3e1fdb4e-2b0e-6c8d-9d0c-5b1f1f0a6c11-2026-11-28.json"',
  },
  etag: {
    description: 'Of this version of the answer, for `if-none-match`',
    example: '"6f1ed002ab5595859014ebf0951522d9"',
  },
  'access-control-allow-origin': { description: 'Pages that may call it', example: '*' },
  'webhook-allowed-origin': { description: 'Who may send here', example: '*' },
  'webhook-allowed-rate': { description: 'Requests a minute', example: '60000' },
}
