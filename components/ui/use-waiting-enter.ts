'use client'

import { useEffect, useEffectEvent, useRef } from 'react'

/**
 * Enter that is pressed before the answer to what is typed has come. What stands there until then was found for older words, and
 * somebody else would be opened: the Enter waits for the answer, unless it is forgotten before.
 *
 * @param isBusy whether the answer is outstanding.
 */
export function useWaitingEnter(isBusy: boolean, openFirst: () => void) {
  const isWaiting = useRef(false)
  const onAnswer = useEffectEvent(() => {
    if (!isWaiting.current) return
    isWaiting.current = false
    openFirst()
  })
  useEffect(() => {
    if (!isBusy) onAnswer()
  }, [isBusy])
  const wait = (): void => {
    isWaiting.current = true
  }
  const forget = (): void => {
    isWaiting.current = false
  }
  return { wait, forget }
}
