'use client'

import { useRef, useState } from 'react'
import { useIsLive } from '#components/live/use-connection.ts'
import type { RequestAnswer, RequestFailure } from './send-request.ts'
import { stillTrueOnceLive } from './send-request.ts'

interface RequestState<Value> {
  pending: boolean
  failure: RequestFailure | null
  /** What the last request that succeeded was answered; null before, and again once another has begun. */
  done: Value | null
  run: (request: Promise<RequestAnswer<Value>>) => Promise<Value | null>
}

/**
 * What came of the newest request that a form has made: of two that overlap, the older one may be answered last. That the
 * server could not be asked is forgotten once the line to it is back.
 */
export function useRequest<Value>(): RequestState<Value> {
  const [state, setState] = useState<Omit<RequestState<Value>, 'run'>>({ pending: false, failure: null, done: null })
  const newest = useRef<unknown>(null)
  const isLive = useIsLive()
  const [wasLive, setWasLive] = useState(isLive)
  if (isLive !== wasLive) {
    setWasLive(isLive)
    if (isLive) setState({ ...state, failure: stillTrueOnceLive(state.failure) })
  }
  const run = async (request: Promise<RequestAnswer<Value>>): Promise<Value | null> => {
    newest.current = request
    setState({ pending: true, failure: null, done: null })
    const answer = await request
    if (newest.current === request) {
      setState({ pending: false, failure: answer.ok ? null : answer.failure, done: answer.ok ? answer.value : null })
    }
    return answer.ok ? answer.value : null
  }
  return { ...state, run }
}
