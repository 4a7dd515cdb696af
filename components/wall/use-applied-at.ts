'use client'

import { useLiveStore } from '#components/live/live-context.ts'
import type { TotalTopic } from './use-total.ts'

/**
 * When the wall's rows last changed on this screen, epoch ms of the server's clock; null until the first change. For a
 * component that is rendered anew when the number beside it changes: this alone renders nothing.
 */
export function useAppliedAt(topic: TotalTopic = 'wall'): number | null {
  return useLiveStore().view(topic)?.appliedAt ?? null
}
