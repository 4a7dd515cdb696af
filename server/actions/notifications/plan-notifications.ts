import type { Crossing, PlannedNotification, Recipient } from './notification.ts'
import { whenToTell } from './when-to-tell.ts'

/** @returns who is to be told of what that opened after they wanted to be; those who have been planned already included. */
export function planNotifications(
  crossings: readonly Crossing[],
  recipients: readonly Recipient[],
  now: number,
): PlannedNotification[] {
  return recipients.flatMap(({ address, preferences, sincePosition }) => {
    const dueAt = whenToTell(now, preferences)
    return crossings
      .filter(({ openedPosition }) => openedPosition > sincePosition)
      .map(({ alert }) => ({ alert, address, dueAt }))
  })
}
