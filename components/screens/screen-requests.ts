import type { Wall } from '#contract/role.ts'
import type { ScreenState, TvScreenInfo } from '#contract/tv-screens.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

interface Pairing {
  code: string
  name: string
  walls: readonly Wall[]
  rotateSeconds: number
}

export function pairScreen(body: Pairing): Promise<RequestAnswer<TvScreenInfo>> {
  return sendRequest({ method: 'POST', path: '/v1/screens/pair', body, isValue: isScreen })
}

export function revokeScreen(id: string): Promise<RequestAnswer<TvScreenInfo>> {
  return sendRequest({ method: 'POST', path: `/v1/screens/${id}/revoke`, body: {}, isValue: isScreen })
}

export function beginScreen(): Promise<RequestAnswer<ScreenState>> {
  return sendRequest({ method: 'POST', path: '/v1/screens/begin', body: {}, isValue: isState })
}

/** @returns null while it cannot be asked. */
export async function readScreenState(): Promise<ScreenState | null> {
  try {
    const answer = await fetch('/v1/screens/self', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
    const state: unknown = await answer.json()
    return answer.ok && isState(state) ? state : null
  } catch {
    return null
  }
}

function isState(answer: unknown): answer is ScreenState {
  return typeof member(answer, 'state') === 'string'
}

function isScreen(answer: unknown): answer is TvScreenInfo {
  return typeof member(answer, 'pairedAt') === 'string'
}
