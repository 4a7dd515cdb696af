'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useOptimistic, useTransition } from 'react'

interface Going<Address> {
  /** What was asked for last; the address itself once its page is there. Changes are made to this one, or they undo each other. */
  asked: Address
  /** A page is on its way. */
  isGoing: boolean
  go: (next: Address) => void
}

/** The way to another state of a screen whose every state is an address with a page of the server. */
export function useGoing<Address extends object>(
  address: Address,
  hrefOf: (address: Address) => string,
): Going<Address> {
  const router = useRouter()
  const [isGoing, startGoing] = useTransition()
  const [asked, ask] = useOptimistic(address)
  const go = useCallback(
    (next: Address) => {
      startGoing(() => {
        ask(() => next)
        router.replace(hrefOf(next), { scroll: false })
      })
    },
    [router, ask, hrefOf],
  )
  return { asked, isGoing, go }
}
