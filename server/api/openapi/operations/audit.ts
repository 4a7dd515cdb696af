import type { AuditPage } from '#contract/audit.ts'
import { auditPageSchema, auditQuerySchema } from '#contract/audit.ts'
import type { Operations } from '../operation.ts'

const page: AuditPage = {
  entries: [
    {
      id: '4711',
      at: '2026-11-28T08:14:07.352Z',
      who: { id: 'Q3fZ0b7xkT', name: 'Data desk', kind: 'person' },
      action: 'source.change',
      subject: 'shop',
      members: ['silenceSeconds'],
      outcome: 'done',
      status: 200,
      address: '203.0.113.7',
    },
    {
      id: '4710',
      at: '2026-11-28T08:13:55.018Z',
      who: { id: 'n5pV1c2aLs', name: 'Sales desk', kind: 'person' },
      action: 'source.rotate',
      subject: 'shop',
      members: [],
      outcome: 'refused',
      status: 403,
      address: '203.0.113.9',
    },
  ],
  next: '4710',
}

export const auditOperations: Operations = {
  'GET /v1/audit': {
    id: 'listAuditEntries',
    tag: 'People',
    summary: 'Read who did what, and from where',
    description:
      'Every command, sign-in and export, newest first, also those that were refused. An entry holds the names of what the ' +
      'request said and none of its values; what is written is never changed.',
    query: auditQuerySchema,
    answers: {
      200: {
        description: 'A page of entries.',
        content: { schema: auditPageSchema, examples: { 'A change, and one that was refused': page } },
      },
    },
    problems: [],
    example: { query: { action: 'source', limit: '2' } },
  },
}
