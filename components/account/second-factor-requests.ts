import type { BackupCodes, BegunSecondFactor } from '#contract/sign-in.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { isNothing, member, sendRequest } from '#components/sources/send-request.ts'

const path = '/v1/me/second-factor'

export function beginSecondFactor(password: string): Promise<RequestAnswer<BegunSecondFactor>> {
  const isValue = (answer: unknown): answer is BegunSecondFactor => typeof member(answer, 'uri') === 'string'
  return sendRequest({ method: 'POST', path, body: { password }, isValue })
}

export function confirmSecondFactor(code: string): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: `${path}/confirm`, body: { code }, isValue: isNothing })
}

export function renewBackupCodes(password: string): Promise<RequestAnswer<BackupCodes>> {
  const isValue = (answer: unknown): answer is BackupCodes => Array.isArray(member(answer, 'backupCodes'))
  return sendRequest({ method: 'POST', path: `${path}/backup-codes`, body: { password }, isValue })
}

export function endSecondFactor(password: string): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: `${path}/end`, body: { password }, isValue: isNothing })
}
