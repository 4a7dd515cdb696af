import type { CreatedInvitation, User } from '#contract/people.ts'
import type { Role } from '#contract/role-names.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

interface Invited {
  email: string
  roles: readonly Role[]
  language: 'en' | 'fr'
}

export function invite(body: Invited): Promise<RequestAnswer<CreatedInvitation>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/invitations',
    body,
    isValue: (answer): answer is CreatedInvitation => typeof member(answer, 'path') === 'string',
  })
}

export function withdraw(id: string): Promise<RequestAnswer<null>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/invitations/${id}/withdraw`,
    body: {},
    // It is answered without a body.
    isValue: (answer): answer is null => answer === null,
  })
}

export function changeRoles(id: string, roles: readonly Role[]): Promise<RequestAnswer<User>> {
  return sendRequest({ method: 'POST', path: `/v1/users/${id}/roles`, body: { roles }, isValue: isUser })
}

type UserVerb = 'deactivate' | 'activate' | 'end-sessions' | 'reset-second-factor'

export function changeUser(id: string, verb: UserVerb): Promise<RequestAnswer<User>> {
  return sendRequest({ method: 'POST', path: `/v1/users/${id}/${verb}`, body: {}, isValue: isUser })
}

function isUser(answer: unknown): answer is User {
  return typeof member(answer, 'email') === 'string'
}
