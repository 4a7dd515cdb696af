import type { FastifyRequest } from 'fastify'
import { callerAddress } from '../../ingest/http/caller-address.ts'
import type { Audited, AuditLog } from '../audit-log.ts'
import type { Actor } from '../viewer.ts'

/** Writes down what somebody did to their own way in: it is no command, so no permission's hook writes it. */
export function recordPerson(
  audit: AuditLog,
  request: FastifyRequest,
  { who, ...what }: { who: Actor } & Pick<Audited, 'action' | 'subject' | 'outcome' | 'status'>,
): Promise<void> {
  return audit.record({ who: { ...who, kind: 'person' }, address: callerAddress(request), ...what })
}
