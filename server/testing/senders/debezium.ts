import type { Sender } from '../sender.ts'
import { sender as standardWebhooks } from './standard-webhooks.ts'

/** Debezium Server's HTTP sink signs as Standard Webhooks. */
export const sender: Sender = { ...standardWebhooks, url: '/v1/debezium/shop' }
