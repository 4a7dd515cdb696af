import type { Role } from '#contract/role-names.ts'
import type { CreatedToken, Token } from '#contract/tokens.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

export function createToken(asked: { name: string; roles: readonly Role[] }): Promise<RequestAnswer<CreatedToken>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/tokens',
    body: asked,
    isValue: (answer): answer is CreatedToken => typeof member(answer, 'token') === 'string',
  })
}

export function revokeToken(id: string): Promise<RequestAnswer<Token>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/tokens/${id}/revoke`,
    body: {},
    isValue: (answer): answer is Token => typeof member(answer, 'revokedAt') === 'string',
  })
}
