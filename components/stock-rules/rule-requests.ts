import type { EventResult } from '#contract/api.ts'
import type { RuleTrial, RuleValues } from '#contract/stock-rules.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

/** Longer than the server ever tries for. */
const trialTimeoutMs = 25_000

function isStored(answer: unknown): answer is EventResult {
  return typeof member(answer, 'outcome') === 'string'
}

export function tryRule(rule: string, values: RuleValues): Promise<RequestAnswer<RuleTrial>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/stock/rules/trial',
    body: { rule, values },
    isValue: (answer): answer is RuleTrial => typeof member(answer, 'proposed') === 'object',
    timeoutMs: trialTimeoutMs,
  })
}

export function setRule(rule: string, values: RuleValues): Promise<RequestAnswer<EventResult>> {
  const path = `/v1/stock/rules/${encodeURIComponent(rule)}`
  return sendRequest({ method: 'PUT', path, body: values, isValue: isStored })
}

export function removeRule(rule: string): Promise<RequestAnswer<EventResult>> {
  const path = `/v1/stock/rules/${encodeURIComponent(rule)}`
  return sendRequest({ method: 'DELETE', path, body: {}, isValue: isStored })
}
