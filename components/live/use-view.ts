'use client'

import { useCallback, useSyncExternalStore } from 'react'
import type { Row, ViewSnapshot } from '#contract/view.ts'
import { useLiveStore } from './live-context.ts'
import type { RefusalMeaning } from './refusal-meaning.ts'
import { meaningOf } from './refusal-meaning.ts'
import { viewOfSnapshot } from './view-of-snapshot.ts'
import type { RowOfTopic, ViewPhase, ViewState } from './view-state.ts'

/**
 * A view, kept equal to the server while the component is mounted.
 *
 * @param initial the snapshot that the server component fetched: rendered by the server and by the first paint, and
 *   where the subscription continues from. Read once; a later one is ignored.
 */
export function useView<const Topic extends string>(
  topic: Topic,
  initial?: ViewSnapshot,
): ViewState<RowOfTopic<Topic>> {
  const store = useLiveStore()
  const fallback = viewOfSnapshot(initial)
  const subscribe = useCallback(
    (listener: () => void) => store.watch(topic, listener, initial),
    [store, topic, initial],
  )
  const view = useSyncExternalStore(
    subscribe,
    () => store.view(topic) ?? fallback,
    () => fallback,
  )
  // The gateway reads a topic's rows from the view of that name, whose schema RowOfTopic is inferred from.
  return view as ViewState<RowOfTopic<Topic>>
}

/**
 * One row of a view; re-renders only when that row changes.
 *
 * @returns undefined when the view has no such row (yet).
 */
export function useRow<const Topic extends string>(
  topic: Topic,
  key: string,
  initial?: ViewSnapshot,
): RowOfTopic<Topic> | undefined {
  const store = useLiveStore()
  const fallback = viewOfSnapshot(initial)
  const subscribe = useCallback(
    (listener: () => void) => store.watchRow({ topic, key, initial }, listener),
    [store, topic, key, initial],
  )
  const row = useSyncExternalStore(
    subscribe,
    () => (store.view(topic) ?? fallback).rows.get(key),
    () => fallback.rows.get(key),
  )
  // As in useView.
  return row as RowOfTopic<Topic> | undefined
}

/** How far the view's rows can be trusted; re-renders only when that changes. */
export function usePhase(topic: string, initial: ViewSnapshot | undefined): ViewPhase {
  return useViewPart(topic, initial, ({ phase }) => phase)
}

/** Why the view is refused, null while it is not; re-renders only when that changes. */
export function useRefusal(topic: string, initial: ViewSnapshot | undefined): RefusalMeaning | null {
  return useViewPart(topic, initial, ({ refusal }) => meaningOf(refusal))
}

/** @param pick gives a primitive: what is the same renders nothing. */
function useViewPart<Part>(
  topic: string,
  initial: ViewSnapshot | undefined,
  pick: (view: Pick<ViewState<Row>, 'phase' | 'refusal'>) => Part,
): Part {
  const store = useLiveStore()
  const fallback = viewOfSnapshot(initial)
  const subscribe = useCallback(
    (listener: () => void) => store.watch(topic, listener, initial),
    [store, topic, initial],
  )
  return useSyncExternalStore(
    subscribe,
    () => pick(store.view(topic) ?? fallback),
    () => pick(fallback),
  )
}
