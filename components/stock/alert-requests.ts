import type { EventResult } from '#contract/api.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { member, sendRequest } from '#components/sources/send-request.ts'

function ask(alert: string, verb: string, body: object): Promise<RequestAnswer<EventResult>> {
  return sendRequest({
    method: 'POST',
    path: `/v1/alerts/${encodeURIComponent(alert)}/${verb}`,
    body,
    isValue: (answer): answer is EventResult => typeof member(answer, 'outcome') === 'string',
  })
}

export function takeAlert(alert: string): Promise<RequestAnswer<EventResult>> {
  return ask(alert, 'acknowledge', {})
}

/** Nobody has it afterwards, and it is quiet no longer. */
export function giveAlertBack(alert: string): Promise<RequestAnswer<EventResult>> {
  return ask(alert, 'reopen', {})
}

/** @param until epoch ms */
export function snoozeAlert(alert: string, until: number): Promise<RequestAnswer<EventResult>> {
  return ask(alert, 'snooze', { until: new Date(until).toISOString() })
}

export function commentAlert(alert: string, text: string): Promise<RequestAnswer<EventResult>> {
  return ask(alert, 'comment', { text })
}
