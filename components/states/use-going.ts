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

interface GoingOptions<Address> {
  hrefOf: (address: Address) => string
  /** Whether going there is a step that Back undoes; without it nothing is. The same function at every render. */
  isStep?: (from: Address, to: Address) => boolean
}

const never = (): boolean => false

/** The way to another state of a screen whose every state is an address with a page of the server. */
export function useGoing<Address extends object>(
  address: Address,
  { hrefOf, isStep = never }: GoingOptions<Address>,
): Going<Address> {
  const router = useRouter()
  const [isGoing, startGoing] = useTransition()
  const [asked, ask] = useOptimistic(address)
  const go = useCallback(
    (next: Address) => {
      startGoing(() => {
        ask(() => next)
        // From what is shown, not from what was asked for: a page that is given up on the way has made no step.
        if (isStep(address, next)) router.push(hrefOf(next), { scroll: false })
        else router.replace(hrefOf(next), { scroll: false })
      })
    },
    [router, ask, address, hrefOf, isStep],
  )
  return { asked, isGoing, go }
}
