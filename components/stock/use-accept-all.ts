'use client'

import { useState } from 'react'
import type { TransferAnswer } from '#contract/transfers.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { acceptTransfer } from './transfer-requests.ts'

interface AcceptAll {
  pending: boolean
  /** Why the last of them was not accepted; null once that, or something else, has been decided. */
  failure: RequestFailure | null
  acceptAll: () => Promise<void>
  /** Something else has been decided. */
  forget: () => void
}

/**
 * Accepts proposals until one is refused. It belongs to what stays on the screen: once the first of two is accepted, the
 * line that both were accepted on is gone, and the second may still be refused.
 *
 * @param onEnd whether all were accepted or not, with what had the focus: it is gone, or about to go.
 */
export function useAcceptAll(proposed: readonly TransferRow[], onEnd: (from: Element | null) => void): AcceptAll {
  const { pending, failure, run } = useRequest<TransferAnswer>()
  const [asked, setAsked] = useState<string | null>(null)
  const acceptAll = async (): Promise<void> => {
    if (pending) return
    const pressed = document.activeElement
    for (const { id } of proposed) {
      setAsked(id)
      // One after another: each takes from what the donor of the next can still give.
      if ((await run(acceptTransfer(id))) === null) break
    }
    onEnd(pressed)
  }
  const forget = (): void => {
    setAsked(null)
  }
  const isStillProposed = proposed.some(({ id }) => id === asked)
  return { pending, failure: isStillProposed ? failure : null, acceptAll, forget }
}
