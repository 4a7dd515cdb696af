import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { WebhookAnswer, WebhookEvent } from '../contract/api.ts'
import { createdSourceSchema, webhookAnswerSchema } from '../contract/api.ts'
import { eventServerUrl } from './ports.ts'
import { operatorHeaders } from './operator.ts'

/** An outside system with its secret: it signs and knocks, with the reference library of Standard Webhooks. */
export interface Door {
  slug: string
  /** Sends one request; resolves when it is answered 202, and throws otherwise. */
  send(events: readonly OutsideEvent[]): Promise<WebhookAnswer>
}

export type OutsideEvent = Pick<WebhookEvent, 'type'> & Partial<WebhookEvent>

async function postJson(path: string, body: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${eventServerUrl}${path}`, {
    method: 'POST',
    headers: { ...operatorHeaders, 'content-type': 'application/json', ...headers },
    body,
  })
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Creates a source, as an administrator would, and gives back its sender. */
export async function openDoor(slug: string, name = slug): Promise<Door> {
  const { path, secret } = createdSourceSchema.parse(await postJson('/v1/sources', JSON.stringify({ slug, name }), {}))
  const webhook = new Webhook(secret)
  return {
    slug,
    send: async (events) => {
      const id = `msg_${randomUUID()}`
      const sentAt = new Date()
      const body = JSON.stringify(events)
      const answer = await postJson(path, body, {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, sentAt, body),
      })
      return webhookAnswerSchema.parse(answer)
    },
  }
}

/** @returns that many page views. */
export function pageViews(count: number): OutsideEvent[] {
  return Array.from({ length: count }, (_, index) => ({ type: 'page.viewed', data: { title: `Page ${index + 1}` } }))
}
