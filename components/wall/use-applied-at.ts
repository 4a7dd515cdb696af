'use client'

import { useLiveStore } from '#components/live/live-context.ts'

/**
 * When the wall's rows last changed on this screen, epoch ms of the server's clock; null until the first change. For a
 * component that is rendered anew when the number beside it changes: this alone renders nothing.
 */
export function useAppliedAt(): number | null {
  return useLiveStore().view('wall')?.appliedAt ?? null
}
