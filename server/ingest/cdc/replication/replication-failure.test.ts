import { describe, expect, test } from 'vitest'
import { CaptureError } from '../capture.ts'
import { explainNotice, explainReplicationFailure } from './replication-failure.ts'

/** As pg makes one of what the server sends. */
function serverError(code: string, message: string, routine: string): Error {
  return Object.assign(new Error(message), { code, routine })
}

describe('what the server says has one meaning, whatever language it speaks', () => {
  test.each([
    ['slot-missing', '42704', 'replication slot "s" does not exist', 'ReplicationSlotAcquire', true],
    ['slot-missing', '42704', 'le slot de réplication « s » n’existe pas', 'ReplicationSlotAcquire', true],
    ['publication-missing', '42704', 'publication "p" does not exist', 'get_publication_oid', false],
    ['publication-missing', '42704', 'Publikation »p« existiert nicht', 'get_publication_oid', false],
    ['slot-in-use', '55006', 'replication slot "s" is active for PID 7', 'ReplicationSlotAcquire', false],
    ['slot-lost', '55000', 'can no longer get changes from replication slot "s"', 'CreateDecodingContext', true],
    ['slot-lost', '55000', 'kann nicht mehr auf Replikations-Slot »s« zugreifen', 'ReplicationSlotAcquire', true],
    ['slot-lost', '58P01', 'requested WAL segment 00 has already been removed', 'WalSndSegmentOpen', true],
    ['wal-level', '55000', 'logisches Dekodieren erfordert »wal_level« >= »logical«', 'CheckLogical', false],
    ['no-replication-privilege', '42501', 'permission denied to use replication slots', 'CheckSlotPermissions', false],
    ['connection-lost', '57P01', 'terminating connection due to administrator command', 'ProcessInterrupts', false],
    ['connection-lost', '55000', 'replication slot "s" was not created in this database', 'CreateDecoding', false],
  ])('%s: %s %s', (problem, code, message, routine, givesUp) => {
    const explained = explainReplicationFailure(serverError(code, message, routine))
    expect(explained).toMatchObject({ code: problem, givesUp, message: expect.stringContaining(message) })
  })

  test('what is explained already stays as it is', () => {
    const error = new CaptureError('connection-lost', 'silent')
    expect(explainReplicationFailure(error)).toBe(error)
  })
})

test('a notice that a publication was skipped is a failure, no other notice is', () => {
  expect(explainNotice({ routine: 'LoadPublications', message: 'übersprungen' })).toMatchObject({
    code: 'publication-missing',
  })
  expect(explainNotice({ routine: 'other', message: 'skipped' })).toBeNull()
  expect(explainNotice({})).toBeNull()
})
