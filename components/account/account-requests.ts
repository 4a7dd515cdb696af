import type { ChangePassword } from '#contract/sign-in.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { isNothing, sendRequest } from '#components/sources/send-request.ts'

export function changeMyPassword(body: ChangePassword): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/v1/me/password', body, isValue: isNothing })
}

export function endMySession(id: string): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'DELETE', path: `/v1/me/sessions/${id}`, body: {}, isValue: isNothing })
}

export function endMyOtherSessions(): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'DELETE', path: '/v1/me/sessions', body: {}, isValue: isNothing })
}
